"""The shapes of sources, schedules, jobs and generations. Replies are those of the commands with `--json`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from ingest.schedules.store import LONGEST_JITTER
from ui.api.schemas import Moment, Reply, RequestBody

_LONGEST_LOCATION = 2_000
_LONGEST_TEXT = 200
_MOST_OPTIONS = 50
_MOST_PAYLOAD = 10
_LONGEST_WAIT = 60

SourceName = Annotated[str, StringConstraints(pattern=r"^\w[\w.-]{0,63}$")]
ScheduleName = Annotated[str, StringConstraints(pattern=r"^\w[\w. -]{0,99}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST_TEXT)]


class SourceRequest(RequestBody):
    """A place to follow. Options are those of `fundstelle source add`, with underscores."""

    name: SourceName
    kind: Line
    location: Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST_LOCATION)]
    options: dict[str, Any] = Field({}, max_length=_MOST_OPTIONS)
    cron: Line | None = Field(None, description="when to sync it; unset: when somebody asks for it")
    timezone: Line = Field("UTC", description="whose clock `cron` means")
    jitter: int = Field(0, ge=0, le=LONGEST_JITTER, description="longest delay of each sync, seconds")


class ProblemReply(Reply):
    """Something of a source that was not taken, and why."""

    item: str
    reason: str


class SourceReply(Reply):
    """A source and how its last sync ended."""

    source: str
    kind: str
    location: str
    options: dict[str, Any]
    documents: int
    rejected: list[ProblemReply] = Field(description="the first ones")
    state: str
    reason: str | None
    added: str
    synced: str | None


class SourcesReply(Reply):
    """All sources by name."""

    sources: list[SourceReply]


class RenamedReply(Reply):
    """A document that gets another name."""

    from_: str = Field(alias="from")
    to: str


class PlanReply(Reply):
    """What a sync would do."""

    source: str
    dry_run: Literal[True]
    state: str
    reason: str | None = Field(description="why it would wait for confirmation")
    added: list[str]
    changed: list[str]
    renamed: list[RenamedReply]
    removed: list[str]
    kept: int
    failed: list[ProblemReply]
    seconds: float


class SourceRemovedReply(Reply):
    """A source that is not followed any more."""

    removed: str
    documents: int = Field(description="how many of its documents were removed with it")


class QueuedReply(Reply):
    """The job that does what was asked for; not `new` when the same waited already."""

    job: int
    new: bool


class ScheduleRequest(RequestBody):
    """A job to be queued at set times."""

    name: ScheduleName
    cron: Line = Field(description="minute, hour, day, month, day of the week")
    timezone: Line = "UTC"
    kind: Line
    payload: dict[Line, Line] = Field({}, max_length=_MOST_PAYLOAD, description="what the job is given")
    jitter: int = Field(0, ge=0, le=LONGEST_JITTER, description="longest delay of each run, seconds")


class FireReply(Reply):
    """A time that came, and the earlier ones that its job makes up for."""

    time: str
    job: int
    missed: int


class ScheduleReply(Reply):
    """A schedule with its next and last runs."""

    name: str
    cron: str
    timezone: str
    kind: str
    payload: dict[str, Any]
    jitter: int
    paused: bool
    next: list[str]
    last: FireReply | None


class SchedulesReply(Reply):
    """All schedules by name."""

    schedules: list[ScheduleReply]


class ScheduleRemovedReply(Reply):
    """A schedule that queues nothing any more."""

    removed: str


class JobReply(Reply):
    """A job; `situation` says where it stands."""

    id: int
    kind: str
    payload: dict[str, Any]
    state: str
    situation: str
    standing: str
    attempts: int
    created: str
    finished: str | None
    stage: str | None
    done: int
    total: int
    seconds_left: float | None
    idle_seconds: float | None = Field(description="since when nothing moved in it, while it runs")
    reason: str | None


class RunReply(Reply):
    """One run of a job."""

    run: int
    started: str
    ended: str | None
    outcome: str | None
    reason: str | None
    counts: dict[str, int]
    notes: list[str]


class JobWithRunsReply(JobReply):
    """A job and its runs, the last first."""

    runs: list[RunReply]


class JobsReply(Reply):
    """Jobs: running, waiting in their order, then ended, the last first."""

    paused: str | None = Field(description="since when no further job is started")
    counts: dict[str, int]
    jobs: list[JobReply]


class CancelledReply(Reply):
    """A cancelled job; one that still runs ends at its next step."""

    id: int
    state: str


class QueueReply(Reply):
    """Whether jobs are started."""

    paused: bool


class GenerationReply(Reply):
    """What one run changed in what the library holds."""

    number: int
    time: str
    reason: str
    added: int
    changed: int
    removed: int


class GenerationsReply(Reply):
    """Generations, newest first; `staged` changes are not published, when `held_back` because of a gate."""

    generation: int
    generations: list[GenerationReply]
    staged: int
    held_back: bool


class DifferenceReply(Reply):
    """A document that is different in the later generation."""

    document: str
    change: Literal["added", "changed", "removed"]


class StagedChangeReply(Reply):
    """What publishing would do to a document, which is told by the name that it has then."""

    document: str
    change: Literal["added", "changed", "removed", "renamed"]


class DifferencesReply(Reply):
    """Which documents differ between two generations."""

    before: int
    then: int
    documents: list[DifferenceReply]


class ChangeRequest(RequestBody):
    """A change of what the library shows."""

    wait: float = Field(0.0, ge=0, le=_LONGEST_WAIT, description="for another writer to finish, seconds")


class RollbackRequest(ChangeRequest):
    """The generation to show again."""

    to: Moment = Field(description="a generation, a date or a time")


class PublishRequest(ChangeRequest):
    """Whether the gate is asked."""

    anyway: bool = Field(False, description="publish whatever the gate says")


class RolledReply(Reply):
    """What a rollback did, by the names of documents; nothing when the library holds what it held then."""

    generation: int = Field(description="the new one")
    to: int
    back: list[str] = Field(description="are there again")
    changed: list[str] = Field(description="say again what they said")
    gone: list[str] = Field(description="are in the history only")
    erased: int = Field(description="documents removed since, at most; they do not come back")


class LostReply(Reply):
    """A question of the gate that finds its answer today and would not any more."""

    id: str
    question: str


class GateReply(Reply):
    """What came of the questions of the gate."""

    sentence: str
    right: int
    questions: int
    lost: list[LostReply]
    allowed: list[LostReply] = Field([], description="lost too, which the gate allows")


class HeldBackReply(GateReply):
    """Why a staged set is held back."""

    time: str


class StagedReply(Reply):
    """The staged set."""

    changes: list[StagedChangeReply] = Field(description="what publishing would do")
    held_back: HeldBackReply | None


class OutcomeReply(Reply):
    """What became of the staged set."""

    ending: Literal["nothing", "published", "held_back"]
    generation: int | None = Field(description="the new one")
    gate: GateReply | None
    changes: list[StagedChangeReply]


class DiscardedReply(Reply):
    """How many changes were staged."""

    discarded: int
