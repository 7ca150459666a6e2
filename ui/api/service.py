"""What all routes work with: one library, its lanes, its numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from ingest.intake import Intake
from rag.config import Settings
from rag.history import AsOf
from rag.library import LibraryApi
from rag.types import Answer, AnswerEvent, Finished, Hit, Turn
from ui.api.answer_stream import AnswerStream
from ui.api.lanes import Lane
from ui.api.metrics import Metrics
from ui.api.tracing import Tracing, open_tracing
from ui.api.upload_keys import UploadKeys
from ui.bootstrap import Openers, open_operations
from ui.operations import Operations

Result = TypeVar("Result")
_HOSTED_ANSWERS = 4
# Until it is known how long something takes here.
_ANSWER_SECONDS, _SEARCH_SECONDS, _UPLOAD_SECONDS, _READ_SECONDS, _PICTURE_SECONDS = 10.0, 0.1, 1.0, 0.1, 0.5
_UPLOAD_LIMIT_SECONDS = 3600.0
_WAITING = 128
_PLANS, _CHANGES, _PLAN_SECONDS = 8, 8, 5.0
_UPLOADS, _READERS, _PICTURES, _CHECKS = 4, 4, 2, 2


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, wherever it came in."""

    text: str
    k: int = 10
    documents: tuple[str, ...] | None = None
    history: tuple[Turn, ...] = ()
    as_of: AsOf = None


@dataclass(frozen=True, slots=True)
class Lanes:
    """Each kind of work has threads and a line of its own, so that none waits for another."""

    answers: Lane
    searches: Lane
    uploads: Lane
    files: Lane  # reads and writes of the catalog, short
    pictures: Lane
    plans: Lane  # dry runs and removals of sources, which may take minutes
    changes: Lane  # other generations are shown; they want the right to write, and a gate asks its questions before
    checks: Lane  # whether all is well must be known when nothing else gets through


@dataclass(frozen=True, slots=True)
class Service:
    """One library as it is served."""

    settings: Settings
    openers: Openers
    library: LibraryApi
    intake: Intake
    operations: Operations
    uploads: UploadKeys
    lanes: Lanes
    metrics: Metrics
    tracing: Tracing

    def answer(self, question: Question, client: str) -> AnswerStream:
        """An answer as events; to be closed. Raises TooBusy at once, when there is no room in the line."""
        place = self.lanes.answers.enter(client)
        spans = self.tracing.answer()

        def watch(event: AnswerEvent) -> None:
            spans.note(event)
            if isinstance(event, Finished):
                self.metrics.count_answer(event.answer)

        return AnswerStream(
            place,
            lambda: self.library.answer(
                question.text,
                k=question.k,
                history=question.history,
                documents=question.documents,
                as_of=question.as_of,
            ),
            self.settings.api_request_seconds,
            watch,
            spans,
        )

    async def quote(self, question: Question, client: str) -> Answer:
        """The closest sentences as the answer. Raises TooBusy and TookTooLong."""
        with self.tracing.step("quotes"):
            answer = await self.lanes.searches.run(
                client,
                lambda: self.library.quote(
                    question.text,
                    k=question.k,
                    history=question.history,
                    documents=question.documents,
                    as_of=question.as_of,
                ),
            )
        self.metrics.count_answer(answer)
        return answer

    async def search(self, question: Question, client: str) -> list[Hit]:
        """The best passages. Raises TooBusy and TookTooLong."""
        with self.tracing.step("search") as span:
            hits = await self.lanes.searches.run(
                client,
                lambda: self.library.search(
                    question.text, k=question.k, documents=question.documents, as_of=question.as_of
                ),
            )
            span.set_attribute("fundstelle.hits", len(hits))
        return hits

    async def read(self, client: str, work: Callable[[], Result]) -> Result:
        """Something short that reads or writes files. Raises TooBusy and TookTooLong."""
        return await self.lanes.files.run(client, work)

    def close(self) -> None:
        """Send the last traces, write down the last numbers and close the catalogs."""
        self.tracing.close()
        self.metrics.close()
        self.operations.close()


def open_service(settings: Settings, openers: Openers) -> Service:
    """A service over a library. Raises ConfigurationError when traces are wanted that cannot be sent."""
    workspace = openers.workspace(settings)
    operations = open_operations(settings)
    metrics = Metrics(operations)
    lanes = _open_lanes(settings)
    for name in ("answers", "searches", "uploads"):
        metrics.watch_lane(name, getattr(lanes, name))
    return Service(
        settings,
        openers,
        workspace.library,
        workspace.intake,
        operations,
        UploadKeys(operations.directory.requests, workspace.intake),
        lanes,
        metrics,
        open_tracing(settings),
    )


def _open_lanes(settings: Settings) -> Lanes:
    limit = settings.api_request_seconds
    answers = settings.api_concurrent_answers or (1 if settings.answers_here else _HOSTED_ANSWERS)
    return Lanes(
        answers=Lane(answers, settings.api_waiting_answers, _ANSWER_SECONDS, limit),
        searches=Lane(max(2, settings.thread_count), _WAITING, _SEARCH_SECONDS, limit),
        uploads=Lane(_UPLOADS, _WAITING, _UPLOAD_SECONDS, _UPLOAD_LIMIT_SECONDS),
        files=Lane(_READERS, _WAITING, _READ_SECONDS, limit),
        pictures=Lane(_PICTURES, _WAITING, _PICTURE_SECONDS, limit),
        plans=Lane(1, _PLANS, _PLAN_SECONDS, limit),
        changes=Lane(1, _CHANGES, _PLAN_SECONDS, limit),
        checks=Lane(_CHECKS, _WAITING, _READ_SECONDS, limit),
    )
