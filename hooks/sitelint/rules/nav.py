"""Rules about the nav of mkdocs.yml."""

from collections.abc import Iterator

from ..model import Place, Problem, Standing
from ..resolve import ROOT, Fault
from ..site import Site
from ..suggest import did_you_mean, nearest_path


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
            continue
        target = site.tree.resolve(entry.target, ROOT)
        if target.fault is Fault.MALFORMED or (target.fault is None and target.file is None):
            continue
        hint = did_you_mean(nearest_path(entry.target.lstrip("/"), _pages(site)))
        yield Problem(entry.place, f"nav entry '{entry.target}': no such page in docs/{hint}")


def not_in_nav(site: Site) -> Iterator[Problem]:
    """Each page stands in the nav, or is named in not_in_nav.

    Bad:  docs/listening.md, of which the nav does not know
    Good: - Listening: listening.md
    """
    if not site.project.nav:
        return
    listed = {entry.target for entry in site.project.nav}
    for page in site.pages:
        if page.path not in listed and page.file.standing is Standing.SHOWN:
            hint = f"add '{page.path}' to it, or to 'not_in_nav'"
            yield Problem(
                Place(page.shown), f"the page is not in the nav of {site.project.file.name}: {hint}"
            )


def _pages(site: Site) -> list[str]:
    return [path for path in site.tree.built_paths if path in site.by_path]
