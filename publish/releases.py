"""The folder that a web server reads, and the releases in it.

live -> releases/0004      the document root
headers.nginx              what the server sends with every answer: allows the live pages and those before
headers.caddy              the same for Caddy
reload-needed              here if the server may not have read those yet
releases/0004/             a site
releases/0004.replaces     the release that was live before it: '0003', or nothing
releases/.new, .old-0001   half made and half removed: the next run clears them away
lock                       held while somebody publishes
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from itertools import islice
from pathlib import Path

from . import PublishError, disk

_KEPT = 5


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock; raises PublishError if somebody else holds it. Leaves nothing half made behind."""
    (folder / "releases").mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise PublishError(f"{folder}: another publish is at work here; wait until it is done") from None
        _clear(folder)  # what a killed run left
        try:
            yield
        finally:
            _clear(folder)


def live(folder: Path) -> Path | None:
    """The release that readers see, if there is one; raises PublishError if `live` is none of ours."""
    link = folder / "live"
    if not link.is_symlink():
        if link.exists():
            raise PublishError(f"{link}: a link to the live site goes here; move what is there now away")
        return None
    release = folder / link.readlink()
    if release.parent != folder / "releases":
        raise PublishError(f"{link}: leads to {link.readlink()}, which is no release; remove the link")
    return release if release.is_dir() else None


def every(folder: Path) -> list[Path]:
    """The releases on the disk, the oldest first."""
    found = [path for path in (folder / "releases").iterdir() if path.name.isdecimal()]
    return sorted(found, key=lambda path: int(path.name))


def replaced(release: Path) -> Path | None:
    """The release that was live before this one, if it is on the disk."""
    record = _record(release)
    name = record.read_text(encoding="utf-8").strip() if record.is_file() else ""
    return release.with_name(name) if name and release.with_name(name).is_dir() else None


def unborn(folder: Path) -> Path:
    """Where a release is made."""
    return folder / "releases" / ".new"


def add(folder: Path) -> Path:
    """Make a release of what is made and checked, for swap(). What it will replace is written down first."""
    newest = max((int(path.name) for path in every(folder)), default=0)
    release = folder / "releases" / f"{newest + 1:04}"
    before = live(folder)
    disk.write(_record(release), f"{before.name if before else ''}\n")
    unborn(folder).rename(release)
    disk.sync(release.parent)
    return release


def swap(folder: Path, release: Path) -> None:
    """Show readers this release from now on."""
    disk.point(folder / "live", release)


def prune(folder: Path) -> None:
    """Remove what is neither among the newest releases nor among those that `--rollback` leads through."""
    kept = {*every(folder)[-_KEPT:], *islice(_way_back(live(folder)), _KEPT)}
    for release in every(folder):
        if release not in kept:
            _remove(release)


def _way_back(release: Path | None) -> Iterator[Path]:
    while release:
        yield release
        release = replaced(release)


def _record(release: Path) -> Path:
    return release.with_name(f"{release.name}.replaces")


def _remove(release: Path) -> None:
    """Half a release must never look like one, so it goes under another name."""
    with suppress(OSError):  # the new site is live; the next run tries again
        _record(release).unlink(missing_ok=True)
        release.rename(release.with_name(f".old-{release.name}"))


def _clear(folder: Path) -> None:
    for path in (folder / "releases").glob(".*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
