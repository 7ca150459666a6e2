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
    found = [_EdgeLine(start, end, "top " + _normalise(text[start:end])) for start, end in top]
    found += [_EdgeLine(start, end, "bottom " + _normalise(text[start:end])) for start, end in bottom]
    return found


def _normalise(line: str) -> str:
    return _NUMBER.sub("#", " ".join(line.casefold().split()))


def _repeated_keys(edges: Sequence[list[_EdgeLine]]) -> set[str]:
    """Keys on enough of all pages, or of the left or right hand pages alone."""
    filled = [lines for lines in edges if lines]
    repeated = _frequent(filled)
    for side in (edges[::2], edges[1::2]):
        repeated |= _frequent([lines for lines in side if lines])
    return repeated


def _frequent(pages: Sequence[list[_EdgeLine]]) -> set[str]:
    counts = Counter(key for lines in pages for key in {line.key for line in lines})
    least = max(_FEWEST, _SHARE * len(pages))
    return {key for key, count in counts.items() if count >= least}


def _spans_without(text: str, lines: Sequence[_EdgeLine]) -> tuple[tuple[int, int], ...]:
    spans = []
    start = 0
    for line in [*lines, _EdgeLine(len(text), len(text), "")]:
        if text[start : line.start].strip():
            spans.append((start, line.start))
        start = line.end
    return tuple(spans)
