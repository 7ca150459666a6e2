"""The verdict on a statement by a text that is all the evidence there is."""

from __future__ import annotations

from rag.examining import Examiner
from rag.language import detect_language
from rag.types import Passage, Verdict


def verdict_of(statement: str, evidence: str, question: str = "") -> Verdict:
    """The verdict, with a question that names nothing unless one is given, in the language of the evidence."""
    language = detect_language(evidence)
    passage = Passage(1, 1, "regeln.pdf", 1, 0, len(evidence), evidence, "", "", language)
    question = question or ("Was gilt?" if language == "de" else "What applies?")
    return Examiner.of([passage], question).examine(statement)[0]
