"""What an address says: whether it leads away from the site, and how people write it."""

import re

_ELSEWHERE = re.compile(r"^(?:(?:[a-z][a-z0-9+.-]*:)?//|[a-z][a-z0-9+.-]*:)", re.IGNORECASE)


def is_elsewhere(address: str) -> bool:
    """Does it lead to another site, a phone or a mailbox?"""
    return bool(_ELSEWHERE.match(address))


def spoken(address: str) -> str:
    """An address as people write it: 'https://example.org/' is 'example.org', 'mailto:a@b?c' is 'a@b'."""
    rest = _ELSEWHERE.sub("", address)
    return rest.removesuffix("/") if "//" in address else rest.partition("?")[0]
