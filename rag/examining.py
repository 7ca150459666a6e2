"""What code finds of one statement in the evidence: the sentences that carry it, or what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from rag.affirmations import only_affirms
from rag.errors import EmbeddingFailed
from rag.native_citations import NativeCitations
from rag.numbering import needed_numbers
from rag.numbers import numbers_in
from rag.objections import is_doubtful, is_foreign, object_to
from rag.paired import pairs_otherwise
from rag.polarity import denies_widely
from rag.premises import refuted_premises
from rag.shown_calculation import without_results
from rag.supports import Support, find_akin, find_close, find_reason, find_sentences, find_support, in_plain_form
from rag.types import Passage, Verdict
from rag.units import contradicts
from rag.vectors import Vectors

Embed: TypeAlias = Callable[[Sequence[str]], Vectors]
Finding: TypeAlias = tuple[Verdict, list[Support], str]


@dataclass(frozen=True, slots=True)
class Examiner:
    """The sentences that a reply was written from, to examine its statements by.

    `embed` turns texts into unit vectors of shape (n, d); without it, statements in another language than their
    evidence find no support, and none is weak.
    """

    supports: Sequence[Support]
    question: str
    embed: Embed | None
    native: NativeCitations = field(default_factory=NativeCitations, init=False, repr=False, compare=False)
    # A sentence is examined while it is streamed and again in the whole reply; comparing meanings takes time.
    _verdicts: dict[str, Finding] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        passages: Sequence[Passage],
        question: str,
        embed: Embed | None = None,
    ) -> Examiner:
        """For a reply to this question from these passages."""
        return cls([support for passage in passages for support in find_sentences(passage)], question, embed)

    def examine(self, statement: str) -> Finding:
        """The verdict, the sentences that carry the statement, and else what speaks against it."""
        if statement not in self._verdicts:
            self._verdicts[statement] = self._examine(statement)
        return self._verdicts[statement]

    def forget(self) -> None:
        """Examine anew what was examined before."""
        self._verdicts.clear()

    def _examine(self, statement: str) -> Finding:
        statement = without_results(statement)
        plain = in_plain_form(statement)
        denies = denies_widely(plain)
        fitting = [
            each
            for each in self.supports
            if each.says_no in (None, denies)
            if not contradicts(plain, each.plain, each.header) and not pairs_otherwise(plain, each.plain)
        ]
        cited = self.native.places(statement, fitting)
        if cited and (finding := self._look_at(statement, cited, fitting))[0] is Verdict.VERIFIED:
            return finding
        return self._look_at(statement, fitting, fitting)

    def _look_at(self, statement: str, places: Sequence[Support], fitting: Sequence[Support]) -> Finding:
        """The verdict by some of the sentences; whatever refutes a premise counts wherever it stands."""
        plain, question = in_plain_form(statement), in_plain_form(self.question)
        given = numbers_in(question)
        found, close = self._search(statement, places, given)
        if found and (refuted := self._refuted(plain, question, fitting, found)):
            given -= refuted
            found, close = self._search(statement, places, given)
        if not found:
            return Verdict.UNSUPPORTED, [], self._missing(plain, fitting, given)
        translated = close and is_foreign(statement, found)
        objection = object_to(statement, self.question, found, translated=translated)
        if objection:
            return Verdict.UNSUPPORTED, [], objection
        weak = (close and not translated) or is_doubtful(statement, self.question, found)
        return (Verdict.WEAK if weak else Verdict.VERIFIED), found, ""

    def _search(
        self, statement: str, fitting: Sequence[Support], given: frozenset[str]
    ) -> tuple[list[Support], bool]:
        """The sentences that carry a statement by its words or else its meaning, and whether it was by meaning."""
        found = find_support(in_plain_form(statement), self.question, fitting, given)
        if found and only_affirms(statement, self.question):
            # Its words are the question's, which any sentence would carry.
            reason = self._by_meaning(lambda embed: find_reason(self.question, fitting, embed))
            found = found if reason is None else [reason]
        close = None if found else self._by_meaning(lambda embed: find_close(statement, fitting, given, embed))
        return (found, False) if close is None else ([close], True)

    def _refuted(
        self, statement: str, question: str, fitting: Sequence[Support], found: Sequence[Support]
    ) -> frozenset[str]:
        """Numbers of the question that the evidence has otherwise."""
        akin = [each.plain for each in find_akin(statement, fitting)]
        around = " ".join(f"{each.passage.document} {each.passage.in_context} {each.header}" for each in found)
        return refuted_premises(statement, question, [each.plain for each in found], akin, around)

    def _by_meaning(self, look: Callable[[Embed], Support | None]) -> Support | None:
        """An embedder that fails costs what it would have found."""
        try:
            return None if self.embed is None else look(self.embed)
        except EmbeddingFailed:
            return None

    def _missing(self, statement: str, fitting: Sequence[Support], given: frozenset[str]) -> str:
        """Why no sentence carries a statement."""
        needed = needed_numbers(statement, given)
        if not needed <= frozenset(number for each in self.supports for number in each.numbers):
            return "numbers"
        return "words" if needed <= frozenset(number for each in fitting for number in each.numbers) else "units"
