"""Puts compressed copies beside the text files of a site, for servers that send such copies as they are."""

import gzip
from pathlib import Path

import brotli

_TEXTS = {".css", ".html", ".js", ".json", ".map", ".svg", ".txt", ".webmanifest", ".xml"}
_SMALLEST = 200  # bytes; below, the copy and its header gain nothing


def compress(site: Path) -> list[Path]:
    """Write `.br` and `.gz` beside each text file where they are smaller; return them.

    The same text gives the same bytes.
    """
    texts = [path for path in sorted(site.rglob("*")) if path.suffix in _TEXTS and path.is_file()]
    return [copy for path in texts for copy in _copies(path)]


def _copies(path: Path) -> list[Path]:
    text = path.read_bytes()
    packed = {
        ".br": brotli.compress(text, mode=brotli.MODE_TEXT, quality=11),
        ".gz": gzip.compress(text, compresslevel=9, mtime=0),
    }
    written = []
    for suffix, data in packed.items():
        copy = path.with_name(path.name + suffix)
        copy.unlink(missing_ok=True)  # one of an older text would be served in place of the new one
        if len(text) >= _SMALLEST and len(data) < len(text):
            copy.write_bytes(data)
            written.append(copy)
    return written
