"""Looks for input that the checks cannot bear, guided by what their code does with it: `make fuzz`.

Two processes take turns at the targets of `tests/fuzz_targets.py`. They start from the cases of the rules and
from what earlier runs kept in build/fuzz, and leave a target at the first input that breaks it. Mend the
checks, and keep that input, as small as it can be, in tests/fuzz-found: the tests run it ever after.

`--runs` leaves nothing to chance, for `make audit`: it starts from the cases alone, and tries the same inputs
each time for as long as the checks and their cases are the same.
"""

import argparse
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

try:
    import atheris
except ImportError:
    print("There is no atheris for this machine (requirements-dev.in says for which): nothing was tried.")
    sys.exit(0 if "--runs" in sys.argv else 1)  # an audit goes on without it

with atheris.instrument_imports(include=["sitelint"]):
    from fuzz_targets import TARGETS

from test_cases import CASES, examples
from test_sitelint_input import SIGNS

HERE = Path(__file__).parent
KEPT = HERE.parent / "build" / "fuzz"
FOUND = HERE / "fuzz-found"
LONGEST = 2_000  # bytes; the renderer itself is slow with more of what nobody writes
PROCESSES = 2
#: What share of the time a target gets; the whole way of a page is the slowest.
SHARES = {"page": 4, "order": 2}


def main() -> int:
    parser = argparse.ArgumentParser(description="Look for input that the checks cannot bear.")
    parser.add_argument("target", nargs="?", choices=TARGETS, help="one target; without it, all of them")
    limit = parser.add_mutually_exclusive_group()
    limit.add_argument("--minutes", type=float, default=10, help="for all of them, or for the one")
    limit.add_argument("--runs", type=int, help="how many inputs each of them tries, always the same")
    options = parser.parse_args()
    if options.target and options.runs:
        _fuzz_alike(options.target, options.runs)
    if options.target:
        _fuzz(options.target, options.minutes * 60)
    with TemporaryDirectory() as folder, ThreadPoolExecutor(PROCESSES) as pool:
        os.environ["TMPDIR"] = folder  # the fuzzer ends a process before it can clean up
        os.environ["PYTHONHASHSEED"] = "0"
        limits = [_limit(name, options.minutes, options.runs) for name in TARGETS]
        broken = [
            name
            for name, is_broken in zip(TARGETS, pool.map(_run, TARGETS, limits), strict=True)
            if is_broken
        ]
    for name in broken:
        print(f"{name}: broken by an input in {KEPT / name}-broken-*, as the lines above say")
    return 1 if broken else 0


def _limit(name: str, minutes: float, runs: int | None) -> str:
    """How much one target may do, if all of them together have so many minutes, or each has so many runs."""
    if runs:
        return f"--runs={runs}"
    parts = sum(SHARES.get(target, 1) for target in TARGETS)
    return f"--minutes={minutes * PROCESSES * SHARES.get(name, 1) / parts}"


def _run(name: str, limit: str) -> bool:
    """True if the target is broken."""
    return subprocess.run([sys.executable, __file__, name, limit]).returncode != 0


def _fuzz(name: str, seconds: float) -> None:
    """Does not come back: the fuzzer ends the process, with 0 if nothing was found."""
    corpus = KEPT / name
    _write_seeds(name, corpus)
    _start(name, f"-max_total_time={int(seconds)}", str(corpus))


def _fuzz_alike(name: str, runs: int) -> None:
    """Does not come back either. No clock, no earlier run and no order of a folder has a say."""
    seeds = _write_seeds(name, Path(mkdtemp()))
    _start(name, "-seed=1", f"-runs={runs}", "-reload=0", f"-seed_inputs={','.join(map(str, seeds))}")


def _write_seeds(name: str, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    files = [(folder / f"seed-{at}", seed) for at, seed in enumerate(_seeds(name))]
    for file, seed in files:
        file.write_bytes(seed)
    return [file for file, _ in files]


def _start(name: str, *limits_and_corpus: str) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    words = KEPT / f"{name}.dict"
    words.write_text("".join(f'"{_quoted(sign)}"\n' for sign in SIGNS.split()))
    options = (
        f"-max_len={LONGEST}",
        f"-dict={words}",
        f"-artifact_prefix={KEPT / name}-broken-",
        "-timeout=600",  # a wall clock; the targets have one of their own
        "-rss_limit_mb=0",
        "-print_final_stats=1",
        "-verbosity=0",
    )
    logging.getLogger("mkdocs").setLevel(logging.CRITICAL)  # it has much to say of such pages
    atheris.Setup([sys.argv[0], *options, *limits_and_corpus], TARGETS[name])
    atheris.Fuzz()


def _seeds(name: str) -> Iterator[bytes]:
    """Each file of the cases that is of the sort that a target reads, and what was found before."""
    ending, as_seed = SEEDS[name]
    for case in (item for path in CASES for item in examples(path)):
        for file, text in case.files.items():
            seed = as_seed(text.encode()) if file.endswith(ending) else b""
            if 0 < len(seed) <= LONGEST:
                yield seed
    yield from (path.read_bytes() for path in sorted(FOUND.glob(f"{name}-*")))


def _same(text: bytes) -> bytes:
    return text


def _front_matter(text: bytes) -> bytes:
    """Without the lines around it; nothing if a page has none."""
    before, _, rest = text.partition(b"---\n")
    inside, end, _ = rest.partition(b"---\n")
    return b"" if before or not end else inside


#: The ending of the files that a target starts from, and what it takes of each.
SEEDS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "page": (".md", lambda text: b"\0" + text),
    "order": (".md", _same),
    "html": (".md", lambda text: text + b"\0" + text),
    "settings": ("mkdocs.yml", _same),
    "template": (".html", _same),
    "facts": (".md", _front_matter),
    "snippets": (".md", _same),
    "growth": (".md", _same),
}


def _quoted(sign: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in sign.encode())


if __name__ == "__main__":
    sys.exit(main())
