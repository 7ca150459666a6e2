"""What is known of an answer while it comes about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from rag.answerability import Signals
from rag.confidence import ScoredToken, answer_confidence
from rag.deadline import Deadline
from rag.errors import GenerationFailed
from rag.evidence import Reading
from rag.examining import Examiner
from rag.history import AsOf
from rag.providers.endings import CUT
from rag.retrieval import Retrieval
from rag.sentences import whole_sentences
from rag.types import Citation, Passage, Turn, Usage


@dataclass
class Reply:
    """What the model was given and wrote, and what speaks for it."""

    messages: list[BaseMessage]
    passages: Sequence[Passage]
    signals: Signals
    options: dict[str, Any] = field(default_factory=dict)  # for the model's stream
    text: str = ""
    first_word: float | None = None  # seconds until it came
    tokens: list[ScoredToken] = field(default_factory=list)
    examiner: Examiner | None = None  # of the passages, once the model was asked to write
    quote: Citation | None = None  # what an extractive reader found, which writes nothing of its own
    is_cut: bool = False  # a limit of tokens ended it
    naming: list[BaseMessage] = field(default_factory=list)  # how the model is asked for the words that answer
    words: str = ""  # what it named then

    def note_end(self, chunk: AIMessageChunk) -> None:
        """Take in how the reply ends, if this chunk says it."""
        self.is_cut = self.is_cut or chunk.response_metadata.get("finish_reason") == CUT

    def drop_unfinished(self) -> None:
        """Of a reply that was cut, only whole sentences count. Raises GenerationFailed when there is none."""
        if self.is_cut:
            self.text = whole_sentences(self.text)
            if not self.text.strip():
                raise GenerationFailed("The language model reached its limit of tokens within its first sentence.")

    def weigh_words(self, question: str) -> None:
        """Take into account how sure the model was of what it told, however the reply ended."""
        self.signals = replace(self.signals, confidence=answer_confidence(self.tokens, question))


@dataclass
class Draft:
    """What every kind of answer to one question has in common."""

    question: str
    asked: str  # self-contained
    language: str
    retrieval: Retrieval
    begun: float  # on the monotonic clock
    timings: dict[str, float]  # seconds by stage
    history: tuple[Turn, ...]
    deadline: Deadline  # of the whole answer
    as_of: AsOf = None  # None: the library as it is
    documents: tuple[str, ...] | None = None  # the question is restricted to these
    closeness: float | None = None  # the highest of any passage found for it, if that is known
    translated: str = ""  # the question in the other language, if it was searched for so, too
    quotes: tuple[Citation, ...] = ()  # the closest sentences
    readings: list[Reading] | None = None  # the passages found, in the order in which they are read, once known
    signals: dict[str, float] = field(default_factory=dict)
    reply: Reply | None = None
    objections: list[str] = field(default_factory=list)  # of the content filter
    withheld: list[str] = field(default_factory=list)  # what it objects to in words of documents that are not shown
    model: BaseChatModel | None = None  # the one that was asked last
    model_name: str = ""
    usage: Usage | None = None
    taken: int = 0  # tokens that earlier parts of the question took
    judged: dict[tuple[int, str], float] = field(default_factory=dict)  # how likely an excerpt of a passage answers
    set_aside: set[int] = field(default_factory=set)  # passages whose answer was carried by nothing
    passed_over: list[tuple[str, str]] = field(default_factory=list)  # models that did not deliver, and why

    def note_closeness(self, readings: Iterable[Reading]) -> None:
        """Take into account how close passages come to what is asked."""
        known = [self.closeness, *(each.closeness for each in readings)]
        self.closeness = max((each for each in known if each is not None), default=None)
