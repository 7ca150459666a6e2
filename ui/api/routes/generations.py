"""Generations: list, compare, go back to one; and the staged set: look at it, publish it, discard it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query

from rag.history import compare_generations, find_generation, list_generations
from ui.api.changing import change, discard, publish, roll_back
from ui.api.operation_schemas import (
    ChangeRequest,
    DifferencesReply,
    DiscardedReply,
    GenerationsReply,
    OutcomeReply,
    PublishRequest,
    RollbackRequest,
    RolledReply,
    StagedReply,
)
from ui.api.routes.common import ClientOf, ServiceOf
from ui.api.schemas import LONGEST_MOMENT
from ui.api.service import Service
from ui.commands.gate import describe_changes, describe_outcome
from ui.gate.running import find_staged

Moment = Annotated[
    str, Query(min_length=1, max_length=LONGEST_MOMENT, description="a generation, a date or a time")
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

    @router.post("/rollback", response_model=RolledReply)
    async def go_back(wanted: RollbackRequest, service: ServiceOf, client: ClientOf) -> Any:
        """Show again what a generation showed, as a new generation."""
        return asdict(await change(service, client, roll_back(wanted.to, wanted.wait)))

    @router.get("/staged", response_model=StagedReply)
    async def get_staged(service: ServiceOf, client: ClientOf) -> Any:
        """What is staged, and why it is held back, if it is."""
        return await service.read(client, lambda: _staged(service))

    @router.post("/publish", response_model=OutcomeReply)
    async def publish_staged(wanted: PublishRequest, service: ServiceOf, client: ClientOf) -> Any:
        """Publish the staged set, if the gate lets it through; else it is held back, and `ending` says so."""
        return describe_outcome(await change(service, client, publish(wanted.wait, anyway=wanted.anyway)))

    @router.post("/discard", response_model=DiscardedReply)
    async def discard_staged(wanted: ChangeRequest, service: ServiceOf, client: ClientOf) -> Any:
        """Erase the staged set."""
        return {"discarded": await change(service, client, discard(wanted.wait))}

    return router


def _list(service: Service) -> dict[str, Any]:
    catalog = service.operations.catalog
    with catalog.snapshot() as snapshot:
        found, present = list_generations(snapshot), snapshot.generation
    waiting = find_staged(catalog)
    return {
        "generation": present,
        "generations": [asdict(each) for each in found],
        "staged": 0 if waiting is None else len(waiting.changes),
        "held_back": waiting is not None and waiting.held_back is not None,
    }


def _compare(service: Service, before: str, then: str) -> dict[str, Any]:
    with service.operations.catalog.snapshot() as snapshot:
        first, second = (find_generation(snapshot, each) for each in (before, then))
        found = compare_generations(snapshot, first, second)
    documents = [{"document": each.name, "change": each.change} for each in found]
    return {"before": first, "then": second, "documents": documents}


def _staged(service: Service) -> dict[str, Any]:
    waiting = find_staged(service.operations.catalog)
    if waiting is None:
        return {"changes": [], "held_back": None}
    return {"changes": describe_changes(waiting.changes), "held_back": waiting.held_back}
