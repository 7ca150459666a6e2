"""What code finds of one statement in the evidence: the sentences that carry it, or what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from rag.errors import EmbeddingFailed
from rag.language import detect_language, is_supported
from rag.magnitude import differs_in_magnitude
from rag.names import unknown_names
from rag.native_citations import NativeCitations
from rag.numbers import numbers_in
from rag.polarity import differs_in_negation
from rag.supports import Support, find_close, find_sentences, find_support
from rag.types import Passage, Verdict
from rag.units import contradicts
from rag.vectors import Vectors
from rag.written_forms import months_in

Finding: TypeAlias = tuple[Verdict, list[Support], str]


@dataclass(frozen=True, slots=True)
class Examiner:
    """The sentences that a reply was written from, to examine its statements by.

    `embed` turns texts into unit vectors of shape (n, d); without it, statements in another language than their
    evidence find no support, and none is weak.
    """

    supports: Sequence[Support]
    question: str
    embed: Callable[[Sequence[str]], Vectors] | None
    native: NativeCitations = field(default_factory=NativeCitations, init=False, repr=False, compare=False)
    # A sentence is examined while it is streamed and again in the whole reply; comparing meanings takes time.
    _verdicts: dict[str, Finding] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        passages: Sequence[Passage],
        question: str,
        embed: Callable[[Sequence[str]], Vectors] | None = None,
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
        given = numbers_in(self.question)
        fitting = [each for each in self.supports if not contradicts(statement, each.text, each.header)]
        cited = find_support(statement, self.question, self.native.places(statement, fitting), given)
        if cited and not self._object(statement, cited):
            return Verdict.VERIFIED, cited, ""
        found = find_support(statement, self.question, fitting, given)
        if found:
            objection = self._object(statement, found)
            return (Verdict.UNSUPPORTED, [], objection) if objection else (Verdict.VERIFIED, found, "")
        close = self._find_close(statement, fitting, given)
        if close is None:
            return Verdict.UNSUPPORTED, [], self._missing(statement, fitting, given)
        if close.passage.language not in (detect_language(statement), None):
            if is_supported(statement):
                return Verdict.VERIFIED, [close], ""
            # In a language that nobody asked in it was written at the bidding of something else.
            return Verdict.UNSUPPORTED, [], "language"
        objection = self._object(statement, [close])
        return (Verdict.UNSUPPORTED, [], objection) if objection else (Verdict.WEAK, [close], "")

    def _find_close(self, statement: str, fitting: Sequence[Support], given: frozenset[str]) -> Support | None:
        """An embedder that fails costs what it would have found."""
        if self.embed is None:
            return None
        try:
            return find_close(statement, fitting, given, self.embed)
        except EmbeddingFailed:
            return None

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
