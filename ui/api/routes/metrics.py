"""The numbers of the service."""

from __future__ import annotations

from typing import Any

import prometheus_client
from fastapi import APIRouter, Response

from ui.api.routes.common import ClientOf, ServiceOf

_NUMBERS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}


def build_router() -> APIRouter:
    """The route."""
    router = APIRouter(tags=["health"])

    @router.get("/metrics", response_class=Response, responses=_NUMBERS)
    async def metrics(service: ServiceOf, client: ClientOf) -> Response:
        """Numbers for Prometheus."""
        numbers = await service.lanes.checks.run(client, service.metrics.render)
        return Response(numbers, media_type=prometheus_client.CONTENT_TYPE_LATEST)

    return router
