"""Where the marks of YAML stand in lines as editors count them: for YAML, U+2028 and the like end one."""

import re
from bisect import bisect_right

import yaml

_ENDS = re.compile(r"\r\n?|\n")


class YamlLines:
    """The lines of a text that YAML reads."""

    def __init__(self, raw: bytes) -> None:
        text = raw.decode("utf-8-sig", errors="replace")
        self._starts = [0, *(end.end() for end in _ENDS.finditer(text))]

    def spot(self, mark: "yaml.Mark | yaml._yaml.Mark | None") -> tuple[int, int]:
        """Line and column, from 1; the start of the text for what has no mark."""
        if mark is None:
            return 1, 1
        line = bisect_right(self._starts, mark.index)
        return line, mark.index - self._starts[line - 1] + 1
