"""What readers see while the site is published: the old one or the new one, whole, whatever goes wrong."""

import errno
import gzip
import http.client
import os
import posixpath
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from fcntl import LOCK_EX, flock
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

import pytest
import web_servers
from conftest import ROOT, files
from web_servers import Server

from finish import headers, policy
from finish.__main__ import finish
from finish.compress import compress
from publish import __main__ as command
from publish import check, releases
from publish import server as web_server

pytestmark = pytest.mark.xdist_group("publish")  # eight sites and a folder of five releases for all of them

PAGE = """<!doctype html><html lang=en class=no-js><head><meta charset=utf-8><title>A</title>
<script src={root}assets/first-paint.js></script>
<link rel=stylesheet href={root}assets/stylesheets/theme.css></head>
<body><p class=way-out><a class=leave href=https://example.org/>Leave this page</a></p>
<button{of_404} data-script={root}assets/late.js></button>
<div class=page-text data-kind=topic><h1>Version {version}</h1><p>{text}</p>
<a href={root}index.html>One</a> <a href={root}b.html#x>Two</a> <a href=https://example.org/c.html>Three</a>
<a href={root}.>Four</a></div>
<img src={root}assets/picture.svg alt=""><script src={root}assets/guide.js defer></script></body></html>"""
STYLE = """@font-face { font-family: F; src: url(../fonts/face.woff2) } h1 { margin: VERSIONpx }
@media print { h1 { margin: VERSIONcm; background: url(../fonts/late.woff2) } }"""
LEADS = re.compile(r"(?:href|src|data-script)=[\"']?(/?assets/[^\"' >]+)")
ADDRESS = re.compile(r"url\([\"']?([^\"')]+)")
STOPPED = Path(__file__).with_name("stopped.py")
NAMED = re.compile(r"\.([0-9a-f]{8})\.\w+$")


def make(site: Path, version: int) -> Path:
    """A small finished site: every text, script and style of it changes with the version."""
    text = " ".join(f"word {number} of {version}" for number in range(60))
    files = {
        "index.html": PAGE.format(root="", of_404="", version=version, text=text),
        "b.html": PAGE.format(root="", of_404="", version=version, text=text * 2),
        "404.html": PAGE.format(root="/", of_404=" data-root=/", version=version, text=text),
        "proof.html": "<header>a file that proves to a search engine whose site this is</header>",
        "assets/first-paint.js": f"document.documentElement.className = 'js v{version}';",
        "assets/stylesheets/theme.css": STYLE.replace("VERSION", str(version)),
        "assets/fonts/face.woff2": f"a face {version}",
        "assets/fonts/late.woff2": f"another face {version}",
        "assets/guide.js": f"let version = {version};",
        "assets/late.js": f"let late = {version};",
        "assets/picture.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    for name, content in files.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    for _ in finish(site):
        pass
    return site


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Eight versions of a site."""
    return [make(tmp_path_factory.mktemp("made") / "site", version) for version in range(8)]


@pytest.fixture(autouse=True)
def _own_umask() -> Iterator[None]:
    before = os.umask(0o077)  # the worst that a host may have
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for the disk nor for a server."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(web_server, "_SETTLES", 0)


def publish(site: Path, folder: Path, *more: str) -> int:
    return command.main([str(site), str(folder), *more])


def roll_back(folder: Path, *more: str) -> int:
    return command.main(["--rollback", str(folder), *more])


def live(folder: Path) -> str:
    """The name of the release that readers see."""
    return (folder / "live").readlink().name


def version(site: Path) -> int:
    """The version in every file of a site that says one; an `AssertionError` if they are not of one."""
    found = {re.search(r"<h1>Version (\d+)", (site / name).read_text()) for name in ("index.html", "b.html")}
    versions = {match[1] for match in found if match}
    assert len(versions) == 1, versions
    assert list(check.faults(site)) == []
    return int(versions.pop())


# Readers, while somebody publishes


class Readers:
    """Read pages of a server at random, and then all that each page names, at once or a moment later."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.failures: list[str] = []
        self.versions: set[str] = set()
        self.requests = 0
        self.is_over = Event()
        self.threads = [Thread(target=self._read, args=(number,)) for number in range(4)]

    def __enter__(self) -> "Readers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def wait_for(self, version: int) -> None:
        """Wait until somebody has read this version."""
        late = time.monotonic() + 20
        while f"Version {version}" not in self.versions:
            assert time.monotonic() < late, f"nobody has read version {version}: {self.failures}"
            time.sleep(0.01)

    def _read(self, number: int) -> None:
        chance = random.Random(number)
        while not self.is_over.is_set():
            connection = http.client.HTTPSConnection(
                "localhost", self.server.https, timeout=10, context=self.server.context()
            )
            for _ in range(20):
                self._read_page(connection, chance)
            connection.close()

    def _read_page(self, connection: http.client.HTTPConnection, chance: random.Random) -> None:
        page = chance.choice(["index.html", "b.html"])
        text = self._get(connection, page)
        if not text.endswith("</html>"):
            self.failures.append(f"{page}: {len(text)} characters of it")
        self.versions.update(re.findall(r"Version \d+", text))
        time.sleep(chance.choice([0, 0, 0.01, 0.2]))
        for file in LEADS.findall(text):
            sheet = self._get(connection, file)
            for address in ADDRESS.findall(sheet) if file.endswith(".css") else []:
                self._get(connection, posixpath.normpath(f"assets/{address}"))

    def _get(self, connection: http.client.HTTPConnection, path: str) -> str:
        self.requests += 1
        try:
            connection.request("GET", f"/{path}", headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            body = answer.read()
            if answer.headers["Content-Encoding"] == "gzip":
                body = gzip.decompress(body)
        except (OSError, EOFError, http.client.HTTPException) as error:
            self.failures.append(f"{path}: {error!r}")
            connection.close()
            return ""
        name = NAMED.search(path)
        if answer.status != 200 or (name and not sha256(body).hexdigest().startswith(name[1])):
            self.failures.append(f"{path}: {answer.status}, {len(body)} bytes")
        return body.decode()


def run(*arguments: Path | str, largest: int | None = None) -> subprocess.CompletedProcess[str]:
    """Publish as `make publish` does; no file may get larger than `largest` bytes, as on a full disk."""

    def limit() -> None:
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    return subprocess.run(
        [sys.executable, "-m", "publish", *arguments],
        preexec_fn=limit,
        capture_output=True,
        text=True,
    )


def test_readers_see_no_fault(made: list[Path], tmp_path: Path) -> None:
    """Through five publishes, a failing one, killed ones, one on a full disk and a rollback."""
    www = tmp_path / "www"
    publish(made[0], www)
    broken = tmp_path / "broken"
    shutil.copytree(made[7], broken)
    next(broken.glob("assets/guide.*.js")).unlink()
    with web_servers.run("nginx", www, tmp_path / "nginx") as server, Readers(server) as readers:
        for number in range(6):
            assert number == 0 or run(made[number], www).returncode == 0
            readers.wait_for(number)
        failing, full = run(broken, www), run(made[6], www, largest=1000)
        killed = stopped("kill", made[6], www, range(0, 120, 10))
        assert roll_back(www) == 0
        time.sleep(0.3)  # a reader's longest pause, and more
    assert failing.stderr.startswith("publish: 404.html: leads to 'assets/guide.")
    assert full.stderr.endswith("File too large; the live site is as it was\n")
    assert failing.returncode == full.returncode == 2
    assert set(killed) == {-signal.SIGKILL}
    assert readers.failures == []
    assert readers.requests > 100


def test_readers_see_the_faults_of_a_build_in_its_place(made: list[Path], tmp_path: Path) -> None:
    www = tmp_path / "www"
    publish(made[0], www)
    with web_servers.run("nginx", www, tmp_path / "nginx") as server, Readers(server) as readers:
        for number in range(6):
            if number:
                shutil.rmtree(www / "releases/0001")
                shutil.copytree(made[number], www / "releases/0001")
            readers.wait_for(number)
    assert len(readers.failures) > 5


# Stopped at each step of the way


def stopped(how: str, site: Path, folder: Path, steps: Iterable[int]) -> list[int]:
    """Publish as tests/stopped.py does; the exit code of each try."""
    done = subprocess.run(
        [sys.executable, STOPPED, how, site, folder, *map(str, steps)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [int(code) for code in done.stdout.split()]


@pytest.fixture(scope="module")
def five(made: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with five releases: the sixth pushes one out."""
    folder = tmp_path_factory.mktemp("five") / "www"
    for site in made[:5]:
        publish(site, folder)
    return folder


def copies(five: Path, folder: Path, steps: Iterable[int]) -> list[Path]:
    """A copy of the folder for each step, which costs next to nothing."""
    names = [folder / str(step) for step in steps]
    for name in names:
        shutil.copytree(five, name, symlinks=True, copy_function=os.link)
    return names


def test_killed_at_any_step(five: Path, made: list[Path], tmp_path: Path) -> None:
    """The live site is the old one or the new one, whole, and what comes next mends the rest."""
    steps = range(140)
    folders = copies(five, tmp_path, steps)
    codes = stopped("kill", made[5], tmp_path / "{}", steps)
    assert codes == sorted(codes)
    assert codes[-1] == 0, "every step was tried"
    versions = [version(folder / "live") for folder in folders]
    assert {version(releases.every(folder)[0]) for folder in folders} == {0, 1}, (
        "no half release looks like one"
    )
    assert versions == sorted(versions)
    assert set(versions) == {4, 5}
    for folder, before in zip(folders[::10], versions[::10], strict=True):
        assert roll_back(folder) == 0
        assert version(folder / "live") == before - 1
        assert publish(made[6], folder) == 0
        assert version(folder / "live") == 6
        assert len(releases.every(folder)) in (5, 6)
        assert {path.name[4:] for path in (folder / "releases").iterdir()} == {"", ".replaces"}


def test_the_disk_is_full_at_any_step(five: Path, made: list[Path], tmp_path: Path) -> None:
    """Nothing changes for readers, and nothing is left that needs room."""
    steps = range(0, 110, 2)
    folders = copies(five, tmp_path, steps)
    codes = stopped("full", made[5], tmp_path / "{}", steps)
    assert set(codes) == {0, 2}
    for folder, code in zip(folders, codes, strict=True):
        assert version(folder / "live") == (4 if code else 5)
        assert not [*(folder / "releases").glob(".new")]


def test_going_back_works_on_a_full_disk(five: Path, made: list[Path], tmp_path: Path) -> None:
    (www,) = copies(five, tmp_path, [0])
    assert run(made[5], www, largest=0).returncode == 2
    assert run("--rollback", www, largest=0).stderr == ""
    assert version(www / "live") == 3


def test_two_at_once(made: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish(made[0], tmp_path)
    with releases.alone(tmp_path):
        for code in (publish(made[1], tmp_path), roll_back(tmp_path)):
            assert code == 2
    told = "another publish is at work here; wait until it is done; the live site is as it was"
    assert capsys.readouterr().err.splitlines() == [f"publish: {tmp_path}: {told}"] * 2
    assert version(tmp_path / "live") == 0


# Step by step


def test_a_release(made: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(made[0], tmp_path / "deep/www") == 0
    www = tmp_path / "deep/www"
    assert capsys.readouterr().out == f"published {made[0]} as {www}/releases/0001\n"
    assert os.readlink(www / "live") == "releases/0001"
    assert files(www / "live") == files(made[0])
    assert publish(made[0], www) == 0
    assert capsys.readouterr().out == f"published {made[0]} as {www}/releases/0002\n"
    for path in www.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), "whatever the umask"


def test_it_is_on_the_disk_before_readers_see_it(
    made: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[int] = set()
    monkeypatch.setattr(os, "fsync", lambda file: synced.add(os.fstat(file).st_ino))
    swap = releases.swap
    seen: list[Path] = []

    def swap_later(folder: Path, release: Path) -> None:
        seen.extend(path for path in [*folder.rglob("*"), release.parent, folder] if path.name != "lock")
        assert {path for path in seen if path.stat().st_ino not in synced} == set()
        swap(folder, release)

    monkeypatch.setattr(releases, "swap", swap_later)
    assert publish(made[0], tmp_path) == 0
    assert len(seen) > 20


def test_headers_allow_the_old_pages_and_the_new(made: list[Path], tmp_path: Path) -> None:
    for site in made[:3]:
        publish(site, tmp_path)
    for server in (headers.nginx, headers.caddy):
        written = (tmp_path / f"headers.{server.__name__}").read_text()
        assert written == server(policy.header(made[1:3]))
        assert written != server(policy.header(made[2:3]))
    roll_back(tmp_path)
    roll_back(tmp_path)
    assert (tmp_path / "headers.nginx").read_text() == headers.nginx(policy.header(made[:2]))


def test_the_server_reloads_before_the_swap(made: list[Path], tmp_path: Path) -> None:
    publish(made[0], tmp_path)
    note = "cp -P live headers.nginx seen"
    (tmp_path / "seen").mkdir()
    assert publish(made[1], tmp_path, "--reload", f"sh -c 'cd {tmp_path} && {note}'") == 0
    assert os.readlink(tmp_path / "seen/live") == "releases/0001"
    assert live(tmp_path) == "0002"
    assert (tmp_path / "seen/headers.nginx").read_text() == headers.nginx(policy.header(made[:2]))
    assert roll_back(tmp_path, "--reload", f"sh -c 'cd {tmp_path} && {note}'") == 0
    assert os.readlink(tmp_path / "seen/live") == "releases/0002"
    assert live(tmp_path) == "0001"


NOTE = re.compile(r"(?m)^RELOAD THE WEB SERVER NOW: until it has read \S+/headers\.\*, readers .*\Z")


def test_who_does_not_reload_is_told_until_they_do(
    made: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def is_told(code: int, end: int = 0) -> bool:
        assert code == end
        return bool(NOTE.search(capsys.readouterr().out.rstrip("\n")))

    assert not is_told(publish(made[0], tmp_path)), "a server starts after the first"
    assert not is_told(publish(made[0], tmp_path)), "nothing is new"
    assert is_told(publish(made[1], tmp_path))
    assert is_told(publish(made[1], tmp_path)), "nothing is new, and the server may lack what was"
    assert is_told(roll_back(tmp_path))
    assert not is_told(publish(made[2], tmp_path, "--reload", "true"))
    assert not is_told(publish(made[2], tmp_path)), "the server allows more than it needs to"
    assert not is_told(publish(made[3], tmp_path, "--reload", "false"), end=2), "the old pages are live"
    assert is_told(publish(made[3], tmp_path)), "the files allow it, and the server has not read them"


@pytest.mark.parametrize(
    ("reload", "fault"),
    [
        ("sh -c 'exit 3'", "'sh -c 'exit 3'' ended with 3"),
        (
            "/nowhere/nginx",
            "'/nowhere/nginx' cannot be run: [Errno 2] No such file or directory: '/nowhere/nginx'",
        ),
        ("say 'hello", "'say 'hello' cannot be run: No closing quotation"),
    ],
)
def test_a_server_that_does_not_reload(
    reload: str, fault: str, made: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(made[0], tmp_path)
    assert publish(made[1], tmp_path, "--reload", reload) == 2
    assert capsys.readouterr().err == f"publish: {fault}; the live site is as it was\n"
    assert version(tmp_path / "live") == 0
    assert len(releases.every(tmp_path)) == 1


def test_back_and_further_back(made: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for site in made[:4]:
        publish(site, tmp_path)
    late = {path.name for path in made[3].glob("assets/*.js")}
    for before in (2, 1):
        assert roll_back(tmp_path) == 0
        assert version(tmp_path / "live") == before
        assert late <= {path.name for path in (tmp_path / "live/assets").iterdir()}, "for readers in flight"
    publish(made[4], tmp_path)
    assert version(tmp_path / "live") == 4
    for before in (1, 0):
        assert roll_back(tmp_path) == 0
        assert version(tmp_path / "live") == before
    capsys.readouterr()
    assert roll_back(tmp_path) == 2
    told = f"publish: {tmp_path}: there is no earlier release to go back to; the live site is as it was\n"
    assert capsys.readouterr().err == told
    assert version(tmp_path / "live") == 0


def test_a_disk_without_hard_links(made: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(made[0], tmp_path)

    def refuse(old: Path, new: Path) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    assert publish(made[1], tmp_path) == 0
    assert files(tmp_path / "live").items() >= files(made[1]).items()
    assert {path.name for path in made[0].glob("assets/*.js")} <= {
        path.name for path in tmp_path.glob("live/assets/*")
    }


@pytest.mark.parametrize(("step", "state"), [("swap", "as it was"), ("prune", "now releases/0002")])
def test_a_disk_that_fails(
    step: str,
    state: str,
    made: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The last line says which site is live, and whether the server has to read something."""

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "broken")

    publish(made[0], tmp_path)
    monkeypatch.setattr(releases, step, fail)
    assert publish(made[1], tmp_path) == 2
    said = capsys.readouterr()
    assert said.err == f"publish: broken; the live site is {state}\n"
    assert version(tmp_path / "live") == int(state != "as it was")
    assert bool(NOTE.search(said.out.rstrip("\n"))) == (state != "as it was")


def test_an_old_release_that_cannot_be_read(
    made: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(made[0], tmp_path)
    (tmp_path / "live/b.html").write_bytes(b"\xff")
    assert publish(made[1], tmp_path) == 2
    assert capsys.readouterr().err.endswith("0001/b.html: is no UTF-8; the live site is as it was\n")


def test_old_releases_go(made: list[Path], tmp_path: Path) -> None:
    for site in made[:7]:
        publish(site, tmp_path)
    kept = ["0003", "0004", "0005", "0006", "0007"]
    assert [release.name for release in releases.every(tmp_path)] == kept
    assert sorted(path.name for path in tmp_path.glob("releases/*.replaces")) == [
        f"{name}.replaces" for name in kept
    ]
    assert len(list(tmp_path.glob("live/assets/guide.*.js"))) == 6, "those of the release that just went too"


def test_what_a_rollback_needs_stays(made: list[Path], tmp_path: Path) -> None:
    publish(made[0], tmp_path)
    for site in made[1:7]:
        publish(site, tmp_path)
        roll_back(tmp_path)
        assert version(tmp_path / "live") == 0
    publish(made[7], tmp_path)
    assert version(tmp_path / "live") == 7
    assert roll_back(tmp_path) == 0
    assert version(tmp_path / "live") == 0


@pytest.mark.parametrize(
    ("fault", "damage"),
    [
        ("index.html: is not there", lambda site: (site / "index.html").unlink()),
        ("404.html: is not there", lambda site: (site / "404.html").unlink()),
        ("404.html: leads to 'b.html', which is not there", lambda site: (site / "b.html").unlink()),
        (
            r"404.html: leads to 'assets/late.\w+.js', which .*",
            lambda site: first(site, "assets/late.*.js").unlink(),
        ),
        (r"404.html: leads to 'assets/picture.svg', .*", lambda site: (site / "assets/picture.svg").unlink()),
        (
            r"assets/site.\w+.css: leads to 'fonts/late.\w+.woff2', which is not there",
            lambda site: first(site, "assets/fonts/late.*").unlink(),
        ),
        (
            "b.html.br: is not the text of 'b.html'",
            lambda site: (site / "b.html.br").write_bytes(b"no brotli"),
        ),
        ("b.html.gz: is not the text of 'b.html'", lambda site: cut(site / "b.html.gz")),
        (
            "b.html.gz: is not the text of 'b.html'",
            lambda site: (site / "b.html.gz").write_bytes(gzip.compress(b"of last year")),
        ),
        ("index.html: its policy does not fit .*", lambda site: change(site, "<script>", "<script>evil();")),
        (
            "index.html: its policy does not fit .*",
            lambda site: change(site, "<style>", "<style>p{color:red}"),
        ),
        (
            "index.html: its policy does not fit .*",
            lambda site: change(site, "Content-Security-Policy", "none"),
        ),
        (
            "index.html: more than one inline .*",
            lambda site: change(site, "<style>", "<style></style><style>"),
        ),
        ("b.html: is no UTF-8", lambda site: (site / "b.html").write_bytes(b"\xff")),
        (r".*/b.html: a link or a special file; .*", lambda site: link(site / "b.html", "index.html")),
        (r".*/pipe: a link or a special file; .*", lambda site: os.mkfifo(site / "pipe")),
        (r".*: no finished site is here; 'make build' makes one", lambda site: shutil.rmtree(site)),
        (
            r".*: no finished site is here; 'make build' makes one",
            lambda site: [copy.unlink() for copy in site.glob("*.br")],
        ),
    ],
)
def test_a_faulty_site_is_not_published(
    fault: str,
    damage: Callable[[Path], object],
    made: list[Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    www = tmp_path / "www"
    publish(made[0], www)
    site = tmp_path / "site"
    shutil.copytree(made[1], site)
    assert list(check.faults(site)) == []
    damage(site)
    assert publish(site, www) == 2
    said = capsys.readouterr().err
    assert re.fullmatch(f"publish: {fault}; the live site is as it was\n", said), said
    assert version(www / "live") == 0
    assert [path.name for path in sorted((www / "releases").iterdir())] == ["0001", "0001.replaces"]


def first(site: Path, pattern: str) -> Path:
    return next(site.glob(pattern))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def change(site: Path, old: str, new: str) -> None:
    """Change the text of the home page, and its compressed copies with it."""
    page = site / "index.html"
    text = page.read_text()
    assert old in text
    page.write_text(text.replace(old, new))
    compress(site)


def link(path: Path, target: str) -> None:
    path.unlink()
    path.symlink_to(target)


@pytest.mark.parametrize(
    ("fault", "site", "folder"),
    [
        ("SITE: overlaps with SITE; publish into a folder of its own", "site", "site"),
        ("SITE/www: overlaps with SITE; .*", "site", "site/www"),
        (".*: overlaps with SITE; .*", "site", "."),
        ("WWW/live: a link to the live site goes here; move what is there now away", "site", "real"),
        ("OTHER/live: leads to /tmp, which is no release; remove the link", "site", "other"),
        (".*/file/releases: Not a directory", "site", "file"),
    ],
)
def test_a_folder_that_will_not_do(
    fault: str, site: str, folder: str, made: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(made[0], tmp_path / "site")
    (tmp_path / "real/live").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "other/live").symlink_to("/tmp")
    (tmp_path / "file").write_text("")
    assert publish(tmp_path / site, tmp_path / folder) == 2
    for word, path in (("SITE", "site"), ("WWW", "real"), ("OTHER", "other")):
        fault = fault.replace(word, str(tmp_path / path))
    said = capsys.readouterr().err
    assert re.fullmatch(f"publish: {fault}; the live site is as it was\n", said), said


@pytest.mark.parametrize("arguments", [["www"], ["--rollback", "site", "www"], []])
def test_a_command_that_makes_no_sense(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(arguments)
    assert "usage: publish" in capsys.readouterr().err


# make


def make_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make as a host does, who has neither a make around it nor its settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MAKE") and name not in ("DIR", "RELOAD")
    }
    return subprocess.run(["make", *arguments], cwd=folder, env=kept, capture_output=True, text=True)


@pytest.mark.parametrize("job", ["publish", "rollback"])
def test_make_asks_for_a_folder_before_it_builds(job: str) -> None:
    result = make_in(ROOT, job)
    assert (result.returncode, result.stdout) == (2, "")
    line = f"Name the folder that the web server reads: make {job} DIR=/srv/back-together.  Stop."
    assert re.fullmatch(rf"Makefile:\d+: \*\*\* {re.escape(line)}\n", result.stderr)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with nothing in it that could be built."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "build/last").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("job", ["pdf", "build", "publish"])
def test_make_builds_once_at_a_time(job: str, clone: Path) -> None:
    with (clone / "build/.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        result = make_in(clone, job, "DIR=www", "--old-file=.venv/guide")
    assert (result.returncode, result.stdout) == (2, "")
    told, _ = result.stderr.splitlines()  # and make's own
    assert told == "another build is at work in this folder; wait until it is done"
    assert [path.name for path in (clone / "build").glob("[!.]*")] == ["last"]


def test_a_command_holds_its_lock_until_all_that_it_runs_is_gone(tmp_path: Path) -> None:
    alone = [sys.executable, "-m", "publish.alone", str(tmp_path / "build/lock")]
    parent = subprocess.Popen(
        [*alone, "sh", "-c", "sleep 20 & echo $!; wait"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()
    assert subprocess.run([*alone, "true"], cwd=ROOT, capture_output=True).returncode == 1
    os.kill(child, signal.SIGKILL)
    late = time.monotonic() + 10
    while subprocess.run([*alone, "sh", "-c", "exit 3"], cwd=ROOT, capture_output=True).returncode != 3:
        assert time.monotonic() < late


def test_a_build_gets_back_the_site_that_a_killed_one_left_aside(clone: Path) -> None:
    assert make_in(clone, "build", "--old-file=.venv/guide").returncode == 2
    assert (clone / "site").is_dir()
