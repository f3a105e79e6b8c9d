"""The pages of a built site, and the files that they name."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from . import FinishError, css

_ATTRIBUTE = re.compile(r"""(?<==)(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""")
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_ROOT = re.compile(r"""\sdata-root(?:=["']?([^\s"'>]*))?""")


@dataclass(frozen=True)
class Page:
    path: str  # below the site, with slashes
    html: str

    @property
    def root(self) -> str:
        """What leads from here to the root of the site: '', '../' and so on, or '/guide/' on a 404 page."""
        found = _ROOT.search(self.html)
        return (found and found[1]) or ""

    def file(self, address: str) -> str:
        """The path below the site that an address on this page leads to, '' if it leads elsewhere."""
        path = _path(address)
        if not path or ":" in path or path.startswith("//"):
            return ""
        if path.startswith("/"):
            return path.removeprefix(self.root) if path.startswith(self.root or "//") else ""
        found = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), path))
        return "" if found.startswith("..") else found

    def address(self, file: str) -> str:
        """How this page leads to a file of the site."""
        return self.root + quote(file)

    def files(self) -> set[str]:
        """Whatever the attributes and the styles of this page might lead to."""
        named = [_value(match) for match in _ATTRIBUTE.finditer(self.html)]
        return {
            self.file(address) for address in [*named, *css.addresses("".join(_STYLE.findall(self.html)))]
        }

    def renamed(self, names: Mapping[str, str]) -> "Page":
        """This page, leading to the new names of files in its attributes and its styles."""

        def new(address: str) -> str:
            file = self.file(address)
            return self.address(names[file]) + _rest(address) if file in names else address

        html = _ATTRIBUTE.sub(lambda match: match[0].replace(_value(match), new(_value(match))), self.html)
        return replace(
            self, html=_STYLE.sub(lambda match: css.readdressed(match[0], new, with_rooted=True), html)
        )

    def parse(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.html)


def _value(match: re.Match[str]) -> str:
    return match["double"] or match["single"] or match["bare"] or ""


def _path(address: str) -> str:
    """The path in an address, as the disk has it: 'a%20b.html?c#d' leads to 'a b.html'."""
    return unquote(unescape(address.removesuffix(_rest(address))))


def _rest(address: str) -> str:
    """What stands behind the path in an address."""
    found = re.search(r"(?<!&)#|\?", address)  # '&#39;' is a letter
    return address[found.start() :] if found else ""


def is_finished(site: Path) -> bool:
    """Has `finish` been here? Its compressed copies tell."""
    return any(site.glob("*.html.br"))


def read(site: Path) -> list[Page]:
    """The HTML pages of a site, in the order of their paths; raises FinishError if one is no UTF-8."""
    return [Page(file.relative_to(site).as_posix(), _text(file)) for file in sorted(site.rglob("*.html"))]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FinishError(f"{file}: is no UTF-8") from error


def words(node: LexborNode | None) -> str:
    """The text of an element with single spaces, '' if there is no element."""
    return " ".join(node.text().split()) if node else ""


def write(site: Path, pages: list[Page]) -> None:
    for page in pages:
        (site / page.path).write_text(page.html, encoding="utf-8")
