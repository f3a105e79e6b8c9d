"""What the fuzzer throws at the checks, and what must hold whatever it throws. `tests/fuzz.py` throws.

A target takes bytes, as a file of a small project would hold them. It raises `Broken`, or whatever the checks
raise, if they do not hold; bytes that the renderer itself gives up on are let pass. Time is that of the
processor, which other work on the machine disturbs least.
"""

import atexit
import io
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import markdown
from jinja2 import Environment
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File as MkDocsFile
from mkdocs.structure.files import Files, get_files, set_exclusions
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.meta import get_data
from pymdownx.snippets import SnippetExtension
from sitelint import front_matter, tree, weight
from sitelint.__main__ import main
from sitelint.check import check
from sitelint.model import File, read_text
from sitelint.project import Project, load
from sitelint.rendered import mended
from sitelint.resolve import Tree
from sitelint.site import Page, Site, in_reading_order
from tiny import ADAPTER, logged, write

#: Seconds for each 100 kB, and the least; the fuzzer's eyes make our code, and not the renderer's, slower.
SECONDS = 1
WATCHED = 4
#: Seconds after which something is taken to go on for ever.
ENDLESS = 60
#: Bytes that `growth` makes of a few.
GROWN = 30_000

SETTINGS = """\
site_name: Tiny
use_directory_urls: {directory_urls}
nav: [index.md, sub/page.md]
plugins: []
theme: {{name: null, custom_dir: overrides}}
markdown_extensions:
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - smarty
  - tables
  - toc: {{permalink: true}}
  - pymdownx.superfences
  - pymdownx.snippets: {{base_path: [docs]}}
  - pymdownx.blocks.details: {{types: [{{name: question, class: question}}]}}
  - pymdownx.blocks.admonition: {{types: [{{name: takeaways, class: takeaways}}, help-now]}}
  - pymdownx.blocks.html
{guide}"""
GUIDE = """\
extra:
  guide:
    questions: sub/page.md
    safety: sub/page.md
    made: [later.zip, downloads/]
    stages: {steady: {label: Steady, safety: true}, rebuild: {label: Rebuild}}
    kinds: {topic: [title, lead, callout: takeaways, body: true, heading: Next step, heading: See also]}
"""
PAGE = """\
---
title: Page
description: Page
kind: topic
stage: steady
---

# Page

See [start](../index.md#start), [below](#own) and <a href="../">up</a>. ![Way](../way.png)

## Own {#own}

<!-- --8<-- [start:part] -->
/// question | How?
    attrs: {id: how}
So.
///
<!-- --8<-- [end:part] -->
"""
TEMPLATE = "<!doctype html>\n<title>Tiny</title>\n<main>{{ page.content }}</main>\n"


class Broken(AssertionError):
    """What must hold does not."""


def _difference(one: str, first: list[str], other: str, second: list[str]) -> str:
    only = [line for line in first if line not in second], [line for line in second if line not in first]
    return f"{one} {only[0]}, {other} {only[1]}"


@dataclass(frozen=True)
class Ground:
    """A small project on the disk."""

    folder: Path

    @property
    def page(self) -> Path:
        return self.folder / "docs/index.md"

    @property
    def built(self) -> Path:
        return self.folder / "site/index.html"


@cache
def ground(name: str, *, guide: bool = True, directory_urls: bool = True) -> Ground:
    """The project of a target, which it alone changes."""
    settings = SETTINGS.format(guide=GUIDE if guide else "", directory_urls=str(directory_urls).lower())
    output = "sub/page/index.html" if directory_urls else "sub/page.html"
    files: dict[str, str | bytes] = {
        "mkdocs.yml": settings,
        "docs/index.md": PAGE.replace("../", "sub/"),
        "docs/sub/page.md": PAGE,
        "docs/way.png": b"\x89PNG",
        "overrides/main.html": TEMPLATE,
        "site/index.html": "<main><h1 id=start>Start</h1></main>",
        f"site/{output}": "<main><h1 id=page>Page</h1></main>",
    }
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    atexit.register(shutil.rmtree, folder)
    return Ground(write(folder, files))


# The targets


def page(data: bytes) -> None:
    """A page, as the hook and the command line see it; the first byte says in what project."""
    choice, raw = data[:1], data[1:].replace(b"\0", b"")  # page-encoding stops at it, and parsers drop it
    flags = choice[0] if choice else 0
    here = ground("page", guide=not flags & 1, directory_urls=not flags & 2)
    here.page.write_bytes(raw)
    with _endless():
        try:
            said = logged(lambda: _hooked(here))
        except _RendererGaveUp:
            return
        spoken = _commanded(here)
        if said != spoken and not _breaks_out(here):
            raise Broken(_difference("the hook says", said, "and the command line", spoken))
        _placed(here, said)


def order(data: bytes) -> None:
    """A page of a site whose files come in another order."""
    here = ground("order")
    here.page.write_bytes(data)
    with _endless():
        try:
            here.built.write_text(_markdown().reset().convert(read_text(data)))
        except Broken:
            raise
        except Exception:  # Markdown itself gave up
            return
        with _quick(len(data)):
            _same_in_any_order(tree.read(load(here.folder / "mkdocs.yml"), here.folder / "site"))


def html(data: bytes) -> None:
    """A built page beside any source."""
    source, _, built = data.partition(b"\0")
    here = ground("html")
    here.page.write_bytes(source)
    here.built.write_bytes(built)
    with _endless():
        _placed(here, _commanded(here))


def settings(data: bytes) -> None:
    """mkdocs.yml."""
    here = ground("settings")
    file = here.folder / "mkdocs.yml"
    file.write_bytes(data)
    with _endless(), _quick(len(data)):
        if _stays(file):
            _placed(here, _commanded(here))


def template(data: bytes) -> None:
    """A template of the project."""
    here = ground("template")
    (here.folder / "overrides/main.html").write_bytes(data)
    with _endless(), _quick(len(data)):
        _placed(here, _commanded(here))


def facts(data: bytes) -> None:
    """Front matter: what MkDocs reads without a fault, and nothing else, is read here."""
    text = read_text(b"---\n" + data + b"\n---\n")
    with _endless(), _quick(len(data)):
        found = front_matter.read(text)
    theirs = get_data(text)[1]
    if found.problem is None and found.text and repr(found.data) != repr(theirs):
        raise Broken(f"front matter is {found.data!r}, and MkDocs reads {theirs!r}")
    if found.problem and found.text == "" and theirs and "stands twice" not in found.problem[2]:
        raise Broken(f"{found.problem}, but MkDocs reads {theirs!r}")
    lines = text.count("\n") + 1
    spots = [found.problem[:2]] if found.problem else map(found.spot, map(str, found.data))
    if any(not 1 <= line <= lines for line, _ in spots):
        raise Broken("a place that the text does not have")


def snippets(data: bytes) -> None:
    """Two texts that include one another: the lines are those that the extension puts in."""
    including, _, included = data.partition(b"\0")
    here = ground("snippets")
    here.page.write_text(included.decode(errors="replace"))
    first = f"\n{read_text(including)}"  # no front matter
    file, files = File("other.md", "other/", "other/index.html"), Tree(())
    with _endless(), _quick(len(data)):
        source = Page(file, first.encode(), "", _fresh(here), files).source
        ours = _words(line.text for line in source.lines)
    with chdir(here.folder):
        try:
            theirs = _words(_extension(here).run(first.split("\n")))
        except (ValueError, IsADirectoryError):  # a line called '-'; a folder, at which the survey stops
            return
    if ours != theirs:
        raise Broken(_difference("this puts in", ours, "and the extension", theirs))


def growth(data: bytes) -> None:
    """A few signs, over and over, cost no more than a second for each 100 kB."""
    flags, piece = data[:1], data[1:41]
    if not piece.strip():
        return
    text = read_text(piece * (GROWN // len(piece)))
    with _endless():
        with _quick(len(text)):
            if weight.burden(text):
                return
        shown = f"<p>{escape(text, quote=False)}</p>" if flags > b"\x7f" else text
        file = File("index.md", "./", "index.html")
        project, files = _fresh(ground("growth")), Tree((file,))
        with _quick(len(text)):
            one = Page(file, text.encode(), shown, project, files)
            check(Site(project, (one,), files, date(2026, 11, 22)))


#: The slowest first, so that two processes end at the same time.
TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (page, order, growth, html, settings, template, facts, snippets)
}


# What they stand on


class _RendererGaveUp(Exception):
    """Markdown itself ended in a traceback: no fault of the checks."""


@cache
def _config(here: Ground) -> MkDocsConfig:
    site = str(here.folder / "site")
    config = load_config(str(here.folder / "mkdocs.yml"), hooks=[str(ADAPTER)], site_dir=site)
    return config.plugins.on_config(config)


@cache
def _options(here: Ground) -> dict[str, dict[str, Any]]:
    return deepcopy(_config(here).mdx_configs)


def _hooked(here: Ground) -> None:
    """What MkDocs does with the hook, and what it writes, without the theme."""
    config = _config(here)
    config.mdx_configs = deepcopy(_options(here))  # which a page that is not UTF-8 changes
    with chdir(here.folder):
        try:
            config.plugins.on_pre_build(config=config)
        except Abort:
            return
        files = get_files(config)
        set_exclusions(files, config)
        config.plugins.on_files(files, config=config)
        for file in files.documentation_pages():
            content = _rendered(file, config, files) if file.src_uri == "index.md" else _other_page(here)
            MkDocsPage(None, file, config).content = content
            (here.folder / "site" / file.dest_uri).write_text(TEMPLATE.replace("{{ page.content }}", content))
        config.plugins.on_env(Environment(), config=config, files=files)


def _rendered(file: MkDocsFile, config: MkDocsConfig, files: Files) -> str:
    page = MkDocsPage(None, file, config)
    page.read_source(config)
    page.markdown = config.plugins.on_page_markdown(
        page.markdown or "", page=page, config=config, files=files
    )
    try:
        page.render(config, files)
    except Broken:
        raise
    except Exception as error:
        raise _RendererGaveUp from error
    return page.content or ""


@cache
def _other_page(here: Ground) -> str:
    """What is made of the page that stays as it is."""
    config = _config(here)
    files = get_files(config)
    return next(_rendered(file, config, files) for file in files if file.src_uri == "sub/page.md")


def _commanded(here: Ground) -> list[str]:
    with redirect_stdout(io.StringIO()) as output, redirect_stderr(io.StringIO()):
        main([str(here.folder), "--site", str(here.folder / "site")])
    return output.getvalue().splitlines()


def _breaks_out(here: Ground) -> bool:
    """True if raw HTML closes what the template opened, opens without an end, or looks like a template.

    True as well where HTML, once parsed and written, is parsed to something else, as a form in a form is.
    """
    before, _, after = TEMPLATE.partition("{{ page.content }}")
    built = here.built.read_text()
    text = tree.text_of(built).strip()
    content = built.removeprefix(before).removesuffix(after)
    return not (text == mended(content).strip() == mended(text).strip())


def _same_in_any_order(site: Site) -> None:
    turned = Tree(tuple(reversed(site.tree.files)), site.tree.rooted)
    pages = [replace(page, tree=turned) for page in reversed(site.pages)]
    shuffled = replace(site, pages=in_reading_order(site.project, pages), tree=turned)
    if check(site) != check(shuffled):
        raise Broken(f"the order of the files gives {check(site)} or {check(shuffled)}")


@cache
def _markdown() -> markdown.Markdown:
    config = _config(ground("order"))
    return markdown.Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)


def _placed(here: Ground, lines: list[str]) -> None:
    """Each finding stands on a line that there is."""
    for line in lines:
        found = re.match(r"([^:\n]+):(\d+):(\d+): ", line)
        if not found:
            continue
        text = read_text((here.folder / found[1]).read_bytes()).split("\n")
        number, column = int(found[2]), int(found[3])
        if not (1 <= number <= len(text) and 1 <= column <= len(text[number - 1]) + 1):
            raise Broken(f"no such place: {line}")


def _stays(file: Path) -> bool:
    """False if the settings lead out of the project: the whole disk would be read."""
    try:
        project = load(file)
    except Broken:
        raise
    except Exception:  # what the command line makes of it is what counts
        return True
    folders = (project.docs_dir, project.template_folder, *project.snippets.folders)
    return all(folder is None or folder.resolve().is_relative_to(file.parent / "docs") for folder in folders)


@cache
def _project(here: Ground) -> Project:
    return load(here.folder / "mkdocs.yml")


def _fresh(here: Ground) -> Project:
    """The project, without what it remembers of its files."""
    return replace(_project(here))


def _words(lines: Iterable[str]) -> list[str]:
    """The lines that show something, without the sign that keeps an include from being one."""
    return [words for line in lines if (words := line.replace(";", "").strip())]


def _extension(here: Ground) -> "markdown.preprocessors.Preprocessor":
    extension = SnippetExtension(base_path=[str(here.folder / "docs")], check_paths=False)
    return markdown.Markdown(extensions=[extension]).preprocessors["snippet"]


@contextmanager
def _quick(size: int) -> Iterator[None]:
    start = time.process_time()
    yield
    spent = time.process_time() - start
    if spent > WATCHED * SECONDS * max(size, GROWN) / 100_000:
        raise Broken(f"{spent:.1f} s for {size} bytes")


@contextmanager
def _endless() -> Iterator[None]:
    """Ends what goes on for ever; patterns are asked as well."""

    def end(*_: object) -> None:
        raise Broken(f"not done after {ENDLESS} s")

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, ENDLESS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
