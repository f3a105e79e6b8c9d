"""Puts a finished site in the place of the live one, in one step, and back again."""


class PublishError(Exception):
    """The site is not published; the message is one line that says why."""
