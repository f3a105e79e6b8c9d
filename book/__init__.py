"""The guide on paper and as an e-book, made from the pages of a built site, whoever built it."""


class BookError(Exception):
    """The pages cannot become a book; the message says where and why, in one line."""
