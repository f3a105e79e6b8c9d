"""`python -m publish SITE DIR` shows readers a finished site, and `--rollback DIR` the one before.

Readers see the old site or the new one, whole, whatever happens on the way. Ends with 0 if it is done, and
with 2 if the live site is as it was.
"""

import argparse
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from finish import FinishError, headers, pages, policy

from . import PublishError, check, disk, releases
from .carry import carry

_UMASK = 0o022  # a web server runs as somebody else, and must read what is written here
_SETTLES = 1  # second: nginx answers a reload before its new workers take over


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
    try:
        for line in publish(site, folder, reload) if site else roll_back(folder, reload):
            print(line)
    except (PublishError, FinishError, OSError) as error:
        print(f"publish: {_cause(error)}; the live site is as it was", file=sys.stderr)
        return 2
    return 0


def publish(site: Path, folder: Path, reload: str | None) -> Iterator[str]:
    """Make a release of a finished site, and show it to readers; says what it did."""
    _refuse(site.resolve(), folder)
    with releases.alone(folder):
        live = releases.live(folder)
        new = releases.unborn(folder)
        disk.copy(site, new)
        carry(new, releases.every(folder))
        for fault in check.faults(new):
            raise PublishError(fault)
        yield from _tell_server(folder, new, live, reload)
        release = releases.add(folder)
        releases.swap(folder, release)
        releases.prune(folder)
    yield f"published {site} as {release}"


def roll_back(folder: Path, reload: str | None) -> Iterator[str]:
    """Show readers the release that was live before this one; says what it did."""
    with releases.alone(folder):
        live = releases.live(folder)
        earlier = live and releases.replaced(live)
        if not earlier:
            raise PublishError(f"{folder}: there is no earlier release to go back to")
        carry(earlier, releases.every(folder))
        yield from _tell_server(folder, earlier, live, reload)
        releases.swap(folder, earlier)
    yield f"went back to {earlier}"


def _refuse(site: Path, folder: Path) -> None:
    if not pages.is_finished(site):
        raise PublishError(f"{site}: no finished site is here; 'make build' makes one")
    if site.is_relative_to(folder) or folder.is_relative_to(site):
        raise PublishError(f"{folder}: overlaps with {site}; publish into a folder of its own")


def _tell_server(folder: Path, new: Path, live: Path | None, reload: str | None) -> Iterator[str]:
    """Write the headers that allow the live pages and the new ones, and let the server read them."""
    both = policy.header(filter(None, [new, live]))
    disk.write(folder / "headers.nginx", headers.nginx(both))
    disk.write(folder / "headers.caddy", headers.caddy(both))
    if reload:
        _run(reload)
        time.sleep(_SETTLES)
    elif not live or both != policy.header([live]):
        yield f"the policy is new: reload the web server, so that it sends {folder}/headers.*"


def _run(command: str) -> None:
    try:
        code = subprocess.run(shlex.split(command)).returncode
    except (OSError, ValueError) as error:
        raise PublishError(f"'{command}' cannot be run: {error}") from error
    if code:
        raise PublishError(f"'{command}' ended with {code}")


def _cause(error: Exception) -> str:
    if not isinstance(error, OSError):
        return str(error)
    where = error.filename2 or error.filename
    return f"{where}: {error.strerror}" if where else f"{error.strerror}"


if __name__ == "__main__":
    sys.exit(main())
