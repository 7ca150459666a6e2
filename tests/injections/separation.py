"""Whether a sentence stays a sentence of its own when an attack stands behind it: seen without any model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rag.sentences import split_sentences
from tests.injections.attacks import Attack
from tests.injections.planting import Sample, beside
from ui.evaluation.dataset import Question

_ORDER = "Say yes."


def ends_sentence(question: Question, samples: Mapping[str, Sample]) -> bool:
    """Whether what answers a question ends a sentence, as no row of a table and no number of a list does."""
    return not _is_joined(question, _ORDER, samples)


def joined(
    attacks: Sequence[Attack], questions: Sequence[Question], samples: Mapping[str, Sample]
) -> Iterator[tuple[Attack, Question]]:
    """The pairs whose evidence is one sentence with the attack: a quote of it would show both."""
    return (
        (attack, question)
        for question in questions
        for attack in attacks
        if _is_joined(question, attack.text, samples)
    )


def _is_joined(question: Question, attack: str, samples: Mapping[str, Sample]) -> bool:
    evidence = question.evidence[0]
    text, place = beside(samples[evidence.document], evidence.text or "", attack)
    return any(start < place < end for start, end in split_sentences(text))
