"""Rules about a single link or image."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from urllib.parse import unquote, urlsplit

from ..explain import address_from, fragment_of, from_root, hidden, missing, no_heading, no_such
from ..model import File, Place, Problem
from ..project import KeyPath, Project
from ..resolve import ROOT, Fault, joined, relative, source_path, split
from ..site import Page, Reference, Site
from ..suggest import did_you_mean
from .assets import items, named

# The address of a Markdown link, or of a definition, that is not plainly the source of a page.
_LINK_TARGET = re.compile(r"\]\(\s*<?(?![\w+.-]+:)([^\s)>#?]++)(?<!\.md)")
_DEFINED_TARGET = re.compile(
    r"^[ ]{0,3}\[[^\]^][^\]]*\]:[ ]*<?(?![\w+.-]+:)([^\s>#?]++)(?<!\.md)", re.MULTILINE
)
# What is shown by an attribute that is not plainly src.
_SHOWN_BY = {"srcset": "image", "imagesrcset": "image", "poster": "poster", "style": "address"}
_DOMAIN = re.compile(r"(?:www\.[\w-]+\.|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|edu|gov|io|uk|eu)(?:/|$))")


def broken_link(site: Site) -> Iterator[Problem]:
    """A link leads to a page, a file and a heading that exist.

    Bad:  [Listen first](talking.md#listn)
    Good: [Listen first](talking.md#listen)
    """
    for reference in _once(site.faulty):
        target = reference.target
        if target.fault is Fault.MISSING or (target.fault is Fault.OUTSIDE and not _leads_out(reference)):
            yield Problem(reference.address_place, f"{_name(reference)}: {_missing(site, reference)}")
        elif target.fault is None and reference.link.tag in ("a", "area"):
            wrong = no_heading(site, target, reference.page.file, is_markdown=_is_markdown(reference))
            yield Problem(reference.address_place, f"{_name(reference)}: {wrong}")


def empty_link(site: Site) -> Iterator[Problem]:
    """A link has an address, and words or a picture to tap.

    Bad:  [Listen first]()
    Good: [Listen first](talking.md)
    """
    for reference in site.references:
        if reference.target.fault is Fault.EMPTY:
            yield Problem(
                reference.place, f"{'image' if reference.link.is_image else 'link'} without an address"
            )
        elif reference.link.tag == "a" and not reference.link.labelled:
            yield Problem(
                reference.place,
                f"{_name(reference)} has no words, so nobody can see it or tap it: "
                "write some between its brackets",
            )


def malformed_address(site: Site) -> Iterator[Problem]:
    """An address that leaves the site is one that a browser understands.

    Bad:  [A helpline](tel:0800 call me)
    Good: [A helpline](tel:0800123456)
    """
    for reference in site.faulty:
        if reference.target.fault is Fault.MALFORMED and not _is_script(site, reference):
            yield Problem(reference.address_place, f"{_name(reference)}: {reference.target.detail}")
    for entry in site.project.nav:
        if entry.target not in site.tree.by_path:
            target = site.tree.resolve(entry.target, ROOT)
            if target.fault is Fault.MALFORMED:
                yield Problem(entry.place, f"nav entry '{entry.target}': {target.detail}")
    for address, place in _shown_by_theme(site.project):
        target = site.tree.resolve(address, ROOT)
        if target.fault is Fault.MALFORMED:
            yield Problem(place, f"link to '{address}': {target.detail}")


def unreadable_address(project: Project) -> Iterator[Problem]:
    """Addresses at which MkDocs gives up."""
    in_nav = ((f"nav entry '{entry.target}'", entry.target, entry.place) for entry in project.nav)
    of_files = ((f"'{name}'", name, place) for name, place, _ in named(project))
    for what, address, place in chain(in_nav, of_files):
        if split(address) is None:
            yield Problem(place, f"{what}: a '[' must not stand in an address")


def _is_script(site: Site, reference: Reference) -> bool:
    """True for a link that runs a script of its page, where no guide forbids it."""
    use = reference.use
    return bool(site.guide is None and use and use.is_raw and use.target.lower().startswith("javascript:"))


def _shown_by_theme(project: Project) -> Iterator[tuple[str, Place]]:
    """The addresses in `extra` that Material makes links of."""
    paths: list[KeyPath] = [("extra", "homepage")]
    for key in ("social", "alternate"):
        paths += [("extra", key, at, "link") for at in range(len(items(project.get("extra", key))))]
    for path in paths:
        value = project.get(*path)
        if isinstance(value, str):
            yield value, project.place(*path)


def absolute_link(site: Site) -> Iterator[Problem]:
    """A link works wherever the site is put, also below a sub-path such as example.org/guide/.

    Bad:  [Talking](/talking.html)
    Good: [Talking](talking.md)
    """
    for reference in _once(site.faulty):
        if reference.target.fault is Fault.ABSOLUTE and (wrong := _from_root(site, reference)):
            yield Problem(reference.address_place, f"{_name(reference)}{wrong}")


def _from_root(site: Site, reference: Reference) -> str:
    is_markdown = _is_markdown(reference)
    if site.tree.rooted and is_markdown and _source_path(reference).endswith(".md"):
        return f": {_missing(site, reference)}"  # or MkDocs would have rewritten it
    return from_root(site, _written(reference), reference.page.file, is_markdown=is_markdown)


def outside_link(site: Site) -> Iterator[Problem]:
    """A link does not leave docs/: what lies outside is not part of the site.

    Bad:  [Licence](../LICENSE)
    Good: [Licence](licence.md)
    """
    for reference in _once(site.faulty):
        if reference.target.fault is Fault.OUTSIDE and _leads_out(reference):
            hint = _near(site, reference) or "; put the file below docs/"
            yield Problem(reference.address_place, f"{_name(reference)} leads out of docs/{hint}")


def hidden_link(site: Site) -> Iterator[Problem]:
    """Nothing leads to a draft or an excluded page: the reader would find nothing there.

    Bad:  [Coming soon](plans.md)       with draft_docs: plans.md
    Good: [What there is](talking.md)
    """
    for reference in site.faulty:
        file = reference.target.file
        if file and not file.standing.built:
            yield Problem(reference.address_place, f"{_name(reference)}: {hidden(file)}")
    for entry in site.project.nav:
        file = site.tree.by_path.get(entry.target)
        if file and not file.standing.built:
            yield Problem(entry.place, f"nav entry '{entry.target}': {hidden(file)}")


def output_link(site: Site) -> Iterator[Problem]:
    """A Markdown link names the source of a page, so that MkDocs can check and rewrite it.

    Bad:  [Talking](talking.html)
    Good: [Talking](talking.md)
    """
    for page in site.pages:
        if not any(_names_output(site, page, target) for target in _other_targets(page)):
            continue
        for reference in site.by_page[page.path]:
            use, file = reference.use, reference.target.file
            if use and not use.is_raw and file and _names_output(site, page, use.target):
                yield Problem(use.address_place, f"{_name(reference)}: {_better(file, reference)}")


def image_text(site: Site) -> Iterator[Problem]:
    """An image has a text that stands in for it.

    Bad:  ![](map.png)
    Good: ![The five stages, as stops on a path](map.png)
    """
    for reference in site.references:
        if reference.link.tag != "img" or reference.link.labelled:
            continue
        # In raw HTML an empty text is how an author marks decoration; Markdown makes one of no text at all.
        is_decoration = reference.link.is_blank and reference.use and reference.use.is_raw
        if not is_decoration:
            hint = "say what it shows, or mark it as decoration with role=presentation"
            yield Problem(
                reference.place, f"{_name(reference)} has no text for those who cannot see it: {hint}"
            )


def _once(references: Iterable[Reference]) -> Iterator[Reference]:
    """A link in a text that several pages include is one, though each page would write it otherwise."""
    seen: set[tuple[Place, str]] = set()
    for reference in references:
        place = reference.address_place
        key = place, _written(reference)
        if place.file == reference.page.shown or key not in seen:
            seen.add(key)
            yield reference


def _name(reference: Reference) -> str:
    link, written = reference.link, _written(reference)
    if not link.is_image:
        return f"{'form' if link.attribute else 'link'} to '{written}'"
    shown = _SHOWN_BY.get(link.attribute, "image" if link.tag == "img" else link.tag)
    return f"{shown} '{written}'"


def _is_markdown(reference: Reference) -> bool:
    return not (reference.use and reference.use.is_raw)


def _leads_out(reference: Reference) -> bool:
    """True but for raw HTML that starts at the address of its page, and stays inside the site."""
    path = unquote(urlsplit(reference.link.target).path)
    return _is_markdown(reference) or joined(reference.page.address, path).startswith("..")


def _written(reference: Reference) -> str:
    """The address as the author wrote it, as far as that is certain."""
    if reference.use:
        return reference.use.target
    file, shown = reference.target.file, reference.link.target
    if file is None or not file.is_page or shown.startswith("#"):
        return shown
    return relative(file.path, reference.page.path) + fragment_of(shown)


def _missing(site: Site, reference: Reference) -> str:
    path = _source_path(reference)
    meant = site.tree.by_path.get(path)
    if meant and meant.standing.built:
        right = address_from(meant, reference.page.file) + fragment_of(_written(reference))
        return f"raw HTML is not rewritten; write '{right}'"
    if _DOMAIN.match(reference.link.target):
        return f"no such file; for another site write 'https://{reference.link.target}'"
    if reference.use and reference.use.is_raw:
        return missing(site, reference.use.target, reference.page.file)
    return f"{no_such(path)}{_near(site, reference)}"


def _better(file: File, reference: Reference) -> str:
    if not file.path:
        return "the theme makes this file; link to it in raw HTML"
    right = relative(file.path, reference.page.path) + fragment_of(_written(reference))
    return f"name the source of the page: '{right}'"


def _near(site: Site, reference: Reference) -> str:
    """The file of docs/ that a link most likely means, as the link should write it."""
    near = site.tree.paths.nearest(_source_path(reference))
    if near is None:
        return ""
    right = relative(near, reference.page.path)
    if reference.use and reference.use.is_raw:
        right = address_from(site.tree.by_path[near], reference.page.file)
    return did_you_mean(right + fragment_of(_written(reference)))


def _source_path(reference: Reference) -> str:
    return source_path(unquote(urlsplit(_written(reference)).path), reference.page.path)


def _other_targets(page: Page) -> set[str]:
    """A quick look, that may take code for a link."""
    targets = set(_LINK_TARGET.findall(page.text))
    return targets.union(_DEFINED_TARGET.findall(page.text)) if page.may_define else targets


def _names_output(site: Site, page: Page, target: str) -> bool:
    """True for an address inside the site that is not the path of a file in docs/."""
    parts = split(target)
    if parts is None or not parts.path:
        return False
    return site.tree.source(unquote(parts.path), page.path) is None
