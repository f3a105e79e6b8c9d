"""Rules about a single link or image."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from ..model import File, Problem, Standing
from ..resolve import ROOT, Fault, relative, source_path, split
from ..site import Page, Reference, Site
from ..suggest import did_you_mean, nearest_anchor, nearest_path, sort_of

# The address of a Markdown link, or of a definition, that is not plainly the source of a page.
_LINK_TARGET = re.compile(r"\]\(\s*<?(?![\w+.-]+:)([^\s)>#?]++)(?<!\.md)")
_DEFINED_TARGET = re.compile(
    r"^[ ]{0,3}\[[^\]^][^\]]*\]:[ ]*<?(?![\w+.-]+:)([^\s>#?]++)(?<!\.md)", re.MULTILINE
)
_DOMAIN = re.compile(r"(?:www\.[\w-]+\.|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|edu|gov|io|uk|eu)(?:/|$))")


def broken_link(site: Site) -> Iterator[Problem]:
    """A link leads to a page, a file and a heading that exist.

    Bad:  [Listen first](talking.md#listn)
    Good: [Listen first](talking.md#listen)
    """
    for reference in site.references:
        if reference.target.fault is Fault.MISSING:
            yield Problem(reference.place, f"{_name(reference)}: {_missing(site, reference)}")
        elif page := site.page_lacking(reference.target):
            hint = did_you_mean(nearest_anchor(reference.target.fragment, page.rendered.anchors))
            yield Problem(reference.place, f"{_name(reference)}: no such heading{hint}")


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
    for reference in site.references:
        if reference.target.fault is Fault.MALFORMED:
            yield Problem(reference.place, f"{_name(reference)}: {reference.target.detail}")
    for entry in site.project.nav:
        if entry.target not in site.tree.by_path:
            target = site.tree.resolve(entry.target, ROOT)
            if target.fault is Fault.MALFORMED:
                yield Problem(entry.place, f"nav entry '{entry.target}': {target.detail}")


def absolute_link(site: Site) -> Iterator[Problem]:
    """A link works wherever the site is put, also below a sub-path such as example.org/guide/.

    Bad:  [Talking](/talking.html)
    Good: [Talking](talking.md)
    """
    for reference in site.references:
        if reference.target.fault is Fault.ABSOLUTE:
            hint = _without_root(site, reference)
            yield Problem(
                reference.place, f"{_name(reference)} breaks where the site stands below a sub-path{hint}"
            )


def outside_link(site: Site) -> Iterator[Problem]:
    """A link does not leave docs/: what lies outside is not part of the site.

    Bad:  [Licence](../LICENSE)
    Good: [Licence](licence.md)
    """
    for reference in site.references:
        if reference.target.fault is Fault.OUTSIDE:
            hint = _near(site, reference) or "; put the file below docs/"
            yield Problem(reference.place, f"{_name(reference)} leads out of docs/{hint}")


def hidden_link(site: Site) -> Iterator[Problem]:
    """Nothing leads to a draft or an excluded page: the reader would find nothing there.

    Bad:  [Coming soon](plans.md)       with draft_docs: plans.md
    Good: [What there is](talking.md)
    """
    for reference in site.references:
        file = reference.target.file
        if reference.target.fault is Fault.HIDDEN and file:
            yield Problem(reference.place, f"{_name(reference)}: {_hidden(file)}")
    for entry in site.project.nav:
        file = site.tree.by_path.get(entry.target)
        if file and not file.standing.built:
            yield Problem(entry.place, f"nav entry '{entry.target}': {_hidden(file)}")


def output_link(site: Site) -> Iterator[Problem]:
    """A Markdown link names the source of a page, so that MkDocs can check and rewrite it.

    Bad:  [Talking](talking.html)
    Good: [Talking](talking.md)
    """
    for page in site.pages:
        if not any(_names_output(site, page, target) for target in _other_targets(page.text)):
            continue
        for reference in site.by_page[page.path]:
            use, file = reference.use, reference.target.file
            if use and not use.is_raw and file and _names_output(site, page, use.target):
                yield Problem(use.place, f"{_name(reference)}: {_better(file, reference)}")


def image_text(site: Site) -> Iterator[Problem]:
    """An image has a text that stands in for it.

    Bad:  ![](map.png)
    Good: ![The five stages, as stops on a path](map.png)
    """
    for reference in site.references:
        # In raw HTML an empty text is how an author marks decoration; Markdown makes one of no text at all.
        is_decoration = reference.link.is_blank and reference.use and reference.use.is_raw
        if reference.link.tag == "img" and not reference.link.labelled and not is_decoration:
            hint = "say what it shows, or mark it as decoration with role=presentation"
            yield Problem(
                reference.place, f"{_name(reference)} has no text for those who cannot see it: {hint}"
            )


def _name(reference: Reference) -> str:
    written = _written(reference)
    if not reference.link.is_image:
        return f"link to '{written}'"
    return f"{'image' if reference.link.tag == 'img' else reference.link.tag} '{written}'"


def _written(reference: Reference) -> str:
    """The address as the author wrote it, as far as that is certain."""
    if reference.use:
        return reference.use.target
    file, parts = reference.target.file, split(reference.link.target)
    if file is None or parts is None or not (file.is_page and parts.path):
        return reference.link.target
    return relative(file.path, reference.page.path) + (f"#{parts.fragment}" if parts.fragment else "")


def _missing(site: Site, reference: Reference) -> str:
    path = _source_path(reference)
    meant = site.tree.by_path.get(path)
    if meant and meant.standing.built:
        right = _address_from(meant, reference.page) + _fragment(reference)
        return f"raw HTML is not rewritten; write '{right}'"
    if _DOMAIN.match(reference.link.target):
        return f"no such file; for another site write 'https://{reference.link.target}'"
    return f"no such {'file' if sort_of(path) != 'page' else 'page'}{_near(site, reference)}"


def _fragment(reference: Reference) -> str:
    """The part of the address behind '#', which a better address keeps."""
    parts = split(reference.use.target if reference.use else reference.link.target)
    return f"#{parts.fragment}" if parts and parts.fragment else ""


def _better(file: File, reference: Reference) -> str:
    if not file.path:
        return "the theme makes this file; link to it in raw HTML"
    return f"name the source of the page: '{relative(file.path, reference.page.path)}{_fragment(reference)}'"


def _near(site: Site, reference: Reference) -> str:
    """The file of docs/ that a link most likely means, as the link should write it."""
    path, page = _source_path(reference), reference.page
    near = nearest_path(path, site.tree.built_paths)
    if near is None:
        return ""
    is_raw = reference.use and reference.use.is_raw
    return did_you_mean(_address_from(site.tree.by_path[near], page) if is_raw else relative(near, page.path))


def _source_path(reference: Reference) -> str:
    parts = split(reference.use.target if reference.use else reference.link.target)
    return source_path(unquote(parts.path), reference.page.path) if parts else ""


def _address_from(file: File, page: Page) -> str:
    """The address of a file as raw HTML on the page must write it."""
    folder = posixpath.dirname(page.address) or "."
    address = posixpath.relpath(file.address, folder)
    return f"{address}/" if file.address.endswith("/") else address


def _without_root(site: Site, reference: Reference) -> str:
    parts = split(_written(reference))
    path = unquote(parts.path).lstrip("/\\") if parts else ""
    file = site.tree.by_path.get(path) or site.tree.by_address.get(path)
    if file is None or not file.path or not file.standing.built:
        return ""
    is_raw = bool(reference.use and reference.use.is_raw)
    right = _address_from(file, reference.page) if is_raw else relative(file.path, reference.page.path)
    return f"; write '{right}{_fragment(reference)}'"


def _hidden(file: File) -> str:
    why = "is a draft" if file.standing is Standing.DRAFT else "is excluded"
    what = "page" if file.is_page else "file"
    return f"that {what} {why}, so it is not in the site; take this out, or publish it"


def _other_targets(text: str) -> set[str]:
    """A quick look, that may take code for a link."""
    targets = set(_LINK_TARGET.findall(text))
    return targets.union(_DEFINED_TARGET.findall(text)) if "]:" in text else targets


def _names_output(site: Site, page: Page, target: str) -> bool:
    """True for an address inside the site that is not the path of a file in docs/."""
    parts = split(target)
    if parts is None or parts.scheme or parts.netloc or not parts.path or target.startswith("/"):
        return False
    return site.tree.source_target(target, page.path) is None
