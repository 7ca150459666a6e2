"""Errors and reasons in the language of the page."""

from __future__ import annotations

from ingest.sources.registry import find_german
from rag.errors import FundstelleError
from rag.wording import SEQUENCE, Sentence, Value
from ui.wording.errors import SENTENCES


def explain(error: FundstelleError, language: str) -> str:
    """What an error says."""
    return in_language(error.sentence, language)


def in_language(sentence: str, language: str) -> str:
    """A sentence and all that stands in it; as it came when that language has no words for it."""
    if not isinstance(sentence, Sentence):
        return sentence
    values = {name: _value(each, language) for name, each in sentence.values.items()}
    if sentence.code == SEQUENCE:
        return " ".join(str(each) for each in values.values())
    template = SENTENCES[language].get(sentence.code)
    if template is None and language == "de":
        template = find_german(sentence.code)
    return str(sentence) if template is None else template.format(**values)


def _value(value: Value, language: str) -> Value:
    if isinstance(value, str):
        return in_language(value, language)
    return _GermanFloat(value) if language == "de" and isinstance(value, float) else value


class _GermanFloat(float):
    """A number with a comma."""

    def __format__(self, spec: str) -> str:
        return format(float(self), spec).replace(".", ",").replace("%", " %")
