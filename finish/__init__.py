"""What is done to a built site before it is published."""


class FinishError(Exception):
    """The built site cannot be finished; the message is one line that says what is wrong and what to do."""
