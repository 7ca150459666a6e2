"""One behaviour for every provider's model: streaming, cancelling, retrying, failing and counting."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk

from rag.errors import GenerationFailed, ReplyBroken, ReplyFiltered
from rag.native_citations import CITED_BLOCKS
from rag.providers.endings import CUT, LOST_ATTEMPT, End, judge_end
from rag.providers.failures import may_be_charged, translate
from rag.providers.retrying import Patience, next_pause
from rag.stopping import closed_after
from rag.streaming_model import StreamingChatModel

_FINISH_KEYS = ("finish_reason", "stop_reason", "stopReason")
# Between attempts a reader may stop the model; it learns of that when a chunk is handed over.
_SLICE_SECONDS = 0.2


class HostedChatModel(StreamingChatModel):
    """A model of a provider, wrapped: whatever it is, it behaves as described here.

    - A request that fails before the first word is sent again if that may help, after a pause that doubles and
      varies, or as long as the provider asks; meanwhile chunks without text come. After the first word it is not.
    - Whatever goes wrong is a GenerationFailed or one of its kinds, with a sentence that quotes nothing.
    - Chunks hold text; the last ones hold `usage_metadata`, if the provider counts, and in `response_metadata` the
      `finish_reason` and the provider's own `model_name`. The reason of a reply that became too long is `length`,
      whatever its provider calls it. A reply without an end, or that ends with an error, is a ReplyBroken.
    - Closing the stream closes the connection.
    """

    name_in_settings: str
    inner: BaseChatModel
    max_tokens: int = 512
    attempts: int = 4
    first_pause: float = 0.5  # seconds
    longest_pause: float = 20.0  # a provider that asks for more has failed
    options: dict[str, Any] = {}  # for each request  # noqa: RUF012 - pydantic copies it
    system_in_question: bool = False  # the model takes no instructions apart from the question

    def load(self) -> None:
        """Load what runs on this machine; for all else there is nothing to do. Raises ModelUnavailable."""
        load = getattr(self.inner, "load", None)
        if load is not None:
            load()

    @property
    def _llm_type(self) -> str:
        return "fundstelle-hosted"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        temperature = getattr(self.inner, "temperature", 0.0)
        return {"model": self.name_in_settings, "temperature": temperature, "max_tokens": self.max_tokens}

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Chunks as described above. Raises GenerationFailed."""
        given = _without_system(messages) if self.system_in_question else messages
        options = {"max_tokens": self.max_tokens, **self.options, **kwargs}
        for attempt in range(self.attempts):
            began = counted = False
            try:
                with closing(self._try(given, stop, options)) as chunks:
                    for chunk in chunks:
                        began = began or bool(chunk.text)
                        counted = counted or _usage(chunk.message) is not None
                        if run_manager is not None and chunk.text:
                            run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                        yield chunk
                return
            except GenerationFailed as failed:
                pause = None if began else self._pause(failed, attempt)
                if pause is None:
                    raise
                lost = may_be_charged(failed) and not counted
            yield from _wait(pause, lost=lost)

    def _try(
        self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]
    ) -> Generator[ChatGenerationChunk, None, None]:
        family, reasons = self.name_in_settings.partition(":")[0], list[str]()
        try:
            with closing(_open(self.inner, messages, stop, options)) as given:
                for message in given:
                    chunk = _normalize(message)
                    metadata = chunk.message.response_metadata
                    if "finish_reason" in metadata:
                        reasons.append(metadata["finish_reason"])
                        if judge_end(family, reasons) is End.CUT:
                            metadata["finish_reason"] = CUT
                    yield chunk
        except Exception as error:
            raise translate(error, self.name_in_settings) from error
        if not reasons:
            raise ReplyBroken(f"The reply of {self.name_in_settings} was cut off.")
        end = judge_end(family, reasons)
        if end is End.FILTERED:
            raise ReplyFiltered(f"The content filter of the provider of {self.name_in_settings} stopped the reply.")
        if end is End.BROKEN:
            raise ReplyBroken(f"The provider of {self.name_in_settings} ended the reply with an error.")

    def _pause(self, failed: GenerationFailed, attempt: int) -> float | None:
        """Seconds until the next attempt; None when there is none."""
        return next_pause(failed, attempt, Patience(self.attempts, self.first_pause, self.longest_pause))


def _open(
    model: BaseChatModel, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]
) -> Generator[BaseMessage, None, None]:
    with closed_after(model.stream(messages, stop=stop, **options)) as stream:
        yield from stream


def _normalize(message: BaseMessage) -> ChatGenerationChunk:
    """Only what we read: text, counts, end, name and what is cited."""
    metadata = message.response_metadata
    kept: dict[str, Any] = {key: metadata[key] for key in (CITED_BLOCKS,) if metadata.get(key)}
    finish = next((metadata[key] for key in _FINISH_KEYS if metadata.get(key)), None)
    if finish is not None:
        kept["finish_reason"] = str(finish).lower()
    name = metadata.get("model_name") or metadata.get("model")
    if name:
        kept["model_name"] = str(name)
    return ChatGenerationChunk(
        message=AIMessageChunk(content=str(message.text), response_metadata=kept, usage_metadata=_usage(message))
    )


def _usage(message: BaseMessage) -> UsageMetadata | None:
    usage: UsageMetadata | None = getattr(message, "usage_metadata", None)
    counted = message.response_metadata.get("token_count")  # Cohere's
    if usage is not None or not isinstance(counted, dict):
        return usage
    read, written = int(counted.get("input_tokens") or 0), int(counted.get("output_tokens") or 0)
    return UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)


def _without_system(messages: list[BaseMessage]) -> list[BaseMessage]:
    system = [message.text for message in messages if isinstance(message, SystemMessage)]
    rest = [message for message in messages if not isinstance(message, SystemMessage)]
    return [HumanMessage("\n\n".join([*system, rest[0].text])), *rest[1:]] if system and rest else messages


def _wait(seconds: float, *, lost: bool) -> Iterator[ChatGenerationChunk]:
    deadline = time.monotonic() + seconds
    if lost:
        yield ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata={LOST_ATTEMPT: True}))
    while True:
        # Whoever closes the stream ends the wait here.
        yield ChatGenerationChunk(message=AIMessageChunk(content=""))
        left = deadline - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(left, _SLICE_SECONDS))
