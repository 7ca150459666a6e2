"""Sentences as exact spans, for German and English: the unit of evidence and of quotation."""

from __future__ import annotations

import re

from rag.analysis import is_stopword
from rag.full_stops import is_shortened, is_whole, may_be_shortened, seems_shortened
from rag.tables import has_cells

_LONGEST_WORD = 40
_FIGURE = re.compile(r"(?<![\w.,])[-–+]?\d[\d.,]*(?![\w])")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEW_WORDS = 6
_MARKERS = re.compile(r"(?:\s|\[\d{1,2}(?:\s*,\s*\d{1,2})*\])*")
# Who writes no capitals ends a sentence, too: "Das gilt bis Mai. was gilt danach?" Else what stands before a
# question would be part of it, and say nothing.
_ENDS_ASKING = re.compile(r"(?:[^.!?…]|\.(?=\S|\s+[a-zäöü])){1,600}+\?")
_NEXT = "Next"  # where a sentence ends is seen by what follows
# From the first of many full stops only, and all at once: a line of dots takes no time.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”“»«)\]]*+(?=\s|$)")
# Table rows, list items and headings stand on lines of their own.
_LINE_ITEM = re.compile(r"\n(?=\s*(?:[-–•*|§]|\d{1,3}[.)]\s|\(?[a-z]\)\s|#))|\n\s*\n")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Half-open spans that cover every visible character of the text, in order, without surrounding space."""
    cuts = {match.start() for match in _LINE_ITEM.finditer(text)}
    cuts.update(match.end() for match in _END.finditer(text) if _ends_sentence(text, match))
    cuts.update(_row_ends(text))
    spans, begin = [], 0
    for cut in [*sorted(cuts), len(text)]:
        span = _trim(text, begin, cut)
        if span is not None:
            spans.append(span)
        begin = cut
    return spans


def whole_sentences(text: str) -> str:
    """The beginning of a text that was cut, as far as its sentences are whole.

    A full stop that may be that of an ordinal or a number ends none.
    """
    begin = split_sentences(f"{text} {_NEXT}")[-1][0]
    return text if _MARKERS.fullmatch(text[begin:]) else text[:begin].rstrip()


def _row_ends(text: str) -> list[int]:
    """Line ends before and after table rows: cells with separators, or figures with hardly any words."""
    cuts, position, was_row = [], 0, False
    for line in text.splitlines(keepends=True):
        figures = len(_FIGURE.findall(line)) >= 2 and len(_WORD.findall(line)) <= _FEW_WORDS
        is_row = figures or has_cells(line)
        if position and (is_row or was_row):
            cuts.append(position)
        position, was_row = position + len(line), is_row
    return cuts


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if match.group()[0] != ".":
        return True
    # The word before and the letter after: a window keeps long texts linear.
    before = text[max(0, match.start() - _LONGEST_WORD) : match.start()].rsplit(None, 1)
    word = before[-1] if before else ""
    after = text[match.end() : match.end() + _LONGEST_WORD].lstrip()
    is_row = match.group()[1:2] == "."  # "Wir ... haben"
    is_open = after[:1].islower() and (is_row or not is_whole(word))
    if is_open and (seems_shortened(word) or not _ENDS_ASKING.match(text, match.end())):
        return False
    if may_be_shortened(word):
        following = _WORD.match(after)
        return following is not None and is_stopword(following.group())
    return not is_shortened(word)


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
