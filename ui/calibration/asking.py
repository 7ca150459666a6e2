"""Questions put to a library that refuses nothing by its score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from rag.answerability import Signals
from rag.errors import ConfigurationError, FundstelleError, GenerationFailed, ModelUnavailable
from rag.library import Library
from rag.types import AnswerStatus
from ui.calibration.outcomes import Outcome, OutcomeFile
from ui.evaluation.asking import describe_reply, is_right
from ui.evaluation.gold import Gold, GoldFinder
from ui.logs import log_unexpected

if TYPE_CHECKING:
    from rag.library import LibraryApi
    from ui.evaluation.dataset import Question
    from ui.output import Step


@dataclass(frozen=True, slots=True)
class Trial:
    """A question and what came of it."""

    question: Question
    outcome: Outcome


class _NoScore(ConfigurationError):
    """The model tells nothing that a threshold could be compared with."""


def ask_openly(
    library: LibraryApi, questions: Sequence[Question], known: OutcomeFile, step: Step
) -> tuple[list[Trial], list[str]]:
    """Ask whatever is not known yet; with the trials come sentences about questions that could not be used.

    The library must have been opened with `refusal_threshold` 0. Raises ModelUnavailable, and
    ConfigurationError for a model that has no score.
    """
    finder = GoldFinder(library, [each.name for each in library.documents()], locate=False)
    outcomes = [known.find(question) for question in questions]
    done = len(questions) - outcomes.count(None)
    if done < len(questions) and isinstance(library, Library):
        step("load", 0, 0, "")
        library.warm()
    trials, problems = [], []
    for question, outcome in zip(questions, outcomes, strict=True):
        if outcome is not None:
            trials.append(Trial(question, outcome))
            continue
        step("question", done, len(questions), question.id)
        gold, mistakes = finder.find(question)
        problems.extend(mistakes)
        done += 1
        found = _ask_or_say_why(library, question, gold)
        if isinstance(found, str):
            problems.append(f"Question {question.id}: {found}")
            continue
        known.add(question, found)
        trials.append(Trial(question, found))
    return trials, problems


def _ask_or_say_why(library: LibraryApi, question: Question, gold: Gold) -> Outcome | str:
    try:
        return _ask(library, question, gold)
    except (ModelUnavailable, _NoScore):
        raise
    except FundstelleError as error:
        return str(error)
    except Exception:  # noqa: BLE001 - a defect of ours must cost one question, never the run
        return f"Something went wrong inside Fundstelle; the log has details under {log_unexpected('calibrate')}."


def _ask(library: LibraryApi, question: Question, gold: Gold) -> Outcome:
    answer = library.ask(question.question).of_usable_model()
    if answer.status is AnswerStatus.FAILED:
        raise GenerationFailed(answer.reason)
    told = answer.status.tells
    before, confidence, closeness, span = (answer.signals.get(each.name) for each in fields(Signals))
    if told and not answer.model:
        # Calculated by code: as sure as can be, for no threshold refuses it.
        before, confidence, closeness = 1.0, 0.0, None
    if told and before is None and span is None:
        raise _NoScore(
            f"The model {answer.model} does not say how likely a passage holds an answer; it decides by its reply,"
            " so there is no threshold to calibrate."
        )
    right = is_right(describe_reply(library, answer, question, gold), question, gold)
    return Outcome(answer.language, told, right, before, confidence, closeness, span)
