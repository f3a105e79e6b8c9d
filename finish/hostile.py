"""Refuses a page that holds what the policy of the site is there against, whoever wrote or built it."""

from collections.abc import Iterable

from sitelint import active

from . import FinishError
from .pages import Page


def refuse(pages: Iterable[Page]) -> None:
    """Let pages pass that hold no code, no styles, nothing from other sites and no active elements.

    Raises FinishError with the first page that does, what it holds and what to do.
    """
    for page in pages:
        for hazard in active.find(page.parse()):
            raise FinishError(f"{page.path}: {hazard}")
