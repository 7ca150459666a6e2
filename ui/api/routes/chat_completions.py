"""OpenAI's protocol, so that any chat program can use the library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.sse import format_sse_event

from rag.types import Answer, Finished
from ui.api.answer_stream import final_answer, watched
from ui.api.chat import QUOTES, Completion, models_value, read_conversation
from ui.api.chat_schemas import ChatReply, ChatRequest, Models
from ui.api.routes.asking import EVENTS
from ui.api.routes.common import ClientOf, ServiceOf
from ui.api.sse import BEAT_SECONDS, AnswerEvents, sse

_DONE = format_sse_event(data_str="[DONE]")
_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; with `stream` as chunks, the first of which comes when the answer is verified.",
        "content": {EVENTS: {"schema": {"type": "string"}}},
    }
}


def build_router() -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/v1", tags=["chat"])

    @router.get("/models", response_model=Models)
    async def list_models() -> Any:
        """`fundstelle` answers, `fundstelle-quotes` gives the closest sentences without a language model."""
        return models_value()

    @router.post("/chat/completions", response_model=ChatReply, responses=_STREAMED)
    async def complete(body: ChatRequest, request: Request, service: ServiceOf, client: ClientOf) -> Any:
        """The answer to the last message of the user; earlier ones are the conversation before it."""
        question = read_conversation(body)
        completion = Completion(body.model)

        def told(answer: Answer) -> Iterator[bytes]:
            yield from (sse(each) for each in completion.pieces(body, answer))
            yield _DONE

        if body.model == QUOTES:
            quoted = await service.quote(question, client)
            if body.stream:
                return Response(b"".join(told(quoted)), media_type=EVENTS)
            return completion.whole(body, quoted)
        stream = service.answer(question, client)
        if body.stream:
            # What the model drafts is not shown: what a chat program has shown cannot be taken back.
            return AnswerEvents(
                stream,
                lambda event: told(event.answer) if isinstance(event, Finished) else (),
                lambda problem: [sse(problem)],
                BEAT_SECONDS,
            )
        return completion.whole(body, await final_answer(watched(stream, request.receive)))

    return router
