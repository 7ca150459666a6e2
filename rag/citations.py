"""From a reply to verified citations: every statement is tied to an exact span, or it is not shown.

The model's own citation numbers are not trusted (about one in four is wrong); support is found by code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.language import detect_language
from rag.magnitude import differs_in_magnitude
from rag.names import unknown_names
from rag.numbers import numbers_in
from rag.polarity import differs_in_negation
from rag.sentences import split_sentences
from rag.supports import Support, find_close, find_sentences, find_support
from rag.tables import on_one_line
from rag.types import Citation, Passage, Statement, Verdict
from rag.units import contradicts
from rag.vectors import Vectors
from rag.written_forms import months_in

# Behind a statement whose words are not the document's.
_HEDGES = {"de": " (sinngemäß)", "en": " (in other words)"}

_QUOTE_CHARACTERS = 240
_MARKER = re.compile(r"\s*\[\d{1,2}(?:\s*,\s*\d{1,2})*\]")


@dataclass(frozen=True, slots=True)
class VerifiedReply:
    """The reply with markers like "[1]" behind each statement, and what they stand for."""

    text: str
    citations: tuple[Citation, ...]
    statements: tuple[Statement, ...] = ()  # those not shown included


def verify_reply(
    reply: str,
    question: str,
    passages: Sequence[Passage],
    embed: Callable[[Sequence[str]], Vectors] | None = None,
    language: str | None = None,
) -> VerifiedReply:
    """Keep the statements that the evidence carries, each with the places that carry it.

    `embed` turns texts into unit vectors of shape (n, d); without it, statements in another language than their
    evidence find no support, and none is weak. With the `language` that was answered in, a statement from a
    document in another one is followed by the original words: a translation is the model's, the words are the
    document's. A reply without a verified statement shows nothing.
    """
    evidence = _Evidence([support for passage in passages for support in find_sentences(passage)], question, embed)
    numbering: dict[tuple[int, int, int, int], Citation] = {}
    shown: list[str] = []
    statements: list[Statement] = []
    clean = strip_markers(reply)
    for start, end in split_sentences(clean):
        text = clean[start:end]
        verdict, found, objection = evidence.examine(text)
        numbers = tuple(sorted({_cite(support, numbering).number for support in found}))
        statements.append(Statement(text, verdict, numbers, objection))
        if found:
            hedge = _HEDGES[language or "en"] if verdict is Verdict.WEAK else ""
            shown.append(mark(text + hedge + _original(found, language), numbers))
    if not any(each.verdict is Verdict.VERIFIED for each in statements):
        return VerifiedReply("", (), tuple(replace(each, citations=()) for each in statements))
    return VerifiedReply(" ".join(shown), tuple(numbering.values()), tuple(statements))


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The sentences that a reply was written from, to examine its statements by."""

    supports: Sequence[Support]
    question: str
    embed: Callable[[Sequence[str]], Vectors] | None

    def examine(self, statement: str) -> tuple[Verdict, list[Support], str]:
        """The verdict, the sentences that carry the statement, and else what speaks against it."""
        given = numbers_in(self.question)
        fitting = [each for each in self.supports if not contradicts(statement, each.text, each.header)]
        found = find_support(statement, self.question, fitting, given)
        if found:
            objection = self._object(statement, found)
            return (Verdict.UNSUPPORTED, [], objection) if objection else (Verdict.VERIFIED, found, "")
        close = find_close(statement, fitting, given, self.embed) if self.embed is not None else None
        if close is None:
            return Verdict.UNSUPPORTED, [], self._missing(statement, fitting, given)
        if close.passage.language not in (detect_language(statement), None):
            return Verdict.VERIFIED, [close], ""
        objection = self._object(statement, [close])
        return (Verdict.UNSUPPORTED, [], objection) if objection else (Verdict.WEAK, [close], "")

    def _object(self, statement: str, found: Sequence[Support]) -> str:
        """What of the statement its evidence does not have, in the same language; "" when nothing."""
        texts = [each.text for each in found]
        known = "\n".join([self.question, *texts, *(each.passage.context for each in found)])
        around = " ".join([*(each.header for each in found), *(each.passage.context for each in found)])
        if differs_in_magnitude(statement, " ".join(texts), around):
            return "units"
        if not months_in(statement) <= months_in(known):
            return "dates"
        if unknown_names(statement, known):
            return "names"
        return "negation" if differs_in_negation(statement, texts) else ""

    def _missing(self, statement: str, fitting: Sequence[Support], given: frozenset[str]) -> str:
        """Why no sentence carries a statement."""
        needed = numbers_in(statement) - given
        if not needed <= frozenset(number for each in self.supports for number in each.numbers):
            return "numbers"
        return "words" if needed <= frozenset(number for each in fitting for number in each.numbers) else "units"


def strip_markers(reply: str) -> str:
    """The reply without markers like "[1]"."""
    return _MARKER.sub("", reply).strip()


def _cite(support: Support, numbering: dict[tuple[int, int, int, int], Citation]) -> Citation:
    passage = support.passage
    key = (passage.document_id, passage.page, support.start, support.end)
    if key not in numbering:
        numbering[key] = support.cite(len(numbering) + 1)
    return numbering[key]


def _original(found: Sequence[Support], language: str | None) -> str:
    """The words behind a translated statement, in quotation marks; "" when none were translated."""
    foreign = [each for each in found if language and each.passage.language not in (language, None)]
    quotes = [on_one_line(each.text) for each in foreign]
    opening, closing = ("„", "“") if language == "de" else ("“", "”")
    return "".join(f" ({opening}{quote}{closing})" for quote in quotes if len(quote) <= _QUOTE_CHARACTERS)


def mark(statement: str, numbers: Sequence[int]) -> str:
    """The statement with the markers of its citations behind it."""
    return statement + " " + "".join(f"[{number}]" for number in numbers)
