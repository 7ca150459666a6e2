"""Sentences as exact spans, for German and English: the unit of evidence and of quotation."""

from __future__ import annotations

import re

from rag.analysis import is_stopword
from rag.tables import has_cells

# A full stop after one of these, a single letter or an ordinal does not end a sentence.
_ABBREVIATIONS = frozenset(
    "abb abs abt allg anm approx apr art aufl aug ausschl bd bes betr bspw bzgl bzw ca d.h dec dept dez dipl"
    " dipl.-ing dr dr.-ing e.g ehem einschl entspr est evtl exkl fa feb ff fig fr geb gegr gem ggf hr hrsg"
    " i.d.r i.e i.v.m incl ing inkl insb jan jul jun jur kap lfd lit lt max med min mind mr mrs ms mtl mär nat"
    " no nos nov nr o.g oct od okt phil pp prof rd rdnr rer rn s.o s.u sep sept sog st str tel u.a u.u vgl"
    " vol vs z.b z.zt zzgl zzt".split()
)
# After these it ends one only before a word like "The": "500 Tsd. EUR", "the U.S. Treasury".
_MAYBE_LAST = frozenset("co corp inc ltd mio mrd sec sek std tsd u.k u.n u.s usw".split())
_LONGEST_WORD = 40
_FIGURE = re.compile(r"(?<![\w.,])[-–+]?\d[\d.,]*(?![\w])")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEW_WORDS = 6
_MARKERS = re.compile(r"(?:\s|\[\d{1,2}(?:\s*,\s*\d{1,2})*\])*")
# Who writes no capitals ends a sentence, too, where a question follows: "Das gilt bis Mai. was gilt danach?" Else
# what stands before it would be part of a question, and say nothing.
_ENDS_ASKING = re.compile(r"(?:[^.!?…]|\.(?=\S|\s+[a-zäöü])){1,600}+\?")
_SHORTENED = re.compile(r"(?:[^\W\d_aeiouyäöül]l|schn)\Z")  # "gesetzl.", "monatl.", "Abschn."
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
    word = before[-1].lstrip("(„“\"'[").lower() if before else ""
    after = text[match.end() : match.end() + _LONGEST_WORD].lstrip()
    if after[:1].islower() and (_SHORTENED.search(word) or not _ENDS_ASKING.match(text, match.end())):
        return False
    if word in _MAYBE_LAST:
        following = _WORD.match(after)
        return following is not None and is_stopword(following.group())
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
        return False
    # "am 3. Mai", "im 2. Quartal": an ordinal; a year or an amount at the end of a sentence is longer.
    return not (word.isdigit() and len(word) <= 2)


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
