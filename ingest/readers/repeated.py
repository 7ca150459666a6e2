"""Lines that repeat on the pages of a document: headers, footers and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_EDGE_LINES = 4  # at the top and at the bottom of a page
_SHARE = 0.6  # of the pages
_FEWEST = 3  # pages
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _EdgeLine:
    start: int
    end: int
    key: str  # the line with its digits replaced, and whether it stands at the top or the bottom
    numbers: tuple[int, ...] = ()


def find_bodies(texts: Sequence[str]) -> list[tuple[tuple[int, int], ...]]:
    """For each page the spans of its text outside of repeated lines; all of it if nothing would remain."""
    edges = [_edge_lines(text) for text in texts]
    repeated = _repeated_keys(edges)
    bodies = [
        _spans_without(text, [line for line in lines if line.key in repeated])
        for text, lines in zip(texts, edges, strict=True)
    ]
    if any(bodies):
        return bodies
    return [_spans_without(text, []) for text in texts]


def _edge_lines(text: str) -> list[_EdgeLine]:
    lines = [match.span() for match in _LINE.finditer(text)]
    top = lines[:_EDGE_LINES]
    bottom = lines[max(_EDGE_LINES, len(lines) - _EDGE_LINES) :]
    found = [_edge_line(text, start, end, "top") for start, end in top]
    return found + [_edge_line(text, start, end, "bottom") for start, end in bottom]


def _edge_line(text: str, start: int, end: int, edge: str) -> _EdgeLine:
    line = " ".join(text[start:end].casefold().split())
    numbers = tuple(int(digits[:18]) for digits in _NUMBER.findall(line))
    return _EdgeLine(start, end, f"{edge} {_NUMBER.sub('#', line)}", numbers)


def _repeated_keys(edges: Sequence[list[_EdgeLine]]) -> set[str]:
    """Keys on enough of all pages, or of the left or right hand pages alone."""
    pages = [(number, lines) for number, lines in enumerate(edges) if lines]
    sides = ([page for page in pages if page[0] % 2 == side] for side in (0, 1))
    return _frequent(pages).union(*map(_frequent, sides))


def _frequent(pages: Sequence[tuple[int, list[_EdgeLine]]]) -> set[str]:
    places: dict[str, dict[int, _EdgeLine]] = {}
    for number, lines in pages:
        for line in lines:
            places.setdefault(line.key, {}).setdefault(number, line)
    least = max(_FEWEST, _SHARE * len(pages))
    return {key for key, found in places.items() if len(found) >= least and _is_running(found)}


def _is_running(found: dict[int, _EdgeLine]) -> bool:
    """Whether the numbers in a repeated line stay the same or count the pages.

    "Chapter 3" at the top of a page, or a row of a table, differs in nothing but its numbers either.
    """
    columns = len(next(iter(found.values())).numbers)
    least = _SHARE * len(found)
    for column in range(columns):
        same = Counter(line.numbers[column] for line in found.values())
        counting = Counter(line.numbers[column] - page for page, line in found.items())
        if max(same.most_common(1)[0][1], counting.most_common(1)[0][1]) < least:
            return False
    return True


def _spans_without(text: str, lines: Sequence[_EdgeLine]) -> tuple[tuple[int, int], ...]:
    spans = []
    start = 0
    for line in [*lines, _EdgeLine(len(text), len(text), "")]:
        if text[start : line.start].strip():
            spans.append((start, line.start))
        start = line.end
    return tuple(spans)
