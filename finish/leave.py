"""Holds that each page of the guide has its way out, and that nobody on the line sees where it leads."""

from collections.abc import Iterable

from . import FinishError
from .pages import Page

_SCRIPT = 'script[src$="assets/guide.js"]'  # it begins with what it does for the way out


def check(pages: Iterable[Page]) -> None:
    """Raises FinishError if a page lacks 'Leave this page', or if that leads to no address of https."""
    for page in pages:
        tree = page.parse()
        link = tree.css_first(".way-out .leave")
        if not link and tree.css_first(_SCRIPT):
            raise FinishError(
                f"{page.path}: lacks 'Leave this page'; include partials/leave.html in the header"
            )
        address = (link.attributes.get("href") or "") if link else "https://"
        if not address.startswith("https://"):
            raise FinishError(
                f"{page.path}: 'Leave this page' leads to '{address}';"
                " set extra.leave_to in mkdocs.yml to an address that starts with https://"
            )
