"""Right things that look wrong: whatever is said of them is a false alarm."""

import posixpath
from dataclasses import dataclass
from pathlib import Path
from string import Template

from corpus.bed import TEXT, Bed, Page, address, is_plain, page_called, relative

_FILE = Path(__file__).parent / "traps.txt"


@dataclass(frozen=True)
class Trap:
    about: str
    needs: str  # an extension, or a heading to link to
    text: str


def traps() -> list[Trap]:
    parts = _FILE.read_text(encoding="utf-8").split("\n%% ")[1:]
    heads = [part.partition("\n") for part in parts]
    named = [(head.partition(" | "), text.strip("\n")) for head, _, text in heads]
    return [Trap(about, needs, text) for (about, _, needs), text in named]


def filled(trap: Trap, bed: Bed, page: Page) -> str | None:
    """The trap for a page, or None where it has no place."""
    other = bed.other(page)
    headings = {
        "anchor": next((name for name in page.anchors if is_plain(name)), ""),
        "heading": next(iter(other.anchors), ""),
    }
    if trap.needs and not headings.get(trap.needs) and trap.needs not in bed.extensions:
        return None
    right = relative(other.path, page.path)
    return Template(trap.text).substitute(
        headings,
        word=bed.new(),
        right=right,
        encoded=right.replace("-", "%2D"),
        encoded_anchor=headings["anchor"].replace("-", "%2D"),
        self=posixpath.basename(page.path),
        address=address(bed, other.path, page.path),
    )


def files(bed: Bed) -> None:
    """Right things in files of their own, and in mkdocs.yml."""
    word = bed.new()
    title = page_called(word)
    bed.add_page(f"{word}/left-out.md", title.replace("called", "left out of the nav, called"))
    bed.add_page(f"{word}/crlf.md", f"---\ntitle: With CRLF\n---\n\n{title}".replace("\n", "\r\n"))
    bed.add_page(f"{word}/mark.md", f"\N{BYTE ORDER MARK}{title.replace('called', 'with a mark,')}")
    dots = title.replace("called", "with dots,")
    bed.add_page(f"{word}/dots.md", f"---\ntitle: 'With: dots'\n...\n\n{dots}")
    letters = title.replace("called", "in other letters,")
    bed.add_page(f"{word}/überblick.md", f'{letters}\n<p id="größe">{TEXT}</p>\n')
    spaced = "See [it](%C3%BCberblick.md#größe), [it](überblick.md#gr%C3%B6%C3%9Fe), [top](crlf.md#top)."
    bed.add_page(f"{word}/with space.md", f"{title.replace('called', 'with a space,')}\n{spaced}\n")
    links = f"[a](with%20space.md), [b](<with space.md>), [c](crlf.md), [d](../{word}.html#here)"
    bed.add_page(f"{word}/index.md", f"# All of {word}\n\nSee {links}.\n")
    bed.add_page(f"{word}/landing.md", "---\ntitle: 404\ntemplate: main.html\ndate: 2024-02-29\n---\n")
    bed.add_page(f"{word}/hero.md", f'<h1 align="center">A hero of {word}</h1>\n\n{TEXT}\n')
    bed.files[f"{bed.docs}/{word}-later.md"] = "# Later\n\n[Gone](gone.md), as this is a draft.\n"
    bed.add_pattern("draft_docs", f"/{word}-later.md")
    bed.files[f"{bed.docs}/{word}.html"] = (
        "<!doctype html>\n<title>A</title>\n<!-- <a href='gone.html'> -->\n<p id='here'>\n"
        f"<a href='#here'>a</a> <a href='https://example.com'>b</a> <a href='{word}.html'>c</a>\n"
    )
    bed.files[f"{bed.docs}/{word}.css"] = (
        "@import url(https://example.com/x.css);\n/* url(gone.png) */\n"
        "a { background: url(data:image/png;base64,AA==), url(#x), url('https://example.com/x.png') }\n"
    )
    bed.add_item("extra_css", f"{word}.css")
    bed.add_item("extra_css", "https://example.com/x.css")
    bed.add_item("extra_css", f"{word}.css?v=2")
    bed.add_item("extra_javascript", "https://example.com/x.js?a=1")
    if bed.listed:
        releases = [f"{word}/releases/{name}.md" for name in ("2.1", "2.0", "1.9")]
        for path in releases:
            bed.files[f"{bed.docs}/{path}"] = f"# Release {path[-6:-3]} of {word}\n\n{TEXT}\n"
        bed.add_item("nav", f"Releases {word}:\n" + "\n".join(f"  - {path}" for path in releases))
        bed.add_item("nav", "Elsewhere: https://example.com/")
