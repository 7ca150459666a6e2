"""Generations: list, and what differs between two of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query

from rag.history import compare_generations, find_generation, list_generations
from ui.api.operation_schemas import DifferencesReply, GenerationsReply
from ui.api.routes.common import ClientOf, ServiceOf
from ui.api.routes.sources import refusing_unusable
from ui.api.service import Service
from ui.gate.running import find_staged

_LONGEST_MOMENT = 40
Moment = Annotated[
    str, Query(min_length=1, max_length=_LONGEST_MOMENT, description="a generation, a date or a time")
]


def build_router() -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/v1/generations", tags=["generations"])

    @router.get("", response_model=GenerationsReply)
    async def list_all(service: ServiceOf, client: ClientOf) -> Any:
        """The generations that can be looked at, newest first, and how much is staged."""
        return await service.read(client, lambda: _list(service))

    @router.get("/diff", response_model=DifferencesReply)
    async def diff(before: Moment, then: Moment, service: ServiceOf, client: ClientOf) -> Any:
        """Which documents differ between two generations."""
        return await service.read(client, lambda: _compare(service, before, then))

    return router


def _list(service: Service) -> dict[str, Any]:
    with service.operations.catalog.snapshot() as snapshot:
        found, present = list_generations(snapshot), snapshot.generation
    waiting = find_staged(service.operations.catalog)
    return {
        "generation": present,
        "generations": [asdict(each) for each in found],
        "staged": 0 if waiting is None else len(waiting.changes),
        "held_back": waiting is not None and waiting.held_back is not None,
    }


def _compare(service: Service, before: str, then: str) -> dict[str, Any]:
    with refusing_unusable(), service.operations.catalog.snapshot() as snapshot:
        first, second = (find_generation(snapshot, each) for each in (before, then))
        found = compare_generations(snapshot, first, second)
    documents = [{"document": each.name, "change": each.change} for each in found]
    return {"before": first, "then": second, "documents": documents}
