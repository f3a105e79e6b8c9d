"""The block `/// helplines`: prints the helplines of one YAML file into a page.

    /// helplines | countries     a list of links, one for each country
    /// helplines | emergency     one line for each country: its first line for that topic
    /// helplines                 every line of every country, by topic

helplines.yml says at its top what a line holds.
"""

from __future__ import annotations

import calendar
import datetime as dt
import logging
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, ClassVar

import yaml
from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

# Below `mkdocs.`, so that an error fails a strict build; other engines treat it as any logger.
log = logging.getLogger("mkdocs.guide_extensions.helplines")

#: What a line may be for, in the order of a country's list, with the heading it gets.
TOPICS = {
    "emergency": "Emergency",
    "talk": "Someone to talk to",
    "abuse": "Abuse",
    "stalking": "Stalking",
    "behaviour": "Worried about your own behaviour",
    "drink-and-drugs": "Drink and drugs",
    "young": "Young people",
}
GRADES = {
    "V1": "the service's own page or an official one",
    "V2": "another organisation's page",
}
#: Days after which a check counts as old.
CHECK_LASTS = 180


class HelplineError(ValueError):
    """The file cannot be used; the message says where and why, in one line."""


@dataclass(frozen=True)
class Helpline:
    """One service, as helplines.yml records it."""

    name: str
    topic: str
    grade: str
    source: str
    checked: dt.date
    who: str = ""
    phone: str = ""
    text: str = ""
    web: str = ""
    hours: str = ""
    note: str = ""
    old: bool = False
    rung: dt.date | None = None


@dataclass(frozen=True)
class Country:
    """A country and its lines, in the order of the file."""

    name: str
    lines: tuple[Helpline, ...]
    note: str = ""

    @property
    def id(self) -> str:
        """The id of its heading: 'United Kingdom' gives 'united-kingdom'."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")


def load(path: Path) -> tuple[Country, ...]:
    """Read and check the file; raise HelplineError with one line that says what is wrong."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise HelplineError(f"{path.name}: cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(data, dict) or not isinstance(data.get("countries"), list):
        raise HelplineError(f"{path.name}: must hold a list called 'countries'")
    return tuple(_country(item, path.name) for item in data["countries"])


def overdue(countries: tuple[Country, ...], today: dt.date) -> Iterator[str]:
    """Lines whose last check is older than CHECK_LASTS days, as 'Country: Name (date)'."""
    for country in countries:
        for line in country.lines:
            if (today - line.checked).days > CHECK_LASTS:
                yield f"{country.name}: {line.name} ({line.checked})"


def _country(item: Any, file: str) -> Country:
    if not isinstance(item, dict) or not item.get("name") or not isinstance(item.get("lines"), list):
        raise HelplineError(f"{file}: each country needs a 'name' and a list of 'lines'")
    where = f"{file}: {item['name']}"
    if unknown := set(item) - {"name", "note", "lines"}:
        raise HelplineError(f"{where}: unknown field '{min(unknown, key=str)}'")
    for key in ("name", "note"):
        if not isinstance(item.get(key, ""), str):
            raise HelplineError(f"{where}: put the value of '{key}' in quotes")
    return Country(item["name"], tuple(_line(line, where) for line in item["lines"]), item.get("note", ""))


def _line(item: Any, where: str) -> Helpline:
    if not isinstance(item, dict):
        raise HelplineError(f"{where}: a line must be a list of fields")
    for wrong in _wrong(item):
        raise HelplineError(f"{where}: {item.get('name', 'a line without a name')}: {wrong}")
    return Helpline(**{("topic" if key == "for" else key): value for key, value in item.items()})


def _wrong(item: dict[Any, Any]) -> Iterator[str]:
    """What is wrong with the fields of a line."""
    known = {field.name for field in fields(Helpline)} - {"topic"} | {"for"}
    if unknown := set(item) - known:
        yield f"unknown field '{min(unknown, key=str)}'"
    for key in ("name", "for", "grade", "source", "checked"):
        if not item.get(key):
            yield f"needs '{key}'"
    for key in known - {"checked", "rung", "old"}:
        if not isinstance(item.get(key, ""), str):
            yield f"put the value of '{key}' in quotes"
    for key in ("checked", "rung"):
        if key in item and type(item[key]) is not dt.date:
            yield f"'{key}' must be a date such as 2026-11-21"
    for key, values in (("for", TOPICS), ("grade", GRADES)):
        if item[key] not in values:
            yield f"'{key}' must be one of {', '.join(values)}"
    if not isinstance(item.get("old", False), bool):
        yield "'old' must be true or false"
    if not any(item.get(key) for key in ("phone", "text", "web")):
        yield "needs a 'phone', a 'text' or a 'web'"


def _add(parent: etree.Element, tag: str, text: str = "", **attributes: str) -> etree.Element:
    element = etree.SubElement(parent, tag, {key.rstrip("_"): value for key, value in attributes.items()})
    element.text = text
    return element


def _say(element: etree.Element, text: str) -> None:
    """Append plain text behind whatever the element holds."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _contacts(parent: etree.Element, line: Helpline) -> None:
    """Append the ways to reach a line: '116 123, or text 85258'."""
    ways = []
    if line.phone:
        ways.append(("", line.phone, f"tel:{_digits(line.phone)}"))
    if line.text:
        word, to, number = line.text.rpartition(" to ")
        ways.append((f"text {word}{to}", number, f"sms:{_digits(number)}"))
    if line.web:
        ways.append(("", line.web.removeprefix("https://"), line.web))
    for n, (lead, label, href) in enumerate(ways):
        _say(parent, (" or " if n else "") + (lead if n else lead[:1].upper() + lead[1:]))
        _add(parent, "a", label, href=href)


def _digits(number: str) -> str:
    return re.sub(r"[^0-9+]", "", number)


def _date(parent: etree.Element, day: dt.date) -> None:
    _add(parent, "time", f"{day.day} {calendar.month_name[day.month]} {day.year}", datetime=day.isoformat())


def _check(parent: etree.Element, line: Helpline) -> None:
    """Append when and how the line was checked, and whether anybody rang it."""
    element = _add(parent, "p", "Checked on ", class_="checked")
    _date(element, line.checked)
    age = "an old" if line.old else "a"
    _say(element, f" against {age} stored copy of {GRADES[line.grade]}. ")
    if line.topic == "emergency":
        _say(element, _called([line]))
    elif line.rung:
        _say(element, "Called to test it on ")
        _date(element, line.rung)
        _say(element, ".")
    else:
        _say(element, "Nobody has called it to test it.")
        if line.old:
            _say(element, " Please check it before you rely on it.")


def _list_countries(parent: etree.Element, countries: tuple[Country, ...]) -> None:
    items = _add(parent, "ul")
    for country in countries:
        _add(_add(items, "li"), "a", country.name, href=f"#{country.id}")


def _list_topic(parent: etree.Element, countries: tuple[Country, ...], topic: str) -> None:
    """One item a country: its first line for the topic. Then one line on when they were checked."""
    items = _add(parent, "ul")
    shown = []
    for country in countries:
        line = next((line for line in country.lines if line.topic == topic), None)
        if line is None:
            continue
        shown.append(line)
        item = _add(items, "li", f"{country.name}: ")
        if topic != "emergency":
            _say(item, f"{line.name}{f' (for {line.who})' if line.who else ''}, ")
        _contacts(item, line)
    if not shown:
        return
    if topic == "emergency":
        _add(items, "li", "Anywhere else: your local emergency number")
    element = _add(parent, "p", "Checked on ", class_="checked")
    _date(element, min(line.checked for line in shown))
    _say(element, f" against stored copies of public pages. {_called(shown)}")


def _called(lines: list[Helpline]) -> str:
    """Whether anybody rang the lines. Nobody rings an emergency number to test it."""
    if all(line.topic == "emergency" for line in lines):
        return "Emergency numbers are never called to test them."
    rung = sum(line.rung is not None for line in lines)
    if rung == len(lines):
        return "All of them have been called to test them."
    if rung:
        return "Some of them have not been called to test them."
    return "Nobody has called these numbers to test them. If one does not work, try another."


def _list_all(parent: etree.Element, countries: tuple[Country, ...]) -> None:
    for country in countries:
        _add(parent, "h2", country.name, id=country.id)
        if country.note:
            _add(parent, "p", country.note)
        for topic, heading in TOPICS.items():
            lines = [line for line in country.lines if line.topic == topic]
            if lines:
                _add(parent, "h3", heading, id=f"{country.id}-{topic}")
                items = _add(parent, "ul")
                for line in lines:
                    _list_line(_add(items, "li"), line)


def _list_line(item: etree.Element, line: Helpline) -> None:
    name = _add(item, "p", class_="helpline")
    _add(name, "strong", line.name)
    if line.who:
        _say(name, f", for {line.who}")
    ways = _add(item, "p", class_="contact")
    _contacts(ways, line)
    if line.hours:
        _say(ways, f", {line.hours}")
    if line.note:
        _add(item, "p", line.note)
    _check(item, line)


class HelplinesBlock(Block):  # type: ignore[misc] # pymdownx has no types
    """`/// helplines | WHAT`: WHAT is `countries`, a topic, or nothing for the whole list."""

    NAME = "helplines"
    ARGUMENT = None
    CONFIG: ClassVar = {"file": ""}

    def on_validate(self, parent: etree.Element) -> bool:
        return self.argument in {None, "", "countries", *TOPICS}

    def on_create(self, parent: etree.Element) -> etree.Element:
        block = _add(parent, "div", class_="helplines")
        if self.argument in TOPICS:
            block.set("data-topic", TOPICS[self.argument])  # the book lists the numbers once more, by topic
        return block

    def on_end(self, block: etree.Element) -> None:
        try:
            countries = load(Path(self.config["file"]))
        except HelplineError as error:
            log.error(str(error))
            return
        if self.argument == "countries":
            _list_countries(block, countries)
        elif self.argument:
            _list_topic(block, countries, self.argument)
        else:
            _list_all(block, countries)
            # Today, whatever SOURCE_DATE_EPOCH says: only whoever builds reads it.
            for line in overdue(countries, dt.date.today()):
                log.info("%s: check this number again: %s", self.config["file"], line)


class HelplinesExtension(BlocksExtension):  # type: ignore[misc] # pymdownx has no types
    """Registers the block. Option `file`: the path of the YAML file, from the folder of the build."""

    def __init__(self, **options: Any) -> None:
        self.config = {"file": ["helplines.yml", "the YAML file with the helplines"]}
        super().__init__(**options)

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:
        block_mgr.register(HelplinesBlock, self.getConfigs())


def makeExtension(**options: Any) -> HelplinesExtension:
    """Entry point that Python-Markdown looks for."""
    return HelplinesExtension(**options)
