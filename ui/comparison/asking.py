"""Questions put to all models of a panel, one model after the other so that none slows down another."""

from __future__ import annotations

from collections.abc import Callable, Container, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, cast

from rag.config import is_on_this_machine
from rag.errors import FundstelleError
from rag.types import AnswerEvent, AnswerStatus, Hit
from ui.comparison.rows import FORMAT, Comparison, Outcome, Round
from ui.comparison.summary import summarise
from ui.comparison.taking import Take, count_verified
from ui.evaluation.asking import describe_reply, is_right
from ui.evaluation.gold import Gold, GoldFinder
from ui.logs import log_unexpected

if TYPE_CHECKING:
    from rag.library import LibraryApi
    from rag.panel import Panel
    from ui.evaluation.dataset import Question
    from ui.output import Step

_REFUSALS = (AnswerStatus.NOT_FOUND, AnswerStatus.BLOCKED)
# Questions that one of several models on this machine is asked before it makes room for the next one: so many that
# loading takes a small part of the time, so few that a run which is stopped has something to tell.
_LOT = 25


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

    @property
    def open_models(self) -> list[str]:
        """Those that can be asked, as far as is known."""
        return [model for model in self.panel.models if model not in self.unopened]

    def result(self) -> Comparison:
        """The report over what was asked."""
        created = datetime.now(UTC).isoformat(timespec="seconds")
        models = [
            summarise(model, self.rounds, self.currency, self.unopened.get(model)) for model in self.panel.models
        ]
        return Comparison(FORMAT, created, models, self.rounds, self.problems)


@dataclass
class _Asked:
    """One question on its way through the models."""

    question: Question
    gold: Gold
    events: dict[str, Iterator[AnswerEvent]] | str  # of each model; or why the question cannot be asked
    hits: tuple[Hit, ...] = ()
    outcomes: list[Outcome] = field(default_factory=list)


def ask_all(run: Run, questions: Sequence[Question], step: Step) -> None:
    """Ask every model every question. A model that cannot be opened, or fails, does not stop the others.

    Of several models on this machine only one at a time is in memory. Ctrl-C ends the run with the questions that
    all models were asked until then.
    """
    crowded = sum(map(is_on_this_machine, run.panel.models)) > 1
    taking_turns = {model for model in run.panel.models if crowded and is_on_this_machine(model)}
    _open_all(run, taking_turns, step)
    finder = GoldFinder(run.library, [each.name for each in run.library.documents()], locate=False)
    done, total = count(), len(questions) * len(run.open_models)
    size = _LOT if taking_turns else 1
    try:
        for begin in range(0, len(questions) if run.open_models else 0, size):
            asked = [_prepare(run, finder, question) for question in questions[begin : begin + size]]
            _ask_lot(run, asked, taking_turns, lambda what: step("question", next(done), total, what), step)
    except KeyboardInterrupt:
        if not run.rounds:
            raise
        run.stopped = True
        run.problems.append(
            f"Stopped after {len(run.rounds)} of {len(questions)} questions; the figures hold for these only."
        )


def _open_all(run: Run, taking_turns: Container[str], step: Step) -> None:
    """See which models can be asked; those that take no turns are loaded, so that no question waits for it."""
    for model in run.panel.models:
        step("load", 0, 0, model)
        _try(run, model, run.panel.open if model in taking_turns else run.panel.load)


def _try(run: Run, model: str, make_ready: Callable[[str], None]) -> None:
    try:
        make_ready(model)
    except FundstelleError as error:
        run.unopened[model] = str(error)


def _prepare(run: Run, finder: GoldFinder, question: Question) -> _Asked:
    gold, mistakes = finder.find(question)
    run.problems.extend(mistakes)
    try:
        return _Asked(question, gold, run.panel.ask(question.question, k=run.k))
    except FundstelleError as error:
        return _Asked(question, gold, str(error))


def _ask_lot(
    run: Run, asked: Sequence[_Asked], taking_turns: Container[str], tell: Callable[[str], None], step: Step
) -> None:
    """Ask each model all of these questions, and note those that all were asked, however it ends."""
    try:
        for model in run.open_models:
            if model in taking_turns:
                step("load", 0, 0, model)
                _try(run, model, run.panel.load)
            for each in asked if model not in run.unopened else ():
                tell(f"{each.question.id}, {model}")
                take = _take(model, each.events)
                each.hits = each.hits or take.hits
                each.outcomes.append(_outcome(run.library, each.question, each.gold, take))
            if model in taking_turns:
                run.panel.release(model)
    finally:
        models = set(run.open_models)
        run.rounds.extend(
            _round(each) for each in asked if each.outcomes and models <= {told.model for told in each.outcomes}
        )


def _take(model: str, asked: dict[str, Iterator[AnswerEvent]] | str) -> Take:
    take = Take(model)
    if isinstance(asked, str):
        take.error = asked
        return take
    try:
        with closing(cast("Generator[AnswerEvent, None, None]", asked.pop(model))) as events:
            for event in events:
                take.note(event)
    except FundstelleError as error:
        take.error = str(error)
    except Exception:  # noqa: BLE001 - a defect of ours must cost one answer, never the run
        take.error = (
            f"Something went wrong inside Fundstelle; the log has details under {log_unexpected('compare')}."
        )
    return take


def _round(asked: _Asked) -> Round:
    question = asked.question
    # Nothing but the file says whether there is an answer.
    answerable = question.answerable if question.answers or question.evidence or not question.answerable else None
    evidence = [_place(hit) for hit in asked.hits]
    return Round(question.id, question.question, answerable, question.answers, evidence, asked.outcomes)


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
