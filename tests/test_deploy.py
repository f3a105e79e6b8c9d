"""The files of deploy/ on real web servers: what each answer carries, and what no answer gives away."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import brotli
import pytest
import web_servers
from browser import wait_until
from conftest import ROOT, finish
from peers import FOLDER, NODE
from playwright.sync_api import Browser
from server import free_ports
from web_servers import SERVERS, Server, run

from finish import headers, policy

pytestmark = pytest.mark.xdist_group("deploy")  # the servers are started once

READER = "127.0.0.9"  # an address of this machine that no server listens on
FOLDERS = ("", "guide")  # the root of an address, and a folder below it
EVERYWHERE = [(name, folder) for name in SERVERS for folder in FOLDERS]
AT_ROOT = [(name, "") for name in SERVERS]
BELOW = [(name, "guide") for name in SERVERS]
CODINGS = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
AS_FAST = 0.8  # of the speed of a bare file of the same size
PATIENCE = 30  # seconds for one answer


@dataclass(frozen=True)
class Answer:
    """What a server says. Names of headers are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Host:
    """The guide on a web server: `prefix` is the path of its address, with slashes."""

    server: Server
    home: Path
    prefix: str

    @property
    def site(self) -> Path:
        return self.home / "live"

    @property
    def address(self) -> str:
        return f"https://localhost:{self.server.https}{self.prefix}"

    def ask(self, path: str, method: str = "GET", *, plain: bool = False, **fields: str) -> Answer:
        """The answer to one request. The path is sent as it is; `plain` asks without https."""
        if plain:
            connection = http.client.HTTPConnection(
                "localhost", self.server.http, timeout=PATIENCE, source_address=(READER, 0)
            )
        else:
            connection = http.client.HTTPSConnection(
                "localhost",
                self.server.https,
                timeout=PATIENCE,
                source_address=(READER, 0),
                context=self.server.context(),
            )
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in fields.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        # nginx says its headers twice when a part of a file is not there.
        found = {(name.lower(), value) for name, value in answer.getheaders()}
        assert len(found) == len(dict(found)), f"{path}: a header with two values: {sorted(found)}"
        return Answer(answer.status, dict(found), answer.read())


@pytest.fixture(scope="module")
def home(printed_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make publish` makes of a guide for https://example.org/guide/, and what a careless host adds."""
    folder = tmp_path_factory.mktemp("deploy")
    built = folder / "site"
    shutil.copytree(printed_site, built)
    result = finish(built)
    assert result.returncode == 0, result.stderr
    home = folder / "home"
    result = subprocess.run(
        [sys.executable, "-m", "publish", str(built), str(home)], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    (home / "live" / ".secret").write_text("secret", encoding="utf-8")
    (home / "live" / ".git").mkdir()
    (home / "live" / ".git" / "config").write_text("secret", encoding="utf-8")
    return home


@pytest.fixture(scope="module", params=EVERYWHERE, ids="/".join)
def host(
    request: pytest.FixtureRequest, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Host]:
    name, folder = request.param
    with run(name, home, tmp_path_factory.mktemp(name) / "work", folder) as server:
        yield Host(server, home, f"/{folder}/" if folder else "/")


def script(host: Host) -> str:
    """A script of the guide, whose name holds a hash."""
    return f"assets/{next((host.site / 'assets').glob('guide.*.js')).name}"


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize("place", [0, 1])
def test_a_server_starts_again_where_another_program_has_its_port(
    name: str, place: int, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        ports = free_ports(4)
        ports[place] = other.getsockname()[1]
        turns = iter([ports[:2], ports[2:]])
        monkeypatch.setattr(web_servers, "free_ports", lambda count: next(turns))
        with run(name, home, tmp_path / "work") as server:
            assert [server.http, server.https] == ports[2:]
            assert Host(server, home, "/").ask("/trust.html").status == 200


# Each answer


@dataclass(frozen=True)
class Case:
    """A request and what to answer. `path` is below the guide, or from the root with a '/' before it."""

    name: str
    path: str
    status: int
    method: str = "GET"
    fields: dict[str, str] = field(default_factory=dict)
    plain: bool = False
    lasts: bool = False


CASES = [
    Case("home", "", 200),
    Case("page", "trust.html", 200),
    Case("page in br", "trust.html", 200, fields={"Accept-Encoding": "gzip, br"}),
    Case("page in gzip", "trust.html", 200, fields={"Accept-Encoding": "gzip"}),
    Case("head of a page", "trust.html", 200, "HEAD"),
    Case("page with a query", "trust.html?q=x", 200),
    Case("hashed", "SCRIPT", 200, lasts=True),
    Case("hashed in br", "SCRIPT", 200, fields={"Accept-Encoding": "br"}, lasts=True),
    Case("icon", "assets/favicon.svg", 200),
    Case("worker", "worker.js", 200),
    Case("part of a file", "downloads/back-together-a4.pdf", 206, fields={"Range": "bytes=0-9"}),
    Case("no such part", "SCRIPT", 416, fields={"Range": "bytes=9000000-"}),
    Case("no such page", "nothing.html", 404),
    Case("no such page, deep", "a/b/c/d/nothing.html", 404, fields={"Accept-Encoding": "br"}),
    Case("head of no such page", "nothing.html", 404, "HEAD"),
    Case("no such page, that a browser had", "nothing", 404, fields={"If-Modified-Since": "TOMORROW"}),
    Case("part of no such page", "nothing.html", 404, fields={"Range": "bytes=0-9"}),
    Case("no such script", "assets/guide.00000000.js", 404),
    Case("no such book", "downloads/nothing.epub", 404),
    Case("list of a folder", "assets/", 404),
    Case("list of a folder deep down", "assets/fonts/", 404),
    Case("hidden file", ".htaccess", 404),
    Case("hidden file that is there", ".secret", 404),
    Case("hidden folder that is there", ".git/config", 404),
    Case("what other hosts read", "_headers", 404),
    Case("unencrypted", "trust.html?q=x", 301, plain=True),
    Case("writing to a folder", "", 405, "PUT"),
    Case("writing to no such page", "nothing.html", 405, "POST"),
    *(
        Case(method, "trust.html", 405, method)
        for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS")
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_answer_carries_every_header(host: Host, case: Case) -> None:
    path = host.prefix + case.path.replace("SCRIPT", script(host))
    fields = {name: value.replace("TOMORROW", later()) for name, value in case.fields.items()}
    answer = host.ask(path, case.method, plain=case.plain, **fields)
    expected = headers.table(policy.header([host.site]))
    assert {name: answer.headers.get(name.lower()) for name in expected} == expected
    assert answer.status == case.status
    assert answer.headers["cache-control"] == (headers.FOREVER if case.lasts else "no-cache")
    assert answer.headers.get("allow") == ("GET, HEAD" if case.status == 405 else None)
    assert not re.search(r"\d|caddy", answer.headers.get("server", ""), re.IGNORECASE)
    if case.status == 404 and case.method == "GET":
        assert_is_page_404(host, answer)


def later() -> str:
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 86400))


def assert_is_page_404(host: Host, answer: Answer) -> None:
    body = CODINGS[answer.headers.get("content-encoding", "")](answer.body)
    assert body == (host.site / "404.html").read_bytes()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_http_leads_to_the_same_page_on_https(host: Host) -> None:
    answer = host.ask(f"{host.prefix}trust.html?q=x", plain=True)
    assert answer.headers["location"] == f"{host.address}trust.html?q=x"


@pytest.mark.parametrize("host", BELOW, indirect=True, ids="/".join)
def test_a_folder_without_its_slash_leads_to_the_guide(host: Host) -> None:
    answer = host.ask(host.prefix.removesuffix("/"))
    assert (answer.status, answer.headers["location"]) in {(301, host.prefix), (308, host.prefix)}
    expected = headers.table(policy.header([host.site]))
    assert {name: answer.headers.get(name.lower()) for name in expected} == expected


@pytest.mark.parametrize(
    ("pattern", "content_type"),
    [
        ("index.html", r"text/html; charset=utf-8"),
        ("assets/guide.*.js", r"(text|application)/javascript; charset=utf-8"),
        ("assets/*.css", r"text/css; charset=utf-8"),
        ("assets/favicon.svg", r"image/svg\+xml(; charset=utf-8)?"),
        ("assets/fonts/*.woff2", r"font/woff2"),
        ("sitemap.xml", r"(text|application)/xml; charset=utf-8"),
        ("downloads/*.pdf", r"application/pdf"),
        ("downloads/*.epub", r"application/epub\+zip"),
        ("back-together-offline.zip", r"application/zip"),
    ],
)
@pytest.mark.parametrize("coding", ["br", ""])
def test_a_file_says_what_it_is(host: Host, pattern: str, content_type: str, coding: str) -> None:
    file = next(host.site.glob(pattern)).relative_to(host.site)
    answer = host.ask(host.prefix + file.as_posix(), Accept_Encoding=coding)
    assert re.fullmatch(content_type, answer.headers["content-type"])


def test_each_coding_is_made_by_the_build_and_has_its_own_mark(host: Host) -> None:
    file = host.site / "trust.html"
    marks = set()
    for coding, unpacked in CODINGS.items():
        answer = host.ask(f"{host.prefix}trust.html", Accept_Encoding=coding)
        copy = {"br": "trust.html.br", "gzip": "trust.html.gz", "": "trust.html"}[coding]
        assert answer.headers.get("content-encoding", "") == coding
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.body == (host.site / copy).read_bytes()
        assert unpacked(answer.body) == file.read_bytes()
        marks.add(answer.headers["etag"])
    assert len(marks) == 3


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("path", ["trust.html", "SCRIPT"])
def test_an_answer_that_a_browser_has_is_not_sent_again(host: Host, coding: str, path: str) -> None:
    path = host.prefix + path.replace("SCRIPT", script(host))
    first = host.ask(path, Accept_Encoding=coding)
    again = host.ask(path, Accept_Encoding=coding, If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    expected = headers.table(policy.header([host.site]))
    assert {name: again.headers.get(name.lower()) for name in expected} == expected
    for name in ("etag", "cache-control", "vary"):
        assert again.headers[name] == first.headers[name]
    assert host.ask(path, Accept_Encoding=coding, If_None_Match='"another"').status == 200


# What is not for readers


@pytest.mark.parametrize(
    "path",
    [
        "../headers.nginx",
        "%2e%2e/headers.nginx",
        "..%2fheaders.nginx",
        "%2e%2e%2fheaders.nginx",
        "..%5cheaders.nginx",
        "assets/../../headers.nginx",
        "assets/%2e%2e/%2e%2e/headers.nginx",
        "/../headers.nginx",
        "//headers.nginx",
        "live/../headers.nginx",
        "headers.nginx",
        "headers.caddy",
        "releases/0001/index.html",
        "..;/headers.nginx",
        ".%00./headers.nginx",
        "/etc/passwd",
        "../../../../../../etc/passwd",
    ],
)
def test_nothing_but_the_site_can_be_read(host: Host, path: str) -> None:
    answer = host.ask(host.prefix + path, Accept_Encoding="")
    assert answer.status in {400, 404, 500}
    for secret in (b"add_header", b"header {", b"root:x:"):
        assert secret not in answer.body


def test_no_answer_leads_off_the_host(host: Host) -> None:
    for path in ("//example.org", "//example.org/", "//assets", "//example.org/..", "/%5cexample.org/.."):
        location = host.ask(path).headers.get("location", "/")
        assert re.match(r"/(?![/\\])", location), location


@pytest.mark.parametrize("name", SERVERS)
def test_logs_know_no_reader(name: str, home: Path, tmp_path: Path) -> None:
    """Nor when the site is broken, and a server has much to say."""
    folder = tmp_path / "home"
    shutil.copytree(home, folder, symlinks=True)
    for page in (folder / "live").glob("404.html*"):
        page.unlink()
    with run(name, folder, tmp_path / "work") as server:
        host = Host(server, folder, "/")
        for path in ("/is-it-safe.html", "/nothing-here.html", "/../x", "/.git/config", "/%00", "/assets/"):
            host.ask(path)
            host.ask(path, plain=True)
        host.ask("/is-it-safe.html", "POST")
        with socket.create_connection(("localhost", server.https), PATIENCE, (READER, 0)) as broken:
            broken.sendall(b"GET /is-it-safe.html HTTP/1.1\r\n\r\n")  # no https
            broken.recv(100)
    written = "".join(file.read_text(encoding="utf-8") for file in server.logs.glob("*.log"))
    assert written or name == "nginx"  # Caddy says at least that it runs
    assert [secret for secret in (READER, "safe", "nothing-here", ".git") if secret in written] == []


# In a browser


@pytest.mark.parametrize("host", BELOW, indirect=True, ids="/".join)
def test_pages_work_under_all_headers(host: Host, chromium: Browser) -> None:
    page = chromium.new_page(ignore_https_errors=True)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{host.address}trust.html")
    assert page.evaluate("crossOriginIsolated")
    page.locator("button.copy").first.click()
    page.get_by_text("Link copied").wait_for()
    page.locator("button.search").click()
    page.locator("dialog input[type=search]").fill("sorry")
    page.locator("dialog li a[href*='saying-sorry.html']").first.click()
    page.wait_for_url("**/saying-sorry.html*")
    assert said == []
    page.close()


@pytest.mark.parametrize("host", BELOW, indirect=True, ids="/".join)
def test_the_404_page_is_whole_at_any_depth(host: Host, chromium: Browser) -> None:
    page = chromium.new_page(ignore_https_errors=True)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    answer = page.goto(f"{host.address}a/b/c/d/e.html")
    assert answer
    assert answer.status == 404
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(247, 245, 238)"
    has_face = "[...document.fonts].some(face => face.status == 'loaded')"
    wait_until(page, lambda: page.evaluate(has_face), "the face comes")
    assert [text for text in said if "status of 404" not in text] == []  # the page itself
    links = page.eval_on_selector_all(
        "a[href]:not([href^='#'])", "links => links.map(link => link.href.split('#')[0])"
    )
    own = {link for link in links if link.startswith(host.address)}
    assert len(own) > 20
    gone = [link for link in own if host.ask(host.prefix + link.removeprefix(host.address)).status != 200]
    assert gone == []
    page.close()


# Speed


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_a_packed_page_is_as_fast_as_a_bare_file_of_its_size(coding: str, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "home"
    shutil.copytree(home, folder, symlinks=True)
    packed = folder / "live" / f"questions.html.{'gz' if coding == 'gzip' else coding}"
    (folder / "live" / "bare.html").write_bytes(packed.read_bytes())
    with run("nginx", folder, tmp_path / "work") as server:
        fetch = partial(seconds, server)
        pairs = [(fetch("/questions.html", coding), fetch("/bare.html", "")) for _ in range(50)]
    packed_best, bare_best = map(min, zip(*pairs, strict=True))  # a busy machine hurries nothing
    assert bare_best / packed_best >= AS_FAST, pairs


def seconds(server: Server, path: str, coding: str, times: int = 20) -> float:
    """How long a server takes to answer a request as often as that, asked all at once on one connection."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: {coding}\r\n\r\n".encode()
    with (
        socket.create_connection(("localhost", server.https), PATIENCE) as bare,
        server.context().wrap_socket(bare, server_hostname="localhost") as connection,
    ):
        answers = connection.makefile("rb")
        connection.sendall(request)
        head = b"".join(iter(answers.readline, b"\r\n"))
        length = int(re.findall(rb"Content-Length: (\d+)", head)[0])
        answers.read(length)
        started = time.perf_counter()
        connection.sendall(request * times)
        answers.read(times * (len(head) + len(b"\r\n") + length))
        return time.perf_counter() - started


# What others think of it


def observatory(server: Server) -> dict[str, Any]:
    """The score of Mozilla's Observatory, and what each of its tests found.

    It asks the server itself, over http and over https, and trusts the certificate.
    """
    result = subprocess.run(
        [NODE, FOLDER / "observatory.mjs", str(server.http), str(server.https)],
        env={**os.environ, "NODE_EXTRA_CA_CERTS": str(server.certificate)},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    report: dict[str, Any] = json.loads(result.stdout)
    return report


@pytest.mark.parametrize("host", AT_ROOT, indirect=True, ids="/".join)
def test_observatory_gives_full_marks(host: Host) -> None:
    report = observatory(host.server)
    assert report["score"] >= 130, report


def test_observatory_is_content_with_the_policy_in_the_page_alone(home: Path, tmp_path: Path) -> None:
    """On a host that lets nobody choose headers, but sends people to https for good, as most of them do.

    That header, Strict-Transport-Security, is part of the 75 points: the page cannot say it.
    """
    folder = tmp_path / "home"
    shutil.copytree(home, folder, symlinks=True)
    lines = (folder / "headers.nginx").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "headers.nginx").write_text("".join(line for line in lines if "Strict-Transport" in line))
    with run("nginx", folder, tmp_path / "work") as server:
        report = observatory(server)
    assert report["score"] >= 75, report


def test_csp_evaluator_finds_nothing_in_the_policy(home: Path) -> None:
    text = policy.header([home / "live"])
    result = subprocess.run([NODE, FOLDER / "csp_evaluator.mjs", text], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    # It cannot know that nobody uploads scripts here and that no answer is made of what a reader sends.
    own_scripts = {
        "severity": "MEDIUM_MAYBE",
        "type": "SCRIPT_ALLOWLIST_BYPASS",
        "directive": "script-src",
        "value": "'self'",
    }
    assert [found for found in json.loads(result.stdout) if found["severity"] != "INFO"] == [own_scripts]
