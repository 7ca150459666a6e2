"""The words of a quotation that answer: what a reader looks for first, set off in it.

A model that was trained for it names them from the excerpt that the reply was written from. They count only where
they stand in a quotation that is shown, so nothing is told by them that the quotation does not say, and only where
the reply tells the same: of two that disagree nobody knows which is right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from rag.analysis import analyse_in_all_languages, question_words
from rag.errors import GenerationFailed
from rag.number_words import in_figures
from rag.numbers import numbers_in
from rag.stopping import check_stopped
from rag.streaming import failing_as_model
from rag.types import Citation


@runtime_checkable
class Namer(Protocol):
    """A model that can name the words of an excerpt that answer a question."""

    @property
    def can_name(self) -> bool:
        """Whether it was trained for it."""
        ...

    def name_words(self, messages: list[BaseMessage]) -> str:
        """What it names. Raises GenerationFailed."""
        ...


def name_words(model: BaseChatModel, messages: list[BaseMessage]) -> str:
    """The words that the model names; "" when it was not trained for it, fails or has no time left.

    An answer needs none. Raises AnswerStopped.
    """
    if not messages or not isinstance(model, Namer) or not model.can_name:
        return ""
    try:
        check_stopped()
        with failing_as_model():
            return model.name_words(messages)
    except GenerationFailed:
        return ""


def agrees(key: str, told: str, *, translated: bool = False) -> bool:
    """Whether a reply tells what the words say: their figures, else all of them, which a translation has not."""
    figures = numbers_in(in_figures(key))
    if figures or translated:
        return figures <= numbers_in(in_figures(told))
    terms = analyse_in_all_languages(told)
    return all(not word.isdisjoint(terms) for word in question_words(key))


def find_key(words: str, citations: Sequence[Citation]) -> str | None:
    """These words as the first quotation that holds them has them; None when none does."""
    spaced = r"\s+".join(map(re.escape, words.split()))
    if not spaced:
        return None
    # Whole words and whole numbers.
    pattern = re.compile(rf"(?<!\w)(?<!\d[.,]){spaced}(?!\w)(?![.,]\d)", re.IGNORECASE)
    found = (pattern.search(each.quote) for each in citations)
    return next((match.group() for match in found if match is not None), None)
