"""Builds the pages of the guide with Material as it comes, to compare with: `python tests/stock.py FOLDER`.

The text, the nav and the Markdown extensions are ours; templates, styles, hooks and the plugins are left out.
"""

import argparse
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from server import serve

ROOT = Path(__file__).parent.parent
FONT = ROOT / "docs" / "assets" / "fonts" / "atkinson-hyperlegible-next.woff2"
FACE = "@font-face{font-family:Roboto;font-display:fallback;font-weight:300 700;src:url(%sfont.woff2)}"
GOOGLE_STYLES = re.compile(r'https://fonts\.googleapis\.com/css[^"]*')
GOOGLE_FONTS = "https://fonts.gstatic.com"


def build_stock(folder: Path) -> None:
    """Build the pages into a folder."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    with chdir(ROOT):  # where pymdownx.snippets starts to look
        build(
            load_config(
                "mkdocs.yml",
                site_dir=str(folder.resolve()),
                theme={"name": "material"},
                plugins=["search"],
                hooks=[],
                extra_css=[],
            )
        )


@contextmanager
def serve_stock(folder: Path) -> Iterator[str]:
    """Build the pages and serve them; two more servers stand in for those that Material's fonts come from.

    That favours Material: they are near, want no encryption, and send one small font instead of its two.
    """
    site, styles, fonts = (folder / name for name in ("site", "styles", "fonts"))
    with serve(site) as address, serve(styles) as style_address, serve(fonts) as font_address:
        build_stock(site)
        styles.mkdir()
        fonts.mkdir()
        shutil.copy(FONT, fonts / "font.woff2")
        (styles / "fonts.css").write_text(FACE % font_address)
        for page in site.rglob("*.html"):
            html, places = GOOGLE_STYLES.subn(f"{style_address}fonts.css", page.read_text(encoding="utf-8"))
            assert places == 1, f"{page.name} asks for Material's fonts in a way that is not known here"
            page.write_text(html.replace(GOOGLE_FONTS, font_address), encoding="utf-8")
        yield address


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Build the pages of the guide with Material as it comes.")
    parser.add_argument("folder", type=Path)
    build_stock(parser.parse_args().folder)
