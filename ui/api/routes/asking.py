"""Search and ask."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from rag.answer_record import QUOTES
from rag.types import AnswerEvent, Token
from ui.api.answer_stream import final_answer, watched
from ui.api.replies import answer_value, event_value, search_value
from ui.api.routes.common import ClientOf, ServiceOf
from ui.api.schemas import AnswerReply, AskRequest, SearchReply, SearchRequest
from ui.api.sse import BEAT_SECONDS, AnswerEvents, sse

EVENTS = "text/event-stream"
_EVENTS_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The verified answer; with `Accept: text/event-stream` the events `retrieved`, `quoted`,"
        " `token` (a draft) and `finished`, or `failed`, each with a JSON object.",
        "content": {EVENTS: {"schema": {"type": "string"}}},
    }
}


def build_router() -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/v1", tags=["questions"])

    @router.post("/search", response_model=SearchReply, response_model_exclude_unset=True)
    async def search(body: SearchRequest, service: ServiceOf, client: ClientOf) -> Any:
        """The passages that fit a question best; no language model is used."""
        hits = await service.search(body.as_question(), client)
        return search_value(body.question, hits, body.as_of)

    @router.post(
        "/ask", response_model=AnswerReply, response_model_exclude_unset=True, responses=_EVENTS_DOCUMENTED
    )
    async def ask(body: AskRequest, request: Request, service: ServiceOf, client: ClientOf) -> Any:
        """The verified answer to a question, with the places that carry it.

        When the caller hangs up, the language model stops.
        """
        question = body.as_question()
        if body.mode == QUOTES:
            return answer_value(await service.quote(question, client))
        stream = service.answer(question, client)
        if _wants_events(request):
            return AnswerEvents(stream, _tell, _fail, BEAT_SECONDS)
        return answer_value(await final_answer(watched(stream, request.receive)))

    return router


def _wants_events(request: Request) -> bool:
    return EVENTS in request.headers.get("accept", "").lower()


def _tell(event: AnswerEvent) -> list[bytes]:
    if event == Token(""):
        return []  # text is held back
    name, value = event_value(event)
    return [sse(value, name)]


def _fail(problem: dict[str, Any]) -> list[bytes]:
    return [sse(problem, "failed")]
