"""Stored answers: list, get, delete."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from rag.answer_log import Stored
from rag.errors import AnswersUnusable
from rag.types import AnswerStatus
from ui.api.routes.common import ClientOf, ServiceOf
from ui.api.schemas import AnswerRecordReply, AnswersReply, DeletedReply

_LONGEST_ID = 100
AnswerId = Annotated[str, Path(min_length=1, max_length=_LONGEST_ID)]


def build_router() -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/v1/answers", tags=["answers"])

    @router.get("", response_model=AnswersReply)
    async def list_answers(
        service: ServiceOf,
        client: ClientOf,
        limit: Annotated[int, Query(ge=1, le=1000)] = 20,
        status: AnswerStatus | None = None,
        before: Annotated[str | None, Query(max_length=_LONGEST_ID)] = None,
    ) -> Any:
        """Stored answers, newest first, those that are older than `before`."""
        chosen = None if status is None else str(status)
        found = await service.read(client, lambda: service.operations.answers.entries(limit + 1, chosen, before))
        following = found[limit - 1].id if len(found) > limit else None
        return {"answers": [asdict(each) for each in found[:limit]], "next": following}

    @router.get("/{answer_id}", response_model=AnswerRecordReply)
    async def get_answer(answer_id: AnswerId, service: ServiceOf, client: ClientOf) -> Any:
        """Everything that made an answer."""
        return _record(await service.read(client, lambda: service.operations.answers.load(answer_id)))

    @router.delete("/{answer_id}", response_model=DeletedReply)
    async def delete_answer(answer_id: AnswerId, service: ServiceOf, client: ClientOf) -> Any:
        """Delete an answer and those that repeat it; their text is overwritten."""
        return {"deleted": await service.read(client, lambda: service.operations.answers.delete([answer_id]))}

    return router


def _record(stored: Stored) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(stored.record)
    except ValueError as error:
        raise AnswersUnusable(f"The record of the answer {stored.id} cannot be read; it is damaged.") from error
    return {**record, "sha256": stored.sha256, "intact": stored.intact}
