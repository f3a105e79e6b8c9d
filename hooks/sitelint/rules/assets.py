"""Rules about the files that mkdocs.yml names."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..model import Place, Problem
from ..resolve import normal, split
from ..site import Site
from ..suggest import did_you_mean, nearest_path


def missing_asset(site: Site) -> Iterator[Problem]:
    """Style sheets, scripts, the logo and the icon that mkdocs.yml names exist.

    Bad:  extra_css: [assets/giude.css]
    Good: extra_css: [assets/guide.css]
    """
    for name, place in named(site):
        parts = split(name)
        if parts is None or parts.scheme or parts.netloc:
            continue
        if normal(parts.path.lstrip("/")) not in site.tree.by_address:
            hint = did_you_mean(nearest_path(parts.path, site.tree.built_paths))
            yield Problem(place, f"'{name}': no such file in docs/ or the theme{hint}")


def named(site: Site) -> Iterator[tuple[str, Place]]:
    """Each such file, as it is named, and where."""
    project = site.project
    for key in ("extra_css", "extra_javascript"):
        for index, item in enumerate(_items(project.get(key))):
            path = item.get("path") if isinstance(item, Mapping) else item
            if isinstance(path, str):
                yield path, project.place(key, index, "path")
    for key in ("logo", "favicon"):
        if isinstance(path := project.get("theme", key), str):
            yield path, project.place("theme", key)


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
