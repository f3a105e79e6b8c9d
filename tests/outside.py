"""Somebody else's server on this machine: it answers whatever it is asked, and remembers who asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(frozen=True)
class Outside:
    """`address` ends with a slash; `heard` are the paths asked for below it, each with the referrer given."""

    address: str
    heard: list[tuple[str, str | None]] = field(default_factory=list)

    @property
    def paths(self) -> set[str]:
        return {path for path, _ in self.heard}


@contextmanager
def listen() -> Iterator[Outside]:
    """A server on a port of its own: for a browser that is another origin."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        outside = Outside(f"http://127.0.0.1:{server.server_port}/")
        server.heard = outside.heard  # type: ignore[attr-defined]
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield outside
        finally:
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path != "/favicon.ico":
            path = self.path[1:].partition("?")[0]
            self.server.heard.append((path, self.headers.get("Referer")))  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Outside</title>")

    do_POST = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        pass
