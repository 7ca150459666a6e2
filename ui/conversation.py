"""What was asked and answered in one browser session."""

from __future__ import annotations

import re
import threading
import uuid
from collections import OrderedDict
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from rag.types import Answer, AnswerStatus, Hit, Turn

_MARKER = re.compile(r"\s*\[\d{1,2}\]")
# The model is shown the last turn only; a few more let a chain of follow-ups be understood.
_REMEMBERED = 4
_MOST_KEPT = 200
# What a follow-up may refer to: an answer, or the documents that it was asked to choose from.
_TOLD = (AnswerStatus.ANSWERED, AnswerStatus.PARTLY, AnswerStatus.AMBIGUOUS)


@dataclass
class Exchange:
    """One question and what became of it. Without answer and error, it was stopped."""

    question: str
    documents: tuple[str, ...] | None = None  # the question was restricted to these
    model: str | None = None  # that was to answer alone; None: those of the settings
    hits: tuple[Hit, ...] = ()
    retrieval_seconds: float = 0.0
    answer: Answer | None = None
    error: str | None = None  # a sentence for a person
    key: str = field(default_factory=lambda: uuid.uuid4().hex[:8])  # names its widgets


def recall_turns(exchanges: Sequence[Exchange]) -> list[Turn]:
    """The last turns that a follow-up may refer to, oldest first, without citation markers."""
    turns = [
        Turn(exchange.question, _MARKER.sub("", exchange.answer.text))
        for exchange in exchanges
        if exchange.answer is not None and exchange.answer.status in _TOLD
    ]
    return turns[-_REMEMBERED:]


class Conversations:
    """The latest conversations of a running page, each under a token that nobody can guess.

    A reload is a new session for the server: its address has the token. They are kept in memory only.
    """

    def __init__(self, most: int = _MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[str, list[Exchange]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, token: str, exchanges: list[Exchange]) -> None:
        """Remember the list itself: what is added to it later, or cleared, is so here too."""
        with self._lock:
            self._kept[token] = exchanges
            self._kept.move_to_end(token)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def recall(self, token: str, documents: Container[int]) -> list[Exchange]:
        """A list of its own of what was kept, without what tells of documents that are gone; [] when nothing was.

        `documents` holds the ids of those that are there.
        """
        with self._lock:
            exchanges = list(self._kept.get(token, ()))
        return [each for each in exchanges if all(number in documents for number in _documents_of(each))]


def _documents_of(exchange: Exchange) -> set[int]:
    citations = () if exchange.answer is None else exchange.answer.citations
    return {hit.passage.document_id for hit in exchange.hits} | {each.document_id for each in citations}
