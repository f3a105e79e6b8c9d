"""Says what is wrong with an address, and what to write instead.

Which address cannot be split is known before: it is malformed, and nothing else is asked of it.
"""

import posixpath
from urllib.parse import unquote, urlsplit

from .model import File, Standing, normal
from .resolve import Fault, Target, joined, relative, source_path
from .site import Site
from .suggest import did_you_mean, sort_of

_RELATIVE = "; write it from here, without the '/' in front"


def raw_problem(site: Site, address: str, base: File) -> str:
    """What is wrong with an address that nobody rewrites, as in HTML or CSS at `base`; '' if nothing is."""
    target = site.tree.resolve(address, base)
    if target.fault is Fault.ABSOLUTE:
        return from_root(site, address, base, is_markdown=False)
    if target.fault is Fault.MALFORMED:
        return "" if address.lower().startswith("javascript:") else f": {target.detail}"
    if target.file and not target.file.standing.built:
        return f": {hidden(target.file)}"
    if target.fault in (Fault.MISSING, Fault.OUTSIDE):
        return f": {missing(site, address, base)}"
    return f": {lost}" if (lost := no_heading(site, target, base)) else ""


def missing(site: Site, address: str, base: File) -> str:
    """Why nothing lies at an address that nobody rewrites."""
    path = unquote(urlsplit(address).path)
    meant = site.tree.by_path.get(source_path(path, base.path))
    if meant and meant.standing.built:
        return f"raw HTML is not rewritten; write '{address_from(meant, base)}{fragment_of(address)}'"
    place = joined(base.decoded, path)
    near = site.tree.addresses.nearest(place)
    right = None if near is None else address_from(site.tree.by_address[near], base) + fragment_of(address)
    return f"{no_such(path)}{did_you_mean(right)}"


def no_such(path: str) -> str:
    return f"no such {'page' if sort_of(path) == 'page' else 'file'}"


def no_heading(site: Site, target: Target, base: File, *, is_markdown: bool = False) -> str:
    """Says that the page has no such heading, and which one is meant; '' if it has."""
    anchors = site.anchors_lacking(target)
    if anchors is None:
        return ""
    names = site.names_of(anchors)
    if same := names.same(target.fragment):
        return f"no such heading{did_you_mean(f'#{same}')}"
    if elsewhere := site.only_page_with(target.fragment):
        right = f"{_right(elsewhere.file, base, is_markdown)}#{target.fragment}"
        return f"no such heading{did_you_mean(right)}"
    near = names.nearest_phrase(target.fragment)
    return f"no such heading{did_you_mean(near and f'#{near}')}"


def from_root(site: Site, address: str, base: File, *, is_markdown: bool) -> str:
    """What is wrong with an address that starts with '/'; '' if it leads to another part of the host."""
    path, home = unquote(urlsplit(address).path), site.project.home
    is_inside = f"{path}/".startswith(home)
    place = normal((path[len(home) :] if is_inside else path).lstrip("/\\"))
    source, lying = _built(site.tree.by_path.get(place)), _built(site.tree.lying(place))
    file = source or lying
    hint = f"; write '{_right(file, base, is_markdown)}{fragment_of(address)}'" if file and file.path else ""
    if not home:
        return f" breaks where the site stands below a sub-path{hint or _RELATIVE}"
    if not is_inside:
        return f" leads out of the site, which stands below '{home}'{hint}" if hint else ""
    if file is None:
        near = site.tree.paths.nearest(place)
        right = near and _right(site.tree.by_path[near], base, is_markdown) + fragment_of(address)
        return f": {no_such(place)}{did_you_mean(right)}"
    if lying is None:
        return f": MkDocs leaves it as it is{hint}"
    return f" works only as long as the site stands at '{site.project.get('site_url')}'{hint}"


def _built(file: File | None) -> File | None:
    return file if file and file.standing.built else None


def hidden(file: File) -> str:
    why = "is a draft" if file.standing is Standing.DRAFT else "is excluded"
    what = "page" if file.is_page else "file"
    return f"that {what} {why}, so it is not in the site; take this out, or publish it"


def fragment_of(address: str) -> str:
    """The part of an address behind '#', which a better address keeps."""
    fragment = urlsplit(address).fragment
    return f"#{fragment}" if fragment else ""


def address_from(file: File, base: File) -> str:
    """The address of a file as raw HTML at the base must write it."""
    folder = posixpath.dirname(base.decoded)
    address = posixpath.relpath(file.address, folder)
    return f"{address}/" if file.address.endswith("/") else address


def _right(file: File, base: File, is_markdown: bool) -> str:
    return relative(file.path, base.path) if is_markdown else address_from(file, base)
