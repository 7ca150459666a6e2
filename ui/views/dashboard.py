"""The overview: how the library is doing, what it is asked, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from ingest.jobs.reading import Situation, Standing
from ingest.jobs.types import Job, JobRun, JobState
from rag.answer_log import Entry, SlowAnswer
from rag.providers.ledger import ModelUse
from rag.providers.prices import load_prices
from rag.types import AnswerStatus, DocumentState, LibraryStatus
from ui.components import read_status
from ui.explaining import in_language
from ui.job_wording import counts_text, job_state, job_title
from ui.markup import Figure, figures_html, note_html, number_text, table_html
from ui.texts import Texts
from ui.times import iso_moment_text, moment_text
from ui.views.common import get_operations, reader_zone, show_head, show_section
from ui.views.guarding import refreshed
from ui.wording.dashboard import DASHBOARD_TEXTS, DashboardTexts
from ui.wording.jobs import JOB_TEXTS

if TYPE_CHECKING:
    from ui.bootstrap import Workspace
    from ui.operations import Operations

_RUNS = 5
_QUESTIONS = 10
_REFRESH_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the stored answers tell."""

    counts: dict[str, int]  # by status
    thumbs: tuple[int, int]  # up, down
    unanswered: list[Entry]
    slowest: list[SlowAnswer]


@dataclass(frozen=True, slots=True)
class _Queue:
    """The queue at one moment."""

    active: dict[JobState, int]
    paused: bool
    ended: list[tuple[Job, JobRun | None]]


def show_dashboard(workspace: Workspace, texts: Texts) -> None:
    """Draw the page; it refreshes itself."""
    words = DASHBOARD_TEXTS[texts.language]
    show_head(words.title, words.lead)
    refreshed(_show_live, texts, workspace.settings.data_dir, _REFRESH_SECONDS)(
        workspace, get_operations(workspace), texts, words
    )


def _show_live(workspace: Workspace, operations: Operations, texts: Texts, words: DashboardTexts) -> None:
    queue, asked = _look_at_queue(operations), _look_at_answers(operations)
    st.html(figures_html(_figures(read_status(workspace.library), queue, asked, texts, words)))
    show_section(words.last_runs)
    _show_runs(queue, texts, words)
    show_section(words.unanswered)
    if not workspace.settings.keep_answers_days:
        st.html(note_html(words.not_kept))
    elif not asked.unanswered:
        st.html(note_html(words.no_unanswered))
    else:
        times = [
            (iso_moment_text(each.time, texts.language, reader_zone()), each.question) for each in asked.unanswered
        ]
        st.html(table_html((words.time, words.question), times))
    show_section(words.slow)
    _show_slowest(asked.slowest, texts, words)
    show_section(words.cost)
    _show_cost(workspace, operations, texts, words)


def _look_at_queue(operations: Operations) -> _Queue:
    with operations.board() as board:
        ended = [(job, next(iter(board.runs(job.id, 1)), None)) for job in board.ended(_RUNS)]
        return _Queue(board.active_counts(), board.paused_since() is not None, ended)


def _look_at_answers(operations: Operations) -> _Asked:
    answers = operations.answers
    return _Asked(
        answers.status_counts(),
        answers.thumb_counts(),
        answers.entries(_QUESTIONS, str(AnswerStatus.NOT_FOUND)),
        answers.slowest(_QUESTIONS),
    )


def _figures(
    status: LibraryStatus, queue: _Queue, asked: _Asked, texts: Texts, words: DashboardTexts
) -> list[Figure]:
    def number(value: int) -> str:
        return number_text(value, texts.language)

    failed = status.by_state.get(DocumentState.FAILED, 0)
    running = [words.queue_paused] if queue.paused else []
    running.append(words.queue_running.format(count=number(queue.active[JobState.RUNNING])))
    (up, down), unanswered = asked.thumbs, asked.counts.get(AnswerStatus.NOT_FOUND, 0)
    share = f"{round(100 * up / (up + down))} %" if up + down else "–"
    embedded = int(100 * status.embedded / status.passages) if status.passages else 100
    return [
        Figure(number(status.documents), words.documents, words.failed_documents.format(count=number(failed))),
        Figure(number(status.passages), words.passages, words.embedded.format(share=embedded)),
        Figure(number(queue.active[JobState.WAITING]), words.queue, ", ".join(running)),
        Figure(number(sum(asked.counts.values())), words.answers, words.not_found.format(count=number(unanswered))),
        Figure(
            share,
            words.thumbs,
            words.thumbs_of.format(up=number(up), total=number(up + down)) if up + down else words.no_thumbs,
        ),
    ]


def _show_runs(queue: _Queue, texts: Texts, words: DashboardTexts) -> None:
    if not queue.ended:
        st.html(note_html(words.no_runs))
        return
    of_jobs = JOB_TEXTS[texts.language]
    rows = []
    for job, run in queue.ended:
        outcome = job_state(job, Situation(Standing.ENDED), of_jobs)[1]
        counts = counts_text(run.counts, of_jobs, texts.language) if run is not None else ""
        rows.append(
            (
                moment_text(job.finished or job.created, texts.language, reader_zone()),
                job_title(job.kind, job.payload, of_jobs),
                " · ".join(filter(None, [outcome, counts, in_language(job.reason or "", texts.language)])),
            )
        )
    st.html(table_html((words.time, words.job, words.result), rows))


def _show_slowest(slowest: list[SlowAnswer], texts: Texts, words: DashboardTexts) -> None:
    if not slowest:
        st.html(note_html(words.no_answers))
        return
    rows = []
    for each in slowest:
        seconds = f"{each.seconds:.1f} s"
        shown = seconds.replace(".", ",") if texts.language == "de" else seconds
        rows.append((iso_moment_text(each.time, texts.language, reader_zone()), each.question, shown))
    st.html(table_html((words.time, words.question, words.duration), rows, numbers=1))


def _show_cost(workspace: Workspace, operations: Operations, texts: Texts, words: DashboardTexts) -> None:
    uses = operations.ledger.month(f"{datetime.now(UTC):%Y-%m}")
    if not uses:
        st.html(note_html(words.no_cost))
        return
    currency, limit = load_prices(operations.directory.prices).currency, workspace.settings.monthly_spending_limit
    headings = (
        words.model,
        words.calls,
        words.input_tokens,
        words.output_tokens,
        words.price.format(currency=currency),
    )
    st.html(table_html(headings, [_use_row(use, texts, words) for use in uses], numbers=4))
    spent = _cost_text(sum(use.cost or 0.0 for use in uses), texts)
    total = (
        words.total.format(cost=spent, currency=currency)
        if limit is None
        else words.total_of.format(cost=spent, limit=_cost_text(limit, texts), currency=currency)
    )
    st.html(note_html(total))


def _use_row(use: ModelUse, texts: Texts, words: DashboardTexts) -> tuple[str, ...]:
    counts = (use.calls, use.input_tokens, use.output_tokens)
    cost = words.unknown if use.cost is None else _cost_text(use.cost, texts)
    return use.model, *(number_text(count, texts.language) for count in counts), cost


def _cost_text(cost: float, texts: Texts) -> str:
    text = f"{cost:.4f}"
    return text.replace(".", ",") if texts.language == "de" else text
