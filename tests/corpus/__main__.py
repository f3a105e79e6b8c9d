"""Fetches the trees, measures the checks on them and writes what it found: `make measure`.

    python tests/corpus [FILE]

writes FILE, or else MEASURED.md, which lies beside this. Ends with 1 if something is not found as often as it
must be, or is said falsely or twice.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from corpus.fetch import FetchError
from corpus.measure import measure
from corpus.recipes import recipes
from corpus.report import failures, report

_WORK = Path(__file__).parent.parent.parent / "build" / "corpus"
_TABLE = Path(__file__).parent / "MEASURED.md"


def main(arguments: list[str]) -> int:
    table = Path(arguments[0]) if arguments else _TABLE
    try:
        measured = measure(recipes(), _WORK)
    except FetchError as error:
        print(error, file=sys.stderr)
        return 1
    table.parent.mkdir(exist_ok=True)  # build/ of a clone that built nothing yet
    table.write_text(report(measured), encoding="utf-8")
    for tree in measured:
        for score in tree.scores:
            if not score.found:
                print(f"not found in {tree.name}: {score.planted.kind} at {sorted(score.places)}")
            elif score.has_line and not score.line_right:
                print(
                    f"line wrong in {tree.name}: {score.planted.kind} at {sorted(score.places)}: {score.said}"
                )
            elif score.planted.suggestion and not score.suggested:
                print(f"not offered in {tree.name}: {score.planted.suggestion!r}: {score.said}")
    found = failures(measured)
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
