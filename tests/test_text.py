"""What the guide promises about its text: every point, plain words, one answer, nothing borrowed."""

from __future__ import annotations

import hashlib
import re
import statistics
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from prose import blocks, grade, page_text, sections, sentences, words

DOCS = sorted((ROOT / "docs").glob("*.md"))
EDITORIAL = ROOT / "editorial"
POINTS: dict[str, dict[str, Any]] = yaml.safe_load((EDITORIAL / "points.yml").read_text())["points"]
SETTLEMENTS: dict[str, Any] = yaml.safe_load((EDITORIAL / "settlements.yml").read_text())["settlements"]

ODDS = (
    "Some couples do get back together and are happy. "
    "Nobody can tell you your chances, and you only control your half."
)
#: Words that the guide does not use (STYLE.md lists them), as patterns over the prose.
NEVER = (
    r"win (?:\w+ )?back",
    r"get (?:him|her|them) back",
    r"make (?:him|her|them) (?:want|miss|love|jealous)",
    r"toxic",
    r"should have",
    r"just",
    r"simply",
    r"commit(?:ted)? suicide",
    r"best version",
    r"utili[sz]e",
    r"crucial",
    r"\d+[- ]days?",
    r"\d+ ?(?:%|per ?cent)",
    r"girlfriend|boyfriend",
)


def front_matter(page: Path) -> dict[str, Any]:
    meta = yaml.safe_load(page.read_text(encoding="utf-8").split("---\n")[1])
    assert isinstance(meta, dict)
    return meta


def built(site: Path, page: Path) -> Path:
    return site / f"{page.stem}.html"


def test_a_sheet_is_named_like_one() -> None:
    sheets = [page for page in DOCS if front_matter(page)["kind"] == "sheet"]
    assert [page.name for page in sheets] == [page.name for page in DOCS if page.name.startswith("sheet-")]


def test_the_list_of_points_is_whole() -> None:
    expected = [f"A{n:02}" for n in range(1, 35)] + [f"B{n:02}" for n in range(1, 74)]
    assert list(POINTS) == expected
    for point, entry in POINTS.items():
        assert entry["says"], point
        assert entry["treatment"] in {"keep", "condition", "reframe", "drop"}, point
        assert set(entry.get("settled", [])) <= set(SETTLEMENTS), point
        assert (entry["treatment"] == "drop") == ("why" in entry), f"{point}: a dropped point says why"


def test_each_point_is_claimed_by_one_page_and_a_dropped_one_by_none() -> None:
    claims = Counter(point for page in DOCS for point in front_matter(page)["merges"])
    expected = {point: 1 for point, entry in POINTS.items() if entry["treatment"] != "drop"}
    assert claims == expected


def test_seventeen_settlements() -> None:
    assert list(SETTLEMENTS) == [f"C{n}" for n in range(1, 18)]


def test_no_six_words_in_a_row_come_from_the_articles() -> None:
    known = set((EDITORIAL / "source-runs.txt").read_text().split())
    for page in DOCS:
        found = re.findall(r"[a-z0-9]+(?:['’][a-z]+)?", page.read_text(encoding="utf-8").lower())
        tokens = [word.replace("’", "'") for word in found]
        for n in range(len(tokens) - 5):
            run = " ".join(tokens[n : n + 6])
            assert hashlib.sha256(run.encode()).hexdigest()[:12] not in known, f"{page.name}: {run}"


def test_reading_level(site: Path) -> None:
    grades = {page.stem: grade(built(site, page)) for page in DOCS}
    print("\n".join(f"{value:5.2f}  {name}" for name, value in sorted(grades.items(), key=lambda g: g[1])))
    assert {name: value for name, value in grades.items() if value > 7} == {}
    assert statistics.median(grades.values()) <= 5.5


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.stem)
def test_sentences_are_short(site: Path, page: Path) -> None:
    found = sentences(built(site, page))
    assert [s for s in found if len(words(s)) > 25] == []
    assert statistics.median(len(words(s)) for s in found) <= 14


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.stem)
def test_paragraphs_are_short(site: Path, page: Path) -> None:
    """Four sentences at the most: on a phone, more is a wall."""
    long = [text for tag, text in blocks(built(site, page)) if tag == "p" and _count(text) > 4]
    assert long == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.stem)
def test_sections_are_short(site: Path, page: Path) -> None:
    """150 words at the most, so that each fits on a screen or two of a phone."""
    found = {heading: len(words(text)) for heading, text in sections(built(site, page))}
    assert {heading: count for heading, count in found.items() if count > 150} == {}


def _count(text: str) -> int:
    return len(re.findall(r"[.?!](?=\s|$|[”’])", text))


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.stem)
def test_words_we_never_use(site: Path, page: Path) -> None:
    text = "\n".join(text for _, text in blocks(built(site, page)))
    found = [
        m.group()
        for pattern in NEVER
        for m in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE)
    ]
    assert found == []
    assert "!" not in text


def test_the_odds_are_always_put_in_the_same_words(site: Path) -> None:
    for page in ("index", "should-we-try", "questions", "about"):
        assert ODDS in page_text(site / f"{page}.html").text().replace("\n", " "), page


def test_what_people_type_stands_on_the_home_page(site: Path) -> None:
    meta = front_matter(ROOT / "docs/index.md")
    lead = next(text for tag, text in blocks(site / "index.html") if tag == "p")
    for typed in ("how to get your ex back", "get back with my ex"):
        assert typed in lead.lower()
    assert "how to get your ex back" in meta["title"].lower()
    assert "how to get your ex back" in meta["description"].lower()
    assert "get back with your ex" in meta["description"].lower()


def test_every_citation_leads_to_its_entry_and_every_entry_is_cited() -> None:
    about = (ROOT / "docs/about.md").read_text(encoding="utf-8")
    entries = set(re.findall(r"^#### .*\{: #([\w-]+) \}", about, re.MULTILINE))
    cited = {
        anchor
        for page in DOCS
        for anchor in re.findall(r"about\.md#([\w-]+)", page.read_text(encoding="utf-8"))
    }
    assert cited - {"tell-us", "take-it-with-you", "use-it-copy-it-change-it"} == entries
    assert about.count("Limit:") == len(entries), "each entry says what it cannot show"
    assert about.count("Studied:") == len(entries), "each entry says who was studied"


def test_research_callouts_cite_and_say_what_the_studies_cannot_show() -> None:
    for page in DOCS:
        for callout in re.findall(r"^/// research\n(.*?)^///", page.read_text(encoding="utf-8"), re.M | re.S):
            assert "about.md#" in callout, page.name
            last = callout.strip().split("\n\n")[-1]
            assert re.search(r"\b(links?|not|none|neither|nobody|proves little)\b", last, re.I), (
                f"{page.name}: {last}"
            )


def test_descriptions_fit_a_search_result() -> None:
    for page in DOCS:
        description = front_matter(page)["description"]
        assert 50 <= len(description) <= 170, f"{page.name}: {len(description)}"


def test_safety_stands_in_the_page_and_not_only_in_an_accordion(site: Path) -> None:
    """Each page that a safety question links to says the same with every accordion taken away."""
    must = {
        "is-it-safe": (
            "call emergency help",
            "A promise is not change",
            "does not lift it",
            "stalking line",
        ),
        "space-and-contact": ("no contact of any kind", "a block", "offence"),
        "get-help": ("shared bill", "before you block"),
        "right-now": ("ending your life",),
        "trust": ("Demanded, it is control", "owe no forgiveness"),
        "shared-lives": ("that is control", "Never send messages through them"),
    }
    for name, phrases in must.items():
        text = page_text(site / f"{name}.html")
        for details in text.css("details"):
            details.decompose()
        plain = " ".join(text.text().split()).lower()
        for phrase in phrases:
            assert phrase.lower() in plain, f"{name}: {phrase}"
