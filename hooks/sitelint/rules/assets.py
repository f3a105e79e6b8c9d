"""Rules about the files that mkdocs.yml names."""

from collections.abc import Iterator, Mapping
from typing import Any

from .. import icons
from ..explain import raw_problem
from ..model import Place, Problem, normal
from ..project import KeyPath, Project
from ..resolve import split
from ..site import Site
from ..suggest import did_you_mean, nearest


def missing_asset(site: Site) -> Iterator[Problem]:
    """Style sheets, scripts, the logo and the icon that mkdocs.yml names exist.

    Bad:  extra_css: [assets/giude.css]
    Good: extra_css: [assets/guide.css]
    """
    for name, place, _ in named(site.project):
        parts = split(name)
        if parts is None or parts.scheme or parts.netloc:
            continue
        if normal(parts.path.lstrip("/")) not in site.tree.by_address:
            hint = did_you_mean(site.tree.paths.nearest(parts.path))
            yield Problem(place, f"'{name}': no such file in docs/ or the theme{hint}")


def missing_icon(site: Site) -> Iterator[Problem]:
    """An icon that mkdocs.yml names is one that the theme has.

    Bad:  icon: {logo: material/libary}
    Good: icon: {logo: material/library}
    """
    for name, place in _icons(site.project):
        if not icons.has(site.project, name):
            hint = did_you_mean(nearest(name, icons.near(site.project, name)))
            yield Problem(place, f"icon '{name}': the theme has no such icon{hint}")


def _icons(project: Project) -> Iterator[tuple[str, Place]]:
    """Each icon that mkdocs.yml asks the theme for, and where."""
    if project.theme_name not in icons.THEMES:
        return
    yield from _leaves(project, project.get("theme", "icon"), ("theme", "icon"))
    palette = project.get("theme", "palette")
    for at, item in enumerate(items(palette)):
        yield from _leaves(
            project, _of(_of(item, "toggle"), "icon"), ("theme", "palette", at, "toggle", "icon")
        )
    for at, item in enumerate(items(project.get("extra", "social"))):
        yield from _leaves(project, _of(item, "icon"), ("extra", "social", at, "icon"))
    for at, item in enumerate(items(project.get("extra", "analytics", "feedback", "ratings"))):
        path = ("extra", "analytics", "feedback", "ratings", at, "icon")
        yield from _leaves(project, _of(item, "icon"), path)


def _leaves(project: Project, value: object, path: KeyPath) -> Iterator[tuple[str, Place]]:
    if isinstance(value, str):
        yield value, project.place(*path)
    for key, item in value.items() if isinstance(value, Mapping) else ():
        yield from _leaves(project, item, (*path, key))


def _of(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, Mapping) else None


def style_link(site: Site) -> Iterator[Problem]:
    """What a style sheet asks for is there.

    Bad:  background: url(../images/wya.svg)
    Good: background: url(../images/way.svg)
    """
    for sheet in site.style_sheets:
        for address, at in sheet.links:
            if wrong := raw_problem(site, address, sheet.file):
                yield Problem(sheet.place(at), f"'{address}'{wrong}")


def static_link(site: Site) -> Iterator[Problem]:
    """A link in an HTML page of docs/, which MkDocs copies as it is, leads to something.

    Bad:  <a href="talking.md">           in docs/card.html
    Good: <a href="talking/">
    """
    for page in site.html_pages.values():
        for link in page.links if page.is_typed else ():
            is_filled_in = "${" in link.address  # by a script
            if not is_filled_in and (wrong := raw_problem(site, link.address, page.file)):
                what = "" if link.is_shown else "link to "
                yield Problem(page.place(link.at), f"{what}'{link.address}'{wrong}")


def named(project: Project) -> Iterator[tuple[str, Place, str]]:
    """Each file that mkdocs.yml names, as it is named, where, and by which key."""
    for key in ("extra_css", "extra_javascript"):
        for index, item in enumerate(items(project.get(key))):
            path = item.get("path") if isinstance(item, Mapping) else item
            if isinstance(path, str):
                yield path, project.place(key, index, "path"), key
    for key in ("logo", "favicon"):
        if isinstance(path := project.get("theme", key), str):
            yield path, project.place("theme", key), key


def items(value: object) -> list[Any]:
    """A list of the settings; empty for what is none."""
    return value if isinstance(value, list) else []
