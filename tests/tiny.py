"""Tiny sites: built with MkDocs in this process, and checked by the hook and on the command line."""

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import chdir, suppress
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from sitelint.__main__ import main

ADAPTER = Path(__file__).parent.parent / "hooks" / "mkdocs_adapter.py"
THEME = {"name": None, "custom_dir": str(Path(__file__).parent / "theme")}  # the text of a page and no more


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files; one called 'a -> b' is a link from a to b."""
    for name, content in {"mkdocs.yml": "site_name: Tiny\n", **files}.items():
        name, _, target = name.partition(" -> ")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if target:
            path.symlink_to(target)
            continue
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "docs").mkdir(exist_ok=True)
    return folder


def build(project: Path, *hooks: Path) -> list[str]:
    """Build a project, with other hooks before this one; what this one says, line by line."""
    file = project / "mkdocs.yml"
    settings = yaml.load(file.read_bytes(), yaml.BaseLoader)
    defaults: dict[str, Any] = {"theme": THEME, "plugins": []}
    missing = {key: value for key, value in defaults.items() if key not in settings}
    _install(settings.get("plugins") or ())
    all_hooks = [*map(str, hooks), str(ADAPTER)]
    config = load_config(str(file), hooks=all_hooks, site_dir=str(project / "site"), **missing)
    with chdir(project):  # where pymdownx.snippets starts to look
        return logged(lambda: _build(config))


def _install(plugins: Iterable[Any]) -> None:
    """Let a plug-in that is not installed here be one that does nothing."""
    option: Any = MkDocsConfig.plugins
    known = {name.rpartition("/")[2] for name in option.installed_plugins}
    names = {next(iter(item)) if isinstance(item, dict) else item for item in plugins}
    for name in names - known - set(option.installed_plugins):
        option.installed_plugins[name] = EntryPoint(name, "mkdocs.plugins:BasePlugin", "mkdocs.plugins")


def _build(config: MkDocsConfig) -> None:
    with suppress(Abort):  # what the hook said before is what counts
        mkdocs_build(config)


def check(project: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What the command line says of a project that is built, line by line."""
    capsys.readouterr()
    main([str(project), "--site", str(project / "site")])
    return capsys.readouterr().out.splitlines()


class _Lines(logging.Handler):
    """Keeps what is logged, line by line."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def logged(run: Callable[[], None]) -> list[str]:
    handler = _Lines()
    log = logging.getLogger("mkdocs.hooks.sitelint")
    level = log.level
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    try:
        run()
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
    return handler.lines
