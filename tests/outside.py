"""Somebody else's server on this machine: it answers whatever it is asked, and remembers who asked."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(frozen=True)
class Outside:
    """`address` ends with a slash; `heard` are the paths asked for below it, each with the referrer given."""

    address: str
    heard: list[tuple[str, str | None]]

    @property
    def paths(self) -> set[str]:
        return {path for path, _ in self.heard}


@contextmanager
def listen() -> Iterator[Outside]:
    """A server on a port of its own: for a browser that is another origin."""
    heard: list[tuple[str, str | None]] = []
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, heard)) as server:
        outside = Outside(f"http://127.0.0.1:{server.server_port}/", heard)
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield outside
        finally:
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, heard: list[tuple[str, str | None]], *rest: Any) -> None:
        self.heard = heard
        super().__init__(*rest)

    def do_GET(self) -> None:
        if self.path != "/favicon.ico":
            path = self.path[1:].partition("?")[0]
            self.heard.append((path, self.headers.get("Referer")))
        with suppress(ConnectionError):  # a browser that leaves in the middle is no error
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<title>Outside</title>")

    do_POST = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        pass
