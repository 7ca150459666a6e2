"""Whether the service lives, and whether it can answer: open to whoever watches it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

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
        try:
            reasons = await service.lanes.checks.run("ready", lambda: readiness.reasons(service.operations.catalog))
        except FundstelleError as error:
            reasons = [str(error)]
        return JSONResponse({"ready": not reasons, "reasons": reasons}, 503 if reasons else 200)

    return router
