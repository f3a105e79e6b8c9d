"""Finds Pango, which sets the type. `python tests/pango.py` installs Debian's if there is none."""

import subprocess
import sys

from debian import install

PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")


def is_there() -> bool:
    """Can type be set? A process of its own finds out, as a library that was missing once stays missing."""
    return subprocess.run([sys.executable, "-c", "import weasyprint"], capture_output=True).returncode == 0


def main() -> int:
    """0 if there is Pango in the end, 1 and one line if there is none."""
    if not is_there():
        install(*PACKAGES)
    if is_there():
        return 0
    print(f"no Pango for the book: install it, such as Debian's {', '.join(PACKAGES)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
