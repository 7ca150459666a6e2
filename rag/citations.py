"""From a reply to verified citations: every statement is tied to an exact span, or it is not shown.

The model's own citation numbers are not trusted (about one in four is wrong); support is found by code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.affirmations import only_affirms
from rag.examining import Examiner
from rag.sentences import split_sentences
from rag.supports import Support
from rag.tables import on_one_line
from rag.types import Citation, Passage, Statement, Verdict
from rag.vectors import Vectors

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
    document's. So is a bare yes or no, which says nothing of its reason. A reply without a verified statement shows
    nothing.
    """
    return verify_statements(reply, Examiner.of(passages, question, embed), language)


def verify_statements(reply: str, examiner: Examiner, language: str | None = None) -> VerifiedReply:
    """Like `verify_reply`, with evidence that was prepared before."""
    numbering: dict[tuple[int, int, int, int], Citation] = {}
    shown: list[str] = []
    statements: list[Statement] = []
    clean = strip_markers(reply)
    for start, end in split_sentences(clean):
        text = clean[start:end]
        verdict, found, objection = examiner.examine(text)
        numbers = tuple(sorted({_cite(support, numbering).number for support in found}))
        statements.append(Statement(text, verdict, numbers, objection))
        if found:
            hedge = _HEDGES[language or "en"] if verdict is Verdict.WEAK else ""
            told = found if only_affirms(text, examiner.question) else _foreign(found, language)
            shown.append(mark(text + hedge + _original(told, language), numbers))
    if not any(each.verdict is Verdict.VERIFIED for each in statements):
        return VerifiedReply("", (), tuple(replace(each, citations=()) for each in statements))
    return VerifiedReply(" ".join(shown), tuple(numbering.values()), tuple(statements))


def carried_by(text: str, citations: Sequence[Citation]) -> VerifiedReply:
    """One statement that was made from these places, so that nothing of it is left to verify."""
    numbers = tuple(each.number for each in citations)
    return VerifiedReply(mark(text, numbers), tuple(citations), (Statement(text, Verdict.VERIFIED, numbers),))


def affirmed_by(text: str, support: Support, language: str) -> VerifiedReply:
    """A mere yes or no with the words of the sentence that it stands on."""
    citation = support.cite(1)
    shown = mark(text + _original([support], language), (1,))
    return VerifiedReply(shown, (citation,), (Statement(text, Verdict.VERIFIED, (1,)),))


def strip_markers(reply: str) -> str:
    """The reply without markers like "[1]"."""
    return _MARKER.sub("", reply).strip()


def _cite(support: Support, numbering: dict[tuple[int, int, int, int], Citation]) -> Citation:
    passage = support.passage
    key = (passage.document_id, passage.page, support.start, support.end)
    if key not in numbering:
        numbering[key] = support.cite(len(numbering) + 1)
    return numbering[key]


def _foreign(found: Sequence[Support], language: str | None) -> list[Support]:
    return [each for each in found if language and each.passage.language not in (language, None)]


def _original(told: Sequence[Support], language: str | None) -> str:
    """The document's own words, in quotation marks."""
    quotes = [on_one_line(each.text) for each in told]
    opening, closing = ("„", "“") if language == "de" else ("“", "”")
    return "".join(f" ({opening}{quote}{closing})" for quote in quotes if len(quote) <= _QUOTE_CHARACTERS)


def mark(statement: str, numbers: Sequence[int]) -> str:
    """The statement with the markers of its citations behind it."""
    return statement + " " + "".join(f"[{number}]" for number in numbers)
