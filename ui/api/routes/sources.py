"""Sources: list, add, dry run, sync, confirm, remove."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from ingest.sources.permitting import permit
from ingest.sources.registry import find_kind
from ingest.sources.types import Task
from rag.errors import ConfigurationError
from ui.api.errors import RequestUnusable
from ui.api.operation_schemas import (
    PlanReply,
    QueuedReply,
    SourceRemovedReply,
    SourceReply,
    SourceRequest,
    SourcesReply,
)
from ui.api.routes.common import ClientOf, ServiceOf
from ui.api.service import Service
from ui.scheduling import NewSource, Timing, add_source
from ui.source_texts import describe_source, describe_sync

_LONGEST_NAME = 64
_MOST_REJECTED = 100
Name = Annotated[str, Path(min_length=1, max_length=_LONGEST_NAME)]


def build_router() -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/v1/sources", tags=["sources"])

    @router.get("", response_model=SourcesReply)
    async def list_sources(service: ServiceOf, client: ClientOf) -> Any:
        """All sources and how their last syncs ended."""
        return await service.read(client, lambda: _list(service))

    @router.post("", response_model=SourceReply, status_code=201)
    async def add(wanted: SourceRequest, service: ServiceOf, client: ClientOf) -> Any:
        """Follow a place: a public site, or what `api_source_folders` allows; `/v1/source-kinds` has the kinds."""
        return await service.read(client, lambda: _add(service, wanted))

    @router.get("/{name}", response_model=SourceReply)
    async def get_source(name: Name, service: ServiceOf, client: ClientOf) -> Any:
        """One source."""
        return await service.read(client, lambda: _describe(service, name))

    @router.delete("/{name}", response_model=SourceRemovedReply)
    async def remove_source(
        name: Name,
        service: ServiceOf,
        client: ClientOf,
        keep_documents: Annotated[bool, Query(description="they stay as if they had been uploaded")] = False,
    ) -> Any:
        """Stop following a source; its documents and its schedules go with it."""
        removed = await service.lanes.plans.run(
            client, lambda: service.operations.sources.remove(name, keep_documents=keep_documents)
        )
        return {"removed": name, "documents": len(removed)}

    @router.post("/{name}/dry-run", response_model=PlanReply)
    async def plan_sync(name: Name, service: ServiceOf, client: ClientOf) -> Any:
        """What a sync would do now; it looks at the source and changes nothing."""
        stop = threading.Event()
        try:
            report = await service.lanes.plans.run(
                client, lambda: service.operations.sources.sync(name, Task(stop=stop), dry_run=True)
            )
        finally:
            stop.set()  # nobody waits for it any more
        return describe_sync(report, [(each.item, each.reason) for each in report.failed])

    @router.post("/{name}/sync", response_model=QueuedReply, status_code=202)
    async def sync(name: Name, service: ServiceOf, client: ClientOf) -> Any:
        """Queue a sync; `/v1/jobs/ID` says how it goes."""
        return await service.read(client, lambda: _queue(service, name))

    @router.post("/{name}/confirm", response_model=QueuedReply, status_code=202)
    async def confirm(name: Name, service: ServiceOf, client: ClientOf) -> Any:
        """Allow the removal that waits, and queue the sync that does it."""
        return await service.read(client, lambda: _confirm(service, name))

    return router


def _list(service: Service) -> dict[str, Any]:
    return {"sources": [_describe(service, each.name) for each in service.operations.sources.all()]}


def _describe(service: Service, name: str) -> dict[str, Any]:
    sources = service.operations.sources
    rejected = sources.rejected(name)[:_MOST_REJECTED]
    return describe_source(sources.find(name), sources.count_documents(name), rejected)


def _add(service: Service, wanted: SourceRequest) -> dict[str, Any]:
    timing = None if wanted.cron is None else Timing(wanted.cron, wanted.timezone, wanted.jitter)
    with refusing_unusable():
        allowed = service.settings.api_source_folders
        location = permit(find_kind(wanted.kind), wanted.kind, wanted.location, wanted.options, allowed)
        source = NewSource(wanted.name, wanted.kind, location, wanted.options, timing)
        add_source(service.operations.schedules, service.operations.sources, source)
    return _describe(service, wanted.name)


def _queue(service: Service, name: str) -> dict[str, Any]:
    queued = service.operations.sync_later(
        service.operations.sources.find(name).name, service.tracing.traceparent()
    )
    return {"job": queued.job_id, "new": queued.new}


def _confirm(service: Service, name: str) -> dict[str, Any]:
    with refusing_unusable():
        service.operations.sources.confirm(name)
    return _queue(service, name)


@contextmanager
def refusing_unusable() -> Iterator[None]:
    """What cannot be used here came with the request, not from the settings. Raises RequestUnusable."""
    try:
        yield
    except ConfigurationError as error:
        raise RequestUnusable(str(error)) from error
