"""Server-sent events: an answer as it comes about, with a sign of life while nothing happens."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from typing import Any

from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from rag.errors import FundstelleError
from rag.types import AnswerEvent
from ui.api.answer_stream import AnswerStream, watched
from ui.api.errors import ClientGone
from ui.api.problems import describe_problem, status_of
from ui.logs import log_unexpected

BEAT_SECONDS = 10.0


class AnswerEvents(Response):
    """A reply that streams an answer in the words of `tell`, and stops the model when the caller hangs up.

    `tell` gives the data of server-sent events for one event of the answer, `fail` for an error that comes after
    the reply has begun.
    """

    media_type = EventSourceResponse.media_type

    def __init__(
        self,
        stream: AnswerStream,
        tell: Callable[[AnswerEvent], Iterable[bytes]],
        fail: Callable[[dict[str, Any]], Iterable[bytes]],
        beat_seconds: float,
    ) -> None:
        super().__init__(headers={"x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._stream = stream
        self._tell = tell
        self._fail = fail
        self._beat = beat_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as ASGI has it
        """Send the events until there are no more."""
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            async with aclosing(self._chunks(receive)) as chunks:
                async for chunk in chunks:
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except ClientGone:
            return
        finally:
            self._stream.close()

    async def _chunks(self, receive: Receive) -> AsyncGenerator[bytes, None]:
        try:
            async with aclosing(watched(self._stream, receive, self._beat)) as events:
                last = time.monotonic()
                async for event in events:
                    chunks = [] if event is None else list(self._tell(event))
                    # Events that tell the caller nothing are no sign of life either.
                    if not chunks and time.monotonic() - last >= self._beat:
                        chunks = [KEEPALIVE_COMMENT]
                    for chunk in chunks:
                        yield chunk
                        last = time.monotonic()
        except ClientGone:
            raise
        except FundstelleError as error:
            status, code = status_of(error)
            problem = describe_problem(status, code, str(error))
        except Exception:  # noqa: BLE001 - the reply has begun: what went wrong can only be told in it
            error_id = log_unexpected("a question")
            sentence = f"Something went wrong inside Fundstelle. The log has details under {error_id}."
            problem = describe_problem(500, "unexpected", sentence)
        else:
            return
        for chunk in self._fail(problem):
            yield chunk


def sse(value: dict[str, Any], event: str | None = None) -> bytes:
    """One event with a JSON object as its data."""
    return format_sse_event(data_str=json.dumps(value, ensure_ascii=False), event=event)
