"""Rules about the templates that the project puts over those of the theme."""

import re
from collections.abc import Iterator

from ..addresses import Written
from ..explain import fragment_of, no_heading
from ..model import Problem
from ..resolve import ROOT, Fault, Target, split
from ..site import Site
from ..suggest import did_you_mean

_FILTERED = re.compile(r"""\{\{-?\s*(["'])(?P<path>.*?)\1\s*\|\s*url\s*-?\}\}(?P<rest>[^{]*)""")
_BASED = re.compile(r"\{\{-?\s*base_url\s*-?\}\}/(?P<path>[^{]*)")


def template_link(site: Site) -> Iterator[Problem]:
    """A link in a template leads to something, from every page that shows it.

    Bad:  <a href="get-help.html">
    Good: <a href="{{ 'get-help.html' | url }}">
    """
    for template in site.templates:
        for link in template.links:
            if message := _problem(site, link):
                yield Problem(template.place(link.at), message)


def _problem(site: Site, link: Written) -> str:
    value = link.address
    if found := _FILTERED.fullmatch(value):
        return _broken(site, found["path"] + found["rest"])
    if found := _BASED.fullmatch(value):
        return _broken(site, found["path"])
    if site.guide is None and value.lower().startswith("javascript:"):
        return ""
    target = site.tree.resolve(value, ROOT)
    if target.fault is Fault.MALFORMED:
        return f"link to '{value}': {target.detail}"
    if target.fault is Fault.EMPTY:
        return "" if link.tag == "form" else "link without an address"
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
    if target.fault is Fault.MALFORMED:
        return f"link to '{path}': {target.detail}"
    if target.fault:
        near = site.tree.addresses.nearest(path.partition("#")[0])
        hint = did_you_mean(near + fragment_of(path)) if near else ""
        return f"link to '{path}': no such page or file in the site{hint}"
    lost = no_heading(site, target, ROOT)
    return f"link to '{path}': {lost}" if lost else ""
