"""Rules about when a page of the guide was read through, and when it is due again."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from ..model import Problem
from ..site import Page, Site

#: Today is the day in UTC, so that a page says the same everywhere; in the east it is tomorrow by then.
_AHEAD = timedelta(days=1)


def review_date(site: Site) -> Iterator[Problem]:
    """A page says when it was reviewed and when the next review is due.

    Bad:  reviewed: last week
    Good: reviewed: 2026-11-22
    """
    for page in _pages(site):
        reviewed, due = _date(page, "reviewed"), _date(page, "review_due")
        for key in ("reviewed", "review_due"):
            if _date(page, key) is None:
                wrong = (
                    f"'{key}' is no date"
                    if key in page.front_matter.data
                    else f"no '{key}' in the front matter"
                )
                yield Problem(page.key_place(key), f"{wrong}; write it as 2026-01-31")
        if reviewed and reviewed > site.today + _AHEAD:
            yield Problem(
                page.key_place("reviewed"),
                f"reviewed on {reviewed}, which is yet to come; write the day when it was read",
            )
        if reviewed and due and due <= reviewed:
            yield Problem(
                page.key_place("review_due"),
                f"the next review is due on {due}, not after the last one; set a later day",
            )


def overdue_review(site: Site) -> Iterator[Problem]:
    """A page whose review is due is told apart; it does not fail a build.

    Bad:  review_due: 2021-05-22
    Good: review_due: 2099-05-22
    """
    for page in _pages(site):
        due = _date(page, "review_due")
        if due and due < site.today:
            yield Problem(
                page.key_place("review_due"),
                f"the review was due on {due}; read the page, then set 'reviewed' and 'review_due'",
            )


def _pages(site: Site) -> Iterator[Page]:
    for page in site.pages if site.journey else ():
        if page.front_matter.problem is None:
            yield page


def _date(page: Page, key: str) -> date | None:
    value = page.front_matter.data.get(key)
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
