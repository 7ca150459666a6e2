"""Whether the service lives, and whether it can answer: open to whoever watches it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ingest.jobs.liveness import living_workers
from rag.errors import FundstelleError
from ui.api.readiness import Readiness
from ui.api.routes.common import ServiceOf
from ui.api.schemas import LiveReply, ReadyReply

_NOT_READY: dict[int | str, dict[str, Any]] = {
    503: {"model": ReadyReply, "description": "Questions cannot be answered now; `reasons` says why."}
}


def build_router(readiness: Readiness) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["health"])

    @router.get("/health/live", response_model=LiveReply)
    async def live() -> Any:
        """The process answers."""
        return {"live": True}

    @router.get("/health/ready", response_model=ReadyReply, responses=_NOT_READY)
    async def ready(service: ServiceOf) -> Any:
        """Whether questions can be answered now."""
        operations = service.operations

        def look() -> tuple[list[str], bool]:
            # Questions are answered without a worker as well, so that is told beside.
            return readiness.reasons(operations.catalog), bool(living_workers(operations.directory))

        worker: bool | None
        try:
            reasons, worker = await service.lanes.checks.run("ready", look)
        except FundstelleError as error:
            reasons, worker = [str(error)], None
        return JSONResponse({"ready": not reasons, "reasons": reasons, "worker": worker}, 503 if reasons else 200)

    return router
