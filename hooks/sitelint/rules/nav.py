"""Rules about the nav of mkdocs.yml."""

import re
from collections.abc import Iterator

from ..explain import from_root
from ..model import Place, Problem, Standing, read_text
from ..project import PATTERNS, Project, patterns
from ..resolve import ROOT, Fault
from ..site import Site
from ..suggest import almost, did_you_mean

# Plugins that make the menu, or parts of it, from something else than mkdocs.yml.
_MAKERS = re.compile(r"nav|pages|repo\b")
_PLAIN_PATTERN = re.compile(r"[\w./-]+\.(?:md|html)")
_TRANSLATOR = "i18n"  # which keeps the pages of each language in a folder of its own


def broken_nav(site: Site) -> Iterator[Problem]:
    """Each entry of the nav is a page of docs/, which stands there once, or an address elsewhere.

    Bad:  - Talking: talkin.md
    Good: - Talking: talking.md
    """
    seen: set[str] = set()
    for entry in site.project.nav:
        if file := site.tree.by_path.get(entry.target):
            if not file.is_page:
                yield Problem(
                    entry.place, f"nav entry '{entry.target}' is not a page; link to it from a page"
                )
            elif entry.target in seen:
                yield Problem(entry.place, f"nav entry '{entry.target}' stands twice; expected once")
            seen.add(entry.target)
        elif not _leads_elsewhere(site, entry.target):
            hint = did_you_mean(site.page_paths.nearest(entry.target.partition("#")[0]))
            yield Problem(entry.place, f"nav entry '{entry.target}': no such page in docs/{hint}")


def not_in_nav(site: Site) -> Iterator[Problem]:
    """Each page stands in the nav, is named in not_in_nav, or is linked to.

    Bad:  docs/listening.md, of which neither the nav nor another page knows
    Good: - Listening: listening.md
    """
    if not site.project.nav or _TRANSLATOR in site.project.plugin_names or _is_completed(site):
        return
    listed = {entry.target for entry in site.project.nav}
    left_out = [page for page in site.pages if page.path not in listed]
    if left_out and site.guide is None and site.project.validation("nav", "omitted_files") != "warn":
        listed |= _linked(site)
    for page in left_out:
        if page.path not in listed and page.file.standing is Standing.SHOWN:
            hint = f"add '{page.path}' to it, or to 'not_in_nav'"
            yield Problem(
                Place(page.shown), f"the page is not in the nav of {site.project.file.name}: {hint}"
            )


def idle_pattern(site: Site) -> Iterator[Problem]:
    """A page that mkdocs.yml leaves out, or marks as a draft, is there under this name.

    Bad:  not_in_nav: plnas.md
    Good: not_in_nav: plans.md
    """
    paths = site.tree.by_path
    for key in PATTERNS:
        for line in str(site.project.get(key)).splitlines():
            name = line.strip()
            if not _PLAIN_PATTERN.fullmatch(name) or any(map(patterns(name).match_file, paths)):
                continue
            near = almost(name.strip("/"), paths)
            if near or ("/" in name and not site.project.may_make_pages):
                what = f"'{name}' in '{key}' is the name of no file"
                yield Problem(_pattern_place(site.project, key, name), f"{what}{did_you_mean(near)}")


def _pattern_place(project: Project, key: str, name: str) -> Place:
    """The line of the pattern, below or beside its key."""
    place = project.place(key)
    lines = read_text((project.root / place.file).read_bytes()).split("\n")
    for number, line in enumerate(lines[place.line :], start=place.line + 1):
        if line.strip() == name:
            return Place(place.file, number, line.index(name) + 1)
    return place


def _linked(site: Site) -> set[str]:
    """The pages that another page links to."""
    found = ((reference.page.path, reference.target.file) for reference in site.references)
    return {file.path for path, file in found if file and file.path != path}


def _leads_elsewhere(site: Site, entry: str) -> bool:
    """True for an address that is no page of docs/, or is reported by another rule."""
    is_pattern = "*" in entry or (_is_completed(site) and not entry.endswith(".md"))
    if is_pattern or _TRANSLATOR in site.project.plugin_names:
        return True
    target = site.tree.resolve(entry, ROOT)
    if target.fault is Fault.ABSOLUTE:  # perhaps another part of the host
        is_forbidden = site.project.validation("nav", "absolute_links") == "warn"
        wrong = from_root(site, entry, ROOT, is_markdown=True)
        return not (is_forbidden or entry.endswith(".md") or wrong.startswith(":"))
    return target.fault is Fault.MALFORMED or (target.fault is None and target.file is None)


def _is_completed(site: Site) -> bool:
    """True if a plug-in adds to the nav."""
    return any(map(_MAKERS.search, site.project.plugin_names))
