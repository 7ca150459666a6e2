"""From a reply to verified citations: every statement is tied to an exact span, or it is not shown.

The model's own citation numbers are not trusted (about one in four is wrong); support is found by code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.affirmations import only_affirms
from rag.analysis import is_stopword
from rag.examining import Examiner
from rag.sentences import split_sentences
from rag.supports import Support
from rag.tables import on_one_line
from rag.types import Citation, Passage, Statement, Verdict
from rag.units import is_unit
from rag.vectors import Vectors
from rag.written_forms import is_month

# Behind a statement whose words are not the document's.
_HEDGES = {"de": " (sinngemäß)", "en": " (in other words)"}

_QUOTE_CHARACTERS = 240
_MARKER = re.compile(r"\s*\[\d{1,2}(?:\s*,\s*\d{1,2})*\]")
# Before an item of a list: "1.", "1)" or a dash, which before an amount may be its sign.
_ITEM = re.compile(
    r"^[ \t]*(?:(?P<number>\d{1,2})(?:\.|(?P<bracket>\)))\s+(?=\W*(?P<next>\w+))|[-–•*]\s+(?![\d€$£]))", re.M
)
# Behind these words of one item there is an ordinal: "2. Quartal" is not the second item of a list.
_COUNTED = frozenset(
    "quartal halbjahr semester trimester stufe stock etage obergeschoss mahnung rate auflage klasse phase".split()
)


@dataclass(frozen=True, slots=True)
class VerifiedReply:
    """The reply with markers like "[1]" behind each statement, and what they stand for."""

    text: str
    citations: tuple[Citation, ...]
    statements: tuple[Statement, ...] = ()  # those not shown included

    @property
    def told(self) -> str:
        """What the model says itself, without the document's words that stand behind it."""
        return " ".join(each.text for each in self.statements if each.citations)


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
    is_list = _has_running_numbers(clean)
    for start, end in split_sentences(clean):
        text = clean[start:end]
        verdict, found, objection = examiner.examine(_without_item_mark(text, is_list=is_list))
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


def _has_running_numbers(reply: str) -> bool:
    """Whether lines of a reply are numbered 1, 2 and so on."""
    numbers = [int(item["number"]) for item in _ITEM.finditer(reply) if item["number"] and not _is_ordinal(item)]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))


def _without_item_mark(statement: str, *, is_list: bool) -> str:
    """The statement without the mark of a list before it, whose number claims nothing.

    A single "1." is one where an article or the like follows: "1. Mahnung" says which one.
    """
    item = _ITEM.match(statement)
    if item is None:
        return statement
    is_mark = not item["number"] or item["bracket"] or is_list or is_stopword(item["next"])
    return statement[item.end() :] if is_mark and not _is_ordinal(item) else statement


def _is_ordinal(item: re.Match[str]) -> bool:
    word = item["next"] or ""
    return bool(word) and (is_month(word) or is_unit(word) or word.lower() in _COUNTED)


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
