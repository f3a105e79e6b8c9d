"""A file that MkDocs cannot read, or would render for hours, stops a build in seconds with one line.

The cases of `unreadable-file`, `outside-file` and `heavy-page` hold what fits in a fence. Here stand the
files that do not, and each build is a real one, whose last site has to stay.
"""

from __future__ import annotations

import ctypes
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
from mkdocs.livereload import LiveReloadServer
from server import free_ports
from sitelint import weight
from sitelint.__main__ import main
from tiny import ADAPTER, write

SETTINGS = f"""site_name: Tiny
use_directory_urls: false
theme: {{name: null, custom_dir: look}}
plugins: []
hooks: ['{ADAPTER}']
markdown_extensions:
  - attr_list
  - md_in_html
  - pymdownx.snippets: {{base_path: [parts]}}
  - guide_extensions.helplines: {{file: helplines.yml}}
"""
SOUND: dict[str, str | bytes] = {
    "mkdocs.yml": SETTINGS,
    "docs/index.md": "# Start\n\nThe first words.\n",
    "look/main.html": "{{ page.content }}",
    "helplines.yml": "countries: []\n",
    "site/index.html": "the last good site",
}
INCLUDING = '# Bad\n\n--8<-- "part.txt"\n'
STAIRS = "".join(f"{'    ' * level}- a\n" for level in range(300))
BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]\n" for n in range(1, 30))
GROWN = "its aliases grow to more than 100000 values: write out what you need (unreadable-file)"
ENDLESS = (
    "a link to a folder that it lies in, so there is no end to it: take it away, or mend what it points at"
    " (unreadable-file)"
)
LEVELS = "more than 100 levels: take lists out of lists, or write this as code (heavy-page)"
PIPE = "a pipe, not a file: take it away (unreadable-file)"
OPEN = "are open here: close them, or write them as code (heavy-page)"

Make = Callable[[Path], object]


def text(name: str, content: str | bytes) -> Make:
    return lambda project: write(project, {"mkdocs.yml": SETTINGS, name: content})


def pipe(name: str) -> Make:
    def make(project: Path) -> None:
        (project / name).unlink(missing_ok=True)
        (project / name).parent.mkdir(exist_ok=True)
        os.mkfifo(project / name)

    return make


def listening(project: Path) -> None:
    with socket.socket(socket.AF_UNIX) as open_socket:
        open_socket.bind(f"/proc/self/fd/{os.open(project / 'docs', os.O_RDONLY)}/bad.png")


def locked(project: Path) -> None:
    (project / "docs/bad.md").write_text("# Bad\n")
    (project / "docs/bad.md").chmod(0)


def including(make: Make) -> Make:
    return lambda project: (text("docs/bad.md", INCLUDING)(project), make(project))


def appending(make: Make) -> Make:
    settings = SETTINGS.replace("base_path: [parts]", "base_path: [parts], auto_append: [part.txt]")
    return lambda project: (make(project), write(project, {"mkdocs.yml": settings}))


BAD: dict[str, tuple[Make, str]] = {
    "pipe": (pipe("docs/bad.md"), f"docs/bad.md: {PIPE}"),
    "pipe, only copied": (pipe("docs/bad.png"), f"docs/bad.png: {PIPE}"),
    "pipe, included": (including(pipe("parts/part.txt")), f"parts/part.txt: {PIPE}"),
    "pipe, template": (pipe("look/main.html"), f"look/main.html: {PIPE}"),
    "pipe, data": (pipe("helplines.yml"), f"helplines.yml: {PIPE}"),
    "socket": (listening, "docs/bad.png: a socket, not a file: take it away (unreadable-file)"),
    "device": (
        lambda project: (project / "docs/bad.md").symlink_to("/dev/zero"),
        "docs/bad.md: a device, not a file: take it away (unreadable-file)",
    ),
    "no right to read": (
        locked,
        "docs/bad.md: no right to read it: change its mode or its owner (unreadable-file)",
    ),
    "two links in a circle": (
        lambda project: write(
            project, {**SOUND, "docs/a/in -> ../b": "", "docs/b/in -> ../a": "", "docs/a/x.md": "# X"}
        ),
        f"docs/a/in/in: {ENDLESS}\ndocs/b/in/in: {ENDLESS}",
    ),
    "not UTF-8": (
        text("docs/bad.md", b"# Bad\n\nNa\xefve\n"),
        "docs/bad.md:3:3: not UTF-8 from here on; save it as UTF-8 (page-encoding)",
    ),
    "not UTF-8, included": (
        including(text("parts/part.txt", b"Na\xefve\n")),
        "parts/part.txt:1:3: not UTF-8 from here on; save it as UTF-8 (unreadable-file)",
    ),
    "not UTF-8, appended": (
        appending(text("parts/part.txt", b"Na\xefve\n")),
        "parts/part.txt:1:3: not UTF-8 from here on; save it as UTF-8 (unreadable-file)",
    ),
    "not UTF-8, template": (
        text("look/main.html", b"Na\xefve\n"),
        "look/main.html:1:3: not UTF-8 from here on; save it as UTF-8 (unreadable-file)",
    ),
    "NUL": (
        text("docs/bad.md", "# Bad\n\n\0\n"),
        "docs/bad.md:3:1: a NUL byte: this is not a text; save it as UTF-8 (page-encoding)",
    ),
    "NUL, data": (
        text("helplines.yml", "countries: \0\n"),
        "helplines.yml:1:12: a NUL byte: this is not a text; save it as UTF-8 (unreadable-file)",
    ),
    "broken front matter": (
        text("docs/bad.md", "---\ntitle: a: b\n---\n"),
        "docs/bad.md:2:9: front matter cannot be read: mapping values are not allowed in this context;"
        " put the value in quotes (bad-front-matter)",
    ),
    "broken data": (
        text("helplines.yml", "countries: a: b\n"),
        "helplines.yml:1:13: not YAML: mapping values are not allowed in this context (unreadable-file)",
    ),
    "bomb": (text("docs/bad.md", f"---\n{BOMB}title: *a29\n---\n"), f"docs/bad.md:7:40: {GROWN}"),
    "bomb, data": (text("helplines.yml", f"{BOMB}countries: *a29\n"), f"helplines.yml:6:40: {GROWN}"),
    "10 MB": (
        text("docs/bad.md", "You do not have to decide this today.\n\n" * 260_000),
        "docs/bad.md: 10.1 MB: a page of more than 2 MB takes minutes to render; make it several pages"
        " (heavy-page)",
    ),
    "brackets": (text("docs/bad.md", "[" * 50_000), f"docs/bad.md:1:1001: more than 1000 '[' {OPEN}"),
    "brackets, closed": (
        text("docs/bad.md", "[" * 50_000 + "]" * 50_000),
        f"docs/bad.md:1:1001: more than 1000 '[' {OPEN}",
    ),
    "brackets, included": (
        including(text("parts/part.txt", "[" * 50_000)),
        f"parts/part.txt:1:1001: more than 1000 '[' {OPEN}",
    ),
    "brackets, template": (
        text("look/main.html", "{{ " + "[" * 50_000),
        "look/main.html: not a template: more brackets inside one another than can be read (unreadable-file)",
    ),
    "links": (text("docs/bad.md", "[a](" * 50_000), f"docs/bad.md:1:4003: more than 1000 '](' {OPEN}"),
    "tags": (text("docs/bad.md", "<a " * 50_000), f"docs/bad.md:1:3001: more than 1000 '<' {OPEN}"),
    "elements": (text("docs/bad.md", "<div>" * 50_000), f"docs/bad.md:1:5001: more than 1000 '<tag>' {OPEN}"),
    "lists": (text("docs/bad.md", STAIRS), f"docs/bad.md:101:1: {LEVELS}"),
    "lists in one line": (text("docs/bad.md", "- " * 5000 + "a"), f"docs/bad.md:1:1: {LEVELS}"),
}


def bound_by_modes() -> None:
    """Take from root, in a process that is about to start, the right to read what nobody may read."""
    drop_from_bounding_set, override_modes, read_anyway = 24, 1, 2
    for right in (override_modes, read_anyway):
        ctypes.CDLL(None).prctl(drop_from_bounding_set, right, 0, 0, 0)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gives_one_line_in_seconds_and_the_last_site_stays(name: str, tmp_path: Path) -> None:
    make, said = BAD[name]
    make(write(tmp_path, SOUND))
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=tmp_path,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        preexec_fn=bound_by_modes,
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert result.stderr.splitlines() == [f"ERROR   -  {line}" for line in said.splitlines()]
    assert result.returncode != 0
    assert [path.read_text() for path in (tmp_path / "site").iterdir()] == ["the last good site"]


def test_pages_below_the_limits_are_built(tmp_path: Path) -> None:
    """As long and as deep as a page may be, and as many of each sign where it means nothing."""
    pages = {
        "docs/brackets.md": "[" * weight.OPEN + "\n\n" + "[" * weight.OPEN,
        "docs/tags.md": "<br>\n" * 3000 + "<p>\n" * 3000 + "\n<b>a</b> 1 < 2 < 3" * 3000,
        "docs/code.md": f"```\n{'[' * 50_000}\n{'<div>' * 50_000}\n```\n\n`{'[' * 50_000}`\n",
        "docs/lists.md": STAIRS[: STAIRS.index("    " * (weight.LEVELS - 1))],
        "docs/lines.md": "- " * 50_000 + "-",
        "docs/long.md": f"![](data:image/png;base64,{'A' * 500_000})",
    }
    write(tmp_path, {**SOUND, **pages})
    command = [sys.executable, "-m", "mkdocs", "build"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    assert len(list((tmp_path / "site").glob("*.html"))) == len(pages) + 1


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (SETTINGS + BOMB, f"mkdocs.yml:16:40: {GROWN}"),
        (f"{SETTINGS}extra: {'[' * 200}{']' * 200}", "mkdocs.yml:11:107: more than 100 levels"),
        ("site_name: a: b", "mkdocs.yml:1:13: not YAML: mapping values are not allowed in this context"),
        (b"site_name: Na\xefve", "mkdocs.yml:1:14: not UTF-8 from here on"),
    ],
    ids=["bomb", "deep", "broken", "not UTF-8"],
)
def test_mkdocs_yml_can_be_looked_at_before_mkdocs_reads_it(
    settings: str | bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """MkDocs reads it before any hook, so that no hook can stop it."""
    assert main([str(write(tmp_path / "sound", SOUND))]) == 0
    assert main([str(write(tmp_path, {**SOUND, "mkdocs.yml": settings}))]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"sitelint: cannot read {said}")


@pytest.mark.parametrize(
    ("base", "said"),
    [
        (text("base.yml", BOMB), f"base.yml:6:40: {GROWN}"),
        (lambda project: (project / "base.yml").mkdir(), "base.yml: a folder, not a file"),
        (
            text("base.yml", "INHERIT: more/most.yml"),
            "more/most.yml: cannot be read: No such file or directory",
        ),
        (text("base.yml", "INHERIT: mkdocs.yml"), ""),
    ],
    ids=["bomb", "folder", "nothing", "circle"],
)
def test_what_mkdocs_yml_inherits_from_can_be_looked_at_as_well(
    base: Make, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base(tmp_path)
    main([str(write(tmp_path, {**SOUND, "mkdocs.yml": f"INHERIT: base.yml\n{SETTINGS}"}))])
    error = capsys.readouterr().err
    assert error.startswith(f"sitelint: cannot read {said}") if said else not error


# `mkdocs serve`


@contextmanager
def serving(project: Path) -> Iterator[tuple[Callable[[], str], Path]]:
    """Gives a function that reads the first page, and the file that the server writes its messages to."""
    [port] = free_ports(1)
    messages = project / "messages"
    with messages.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=project,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            stderr=output,
        )

    def read() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/index.html", timeout=10) as answer:
            return str(answer.read().decode())

    try:
        wait_for(lambda: "Serving on" in messages.read_text(), messages)
        yield read, messages
    finally:
        server.terminate()
        server.wait()


def wait_for(happened: Callable[[], bool], messages: Path) -> None:
    until = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < until, messages.read_text()
        time.sleep(0.1)


def test_serve_shows_the_last_good_page_and_the_cause_until_it_is_mended(tmp_path: Path) -> None:
    bad: list[tuple[str, Make, str]] = [
        ("docs/bad.md", pipe("docs/bad.md"), f"docs/bad.md: {PIPE}"),
        ("docs/bad.md", text("docs/bad.md", "[" * 50_000), f"docs/bad.md:1:1001: more than 1000 '[' {OPEN}"),
        ("mkdocs.yml", text("mkdocs.yml", f"{SETTINGS}nav: ["), "not YAML"),
        ("look/main.html", text("look/main.html", "{{ nope.nope }}"), "'nope' is undefined"),
    ]
    sound = {**SOUND, "mkdocs.yml": f"{SETTINGS}watch: [look]\n"}
    with serving(write(tmp_path, sound)) as (read, messages):
        words = "The first words."
        for turn, (name, make, said) in enumerate(bad, start=1):
            before = failures(messages)
            make(tmp_path)
            wait_for(partial(fails_again, messages, before), messages)
            assert said in messages.read_text()
            assert words in read(), "the last good page"

            if name not in sound:
                (tmp_path / name).unlink()
            words = f"Mended {turn} times."
            write(tmp_path, {**sound, "docs/index.md": words})
            wait_for(partial(shows, read, words), messages)
        tracebacks = re.findall("^Traceback", messages.read_text(), re.MULTILINE)
        assert len(tracebacks) == 1, "only of the template, which fails while it runs"


def test_rebuild_puts_the_site_back_whatever_an_earlier_copy_has_left(tmp_path: Path) -> None:
    write(tmp_path, {**SOUND, "site.last/index.html": "half a copy"})
    config = load_config(str(tmp_path / "mkdocs.yml"))

    def build() -> None:
        write(tmp_path, {"site/index.html": "half a site"})
        raise MkDocsException("It fails.")

    server = LiveReloadServer(build, "127.0.0.1", 0, str(tmp_path))
    with closing(server.socket):
        config.plugins.on_serve(server, config=config, builder=build)
        server.builder()
    assert (tmp_path / "site/index.html").read_text() == "the last good site"
    assert not (tmp_path / "site.last").exists()


def failures(messages: Path) -> int:
    return messages.read_text().count("The last good pages stay")


def fails_again(messages: Path, before: int) -> bool:
    return failures(messages) > before


def shows(read: Callable[[], str], words: str) -> bool:
    return words in read()
