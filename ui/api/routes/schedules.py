"""Schedules: list, add, remove, run now, pause."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path

from ingest.schedules.store import Schedule
from ui.api.operation_schemas import (
    QueuedReply,
    ScheduleRemovedReply,
    ScheduleReply,
    ScheduleRequest,
    SchedulesReply,
)
from ui.api.routes.common import ClientOf, ServiceOf
from ui.api.routes.sources import refusing_unusable
from ui.api.service import Service
from ui.scheduling import add_schedule, describe_schedule

_LONGEST_NAME = 200
Name = Annotated[str, Path(min_length=1, max_length=_LONGEST_NAME)]


def build_router() -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/v1/schedules", tags=["schedules"])

    @router.get("", response_model=SchedulesReply)
    async def list_schedules(service: ServiceOf, client: ClientOf) -> Any:
        """All schedules with their next and last runs."""
        return await service.read(client, lambda: _list(service))

    @router.post("", response_model=ScheduleReply, status_code=201)
    async def add(wanted: ScheduleRequest, service: ServiceOf, client: ClientOf) -> Any:
        """Queue a job at set times: `sync` with the payload `{"source": NAME}`, or `index`."""
        return await service.read(client, lambda: _add(service, wanted))

    @router.delete("/{name}", response_model=ScheduleRemovedReply)
    async def remove(name: Name, service: ServiceOf, client: ClientOf) -> Any:
        """Remove a schedule; what it queued stays."""
        await service.read(client, lambda: service.operations.schedules.remove(name))
        return {"removed": name}

    @router.post("/{name}/run", response_model=QueuedReply, status_code=202)
    async def run_now(name: Name, service: ServiceOf, client: ClientOf) -> Any:
        """Queue the job of a schedule at once."""
        traceparent = service.tracing.traceparent()
        queued = await service.read(client, lambda: service.operations.schedules.run_now(name, traceparent))
        return {"job": queued.job_id, "new": queued.new}

    @router.post("/{name}/pause", response_model=ScheduleReply)
    async def pause(name: Name, service: ServiceOf, client: ClientOf) -> Any:
        """Queue nothing for a schedule; what is missed meanwhile is not made up for."""
        return await service.read(client, lambda: _set_paused(service, name, paused=True))

    @router.post("/{name}/resume", response_model=ScheduleReply)
    async def resume(name: Name, service: ServiceOf, client: ClientOf) -> Any:
        """Go on with a schedule from its next time."""
        return await service.read(client, lambda: _set_paused(service, name, paused=False))

    return router


def _list(service: Service) -> dict[str, Any]:
    schedules = service.operations.schedules
    return {"schedules": [describe_schedule(schedules, each) for each in schedules.all()]}


def _add(service: Service, wanted: ScheduleRequest) -> dict[str, Any]:
    schedule = Schedule(wanted.name, wanted.cron, wanted.timezone, wanted.kind, dict(wanted.payload), wanted.jitter)
    schedules = service.operations.schedules
    with refusing_unusable():
        added = add_schedule(schedules, service.operations.sources, schedule)
    return describe_schedule(schedules, added)


def _set_paused(service: Service, name: str, *, paused: bool) -> dict[str, Any]:
    schedules = service.operations.schedules
    schedules.set_paused(name, paused)
    return describe_schedule(schedules, schedules.get(name))
