"""Starts nginx and Caddy on this machine alone, with the files of `deploy/` that hosts use.

`python tests/web_servers.py` installs Debian's where they are missing.
"""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from debian import install
from server import free_ports

DEPLOY = Path(__file__).parent.parent / "deploy"
PACKAGES = {  # Debian's
    "nginx": ("nginx", "libnginx-mod-http-brotli-static"),
    "caddy": ("caddy",),
    "openssl": ("openssl",),  # makes their certificate
}
SERVERS = ("nginx", "caddy")
HOME = "/srv/back-together"  # where the files of `deploy/` expect the releases

_PATH = os.pathsep.join((os.environ["PATH"], "/usr/sbin", "/sbin"))  # Debian's nginx stands there
_PATIENCE = 30  # seconds
_STARTS = 5
_TAKEN = "address already in use"


class ServerMissing(Exception):
    """A program is not there; the message is one line that says what to do."""


@dataclass(frozen=True)
class Server:
    """A server that runs: the ports of http and https on localhost, the folder that it logs into."""

    name: str
    http: int
    https: int
    logs: Path
    certificate: Path

    def context(self) -> ssl.SSLContext:
        """What a client needs to trust it."""
        return ssl.create_default_context(cafile=str(self.certificate))


def find(name: str) -> str:
    """The path of a server or of openssl, whichever the machine has."""
    if path := shutil.which(name, path=_PATH):
        return path
    raise ServerMissing(f"no {name} for the tests: install it, such as Debian's {' '.join(PACKAGES[name])}")


@contextmanager
def run(name: str, home: Path, work: Path, folder: str = "") -> Iterator[Server]:
    """Run 'nginx' or 'caddy' as shipped over `home`, which holds `live` and the headers.

    `folder` is the folder of the address where the guide stands, such as 'guide'. What the server writes
    goes into `work`, which must not be there yet.
    """
    work.mkdir(parents=True)
    certificate = _certificate(work)
    root = home / "live"
    if folder:
        root = work / "www"
        root.mkdir()
        (root / folder).symlink_to(home / "live")
    for _ in range(_STARTS):
        http, https = free_ports(2)
        server = Server(name, http, https, work, certificate)
        with _process(_COMMANDS[name](server, home, root), work) as process:
            if _is_up(server, process):
                yield server
                return
    raise AssertionError(f"{name}: other programs took its ports {_STARTS} times")


@contextmanager
def _process(command: list[str], work: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "HOME": str(work), "XDG_DATA_HOME": str(work)}
    with _output(work).open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def _output(work: Path) -> Path:
    return work / "output.log"


def replaced(text: str, changes: Mapping[str, str]) -> str:
    """The text with each key replaced; whoever changes a file of `deploy/` learns what a test leans on."""
    for old, new in changes.items():
        assert old in text, f"deploy/: there is no '{old}' any more"
        text = text.replace(old, new)
    return text


def _nginx(server: Server, home: Path, root: Path) -> list[str]:
    text = replaced(
        (DEPLOY / "nginx.conf").read_text(encoding="utf-8"),
        {
            "listen [::]:80;": "",
            "listen 80;": f"listen 127.0.0.1:{server.http};",
            "listen [::]:443 ssl http2;": "",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{server.https} ssl http2;",
            "return 301 https://$server_name$request_uri;": (
                f"return 301 https://$server_name:{server.https}$request_uri;"
            ),
            "/etc/letsencrypt/live/example.org/fullchain.pem": f"{server.certificate}",
            "/etc/letsencrypt/live/example.org/privkey.pem": f"{_key(server.logs)}",
            "server_name example.org;": "server_name localhost;",
            "/var/log/nginx/error.log": f"{server.logs}/error.log",
            f"\troot {HOME}/live;\n\tindex": f"\troot {root};\n\tindex",
            f"{HOME}/": f"{home}/",
        },
    )
    (server.logs / "site.conf").write_text(text, encoding="utf-8")
    main = server.logs / "nginx.conf"
    main.write_text(_LIKE_DEBIAN.format(work=server.logs), encoding="utf-8")
    return [find("nginx"), "-c", str(main)]


# What Debian's nginx.conf says around a site: it writes down visits, and packs pages on the way.
_LIKE_DEBIAN = """\
daemon off;
user root; # the files of the tests can be read by their owner only
pid {work}/nginx.pid;
error_log {work}/error.log;
include /etc/nginx/modules-enabled/*.conf;
events {{}}
http {{
	sendfile on;
	tcp_nopush on;
	include /etc/nginx/mime.types;
	default_type application/octet-stream;
	access_log {work}/access.log;
	gzip on;
	client_body_temp_path {work}/body;
	proxy_temp_path {work}/proxy;
	fastcgi_temp_path {work}/fastcgi;
	uwsgi_temp_path {work}/uwsgi;
	scgi_temp_path {work}/scgi;
	include {work}/site.conf;
}}
"""


def _caddy(server: Server, home: Path, root: Path) -> list[str]:
    text = replaced(
        (DEPLOY / "Caddyfile").read_text(encoding="utf-8"),
        {
            "admin localhost:2019": "\n\t".join(
                [
                    "admin off",
                    "default_bind 127.0.0.1",
                    f"http_port {server.http}",
                    f"https_port {server.https}",
                ]
            ),
            "http://example.org {": f"http://localhost:{server.http} {{",
            "redir https://{host}{uri}": f"redir https://{{host}}:{server.https}{{uri}}",
            "\nexample.org {": (
                f"\nhttps://localhost:{server.https} {{\n\ttls {server.certificate} {_key(server.logs)}"
            ),
            f"\troot * {HOME}/live\n\n": f"\troot * {root}\n\n",
            f"{HOME}/": f"{home}/",
        },
    )
    file = server.logs / "Caddyfile"
    file.write_text(text, encoding="utf-8")
    return [find("caddy"), "run", "--config", str(file), "--adapter", "caddyfile"]


_COMMANDS: dict[str, Callable[[Server, Path, Path], list[str]]] = {"nginx": _nginx, "caddy": _caddy}


def _certificate(folder: Path) -> Path:
    """Write a certificate for localhost, with its key beside it."""
    certificate = folder / "certificate.pem"
    subprocess.run(
        [
            *(
                find("openssl"),
                "req",
                "-x509",
                "-nodes",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
            ),
            *("-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-out", certificate, "-keyout", _key(folder)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate


def _key(folder: Path) -> Path:
    return folder / "key.pem"


def _is_up(server: Server, process: subprocess.Popen[bytes]) -> bool:
    """Wait until both ports answer; False if another program has taken one of them.

    Raises `AssertionError` with what the server said if it does not answer.
    """
    late = time.monotonic() + _PATIENCE
    answers = False
    while not answers and process.poll() is None and time.monotonic() < late:
        time.sleep(0.02)
        answers = _answers(server.http) and _answers(server.https)
    said = _output(server.logs).read_text(encoding="utf-8")
    is_taken = _TAKEN in said.lower()
    assert answers or is_taken, f"{server.name}: {said}"
    return not is_taken


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main() -> int:
    """0 if both servers and openssl are there in the end, 1 and one line if one is missing."""
    missing = [name for name in PACKAGES if not shutil.which(name, path=_PATH)]
    if missing:
        install(*(package for name in missing for package in PACKAGES[name]))
        _stop([name for name in missing if name in SERVERS])
    try:
        for name in PACKAGES:
            find(name)
    except ServerMissing as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _stop(services: list[str]) -> None:
    """Debian runs a server as soon as it is installed; the tests need the program only."""
    if not services or not Path("/run/systemd/system").is_dir():
        return
    sudo = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    subprocess.run([*sudo, "systemctl", "--quiet", "disable", "--now", *services])


if __name__ == "__main__":
    sys.exit(main())
