"""A reply in a language that nobody asked in: it was written at the bidding of something else, or in confusion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.analysis import is_stopword
from rag.examining import Examiner, Finding
from rag.language import is_supported, is_surely
from rag.supports import Support
from rag.types import Verdict

# Shorter ones are names and figures, which have no language.
_FEW_CHARACTERS = 20
_OTHER = {"de": "en", "en": "de"}
# Shares of a statement's words: every German or English sentence has such little ones, and what is about names
# has the documents' words, which are of any language.
_LITTLE_WORDS = 0.2
_KNOWN_WORDS = 0.5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class LanguageExaminer(Examiner):
    """Finds no support for what is in another language than the question, unless the words are the documents'."""

    language: str = ""  # "de" or "en"; "": either may be answered in

    @classmethod
    def made_of(cls, examiner: Examiner, language: str) -> LanguageExaminer:
        """With the evidence of another."""
        return cls(examiner.supports, examiner.question, examiner.embed, language=language)

    def _examine(self, statement: str) -> Finding:
        if len(statement) >= _FEW_CHARACTERS and (self._is_other(statement) or self._is_neither(statement)):
            return Verdict.UNSUPPORTED, [], "language"
        return Examiner._examine(self, statement)

    def _is_other(self, statement: str) -> bool:
        """German for an English question, or the reverse, and no sentence or row of the evidence has all of it."""
        other = _OTHER.get(self.language)
        # A short question does not tell its language for certain, and the model may know better.
        if other is None or not (is_surely(statement, other) and is_surely(self.question, self.language)):
            return False
        words = set(_words(statement))
        return not any(words <= _all_words([each]) for each in self.supports)

    def _is_neither(self, statement: str) -> bool:
        """Neither German nor English; of short sentences with names the detector alone is not sure enough."""
        words = _words(statement)
        if is_supported(statement) or sum(map(is_stopword, words)) >= _LITTLE_WORDS * len(words):
            return False
        known = _all_words(self.supports)
        return sum(word in known for word in words) <= _KNOWN_WORDS * len(words)


def _all_words(supports: Sequence[Support]) -> set[str]:
    texts = (f"{each.passage.context} {each.header} {each.text}" for each in supports)
    return {word for text in texts for word in _words(text)}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
