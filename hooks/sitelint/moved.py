"""Finds the posts of a blog in a built site: Material's plug-in puts each below its date, under its title."""

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import quote

from . import front_matter
from .model import File, Standing

_TITLE = re.compile(r"^#[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)


def by_name(outputs: Iterable[str]) -> Mapping[str, list[str]]:
    """The files of a site by the last part of their address, looked at once for all posts."""
    found: dict[str, list[str]] = {}
    for output in outputs:
        found.setdefault(_name(output), []).append(output)
    return found


def found_again(post: File, text: str, outputs: Mapping[str, list[str]]) -> File | None:
    """The post with the address that it has in the site, if just one of the files there can be it."""
    slug = _slug(text)
    found = outputs.get(slug, []) if slug else []
    if len(found) != 1:
        return None
    folder, name = posixpath.split(found[0])
    address = f"{folder}/" if name == "index.html" and post.address.endswith("/") else found[0]
    return replace(post, address=quote(address), output=found[0], standing=Standing.UNLISTED)


def _slug(text: str) -> str:
    facts = front_matter.read(text).data
    heading = _TITLE.search(text)
    title = str(facts.get("slug") or facts.get("title") or (heading[1] if heading else ""))
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", title).strip().lower())


def _name(output: str) -> str:
    """The last part of an address: of the folder, if the file is its index."""
    folder, name = posixpath.split(output)
    return posixpath.basename(folder) if name == "index.html" else posixpath.splitext(name)[0]
