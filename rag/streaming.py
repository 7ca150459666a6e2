"""A model's chunks with a time limit: a provider that hangs costs one question, and only so long."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from rag.deadline import Deadline
from rag.errors import FundstelleError, GenerationFailed, ProviderUnavailable
from rag.stopping import closed_after

_END = object()
# Chunks that a model may be ahead of its reader, who may stop it at any.
_AHEAD = 4
_POLL_SECONDS = 0.05


def stream_chunks(
    model: BaseChatModel,
    messages: list[BaseMessage],
    options: dict[str, Any],
    seconds: float,
    first_seconds: float | None = None,
    deadline: Deadline | None = None,
) -> Generator[AIMessageChunk, None, None]:
    """The chunks of a reply; closing it stops the model at its next chunk.

    Raises GenerationFailed for whatever a provider raises, and ProviderUnavailable when the next chunk does not
    come until the deadline (without one: `seconds` after the first call), or the first with a text not until
    `first_seconds` after that call.
    """
    chunks: queue.Queue[Any] = queue.Queue(_AHEAD)
    stopped = threading.Event()
    reading = threading.Thread(
        target=_read, args=(model, messages, options, chunks, stopped), name="reply", daemon=True
    )
    reading.start()
    deadline = deadline or Deadline(seconds)
    first = None if first_seconds is None else Deadline(first_seconds)
    try:
        while (chunk := _next(chunks, deadline, first)) is not _END:
            if isinstance(chunk, Exception):
                with failing_as_model():
                    raise chunk
            if chunk.text:
                first = None
            yield chunk
    finally:
        stopped.set()


@contextmanager
def failing_as_model() -> Iterator[None]:
    """Whatever a model raises in the block is an error of ours: GenerationFailed, if it is none of them already."""
    try:
        yield
    except FundstelleError:
        raise
    except Exception as error:
        raise GenerationFailed(f"The language model did not answer: {error}") from error


def _read(
    model: BaseChatModel,
    messages: list[BaseMessage],
    options: dict[str, Any],
    chunks: queue.Queue[Any],
    stopped: threading.Event,
) -> None:
    try:
        with closing(_messages(model.stream(messages, **options))) as given:
            for chunk in given:
                _put(chunks, chunk, stopped)
                if stopped.is_set():
                    return
    except Exception as error:  # noqa: BLE001 - handed to the thread that waits, which raises it
        _put(chunks, error, stopped)
    finally:
        _put(chunks, _END, stopped)


def _put(chunks: queue.Queue[Any], chunk: Any, stopped: threading.Event) -> None:
    """Hand a chunk over as soon as there is room, unless nobody reads any more."""
    while not stopped.is_set():
        with suppress(queue.Full):
            chunks.put(chunk, timeout=_POLL_SECONDS)
            return


def _messages(given: Iterator[Any]) -> Generator[AIMessageChunk, None, None]:
    with closed_after(given):
        yield from (chunk for chunk in given if isinstance(chunk, AIMessageChunk))


def _next(chunks: queue.Queue[Any], deadline: Deadline, first: Deadline | None) -> Any:
    """The next chunk; `first`: until when there must be one with a text, if there was none yet."""
    end = deadline.end if first is None else min(deadline.end, first.end)
    left = end - time.monotonic()
    try:
        # A model that only says that it still waits has not begun.
        if left > 0:
            return chunks.get(timeout=left)
    except queue.Empty:
        pass
    if first is not None and first.end <= deadline.end:
        raise ProviderUnavailable(
            f"The language model did not begin within {first.seconds:g} seconds."
        ) from TimeoutError()
    raise ProviderUnavailable(
        f"The language model did not finish within {deadline.seconds:g} seconds."
    ) from TimeoutError()
