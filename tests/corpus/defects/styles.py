"""Wrong addresses in style sheets and templates."""

from corpus.bed import Bed, Page
from corpus.kinds import Classes, Planted, Where

AREA = "Styles and templates"
project = Classes(AREA, Where.PROJECT)


@project.about("style-link")
def css_picture_gone(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    return _style(bed, word, f"p {{\n  background: url({word}.png);\n}}\n")


@project.about("style-link")
def css_picture_gone_in_quotes(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    return _style(
        bed, word, f"/* a: url(none.png) */\np {{ margin: 0 }}\n\na {{ background: url('{word}.svg') }}\n"
    )


@project.about("style-link")
def css_font_gone(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    return _style(
        bed, word, f'@font-face {{\n  font-family: "A";\n  src: url("{word}.woff2") format("woff2");\n}}\n'
    )


@project.about("style-link")
def css_picture_misspelt(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    bed.files[f"{bed.docs}/{word}-paper.svg"] = '<svg xmlns="http://www.w3.org/2000/svg"/>\n'
    planted = _style(bed, word, f"p {{ background: url({word}-papre.svg) }}\n")
    return Planted("", planted.file, f"{word}-papre", f"{word}-paper.svg")


@project.about("style-link")
def css_import_gone(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    return _style(bed, word, f'@import "{word}.css";\np {{ margin: 0 }}\n')


@project.about("style-link")
def css_import_gone_as_url(bed: Bed, _: Page) -> Planted:
    word = bed.new()
    return _style(bed, word, f"@import url({word}.css);\np {{ margin: 0 }}\n")


@project.about("template-link")
def template_link_gone(bed: Bed, _: Page) -> Planted | None:
    word = bed.new()
    return _template(bed, word, f"<a href=\"{{{{ '{word}.html' | url }}}}\">More</a>")


@project.about("template-link")
def template_link_from_the_page(bed: Bed, _: Page) -> Planted | None:
    """An address that is right for the pages of one folder only."""
    word = bed.new()
    bed.add_page(f"{word}.md", f"# About {word}\n\nSome words.\n")
    page = f"{word}/" if bed.directory_urls else f"{word}.html"
    return _template(bed, word, f'<a href="{page}">More</a>')


@project.about("template-link")
def template_picture_gone(bed: Bed, _: Page) -> Planted | None:
    word = bed.new()
    return _template(bed, word, f'<img src="{{{{ \'{word}.png\' | url }}}}" alt="A">')


@project.about("template-link")
def template_script_gone(bed: Bed, _: Page) -> Planted | None:
    word = bed.new()
    return _template(bed, word, f'<script src="{{{{ base_url }}}}/{word}.js"></script>')


def _style(bed: Bed, word: str, text: str) -> Planted:
    name = f"styles-{word}.css"
    bed.files[f"{bed.docs}/{name}"] = text
    bed.add_item("extra_css", name)
    return Planted("", f"{bed.docs}/{name}", word)


def _template(bed: Bed, word: str, markup: str) -> Planted | None:
    """A template that the footer of each page takes in."""
    custom = bed.plain["theme"].get("custom_dir")
    folder = str(custom or "templates").strip("/")
    main = bed.folder / folder / "main.html"
    text = str(bed.files.get(f"{folder}/main.html") or (main.read_text() if main.is_file() else ""))
    text = text or '{% extends "base.html" %}\n'
    if "block footer" in text and "planted-" not in text:
        return None
    if "planted-" not in text:
        text += "\n{% block footer %}\n{{ super() }}\n{% endblock %}\n"
    head, _, tail = text.rpartition("{% endblock %}")
    bed.files[f"{folder}/main.html"] = f'{head}{{% include "planted-{word}.html" %}}\n{{% endblock %}}{tail}'
    bed.files[f"{folder}/planted-{word}.html"] = f"<!-- part of the footer -->\n<p>\n  {markup}\n</p>\n"
    if not custom and "  custom_dir:" not in bed.settings:
        bed.add_theme("custom_dir", folder)
    return Planted("", f"{folder}/planted-{word}.html", word)
