"""Rules about the templates that the project puts over those of the theme."""

import re
from collections.abc import Iterator

from ..model import Problem
from ..resolve import ROOT, Fault, Target, split
from ..site import Site
from ..suggest import did_you_mean, nearest, nearest_anchor

_ATTRIBUTE = re.compile(r"""(?<![\w-])(?:href|src)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')""")
_FILTERED = re.compile(r"""\{\{-?\s*(["'])(?P<path>.*?)\1\s*\|\s*url\s*-?\}\}(?P<rest>[^{]*)""")
_BASED = re.compile(r"\{\{-?\s*base_url\s*-?\}\}/(?P<path>[^{]*)")


def template_link(site: Site) -> Iterator[Problem]:
    """A link in a template leads to something, from every page that shows it.

    Bad:  <a href="get-help.html">
    Good: <a href="{{ 'get-help.html' | url }}">
    """
    for template in site.templates:
        for match in _ATTRIBUTE.finditer(template.without_comments):
            if message := _problem(site, match["double"] or match["single"] or ""):
                yield Problem(template.place(match.start()), message)


def _problem(site: Site, value: str) -> str:
    if found := _FILTERED.fullmatch(value.strip()):
        return _broken(site, found["path"] + found["rest"])
    if found := _BASED.fullmatch(value.strip()):
        return _broken(site, found["path"])
    if "{" in value:  # only the template engine knows what comes out of this
        return ""
    target = site.tree.resolve(value.strip(), ROOT)
    if target.fault is Fault.MALFORMED:
        return f"link to '{value}': {target.detail}"
    if target.fault is Fault.EMPTY:
        return "link without an address"
    if not _stays_below(value, target):
        return ""
    right = value.lstrip("/") or ("." if site.project.directory_urls else "index.html")
    return (
        _broken(site, right)
        or f"link to '{value}' works from some pages only; write '{{{{ '{right}' | url }}}}'"
    )


def _stays_below(value: str, target: Target) -> bool:
    parts = split(value)
    return bool(parts and parts.path) and not (target.fault is None and target.file is None)


def _broken(site: Site, path: str) -> str:
    target = site.tree.resolve(path, ROOT)
    if target.fault is None and target.file is None:
        return ""
    if target.file is None or target.fault:
        near = nearest(path.partition("#")[0], [file.address for file in site.tree.files if file.path])
        return f"link to '{path}': no such page or file in the site{did_you_mean(near)}"
    if page := site.page_lacking(target):
        hint = did_you_mean(nearest_anchor(target.fragment, page.rendered.anchors))
        return f"link to '{path}': no such heading{hint}"
    return ""
