"""`python -m publish SITE DIR` shows readers a finished site, and `--rollback DIR` the one before.

Readers see the old site or the new one, whole, whatever happens on the way. Ends with 0 if it is done, and
with 2 if something went wrong: the line says why, and which of them is live.
"""

import argparse
import os
import sys
from pathlib import Path

from finish import FinishError, pages

from . import PublishError, check, disk, releases, server
from .carry import carry

_UMASK = 0o022  # a web server runs as somebody else, and must read what is written here
_RELOAD = (
    "RELOAD THE WEB SERVER NOW: until it has read {}/headers.*, readers may see pages without their styles. "
    "Type 'sudo systemctl reload nginx' (or caddy). This line comes again until you publish with "
    'RELOAD="sudo systemctl reload nginx"'
)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="publish", description="Put a finished site in the live one's place."
    )
    parser.add_argument("site", type=Path, nargs="?", metavar="SITE", help="the folder of the finished site")
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder whose 'live' a web server reads")
    parser.add_argument("--rollback", action="store_true", help="go back to what was live before")
    parser.add_argument("--reload", metavar="COMMAND", help="what makes the server read its headers again")
    options = parser.parse_args(arguments)
    if options.rollback == bool(options.site):
        parser.error("name SITE and DIR, or --rollback and DIR")
    os.umask(_UMASK)
    site, folder, reload = options.site, options.folder.resolve(), options.reload
    before = _shown(folder)
    code = 0
    try:
        print(publish(site, folder, reload) if site else roll_back(folder, reload))
    except (PublishError, FinishError, OSError, UnicodeDecodeError) as error:
        code = 2
        state = "as it was" if _shown(folder) == before else f"now {_shown(folder)}"
        print(f"publish: {_cause(error)}; the live site is {state}", file=sys.stderr)
    if _shown(folder) != before and server.must_reload(folder):
        print(_RELOAD.format(folder))
    return code


def publish(site: Path, folder: Path, reload: str | None) -> str:
    """Make a release of a finished site, and show it to readers; says what it did."""
    _refuse(site.resolve(), folder)
    with releases.alone(folder):
        live = releases.live(folder)
        new = releases.unborn(folder)
        disk.copy(site, new)
        carry(new, releases.every(folder))
        for fault in check.faults(new):
            raise PublishError(fault)
        server.tell(folder, new, live, reload)
        release = releases.add(folder)
        releases.swap(folder, release)
        releases.prune(folder)
    return f"published {site} as {release}"


def roll_back(folder: Path, reload: str | None) -> str:
    """Show readers the release that was live before this one; says what it did."""
    with releases.alone(folder):
        live = releases.live(folder)
        earlier = live and releases.replaced(live)
        if not earlier:
            raise PublishError(f"{folder}: there is no earlier release to go back to")
        carry(earlier, releases.every(folder))
        server.tell(folder, earlier, live, reload)
        releases.swap(folder, earlier)
    return f"went back to {earlier}"


def _refuse(site: Path, folder: Path) -> None:
    if not pages.is_finished(site):
        raise PublishError(f"{site}: no finished site is here; 'make build' makes one")
    if site.is_relative_to(folder) or folder.is_relative_to(site):
        raise PublishError(f"{folder}: overlaps with {site}; publish into a folder of its own")


def _shown(folder: Path) -> str:
    """Where `live` leads, '' if it is no link."""
    link = folder / "live"
    return os.readlink(link) if os.path.islink(link) else ""


def _cause(error: Exception) -> str:
    if not isinstance(error, OSError):
        return str(error)
    where = error.filename2 or error.filename
    return f"{where}: {error.strerror}" if where else f"{error.strerror}"


if __name__ == "__main__":
    sys.exit(main())
