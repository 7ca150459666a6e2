"""A questionnaire answered question by question, into a file that holds at any moment what was answered so far."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ingest.full_disk import disk_full_is_storage_full
from rag.types import AnswerStatus
from ui.questionnaires.grid import Filled, Sheet
from ui.questionnaires.opening import Questionnaire
from ui.questionnaires.replies import fill_from

# Gives `answer`, `status`, `citations` and maybe `notice` for a question. What it raises ends the run.
Ask: TypeAlias = Callable[[str], Mapping[str, Any]]
# Hears how many questions are done.
Progress: TypeAlias = Callable[[int], None]

# Answers of these kinds are sought again; any other status, a person's own too, stays.
AGAIN = frozenset({str(AnswerStatus.FAILED)})
# Writing a large workbook takes seconds; it may take a twentieth of the time.
_SAVING_SHARE = 20


@dataclass(slots=True)
class Outcome:
    """How the questions of a questionnaire stand."""

    questions: int
    statuses: Counter[str] = field(default_factory=Counter)  # how many questions have which
    note: str | None = None  # what was different in writing


@dataclass(slots=True)
class _Saver:
    """Saves after an answer, unless saving would take more than its share of the time."""

    questionnaire: Questionnaire
    outcome: Outcome
    seconds: float = 0.0  # that the last save took
    ended: float = 0.0
    behind: bool = False

    def note_change(self) -> None:
        self.behind = True
        if time.monotonic() - self.ended >= _SAVING_SHARE * self.seconds:
            self.save()

    def save(self) -> None:
        begun = time.monotonic()
        with disk_full_is_storage_full(self.questionnaire.output.parent):
            self.outcome.note = self.questionnaire.save()
        self.ended = time.monotonic()
        self.seconds = self.ended - begun
        self.behind = False


def answer_questionnaire(
    questionnaire: Questionnaire, ask: Ask, progress: Progress, again: frozenset[str] = AGAIN
) -> Outcome:
    """Ask every question that is not answered yet, equal ones once, and write what came of it.

    A question whose status is one of `again` counts as not answered. However the run ends, what was answered until
    then is in the output. Raises what `ask` raises and StorageFull.
    """
    kept = kept_answers(questionnaire, again)
    outcome = Outcome(questionnaire.total, Counter(filled.status for filled in kept.values()))
    saver = _Saver(questionnaire, outcome)
    try:
        for sheet, row, filled in _answers(questionnaire, kept, ask):
            questionnaire.table.fill(sheet, row, filled)
            outcome.statuses[filled.status] += 1
            saver.note_change()
            progress(outcome.statuses.total())
    finally:
        if saver.behind:
            saver.save()
    return outcome


def kept_answers(questionnaire: Questionnaire, again: frozenset[str] = AGAIN) -> dict[tuple[str, int], Filled]:
    """What an earlier run wrote and this one leaves, by sheet and row."""
    return {place: filled for place, filled in questionnaire.kept.items() if filled.status not in again}


def _answers(
    questionnaire: Questionnaire, kept: Mapping[tuple[str, int], Filled], ask: Ask
) -> Iterator[tuple[Sheet, int, Filled]]:
    questions = [
        (sheet, row, _key(question, sheet.language), question)
        for sheet in questionnaire.sheets
        for row, question in sheet.questions.items()
    ]
    known = {key: kept[sheet.name, row] for sheet, row, key, _ in questions if (sheet.name, row) in kept}
    for sheet, row, key, question in questions:
        if (sheet.name, row) not in kept:
            if key not in known:
                known[key] = fill_from(ask(question), sheet.language)
            yield sheet, row, known[key]


def _key(question: str, language: str) -> tuple[str, str]:
    """Questions that differ in blanks only are equal; the sources of an answer are in the language of its sheet."""
    return " ".join(question.split()), language
