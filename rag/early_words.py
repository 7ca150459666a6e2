"""Which words of a sentence may be shown before the verdict on it: those of its evidence that say the same there.

A figure is shown only together with what belongs to it ("3 Mio. EUR", "1. März 2024"), and only where the sentence
as far as it goes is carried: its unit, scale, sign and day are those of the evidence. A name is one that the
sentences which carry the rest have. What they lack is held back to the end of the sentence.
"""

from __future__ import annotations

import re

from rag.analysis import analyse_in_all_languages, is_stopword, question_words
from rag.examining import Examiner
from rag.names import unknown_names
from rag.number_words import in_figures
from rag.numbers import numbers_in
from rag.polarity import denies
from rag.scales import powers_in
from rag.types import Verdict
from rag.units import is_unit
from rag.written_forms import days_of_year, is_month

_WORD = re.compile(r"\s*\S+\s+")
_BRACKETS = "[]<>"
_PUNCTUATION = " \t\n.,;:!?()\"'„“”"


class EarlyWords:
    """The words of one reply's evidence and question; for one thread."""

    def __init__(self, examiner: Examiner) -> None:
        evidence = "\n".join(text for each in examiner.supports for text in (each.passage.context, each.text))
        plain = "\n".join(each.plain for each in examiner.supports)
        documents = "\n".join({each.passage.document for each in examiner.supports})
        # Numbers and names of the question may be what it assumes wrongly.
        assumed = " ".join(unknown_names(examiner.question, f"{documents}\n{evidence}"))
        asked = analyse_in_all_languages(examiner.question) - analyse_in_all_languages(assumed)
        self._terms = analyse_in_all_languages(evidence) | asked
        self._numbers = numbers_in(evidence) | numbers_in(plain)
        self._days = days_of_year(evidence)
        # By words alone: a comparison of meanings takes longer than the rest of the sentence.
        self._examiner = Examiner(examiner.supports, examiner.question, None)

    def reach(self, sentence: str, shown: int) -> int:
        """How many characters of a sentence that is being written may be shown, of which `shown` are."""
        while (end := self._next(sentence, shown)) is not None:
            shown = end
        return shown

    def _next(self, sentence: str, begin: int) -> int | None:
        """Where the next words that go together end; None when they are not written yet or held back."""
        end, has_figure, goes_on = begin, False, True
        while goes_on:
            match = _WORD.match(sentence, end)
            if match is None or not self._is_known(match.group()):
                return None
            word, end = match.group(), match.end()
            goes_on = _is_amount(word) or (has_figure and _is_scale(word))
            has_figure = has_figure or goes_on
        return end if self._is_carried(sentence[:end], word, has_figure=has_figure) else None

    def _is_known(self, word: str) -> bool:
        # The same words with a "not" among them say the opposite.
        if any(character in _BRACKETS for character in word) or denies(word):
            return False
        bare = word.strip(_PUNCTUATION)
        if is_stopword(bare) and not (bare.istitle() and is_month(bare)):
            return True
        return numbers_in(in_figures(word)) <= self._numbers and all(
            terms & self._terms for terms in question_words(word)
        )

    def _is_carried(self, begun: str, word: str, *, has_figure: bool) -> bool:
        """Whether evidence speaks for the beginning of a sentence, as far as its last word may be told wrongly."""
        bare = word.strip(_PUNCTUATION)
        if not (has_figure or is_unit(bare) or bare[:1].isupper()):
            return True
        verdict, _, objection = self._examiner.examine(begun.strip())
        if not (has_figure or is_unit(bare)):
            return objection != "names"
        # Its "not" may come yet.
        is_carried = verdict is not Verdict.UNSUPPORTED or objection == "negation"
        return is_carried and days_of_year(begun) <= self._days


def _is_amount(word: str) -> bool:
    return bool(numbers_in(in_figures(word)))


def _is_scale(word: str) -> bool:
    bare = word.strip(_PUNCTUATION)
    return bool(powers_in(word)) or is_month(bare) or bare.lower() in ("working", "business", "calendar")
