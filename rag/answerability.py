"""Is there an answer in the evidence at all? Decided by a score, not by the model's mood."""

from __future__ import annotations

import math
from dataclasses import dataclass

from langchain_core.messages import AIMessageChunk

from rag.evidence import Evidence
from rag.prompt import CANNOT_ANSWER


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against an answer."""

    similarity: float  # cosine of the question and the best sentence
    coverage: float  # of the question's words by the best sentence
    joint_coverage: float  # by all excerpts
    refusal: float | None  # probability that the model begins to say that it cannot answer

    @classmethod
    def of(cls, evidence: Evidence, refusal: float | None) -> Signals:
        """Signals of chosen evidence, before (`refusal` None) or after the model began to write."""
        return cls(evidence.best_similarity, evidence.best_coverage, evidence.joint_coverage, refusal)


def is_answerable(signals: Signals) -> bool:
    """Whether the evidence carries an answer."""
    if signals.refusal is None:
        return signals.similarity >= 0.80
    return signals.refusal < 0.5


def refusal_probability(chunk: AIMessageChunk) -> float | None:
    """Probability that the first word is the refusal, None when the model does not report it."""
    tokens = chunk.response_metadata.get("logprobs")
    if not tokens:
        return None
    return sum(
        math.exp(each["logprob"])
        for each in tokens[0].get("top_logprobs", [])
        if each["token"].strip() and CANNOT_ANSWER.startswith(each["token"].strip())
    )
