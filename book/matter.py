"""What the book and the e-book put around the pages: words that stand on no page, parts, people to call."""

import datetime as dt
import os
import time
from collections.abc import Iterator
from copy import deepcopy
from xml.etree.ElementTree import Element

from . import BookError, tree
from .guide import Guide, Page
from .text import Text

ON_THE_COVER = "After a break-up: trying again, or letting go, with care"
CONTENTS = "Contents"
SHEETS = "Sheets to copy"
LAST_PAGE = "People to call"
FIRST = "In danger, or is tonight too much?"
FOUND = "If someone may find this book, and that could harm you, do not keep it at home."
MORE = "More numbers, country by country:"
WHOM_TO_ASK = "Whom to ask:"
REVIEWED = "Reviewed {date}"
SUBJECTS = ("break-up", "getting back together", "letting go", "safety", "trust", "apology")


def now() -> dt.datetime:
    """The time of the build: SOURCE_DATE_EPOCH if it is set, so that a build can be repeated."""
    return dt.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH") or time.time()), dt.UTC)


def reviewed(page: Page) -> str:
    """When a page was last reviewed, in words; '' if it does not say so."""
    return REVIEWED.format(date=page.reviewed) if page.reviewed else ""


def parts(guide: Guide) -> Iterator[tuple[str, tuple[Page, ...]]]:
    """The title of each part, as the label of its stage says it, and its pages."""
    for part in guide.parts:
        labels = {page.stage for page in part.pages}
        label = labels.pop() if len(labels) == 1 else ""
        yield label if part.title and part.title in label else part.title, part.pages
    if guide.sheets:
        yield SHEETS, guide.sheets


def last_page(texts: tuple[Text, ...]) -> Element:
    """Whom to call: the list of numbers for each topic once, with the date of its check."""
    lists: dict[str, Element] = {}
    for text in texts:
        for numbers in text.tree.iterfind(".//div[@data-topic]"):
            lists.setdefault(numbers.get("data-topic", ""), numbers)
    if not lists:
        raise BookError("no page shows a helpline, so the last page of the book would be empty")
    section = Element("section", {"class": "last-page", "id": "last-page"})
    tree.add(section, "h1", LAST_PAGE, class_="title")
    for topic, numbers in lists.items():
        tree.add(section, "h2", topic)
        section.append(deepcopy(numbers))
    for text in texts:
        if text.tree.find(".//div[@class='helplines']/h2") is not None:
            more = tree.add(section, "p", f"{MORE} ")
            tree.add(more, "a", text.page.title, href=text.page.file)
    return section
