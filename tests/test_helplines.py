"""The helplines: one file, checked on reading, printed whole and with the date of each check."""

from __future__ import annotations

import datetime as dt
import logging
import re
from pathlib import Path

import pytest
from conftest import ROOT
from guide_extensions.helplines import CHECK_LASTS, HelplineError, load, overdue
from markdown import markdown
from selectolax.lexbor import LexborHTMLParser

FILE = ROOT / "helplines.yml"
LINE = """\
countries:
  - name: Nowhere Land
    lines:
      - name: A line
        for: talk
        phone: "01 23"
        grade: V1
        source: example.org
        checked: 2026-01-05
"""


def render(block: str, text: str, folder: Path) -> str:
    file = folder / "helplines.yml"
    file.write_text(text, encoding="utf-8")
    return markdown(
        f"/// helplines{block}\n///\n",
        extensions=["guide_extensions.helplines"],
        extension_configs={"guide_extensions.helplines": {"file": str(file)}},
    )


def test_every_line_stands_on_get_help_with_its_number_and_date(site: Path) -> None:
    page = LexborHTMLParser((site / "get-help.html").read_text(encoding="utf-8"))
    items = [" ".join(item.text().replace("’", "'").split()) for item in page.css(".helplines h3 + ul > li")]
    countries = load(FILE)
    lines = [line for country in countries for line in country.lines]
    assert len(items) == len(lines)
    for line in lines:
        shown = next(item for item in items if item.startswith(line.name) and line.phone in item)
        assert f"Checked on {line.checked.day} {line.checked:%B %Y}" in shown
        assert "called" in shown, "says if somebody called it to test it"
    for country in countries:
        assert page.css_first(f"h2#{country.id}") is not None


def test_no_number_stands_anywhere_but_in_the_file() -> None:
    for page in (ROOT / "docs").glob("*.md"):
        text = re.sub(r"https?://\S+", "", page.read_text(encoding="utf-8").split("---\n", 2)[2])
        assert "tel:" not in text, page.name
        if page.stem != "about":  # studies have volumes, pages and DOIs
            assert re.findall(r"\b\d{3,}[ -]\d{2,}\b", text) == [], page.name


def test_a_line_says_how_to_reach_it(tmp_path: Path) -> None:
    text = LINE.replace(
        'phone: "01 23"', 'phone: "01 23"\n        text: HI to 456\n        web: https://example.org'
    )
    html = render("", text, tmp_path)
    assert '<a href="tel:0123">01 23</a> or text HI to <a href="sms:456">456</a>' in html
    assert '<a href="https://example.org">example.org</a>' in html
    assert '<h2 id="nowhere-land">' in html
    assert '<time datetime="2026-01-05">5 January 2026</time>' in html
    assert "Nobody has called it to test it." in html


def test_a_line_that_was_rung_says_when(tmp_path: Path) -> None:
    html = render("", LINE + "        rung: 2026-02-03\n", tmp_path)
    assert 'Called to test it on <time datetime="2026-02-03">3 February 2026</time>' in html
    assert "Nobody" not in html


def test_a_topic_shows_the_first_line_of_each_country(tmp_path: Path) -> None:
    second = LINE.split("lines:\n")[1].replace("A line", "Another line")
    html = render(" | talk", LINE + second, tmp_path)
    assert "Nowhere Land: A line, " in html
    assert "Another line" not in html


def test_emergency_ends_with_the_number_of_any_other_place(tmp_path: Path) -> None:
    html = render(" | emergency", LINE.replace("for: talk", "for: emergency"), tmp_path)
    assert "Anywhere else: your local emergency number" in html
    assert "never called to test them" in html


def test_old_checks_are_named(tmp_path: Path) -> None:
    (tmp_path / "helplines.yml").write_text(LINE)
    countries = load(tmp_path / "helplines.yml")
    last_day = dt.date(2026, 1, 5) + dt.timedelta(days=CHECK_LASTS)
    assert list(overdue(countries, last_day)) == []
    late = list(overdue(countries, last_day + dt.timedelta(days=1)))
    assert late == ["Nowhere Land: A line (2026-01-05)"]


def test_the_word_to_text_stays_as_it_is(tmp_path: Path) -> None:
    html = render("", LINE.replace('phone: "01 23"', "text: MHA to 741"), tmp_path)
    assert 'Text MHA to <a href="sms:741">741</a>' in html


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("countries:", "lands:", "must hold a list called 'countries'"),
        ("countries:", "countries: [", "cannot be read"),
        ("name: A line", "nmae: A line", "unknown field 'nmae'"),
        ("for: talk", "for: chat", "A line: 'for' must be one of emergency, talk"),
        ('phone: "01 23"', "phone: 123", "put the value of 'phone' in quotes"),
        ('phone: "01 23"', 'phone: ""', "needs a 'phone', a 'text' or a 'web'"),
        ("grade: V1", "grade: V3", "'grade' must be one of V1, V2"),
        ("checked: 2026-01-05", "checked: May", "'checked' must be a date such as 2026-11-21"),
        ("source: example.org", "source:", "needs 'source'"),
        ("name: Nowhere Land", "nam: Nowhere Land", "each country needs a 'name'"),
        ("name: Nowhere Land", "name: Nowhere Land\n    note: 5", "put the value of 'note' in quotes"),
        ("for: talk", "for: [talk]", "put the value of 'for' in quotes"),
        ("for: talk", "for: talk\n        topic: talk", "unknown field 'topic'"),
        ("grade: V1", "grade: V1\n        old: maybe", "'old' must be true or false"),
    ],
)
def test_a_bad_file_is_told_in_one_line(
    old: str, new: str, message: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert old in LINE
    with caplog.at_level(logging.ERROR):
        render("", LINE.replace(old, new), tmp_path)
    (record,) = caplog.records
    assert message in record.getMessage()
    assert "\n" not in record.getMessage()
    with pytest.raises(HelplineError):
        load(tmp_path / "helplines.yml")
