"""Looks for input that the checks cannot bear, guided by what their code does with it: `make fuzz`.

Two processes take turns at the targets of `tests/fuzz_targets.py`. They start from the cases of the rules and
from what earlier runs kept in build/fuzz, and leave a target at the first input that breaks it. Mend the
checks, and keep that input, as small as it can be, in tests/fuzz-found: the tests run it ever after.
`make audit` leaves nothing to chance, and tries the texts of `tests/fuzz_seeds.py` instead.
"""

import argparse
import logging
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

try:
    import atheris
except ImportError:
    print("There is no atheris for this machine (requirements-dev.in says for which): nothing was tried.")
    sys.exit(1)

with atheris.instrument_imports(include=["sitelint"]):
    from fuzz_targets import TARGETS

from fuzz_seeds import LONGEST, SIGNS, seeds

KEPT = Path(__file__).parent.parent / "build" / "fuzz"
PROCESSES = 2
#: What share of the time a target gets; the whole way of a page is the slowest.
SHARES = {"page": 4, "order": 2}


def main() -> int:
    parser = argparse.ArgumentParser(description="Look for input that the checks cannot bear.")
    parser.add_argument("target", nargs="?", choices=TARGETS, help="one target; without it, all of them")
    parser.add_argument("--minutes", type=float, default=10, help="for all of them, or for the one")
    options = parser.parse_args()
    if options.target:
        _fuzz(options.target, options.minutes * 60)
    with TemporaryDirectory() as folder, ThreadPoolExecutor(PROCESSES) as pool:
        os.environ["TMPDIR"] = folder  # the fuzzer ends a process before it can clean up
        os.environ["PYTHONHASHSEED"] = "0"
        shares = [_share(name, options.minutes) for name in TARGETS]
        found = pool.map(_run, TARGETS, shares)
        broken = [name for name, is_broken in zip(TARGETS, found, strict=True) if is_broken]
    for name in broken:
        print(f"{name}: broken by an input in {KEPT / name}-broken-*, as the lines above say")
    return 1 if broken else 0


def _share(name: str, minutes: float) -> float:
    """The minutes of one target, if all of them together have so many."""
    parts = sum(SHARES.get(target, 1) for target in TARGETS)
    return minutes * PROCESSES * SHARES.get(name, 1) / parts


def _run(name: str, minutes: float) -> bool:
    """True if the target is broken."""
    return subprocess.run([sys.executable, __file__, name, f"--minutes={minutes}"]).returncode != 0


def _fuzz(name: str, seconds: float) -> None:
    """Does not come back: the fuzzer ends the process, with 0 if nothing was found."""
    corpus = KEPT / name
    corpus.mkdir(parents=True, exist_ok=True)
    for at, seed in enumerate(seeds(name)):
        (corpus / f"seed-{at}").write_bytes(seed)
    words = KEPT / f"{name}.dict"
    words.write_text("".join(f'"{_quoted(sign)}"\n' for sign in SIGNS))
    options = (
        f"-max_total_time={int(seconds)}",
        f"-max_len={LONGEST}",
        f"-dict={words}",
        f"-artifact_prefix={KEPT / name}-broken-",
        "-timeout=600",  # a wall clock; the targets have one of their own
        "-rss_limit_mb=0",
        "-print_final_stats=1",
        "-verbosity=0",
    )
    logging.getLogger("mkdocs").setLevel(logging.CRITICAL)  # it has much to say of such pages
    atheris.Setup([sys.argv[0], *options, str(corpus)], TARGETS[name])
    atheris.Fuzz()


def _quoted(sign: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in sign.encode())


if __name__ == "__main__":
    sys.exit(main())
