"""Holds that nobody on the line sees where a reader goes who leaves in a hurry."""

from collections.abc import Iterable

from . import FinishError
from .pages import Page


def check(pages: Iterable[Page]) -> None:
    """Raises FinishError if 'Leave this page' leads to anything but an address of https."""
    for page in pages:
        link = page.parse().css_first(".way-out .leave")
        address = (link.attributes.get("href") or "") if link else "https://"
        if not address.startswith("https://"):
            raise FinishError(
                f"{page.path}: 'Leave this page' leads to '{address}';"
                " set extra.leave_to in mkdocs.yml to an address that starts with https://"
            )
