"""Small deterministic models on the product's own protocols, for tests of everything around them."""

from __future__ import annotations

import hashlib
import math
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from ingest.indexer import Indexer
from rag.config import Settings
from rag.embedders.choice import EmbedderChoice
from rag.embedding import TokenVectors, Vectors
from rag.library import Library
from ui.bootstrap import Openers, Workspace, open_intake

_WORD = re.compile(r"\w+")


class HashingEmbedder:
    """A bag of hashed words in a narrow cone, as real embedders have it: unrelated texts have a cosine of 0.75."""

    max_tokens = 512

    def __init__(
        self, seconds_a_text: float = 0.0, fingerprint: str = "hashing@1/cone", dimension: int = 64
    ) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self.embedded: list[str] = []
        self._seconds = seconds_a_text

    def embed_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors of shape (n, 64)."""
        self.embedded.extend(texts)
        time.sleep(self._seconds * len(texts))
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([_embed(text, self.dimension) for text in texts])

    def embed_question(self, text: str) -> Vectors:
        """A vector of shape (64,)."""
        return _embed(text, self.dimension)

    def embed_tokens(self, texts: Sequence[str], *, question: bool = False) -> list[TokenVectors]:
        """Words are tokens, and the same word is the same vector everywhere."""
        return [_embed_words(text, self.dimension) for text in texts]

    def count_tokens(self, text: str) -> int:
        """Words."""
        return len(_WORD.findall(text))


def _embed(text: str, dimension: int) -> Vectors:
    bag = np.zeros(dimension)
    for word in _WORD.findall(text.lower()):
        bag[1 + int.from_bytes(hashlib.blake2b(word.encode(), digest_size=4).digest()) % (dimension - 1)] += 1.0
    length = float(np.linalg.norm(bag))
    vector = 0.5 * bag / length if length else bag
    vector[0] = math.sqrt(1.0 - float(vector @ vector))
    return vector.astype(np.float32)


def _embed_words(text: str, dimension: int) -> TokenVectors:
    words = list(_WORD.finditer(text))
    vectors = np.stack([_embed(word.group(), dimension) for word in words]) if words else np.empty((0, dimension))
    spans = np.array([word.span() for word in words], dtype=np.int64).reshape(-1, 2)
    return TokenVectors(vectors.astype(np.float32), spans)


class ScriptedModel(BaseChatModel):
    """Writes the same reply to every question, a word at a time; or fails after `fail_after` words."""

    reply: str
    fail_after: int | None = None
    seconds_a_word: float = 0.0

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any
    ) -> ChatResult:
        raise NotImplementedError("it only streams")

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for number, word in enumerate(re.findall(r"\S+\s*", self.reply)):
            if number == self.fail_after:
                raise RuntimeError("the model fell over")
            time.sleep(self.seconds_a_word)
            yield ChatGenerationChunk(message=AIMessageChunk(content=word))


class JudgingModel(ScriptedModel):
    """Says of each question what `replies` hold under a word of it: the probability of yes, and the reply.

    It is as sure of every word as of its yes.
    """

    reply: str = "NOT_FOUND"
    replies: dict[str, tuple[float, str]]
    asked: int = 0
    is_trained: bool = False
    loaded: int = 0

    def load(self) -> None:
        """Nothing to read."""
        self.loaded += 1

    def yes_probability(self, messages: list[BaseMessage]) -> float:
        """Between 0 and 1."""
        self.asked += 1
        return self._find(messages)[0]

    def _stream(self, messages: list[BaseMessage], *rest: Any, **options: Any) -> Iterator[ChatGenerationChunk]:
        certainty, reply = self._find(messages)
        for chunk in ScriptedModel(reply=reply)._stream(messages, *rest, **options):
            tokens = [{"token": chunk.message.content, "logprob": math.log(certainty)}]
            chunk.message.response_metadata = {"logprobs": tokens}
            yield chunk

    def _find(self, messages: list[BaseMessage]) -> tuple[float, str]:
        question = str(messages[-1].content).rsplit("Question", 1)[-1]
        return next((found for word, found in self.replies.items() if word in question), (0.01, self.reply))


def fake_openers(
    embedder: HashingEmbedder | None = None,
    model: BaseChatModel | None = None,
    *,
    compared: Mapping[str, BaseChatModel] | None = None,
    crash_on: str | None = None,
) -> Openers:
    """Openers with the given models. A question that contains `crash_on` raises what no one expects."""
    seconds = float(os.environ.get("FAKE_EMBEDDING_SECONDS", "0"))
    shared = embedder or HashingEmbedder(seconds)

    def open_other(choice: EmbedderChoice, _: int | None) -> HashingEmbedder:
        return other_embedder(choice.name, seconds)

    def open_workspace(settings: Settings) -> Workspace:
        library = _CrashingLibrary(settings, embedder=shared, model=model, opener=open_other, compared=compared)
        library.crash_on = crash_on
        return Workspace(settings, library, open_intake(settings))

    return Openers(open_workspace, lambda settings: Indexer(settings, lambda: shared, open_other))


def other_embedder(name: str, seconds: float = 0.0) -> HashingEmbedder:
    """One whose vectors are of another length."""
    return HashingEmbedder(seconds, f"{name}@1/cone", 32)


class _CrashingLibrary(Library):
    crash_on: str | None = None

    def _checked(self, question: str) -> str:
        if self.crash_on is not None and self.crash_on in question:
            raise RuntimeError(question)
        return super()._checked(question)
