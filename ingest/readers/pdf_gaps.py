"""Taking characters out of a raw page text, whose length must stay: every place is an index of pdfium's."""

from __future__ import annotations

import re
from collections.abc import Collection

NOTHING = "\x01"  # dropped by the cleaning; keeps indices as they are
_TAKEN = "\x03"
_LINE = re.compile(r"(?:\r\n?|\n)[ \t\x01]*\x03[ \t\x01\x03]*(?=[\r\n]|\Z)")
_INSIDE = re.compile(r"(?<![ \t\x01])[ \t\x01]*\x03[ \t\x01\x03]*")


def blank_out(text: str, taken: Collection[int]) -> str:
    """The text with spaces in place of the characters."""
    characters = list(text)
    for index in taken:
        characters[index] = " "
    return "".join(characters)


def close_gaps(text: str, taken: Collection[int]) -> str:
    """The blanked text without the gaps: no empty line and at most one space where characters were taken."""
    characters = list(text)
    for index in taken:
        if characters[index] == " ":
            characters[index] = _TAKEN
    marked = _LINE.sub(lambda match: NOTHING * len(match[0]), "".join(characters))
    return _INSIDE.sub(_close, marked)


def _close(match: re.Match[str]) -> str:
    gap, text = match[0], match.string
    at_edge = (
        match.start() == 0 or text[match.start() - 1] in "\r\n" or text[match.end() : match.end() + 1] in "\r\n"
    )
    between = "" if at_edge else "\t" if "\t" in gap else " " if " " in gap else ""
    return between + NOTHING * (len(gap) - len(between))
