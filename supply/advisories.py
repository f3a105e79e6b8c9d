"""`python -m supply.advisories` asks whether anything locked has a known hole; `make advisories` runs it.

Ends with 0 if nothing has, 1 if something has, and 2 if that could not be found out. Further options go to
pip-audit, such as `--ignore-vuln ID` for a hole that does not matter here.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from .lock import Pin, read

LOCK = Path(__file__).parent.parent / "requirements-dev.txt"

#: Known to have holes, and asked about beside the rest: a service that does not know of them knows nothing.
CANARY = Pin("django", "1.2", ("0" * 64,), ())

_OPTIONS = ("--strict", "--disable-pip", "--vulnerability-service=osv", "--format=json")
_COMPLAINT = re.compile(r"WARNING:|ERROR:|[\w.]*(?:Error|Exception|Timeout)\b")


class AuditError(Exception):
    """It could not be found out what is known; the message is one line that says why."""


def audit(pins: Sequence[Pin], options: Sequence[str] = ()) -> list[str]:
    """One line for each pin with a known hole.

    Raises:
        AuditError: Not every pin could be audited.
    """
    if not pins:
        raise AuditError("the lock is empty")
    # pip-audit refuses a list with two versions of a package, and leaves out the one for another Python.
    lists: list[dict[str, Pin]] = []
    for pin in pins:
        if all(pin.name in few for few in lists):
            lists.append({})
        next(few for few in lists if pin.name not in few)[pin.name] = pin
    return [line for few in lists for line in _holes([*few.values()], options)]


def _holes(pins: list[Pin], options: Sequence[str]) -> list[str]:
    answers = _ask([*pins, CANARY], options)
    known = {(answer["name"], answer["version"]): answer["vulns"] for answer in answers}
    if not known.get((CANARY.name, CANARY.version)):
        raise AuditError(f"the service knows of no hole in {CANARY.name} {CANARY.version}, which has many")
    if missing := [pin.name for pin in pins if (pin.name, pin.version) not in known]:
        raise AuditError(f"no answer about {', '.join(missing)}")
    return [_line(pin, known[pin.name, pin.version]) for pin in pins if known[pin.name, pin.version]]


def _ask(pins: Iterable[Pin], options: Sequence[str]) -> list[dict[str, Any]]:
    """What pip-audit finds out about each pin."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.writelines(f"{pin.name}=={pin.version} --hash=sha256:{pin.hashes[0]}\n" for pin in pins)
        file.flush()
        command = [sys.executable, "-m", "pip_audit", *_OPTIONS, "--requirement", file.name, *options]
        result = subprocess.run(command, capture_output=True, text=True)
    lines = result.stderr.splitlines()
    complaint = next((line for line in lines if _COMPLAINT.match(line)), None)
    if complaint or not result.stdout:
        raise AuditError(complaint or " ".join(lines))
    answers = json.loads(result.stdout)["dependencies"]
    assert isinstance(answers, list)
    return answers


def _line(pin: Pin, holes: Iterable[dict[str, Any]]) -> str:
    said = (f"{hole['id']} (mended in {', '.join(hole['fix_versions']) or 'no version'})" for hole in holes)
    return f"{pin.name} {pin.version}: {'; '.join(said)}"


def main(options: Sequence[str]) -> int:
    try:
        pins = read(LOCK)
        holes = audit(pins, options)
    except (AuditError, OSError, ValueError, LookupError) as error:
        print(f"advisories: could not audit: {error}", file=sys.stderr)
        return 2
    print("\n".join(holes) or f"no known hole in {len(pins)} locked packages")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
