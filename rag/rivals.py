"""What is said of others than a question names: beside "in Munich 165 euros", "elsewhere 120 euros" misleads."""

from __future__ import annotations

import re

from rag.answer_kinds import kind_asked
from rag.excerpts import find_units
from rag.names import has_name, names_in
from rag.types import Passage
from rag.units import measured

# "in München", "nach Feierabend": a noun without an article names one place or case, whatever the word list knows.
_CASE = re.compile(r"\b(?:in|nach|aus)\s+([A-ZÄÖÜ][\w-]+)")


def without_rivals(question: str, language: str, passage: Passage, excerpt: str) -> str:
    """An excerpt of the passage without amounts of others, where it has amounts of what the question names.

    Only for a question that asks for a time or a number, in this language; else the excerpt as it is.
    """
    if kind_asked(question) is None:
        return excerpt
    where = f"{passage.document} {passage.context}"
    named = [*names_in(question, language), *_CASE.findall(question)]
    names = [name for name in named if not has_name(name, where)]
    shown = [unit.shown for unit in find_units(passage, question) if unit.shown in excerpt]
    about = [text for text in shown if any(has_name(name, text) for name in names)]
    amounts = {unit for text in about for unit in measured(text)}
    kept = [text for text in shown if text in about or not amounts & measured(text).keys()]
    return "\n".join(kept) if len(kept) < len(shown) else excerpt
