"""Jobs in the words of the page: what they are, where they stand, what they did."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.jobs.reading import Situation, Standing
from ingest.jobs.types import Job, JobState
from ingest.sources.jobs import SYNC
from ui.markup import number_text
from ui.times import duration_text
from ui.wording.jobs import JobTexts

# How a state looks; the names are those of the style sheet.
_LOOKS = {
    JobState.WAITING: "waiting",
    JobState.RUNNING: "searchable",
    JobState.DONE: "ready",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "waiting",
}
_STUCK = (Standing.DEAD, Standing.SILENT, Standing.STALLED)


def job_title(kind: str, payload: Mapping[str, object], texts: JobTexts) -> str:
    """What a job is for. A kind that this version does not know is called by its name."""
    if kind == SYNC:
        return texts.kind_sync.format(source=payload.get("source", ""))
    return str(getattr(texts, f"kind_{kind}", kind))


def job_state(job: Job, situation: Situation, texts: JobTexts) -> tuple[str, str]:
    """How the state of a job looks, and what it is called."""
    if situation.standing in _STUCK:
        return "failed", texts.state_stuck
    return _LOOKS[job.state], outcome_text(str(job.state), texts)


def outcome_text(outcome: str, texts: JobTexts) -> str:
    """How a job or one of its runs ended."""
    return str(getattr(texts, f"state_{outcome}"))


def situation_text(job: Job, situation: Situation, texts: JobTexts, language: str) -> str:
    """What a job waits for, or how far it is."""
    standing, number = situation.standing, situation.number
    if standing is Standing.RUNNING:
        return progress_text(job, texts, language)
    if standing is Standing.LATER:
        wording = texts.standing_later_again if job.attempts else texts.standing_later
        return wording.format(duration=duration_text(number, language), attempt=job.attempts + 1)
    if standing is Standing.ENDED:
        return ""
    return str(getattr(texts, f"standing_{standing}")).format(number=number)


def progress_text(job: Job, texts: JobTexts, language: str) -> str:
    """How far a running job is, and how long it will take where that can be told."""
    if job.stage is None:
        return texts.beginning
    wording = texts.progress if job.total else texts.progress_open
    done, total = (number_text(each, language) for each in (job.done, job.total))
    sentence = wording.format(stage=stage_text(job.stage, texts), done=done, total=total)
    if job.seconds_left is None:
        return sentence
    return f"{sentence}, {texts.remaining.format(duration=duration_text(job.seconds_left, language))}"


def stage_text(stage: str, texts: JobTexts) -> str:
    """What is being done."""
    return str(getattr(texts, f"stage_{stage}", stage))


def counts_text(counts: Mapping[str, int], texts: JobTexts, language: str) -> str:
    """What a run did, in numbers; what it did nothing of is left out."""
    parts = [
        str(getattr(texts, f"count_{name}", f"{{count}} {name}")).format(count=number_text(count, language))
        for name, count in counts.items()
        if count
    ]
    return ", ".join(parts)
