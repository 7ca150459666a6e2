"""Table rows as readers leave them (cells set apart by bars or tabs), and the header a row stands under."""

from __future__ import annotations

import re

_AMOUNT = re.compile(r"\d")
_ROW_LENGTH = 400  # characters; a longer line is text
_LABEL_LENGTH = 90  # a line between rows may be a label ("Operating expenses") or the rest of a long one
_LABELS = 2  # lines in a row that are none
_HEADER_LENGTH = 240
_LOOK_BACK = 20_000  # characters of the page
_SENTENCE = re.compile(r"[.!?:]\s*\Z")


def has_cells(line: str) -> bool:
    """Whether a line has marked cells."""
    return len(line) <= _ROW_LENGTH and (" | " in line or "\t" in line.strip())


def is_row(line: str) -> bool:
    """Whether a line is a table row: cells set apart by bars or tabs, or mostly amounts."""
    if len(line) > _ROW_LENGTH:
        return False
    if "|" in line or "\t" in line.strip():
        return True
    words = line.split()
    return sum(_AMOUNT.search(word) is not None for word in words) >= max(2, 0.3 * len(words))


def find_header(text: str, start: int) -> str:
    """The first row of the table that goes on at `start`; "" when no table does, or when it begins there."""
    if not has_cells(_line_at(text, start)):
        return ""
    header, labels = "", 0
    for line in reversed(text[max(0, start - _LOOK_BACK) : start].rstrip().split("\n")):
        if has_cells(line):
            header, labels = line, 0
            continue
        labels += 1
        if labels > _LABELS or not line.strip() or len(line) > _LABEL_LENGTH or _SENTENCE.search(line):
            break
    return re.sub(r"\s*(?:\t|\|)\s*", " | ", header.strip().strip("|")).strip()[:_HEADER_LENGTH]


def _line_at(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : len(text) if end < 0 else end]
