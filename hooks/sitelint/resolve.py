"""Says where a rendered address leads, and what is wrong with it."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from .model import File, normal
from .suggest import Paths

_WEB = ("http", "https", "ftp")
_BARE = (
    "mailto",
    "tel",
    "sms",
    "data",
    "geo",
    "xmpp",
    "urn",
    "news",
    "magnet",
)  # known, and written without '//'
_KNOWN = (*_WEB, *_BARE)
_LOOKALIKES = ("dat", "ftps", "mms", "sftp", "smb", "snews")  # real, and one letter from a known one
# An address inside the site with no signs of another: most are such, and to split one takes much longer.
_PLAIN = re.compile(r"(?P<path>(?!(?i:www\.|https?/|ftp/))[\w.-][\w./-]*|(?=#))(?:#(?P<fragment>[\w-]*))?")
_PHONE = re.compile(r"\+?[\d().*#-]{2,}")
_MAIL = re.compile(r"[^@\s,]+@[^@\s,.]+(?:\.[^@\s,.]+)+")
_WWW = re.compile(r"www\.[\w-]+\.")
_SLIP = re.compile(r"(https?|ftp)(?:/|;)", re.IGNORECASE)
_PORT = re.compile(r"[^:]*(?::\d{1,5})?")
_HOST_PART = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")


class Fault(Enum):
    EMPTY = auto()
    MALFORMED = auto()
    ABSOLUTE = auto()
    OUTSIDE = auto()
    MISSING = auto()
    HIDDEN = auto()


class Target(NamedTuple):
    """What an address leads to: a file of the site, somewhere else (no file, no fault), or nothing."""

    fault: Fault | None = None
    file: File | None = None
    fragment: str = ""
    detail: str = ""


ROOT = File("", "", "")  # what an address in mkdocs.yml or in a template is relative to


@dataclass(frozen=True)
class Tree:
    """Every file of the site, by its path in docs/ and by the addresses that lead to it."""

    files: tuple[File, ...]
    rooted: bool = False  # a Markdown link that starts with '/' starts at docs/ (`relative_to_docs`)

    @cached_property
    def by_path(self) -> Mapping[str, File]:
        return {file.path: file for file in self.files if file.path}

    @cached_property
    def by_address(self) -> Mapping[str, File]:
        outputs = {file.output: file for file in self.files}
        return {**outputs, **{file.decoded: file for file in self.files}}

    def lying(self, address: str) -> File | None:
        """What lies at an address, also if the slash at its end is left out."""
        return self.by_address.get(address) or self.by_address.get(f"{address}/")

    @cached_property
    def paths(self) -> Paths:
        """What goes into the site, by its path in docs/."""
        return Paths(self.built_paths)

    @cached_property
    def addresses(self) -> Paths:
        """The same, by its address."""
        built = (file for file in self.files if file.path and file.standing.built)
        return Paths(file.decoded for file in built)

    @cached_property
    def folders_made_later(self) -> tuple[File, ...]:
        return tuple(file for file in self.files if file.output.endswith("/"))

    @cached_property
    def built_paths(self) -> tuple[str, ...]:
        return tuple(file.path for file in self.files if file.path and file.standing.built)

    def resolve(self, target: str, page: File) -> Target:
        """Where a browser goes from the page."""
        if plain := _PLAIN.fullmatch(target):
            return self._inside(plain["path"], plain["fragment"] or "", page)
        if not target:
            return Target(Fault.EMPTY)
        if "{{" in target or "{%" in target:  # a template, shown as text or filled in by a script
            return Target()
        try:
            parts = urlsplit(target)
        except ValueError as error:
            return Target(Fault.MALFORMED, detail=str(error).lower())
        if parts.scheme or parts.netloc:
            detail = _elsewhere_problem(target, parts)
            return Target(Fault.MALFORMED if detail else None, detail=detail)
        if target.startswith(("/", "\\")):
            return Target(Fault.ABSOLUTE)
        # What follows ':~:' is for the browser's own search.
        found = self._inside(unquote(parts.path), unquote(parts.fragment).partition(":~:")[0], page)
        if found.file is None and (detail := _looks_external(target)):
            return Target(Fault.MALFORMED, detail=detail)
        return found

    def _inside(self, path: str, fragment: str, page: File) -> Target:
        address = joined(page.decoded, path)
        file = self.by_address.get(address) or self._filled_later(address)
        if file is None:
            # What is written as an address starts at the address of the page, anything else at its source.
            end = address if path.endswith(("/", ".html")) else source_path(path, page.path)
            return Target(Fault.OUTSIDE if end.startswith("..") else Fault.MISSING)
        return Target(None if file.standing.built else Fault.HIDDEN, file, fragment)

    def _filled_later(self, address: str) -> File | None:
        """The folder that a file lies in which is added to the site after it is built."""
        return next(
            (folder for folder in self.folders_made_later if address.startswith(folder.address)), None
        )

    def source(self, path: str, page_path: str) -> File | None:
        """The file of docs/ that MkDocs takes the path in a Markdown link to mean."""
        if self.rooted and path.startswith("/"):
            return self.by_path.get(path.lstrip("/"))
        return self.by_path.get(source_path(path, page_path))

    def key(self, target: str, page: File, is_raw: bool) -> str:
        """The same text for a link in the source and for what MkDocs makes of it."""
        parts = split(target)
        if parts is None:
            return target.replace("[", "%5B")
        if parts.netloc:
            return target
        path = unquote(parts.path)
        file = None if is_raw else self.source(path, page.path)
        address = file.decoded if file else joined(page.decoded, path)
        if address not in self.by_address:
            address = _unbuilt(address, path, page)
        return parts._replace(path=address).geturl()


def _unbuilt(address: str, path: str, page: File) -> str:
    """The same text for a page that is not there, however an engine writes its address.

    MkDocs leaves 'nope.md' as it is, and Zensical makes '../nope/' or 'nope.html' of it.
    """
    lost = source_path(path, page.path) if path.endswith(".md") else address
    return re.sub(r"(?:(?:^|(?<=/))(?:index|README))?\.(?:md|html)$", "", lost).rstrip("/")


def split(target: str) -> SplitResult | None:
    try:
        return urlsplit(target)
    except ValueError:
        return None


def source_path(path: str, page_path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(page_path), path))


def joined(base: str, path: str) -> str:
    """An address relative to the page at `base`; '' is the root, and a folder ends with a slash."""
    return normal(posixpath.join(posixpath.dirname(base), path)) if path else base


def relative(path: str, page_path: str) -> str:
    """A path of docs/ as a link on the page would write it."""
    return posixpath.relpath(path, posixpath.dirname(page_path))


def _elsewhere_problem(target: str, parts: SplitResult) -> str:
    """What is wrong with an address that leaves the site; '' if nothing is."""
    scheme = parts.scheme
    if scheme != "data" and re.search(r"\s", target):
        return "an address holds no spaces"
    if scheme == "mailto":
        if not parts.path and parts.query:  # the reader's own choice whom to write to
            return ""
        return "" if _are_mail(unquote(parts.path)) else "expected 'mailto:name@example.org'"
    if scheme in ("tel", "sms"):
        number = unquote(parts.path).partition(";")[0].partition("&")[0]
        return (
            "" if _PHONE.fullmatch(number) else f"expected '{scheme}:' and a number without spaces or letters"
        )
    if scheme in ("", *_WEB):
        return _host_problem(parts)
    return _scheme_problem(scheme, target)


def _are_mail(text: str) -> bool:
    return all(map(_MAIL.fullmatch, text.split(",")))


def _looks_external(target: str) -> str:
    """What somebody may have meant by an address at which nothing lies."""
    if _WWW.match(target):
        return f"write 'https://{target}'"
    if "/" not in target and _are_mail(target):
        return f"write 'mailto:{target}'"
    if _SLIP.match(target):
        return "expected '://' after the scheme"
    return ""


def _host_problem(parts: SplitResult) -> str:
    if not parts.netloc:
        return f"expected '{parts.scheme}://' and a host"
    host = parts.hostname or ""
    if ":" in host:  # IPv6, which urlsplit has checked
        return ""
    labels = host.removesuffix(".").split(".")
    if not all(map(_HOST_PART.fullmatch, labels)):
        return f"'{host}' is no host name"
    return "" if _PORT.fullmatch(parts.netloc.rpartition("@")[2]) else "expected a number after the last ':'"


def _scheme_problem(scheme: str, target: str) -> str:
    if scheme in (*_BARE, *_LOOKALIKES):
        return ""
    if scheme in ("file", "javascript") or len(scheme) == 1:
        return f"'{scheme}:' does not work for a reader"
    near = [known for known in _KNOWN if _one_slip(scheme, known)]
    if near:
        return f"no scheme '{scheme}:'; did you mean '{near[0]}:'?"
    has_port = re.match(r":\d+(?:[/?#]|$)", target[len(scheme) :])
    is_host = scheme == "localhost" or "." in scheme
    return f"write 'http://{target}'" if is_host and has_port else ""


def _one_slip(word: str, known: str) -> bool:
    """True if one letter is left out, put in, changed, or two are swapped."""
    if sorted(word) == sorted(known):
        return True
    longer, shorter = sorted((word, known), key=len, reverse=True)
    if len(longer) > len(shorter):
        return any(longer[:index] + longer[index + 1 :] == shorter for index in range(len(longer)))
    return sum(a != b for a, b in zip(word, known, strict=True)) == 1
