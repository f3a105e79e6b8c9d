"""The icons that a theme brings along, or that the project puts beside them."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from .project import Project

THEMES = ("material",)


def has(project: Project, name: str) -> bool:
    """True if there is such an icon, or if nobody can tell because the theme is not installed here."""
    folders = tuple(_folders(project))
    return not any(map(Path.is_dir, folders)) or any((folder / f"{name}.svg").is_file() for folder in folders)


def near(project: Project, name: str) -> list[str]:
    """The icons of the same set; of all sets if there is no such set."""
    top, slash, _ = name.partition("/")
    folders = tuple(_folders(project))
    is_set = slash and any((folder / top).is_dir() for folder in folders)
    found = {
        icon.relative_to(folder).with_suffix("").as_posix()
        for folder in folders
        for icon in (folder / top if is_set else folder).rglob("*.svg")
    }
    return sorted(found)


def _folders(project: Project) -> Iterator[Path]:
    if project.template_folder:
        yield project.template_folder / ".icons"
    theme = find_spec(project.theme_name)
    for place in (theme and theme.submodule_search_locations) or ():
        yield Path(place) / "templates" / ".icons"
