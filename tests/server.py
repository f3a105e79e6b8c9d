"""A small web server for the tests: it sends what a well set up host would send.

Brotli or gzip, content types, ETags, a year in the cache for names that hold a hash, and a 404 page.
"""

import gzip
import mimetypes
import re
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import SystemRandom
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

import brotli

from finish.headers import FOREVER

# Written out, as the tables of machines differ.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
SQUEEZED = re.compile(r"font/woff|image/(?!svg|x-icon)|application/(zip|gzip|octet)|audio/|video/")
ON_THE_WAY = 1  # the level at which a host packs what is not packed yet: the quickest
OWN_PORTS = range(20_000, 32_000)
HASHED = re.compile(r"[.-][0-9a-f]{8,}\.")  # main.57a0d79d.min.css


@dataclass(frozen=True)
class Sent:
    """One answer: the path as asked for, and the body before it was compressed."""

    path: str
    status: int
    type: str
    body: bytes


@contextmanager
def serve(folder: Path, prefix: str = "/", note: Callable[[Sent], None] | None = None) -> Iterator[str]:
    """Serve a folder below a prefix such as '/guide/'; gives the address, and notes each answer."""
    handler = partial(_Handler, folder.resolve(), prefix, note)
    with _Server(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{prefix}"
        finally:
            server.shutdown()


def free_ports(count: int) -> list[int]:
    """Ports of this machine that no program listens on, each another one.

    They are not among those that a machine gives to whoever needs any, so that nobody comes between.
    """
    found: list[int] = []
    with ExitStack() as opened:
        while len(found) < count:
            port = SystemRandom().choice(OWN_PORTS)
            with suppress(OSError):
                opened.enter_context(socket.socket()).bind(("127.0.0.1", port))
                found.append(port)
    return found


def is_squeezed(content_type: str) -> bool:
    """True for types that are compressed as they are."""
    return bool(SQUEEZED.match(content_type))


@cache
def brotli_of(body: bytes) -> bytes:
    """The body at brotli's best level."""
    packed: bytes = brotli.compress(body, quality=11)
    return packed


@cache
def gzip_of(body: bytes) -> bytes:
    """The body at gzip's best level."""
    return gzip.compress(body, 9, mtime=0)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that leaves in the middle is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps the connection
    disable_nagle_algorithm = True  # or each small answer waits 40 ms for the other side

    def __init__(self, folder: Path, prefix: str, note: Callable[[Sent], None] | None, *rest: Any) -> None:
        self.folder = folder
        self.prefix = prefix
        self.note = note
        super().__init__(*rest)

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = self._file(path)
        status = 200 if file else 404
        file = file or self.folder / "404.html"
        body = file.read_bytes() if file.is_file() else b"not found"
        content_type = _type(file)
        coding, packed = self._pack(file, body, content_type)
        tag = f'"{sha256(packed).hexdigest()[:16]}"'
        if status == 200 and self.headers.get("If-None-Match") == tag:
            status, packed, body = 304, b"", b""
        if self.note:
            self.note(Sent(self.path, status, content_type, body))
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(packed)))
        self.send_header(
            "Cache-Control", FOREVER if status < 400 and HASHED.search(file.name) else "no-cache"
        )
        self.send_header("ETag", tag)
        self.send_header("Vary", "Accept-Encoding")
        if coding:
            self.send_header("Content-Encoding", coding)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(packed)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _file(self, path: str) -> Path | None:
        """The file that a path names, if it lies in the folder."""
        if not path.startswith(self.prefix):
            return None
        file = (self.folder / path.removeprefix(self.prefix)).resolve()
        if file.is_dir():
            file /= "index.html"
        return file if file.is_file() and file.is_relative_to(self.folder) else None

    def _pack(self, file: Path, body: bytes, content_type: str) -> tuple[str, bytes]:
        """The coding to name and the bytes to send: the .br beside the file, if there is one."""
        accepted = self.headers.get("Accept-Encoding", "")
        if is_squeezed(content_type):
            return "", body
        if re.search(r"\bbr\b", accepted):
            ready = file.with_name(file.name + ".br")
            return "br", ready.read_bytes() if ready.is_file() else brotli.compress(body, quality=ON_THE_WAY)
        if "gzip" in accepted:
            ready = file.with_name(file.name + ".gz")
            return "gzip", ready.read_bytes() if ready.is_file() else gzip.compress(body, ON_THE_WAY)
        return "", body


def _type(file: Path) -> str:
    guessed, coding = mimetypes.guess_type(file.name)
    return TYPES.get(file.suffix) or (guessed if not coding else None) or "application/octet-stream"
