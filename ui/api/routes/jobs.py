"""Jobs: list, get, cancel, retry; and the queue as a whole."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from ingest.jobs.queue import find_job
from ingest.jobs.types import JobState
from ui.api.operation_schemas import CancelledReply, JobsReply, JobWithRunsReply, QueuedReply, QueueReply
from ui.api.routes.common import ClientOf, ServiceOf
from ui.api.service import Service
from ui.job_texts import iso, job_json, run_json

# SQLite's integers end there.
_LARGEST = 2**63 - 1
_MOST_LISTED = 1000
JobId = Annotated[int, Path(ge=1, le=_LARGEST)]


def build_router() -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/v1", tags=["jobs"])

    @router.get("/jobs", response_model=JobsReply)
    async def list_jobs(
        service: ServiceOf,
        client: ClientOf,
        limit: Annotated[int, Query(ge=1, le=_MOST_LISTED)] = 20,
        state: JobState | None = None,
    ) -> Any:
        """Jobs: running, waiting in their order, then ended, the last first."""
        return await service.read(client, lambda: _list(service, limit, state))

    @router.get("/jobs/{job_id}", response_model=JobWithRunsReply)
    async def get_job(job_id: JobId, service: ServiceOf, client: ClientOf) -> Any:
        """A job and its runs, with counts and reasons."""
        return await service.read(client, lambda: _show(service, job_id))

    @router.post("/jobs/{job_id}/cancel", response_model=CancelledReply)
    async def cancel(job_id: JobId, service: ServiceOf, client: ClientOf) -> Any:
        """Cancel a job; one that runs ends at its next step."""
        state = await service.read(client, lambda: service.operations.queue.cancel(job_id))
        return {"id": job_id, "state": str(state)}

    @router.post("/jobs/{job_id}/retry", response_model=QueuedReply, status_code=202)
    async def retry(job_id: JobId, service: ServiceOf, client: ClientOf) -> Any:
        """Run a job again, or now instead of later."""
        number = await service.read(client, lambda: service.operations.queue.retry(job_id))
        return {"job": number, "new": number == job_id}

    @router.post("/queue/pause", response_model=QueueReply)
    async def pause(service: ServiceOf, client: ClientOf) -> Any:
        """Start no further job; what runs goes on."""
        await service.read(client, service.operations.queue.pause)
        return {"paused": True}

    @router.post("/queue/resume", response_model=QueueReply)
    async def resume(service: ServiceOf, client: ClientOf) -> Any:
        """Start jobs again."""
        await service.read(client, service.operations.queue.resume)
        return {"paused": False}

    return router


def _list(service: Service, limit: int, state: JobState | None) -> dict[str, Any]:
    with service.operations.board() as board:
        jobs = board.jobs(limit, () if state is None else (state,))
        return {
            "paused": iso(board.paused_since()),
            "counts": board.counts(),
            "jobs": [job_json(job, board.situation(job)) for job in jobs],
        }


def _show(service: Service, job_id: int) -> dict[str, Any]:
    with service.operations.board() as board:
        job = find_job(board.connection, job_id)
        runs = [run_json(run) for run in board.runs(job_id)]
        return {**job_json(job, board.situation(job)), "runs": runs}
