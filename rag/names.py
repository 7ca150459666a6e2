"""Names in a statement: what is written with a capital letter and is no common word of its language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.analysis import analyse_in_all_languages
from rag.compounds import is_noun
from rag.language import detect_language
from rag.units import is_unit
from rag.written_forms import is_month

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
# Behind these a capital letter says nothing.
_BEGINNING = tuple(".!?:„“”\"'(«»")


def unknown_names(statement: str, known: str) -> list[str]:
    """Names of a statement that do not stand in the known text, in any inflection.

    A German noun is no name; an English one in capitals within a sentence is.
    """
    terms, text = analyse_in_all_languages(known), known.casefold()
    return [
        name
        for name in _names(statement, detect_language(statement))
        if name.casefold() not in text and not analyse_in_all_languages(name) & terms
    ]


def _names(statement: str, language: str) -> Iterator[str]:
    for match in _WORD.finditer(statement):
        word, before = match.group(), statement[: match.start()].rstrip()
        if not word[0].isupper() or not before or before.endswith(_BEGINNING):
            continue
        if is_unit(word) or is_month(word) or word in ("AM", "PM") or (language == "de" and is_noun(word.lower())):
            continue
        yield word
