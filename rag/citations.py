"""From a reply to verified citations: every statement is tied to an exact span, or it is not shown.

The model's own citation numbers are not trusted (about one in four is wrong); support is found by code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.analysis import analyse_in_all_languages, analyse_question, question_words
from rag.headings import headings_of, skip_headings
from rag.language import detect_language
from rag.numbers import numbers_in
from rag.sentences import split_sentences
from rag.tables import find_rows, on_one_line
from rag.types import Citation, Passage
from rag.units import contradicts
from rag.vectors import Vectors

# A statement is kept when this share of its content words stands in the sentences that support it.
_ENOUGH_OVERLAP = 0.5
_MOST_SUPPORTS = 3
# Across languages words cannot overlap; there the meaning of the statement must be this close to a sentence.
_ENOUGH_SIMILARITY = 0.85

_QUOTE_CHARACTERS = 240
_MARKER = re.compile(r"\s*\[\d{1,2}(?:\s*,\s*\d{1,2})*\]")


@dataclass(frozen=True, slots=True)
class Support:
    """A sentence of the evidence as an exact place."""

    passage: Passage
    start: int
    end: int
    text: str
    terms: frozenset[str]
    numbers: frozenset[str]
    header: str = ""  # where the units of a table row's figures may stand: its label and the names of its columns


@dataclass(frozen=True, slots=True)
class VerifiedReply:
    """The reply with markers like "[1]" behind each statement, and what they stand for."""

    text: str
    citations: tuple[Citation, ...]
    dropped: int  # statements that nothing supports


def verify_reply(
    reply: str,
    question: str,
    passages: Sequence[Passage],
    embed: Callable[[Sequence[str]], Vectors] | None = None,
    language: str | None = None,
) -> VerifiedReply:
    """Keep the statements that the evidence carries, each with the places that carry it.

    `embed` turns texts into unit vectors of shape (n, d); without it, statements in another language than their
    evidence find no support. With the `language` that was answered in, a statement from a document in another one
    is followed by the original words: a translation is the model's, the words are the document's.
    """
    supports = [support for passage in passages for support in _supports(passage)]
    given = numbers_in(question)
    numbering: dict[tuple[int, int, int, int], Citation] = {}
    shown: list[str] = []
    dropped = 0
    clean = strip_markers(reply)
    for start, end in split_sentences(clean):
        statement = clean[start:end]
        fitting = [each for each in supports if not contradicts(statement, each.text, each.header)]
        found = find_support(statement, question, fitting, given)
        if not found and embed is not None:
            found = _find_translated(statement, fitting, given, embed)
        if not found:
            dropped += 1
            continue
        numbers = sorted({_cite(support, numbering).number for support in found})
        shown.append(_mark(statement + _original(found, language), numbers))
    return VerifiedReply(" ".join(shown), tuple(numbering.values()), dropped)


def find_support(
    statement: str, question: str, supports: Sequence[Support], given: frozenset[str] = frozenset()
) -> list[Support]:
    """The fewest sentences that carry all numbers and most content words of a statement; [] when none do."""
    words = question_words(statement)
    needed = numbers_in(statement) - given
    asked = frozenset(analyse_question(question))
    chosen: list[Support] = []
    while len(chosen) < _MOST_SUPPORTS:
        missing = needed - frozenset(number for each in chosen for number in each.numbers)
        have = frozenset(term for each in chosen for term in each.terms)
        if chosen and not missing and _share(words, have | asked) >= _ENOUGH_OVERLAP:
            return chosen
        best = max(
            (each for each in supports if each not in chosen),
            key=lambda each: _gain(each, words, missing, have),
            default=None,
        )
        if best is None or _gain(best, words, missing, have) <= 0:
            break
        chosen.append(best)
    have = frozenset(term for each in chosen for term in each.terms)
    numbers = frozenset(number for each in chosen for number in each.numbers)
    return chosen if chosen and needed <= numbers and _share(words, have | asked) >= _ENOUGH_OVERLAP else []


def _find_translated(
    statement: str, supports: Sequence[Support], given: frozenset[str], embed: Callable[[Sequence[str]], Vectors]
) -> list[Support]:
    """The sentence of another language closest in meaning, if it has all numbers and is close enough."""
    needed = numbers_in(statement) - given
    language = detect_language(statement)
    fitting = [
        support
        for support in supports
        if needed <= support.numbers and support.passage.language not in (language, None)
    ]
    if not fitting:
        return []
    vectors = embed([statement, *(support.text for support in fitting)])
    similarities = vectors[1:] @ vectors[0]
    best = int(similarities.argmax())
    return [fitting[best]] if similarities[best] >= _ENOUGH_SIMILARITY else []


def strip_markers(reply: str) -> str:
    """The reply without markers like "[1]"."""
    return _MARKER.sub("", reply).strip()


def _supports(passage: Passage) -> list[Support]:
    """The sentences of a passage; title, headings and table header lend their words but are not quoted."""
    headings = headings_of(passage)
    rows = {row.end: " | ".join([row.cells[0], *row.names]) for row in find_rows(passage.text, passage.table)}
    supports = []
    for begin, end in split_sentences(passage.text):
        start = skip_headings(passage.text, begin, end, headings)
        text = passage.text[start:end]
        terms = analyse_in_all_languages(f"{passage.context} {text}")
        place = passage.start + start, passage.start + end
        header = rows.get(end, passage.table)
        supports.append(Support(passage, *place, text, terms, numbers_in(text), header))
    return supports


def _share(words: Sequence[frozenset[str]], terms: frozenset[str]) -> float:
    return sum(1 for word in words if word & terms) / len(words) if words else 1.0


def _gain(
    support: Support, words: Sequence[frozenset[str]], missing: frozenset[str], have: frozenset[str]
) -> float:
    """What a sentence adds: a missing number weighs as much as all the words."""
    new = sum(1 for word in words if word & support.terms and not word & have)
    return len(missing & support.numbers) * max(1, len(words)) + new


def _cite(support: Support, numbering: dict[tuple[int, int, int, int], Citation]) -> Citation:
    passage = support.passage
    key = (passage.document_id, passage.page, support.start, support.end)
    if key not in numbering:
        numbering[key] = Citation(
            len(numbering) + 1,
            passage.document_id,
            passage.document,
            passage.page,
            support.start,
            support.end,
            support.text,
        )
    return numbering[key]


def _original(found: Sequence[Support], language: str | None) -> str:
    """The words behind a translated statement, in quotation marks; "" when none were translated."""
    foreign = [each for each in found if language and each.passage.language not in (language, None)]
    quotes = [on_one_line(each.text) for each in foreign]
    opening, closing = ("„", "“") if language == "de" else ("“", "”")
    return "".join(f" ({opening}{quote}{closing})" for quote in quotes if len(quote) <= _QUOTE_CHARACTERS)


def _mark(statement: str, numbers: Sequence[int]) -> str:
    return statement + " " + "".join(f"[{number}]" for number in numbers)
