"""Runs the checks as part of `mkdocs build` and `mkdocs serve`.

MkDocs keeps this module while `serve` runs, so nothing here outlives a build.
"""

import gc
import logging
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, MkDocsException
from mkdocs.structure.files import File as MkDocsFile
from mkdocs.structure.files import Files

if TYPE_CHECKING:  # a build has no use for a server
    from mkdocs.livereload import LiveReloadServer


def _forget_others(beside: Path) -> None:
    """Let the checks that lie beside this file be used, if another copy of them is loaded already."""
    known = sys.modules.get("sitelint")
    if beside.is_dir() and known and Path(known.__file__ or "").parent != beside:
        for name in [name for name in sys.modules if name.partition(".")[0] == "sitelint"]:
            del sys.modules[name]


_forget_others(Path(__file__).with_name("sitelint"))
try:
    from sitelint.check import check, survey, survey_settings
    from sitelint.intake import included
    from sitelint.mask import mask
    from sitelint.model import File, Finding, Standing
    from sitelint.project import Project, load
    from sitelint.rendered import mended
    from sitelint.resolve import Tree, split
    from sitelint.site import Page, Site, in_reading_order
    from sitelint.snippets import names
except ModuleNotFoundError as error:
    lacking = (error.name or "").partition(".")[0]
    remedy = "copy the folder 'sitelint' beside it" if lacking == "sitelint" else "install it with pip"
    raise ConfigurationError(f"{__file__} needs '{lacking}': {remedy}") from error

# --strict counts the warnings of loggers below 'mkdocs' only
log = logging.getLogger("mkdocs.hooks.sitelint")
_LOG_OF_MKDOCS = logging.getLogger("mkdocs.hooks")  # for what is no part of the report

_KEPT = "sitelint_project"
_TYPED = re.compile(rb"<[a-zA-Z/!?]|&[#\w]")  # HTML in a source
_SILENT = 0  # below DEBUG, so that -v does not bring it back
_REPORTED_HERE = {
    "nav": ("omitted_files", "not_found", "absolute_links"),
    "links": ("not_found", "absolute_links", "unrecognized_links", "anchors"),
}
_WARNED_OF_ANYHOW = ("not_found",)


def on_config(config: MkDocsConfig) -> None:
    """Report here what MkDocs would report as well, and let no missing include end the build unexplained."""
    asked: list[str] = []
    for part, names in _REPORTED_HERE.items():
        levels = config.validation[part]
        for name in names:
            if levels[name] == logging.WARNING and name not in _WARNED_OF_ANYHOW:
                asked.append(f"{part}.{name}")
            if levels[name] >= 0:  # below is 'relative_to_docs', which changes what MkDocs renders
                levels[name] = _SILENT
    if asked:
        _LOG_OF_MKDOCS.info(f"the checks say what 'validation' asks MkDocs to warn of: {', '.join(asked)}")
    if "pymdownx.snippets" in config.markdown_extensions:
        config.mdx_configs.setdefault("pymdownx.snippets", {})["check_paths"] = False


def on_pre_build(config: MkDocsConfig) -> None:
    """Stop while the last site stands, at a file that MkDocs cannot read or would take hours to render."""
    if not _has_file(config):
        _LOG_OF_MKDOCS.info("not checked: the settings do not come from a file")
        return
    with _uncollected():
        findings = survey(_project(config), strict=config.strict)
    _stop_at(findings)


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Show a page that is not UTF-8 as well as can be; the checks say what is wrong with it."""
    broken: set[Path] = set()
    for file in files.documentation_pages():
        try:
            file.content_bytes.decode()
        except UnicodeDecodeError:
            broken.add(Path(file.abs_src_path or "").resolve())
            file.content_string = file.content_bytes.decode("utf-8-sig", errors="replace")
    if broken and _has_file(config) and not broken.isdisjoint(_included(files, config)):
        config.mdx_configs.setdefault("pymdownx.snippets", {})["encoding"] = "latin-1"  # reads any file


def _included(files: Files, config: MkDocsConfig) -> Iterator[Path | None]:
    snippets = _project(config).snippets
    for file in files.documentation_pages():
        yield from (path and path.resolve() for path in map(snippets.lying, names(file.content_string)))


def on_page_markdown(markdown: str, **_: Any) -> str:
    """MkDocs gives up on an address such as `http://[host`; escape it, so that the page can be shown."""
    if "//[" not in markdown:
        return markdown
    for at in reversed([match.end() - 1 for match in re.finditer(r"//\[", mask(markdown))]):
        address = re.split(r"""[\s)>"']""", markdown[at - 2 :], maxsplit=1)[0]
        if split(address) is None:
            markdown = markdown[:at] + "%5B" + markdown[at + 1 :]
    return markdown


def on_env(env: Any, config: MkDocsConfig, files: Files) -> None:
    """Every page is rendered by now, and none is written."""
    if not _has_file(config):
        return
    shown = [file for file in files.documentation_pages() if file.page]
    if any(file.page.content is None for file in shown if file.page):
        log.info("not checked: a dirty build renders only some of the pages")
        return
    with _uncollected():
        report = check(_site(config, files, shown))
    # An error, so that `--quiet --strict` fails too: MkDocs counts what it prints, and -q prints no warnings.
    level = logging.ERROR if config.strict else logging.WARNING
    for finding in report.findings:
        log.log(level, str(finding))
    for notice in report.notices:
        log.info(f"notice: {notice}")
    log.info(report.summary)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare the garbage collector: the checks make many small things, and no cycles of them.

    It would look again and again through all that MkDocs holds, which is a fifth of the time of the checks.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def on_serve(
    server: "LiveReloadServer", config: MkDocsConfig, builder: Callable[[], None]
) -> "LiveReloadServer":
    """After a build that fails MkDocs answers no request; show the last good site until it is mended."""
    settings, site = Path(config.config_file_path), Path(config.site_dir)

    def rebuild() -> None:
        with _kept(site):
            _stop_at(survey_settings(settings))
            builder()

    server.builder = rebuild
    return server


@contextmanager
def _kept(site: Path) -> Iterator[None]:
    """Put the site back as it was if what is done to it fails, and go on."""
    last = site.with_name(f"{site.name}.last")
    shutil.rmtree(last, ignore_errors=True)  # what a copy that failed half way has left
    shutil.copytree(site, last)
    try:
        yield
    except Exception as error:
        shutil.rmtree(site)
        last.rename(site)
        is_explained = isinstance(error, MkDocsException)
        log.error(f"The last good pages stay: {error}", exc_info=None if is_explained else error)
    finally:
        shutil.rmtree(last, ignore_errors=True)


def _stop_at(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        log.error(str(finding))
    if findings:
        raise Abort("Nothing is built: mend what is named above.")


def _has_file(config: MkDocsConfig) -> bool:
    """False where the settings come from a pipe (`-f -`), which cannot be read again."""
    return Path(config.config_file_path).is_file()


def _project(config: MkDocsConfig) -> Project:
    """The settings, as a plug-in or an option of the command may have changed them.

    They are read once for each build, which has a config of its own: a long nav takes its time.
    """
    project: Project | None = getattr(config, _KEPT, None)
    if project is None:
        project = load(Path(config.config_file_path))
        setattr(config, _KEPT, project)
    return replace(project, docs_dir=Path(config.docs_dir), directory_urls=config.use_directory_urls)


def _site(config: MkDocsConfig, files: Files, shown: list[MkDocsFile]) -> Site:
    project = _project(config)
    generated = (*config.theme.static_templates, *config.extra_templates)
    plain = {file.src_uri: _file(file, project) for file in files}
    files_of_theme = (File("", name, name) for name in generated)
    tree = Tree((*plain.values(), *project.made_later, *files_of_theme), project.rooted_links)
    types_html = cache(lambda name: any(_TYPED.search(file.raw) for file in included(project, {name}, set())))
    pages = [
        Page(plain[file.src_uri], _raw(file), (file.page and file.page.content) or "", project, tree)
        for file in shown
    ]
    pages = [_as_built(page, types_html) for page in pages]
    return Site(project, in_reading_order(project, pages), tree, datetime.now(UTC).date())


def _file(file: MkDocsFile, project: Project) -> File:
    is_own = file.generated_by is not None or file.src_dir == str(project.docs_dir)
    return File(file.src_uri if is_own else "", file.url, file.dest_uri, _STANDINGS[file.inclusion.name])


_STANDINGS = {
    "EXCLUDED": Standing.EXCLUDED,
    "DRAFT": Standing.DRAFT,
    "NOT_IN_NAV": Standing.UNLISTED,
    "UNDEFINED": Standing.SHOWN,
    "INCLUDED": Standing.SHOWN,
}


def _as_built(page: Page, types_html: Callable[[str], bool]) -> Page:
    """The page as a browser mends it: only an author, and not the renderer, writes what has to be mended."""
    is_typed = _TYPED.search(page.raw) or any(map(types_html, (*page.project.appended, *page.includes)))
    return replace(page, html=mended(page.html)) if is_typed else page


def _raw(file: MkDocsFile) -> bytes:
    """The bytes on the disk, also where `on_files` has put a readable text in their place."""
    if not file.src_dir:
        return file.content_bytes
    with open(os.path.join(file.src_dir, file.src_uri), "rb") as page:  # a Path costs as much as the reading
        return page.read()
