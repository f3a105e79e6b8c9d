"""Writes the service worker: one that keeps copies, if the host asks for it, or one that deletes them."""

import json
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from . import pages

WORKER = "worker.js"

_KEEPS = Path(__file__).with_name("worker.js")
_LEAVES = Path(__file__).with_name("worker_off.js")
# What a reader needs. Share pictures and the offline edition are not, and would cost them much.
_ESSENTIAL = {".css", ".html", ".js", ".svg", ".woff2"}
_VERSION_LENGTH = 12
_BARE = "/!$&'()*+,;=:@"  # what browsers leave as it is in the path of an address


def write(site: Path) -> Path:
    """Write `worker.js` into a built site; also if copies are switched off, as browsers must learn of it."""
    script = _keeping(site) if _is_wanted(site) else _LEAVES.read_text(encoding="utf-8")
    path = site / WORKER
    path.write_text(script, encoding="utf-8")
    return path


def essential(site: Path) -> list[str]:
    """The files that the worker copies, named from the root of the site; pages come first."""
    names = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.suffix in _ESSENTIAL]
    return sorted({*names} - {WORKER}, key=lambda name: (not name.endswith(".html"), name))


def _is_wanted(site: Path) -> bool:
    """True if a page names the worker, as the script of every page does where `extra.offline` is true."""
    return any(page.parse().css_matches("script[data-worker]") for page in pages.read(site))


def _keeping(site: Path) -> str:
    names = essential(site)
    contents = "".join(f"{name} {sha256((site / name).read_bytes()).hexdigest()}\n" for name in names)
    version = sha256(contents.encode()).hexdigest()[:_VERSION_LENGTH]
    listed = json.dumps([quote(name, safe=_BARE) for name in names])
    return f'const VERSION = "{version}";\nconst FILES = {listed};\n{_KEEPS.read_text(encoding="utf-8")}'
