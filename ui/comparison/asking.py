"""Questions put to all models of a panel, one model after the other so that none slows down another."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from rag.errors import FundstelleError
from rag.types import AnswerEvent, AnswerStatus, Hit
from ui.comparison.rows import FORMAT, Comparison, Outcome, Round
from ui.comparison.summary import summarise
from ui.comparison.taking import Take, count_verified
from ui.evaluation.asking import describe_reply, is_right
from ui.evaluation.gold import Gold, GoldFinder
from ui.logs import log_unexpected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.library import LibraryApi
    from rag.panel import Panel
    from ui.evaluation.dataset import Question
    from ui.output import Step

_REFUSALS = (AnswerStatus.NOT_FOUND, AnswerStatus.BLOCKED)


@dataclass
class Run:
    """A comparison as far as it came."""

    library: LibraryApi
    panel: Panel
    k: int  # passages to consider
    currency: str  # of the table of prices
    problems: list[str]
    rounds: list[Round] = field(default_factory=list)
    unopened: dict[str, str] = field(default_factory=dict)  # models that cannot be asked, and why
    stopped: bool = False  # with Ctrl-C, before the last question

    def result(self) -> Comparison:
        """The report over what was asked."""
        created = datetime.now(UTC).isoformat(timespec="seconds")
        models = [
            summarise(model, self.rounds, self.currency, self.unopened.get(model)) for model in self.panel.models
        ]
        return Comparison(FORMAT, created, models, self.rounds, self.problems)


def ask_all(run: Run, questions: Sequence[Question], step: Step) -> None:
    """Ask every model every question. A model that cannot be opened, or fails, does not stop the others.

    Ctrl-C ends the run with the questions that all models were asked until then.
    """
    models = _open_all(run, step)
    finder = GoldFinder(run.library, [each.name for each in run.library.documents()], locate=False)
    total = len(questions) * len(models)
    try:
        for question in questions if models else ():
            gold, mistakes = finder.find(question)
            run.problems.extend(mistakes)
            takes: list[Take] = []
            events = _ask(run, question)
            for model in models:
                done = len(run.rounds) * len(models) + len(takes)
                step("question", done, total, f"{question.id}, {model}")
                takes.append(_take(model, events))
            run.rounds.append(_round(run.library, question, gold, takes))
    except KeyboardInterrupt:
        if not run.rounds:
            raise
        run.stopped = True
        run.problems.append(
            f"Stopped after {len(run.rounds)} of {len(questions)} questions; the figures hold for these only."
        )


def _open_all(run: Run, step: Step) -> list[str]:
    """The models that can be asked, loaded, so that no question's seconds hold the loading of a model."""
    for model in run.panel.models:
        step("load", 0, 0, model)
        try:
            run.panel.load(model)
        except FundstelleError as error:
            run.unopened[model] = str(error)
    return [model for model in run.panel.models if model not in run.unopened]


def _ask(run: Run, question: Question) -> dict[str, Iterator[AnswerEvent]] | str:
    """The events of all models, or why the question cannot be asked."""
    try:
        return run.panel.ask(question.question, k=run.k)
    except FundstelleError as error:
        return str(error)


def _take(model: str, asked: dict[str, Iterator[AnswerEvent]] | str) -> Take:
    take = Take(model)
    if isinstance(asked, str):
        take.error = asked
        return take
    try:
        with closing(cast("Generator[AnswerEvent, None, None]", asked[model])) as events:
            for event in events:
                take.note(event)
    except FundstelleError as error:
        take.error = str(error)
    except Exception:  # noqa: BLE001 - a defect of ours must cost one answer, never the run
        take.error = (
            f"Something went wrong inside Fundstelle; the log has details under {log_unexpected('compare')}."
        )
    return take


def _round(library: LibraryApi, question: Question, gold: Gold, takes: Sequence[Take]) -> Round:
    # Nothing but the file says whether there is an answer.
    answerable = question.answerable if question.answers or question.evidence or not question.answerable else None
    hits = next((take.hits for take in takes if take.hits), ())
    outcomes = [_outcome(library, question, gold, take) for take in takes]
    return Round(question.id, question.question, answerable, question.answers, [*map(_place, hits)], outcomes)


def _outcome(library: LibraryApi, question: Question, gold: Gold, take: Take) -> Outcome:
    answer = take.answer
    if answer is None:
        return Outcome(take.model, str(AnswerStatus.FAILED), "", refused=False, right=None, error=take.error)
    reply = describe_reply(library, answer, question, gold)
    return Outcome(
        take.model,
        str(answer.status),
        answer.text,
        answer.status in _REFUSALS,
        is_right(reply, question, gold) if answer.status.tells else None,
        reply.citations,
        len(answer.statements),
        count_verified(answer.statements),
        _rounded(take.first_word),
        _rounded(take.seconds),
        None if answer.usage is None else asdict(answer.usage),
        take.error,
    )


def _place(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {"document": passage.document, "page": passage.page, "start": passage.start, "end": passage.end}


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
