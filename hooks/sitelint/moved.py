"""Finds the posts of a blog in a built site: Material's plug-in puts each below its date, under its title."""

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import quote

from . import front_matter
from .model import File, Standing


def by_name(outputs: Iterable[str]) -> Mapping[str, list[str]]:
    """The files of a site by the last part of their address, looked at once for all posts."""
    found: dict[str, list[str]] = {}
    for output in outputs:
        folder, name = posixpath.split(output)
        part = posixpath.basename(folder) if name == "index.html" else posixpath.splitext(name)[0]
        found.setdefault(part, []).append(output)
    return found


def found_again(post: File, text: str, outputs: Mapping[str, list[str]]) -> File | None:
    """The post with the address that it has in the site, if just one of the files there can be it."""
    found = outputs.get(posixpath.basename(_slug(post, text)), [])
    if len(found) != 1:
        return None
    address = quote(found[0].removesuffix("index.html"))
    return replace(post, address=address, output=found[0], standing=Standing.UNLISTED)


def _slug(post: File, text: str) -> str:
    """The last part of its address, as Material makes it."""
    facts = front_matter.read(text)
    if slug := facts.data.get("slug"):
        return str(slug)
    title = str(facts.data.get("title") or _heading(text.removeprefix(facts.text)) or _name(post))
    title = re.sub(r"</?[^>]*>", "", title).strip().lower()
    return re.sub(r"[^\w -]", "", title).replace(" ", "-")


def _heading(body: str) -> str:
    """The heading that the text begins with, if it begins with one."""
    first = body.lstrip().partition("\n")[0]
    return first.lstrip("# ") if first.startswith("# ") else ""


def _name(post: File) -> str:
    return posixpath.splitext(posixpath.basename(post.path))[0].replace("_", "-")
