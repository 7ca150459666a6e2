"""Do the questions of the gate find their answers in the staged set, and which of them got worse?"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from rag.catalog import Catalog
from rag.errors import FundstelleError
from rag.history import STAGED_SET, AsOf
from rag.renames import present_names
from rag.types import AnswerStatus, Citation, Passage
from rag.views import LIVE, STAGED, View
from rag.wording import Sentence, say
from ui.evaluation.figures import numeric_match
from ui.evaluation.matching import contains_answer
from ui.evaluation.places import find_places

if TYPE_CHECKING:
    from rag.layout import DataDir
    from rag.library import LibraryApi
    from ui.evaluation.dataset import Evidence, Question
    from ui.gate.store import Gate

# Called with how many questions are done, how many there are, and the id of the next.
Watch = Callable[[int, int, str], None]


def unwatched(_done: int, _total: int, _question: str) -> None:
    """For callers that show nothing."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A question that finds its answer today and would not any more."""

    id: str
    question: str


@dataclass(frozen=True, slots=True)
class GateResult:
    """What came of the questions. `sentence` says it to a person."""

    passed: bool
    sentence: str
    right: int = 0
    questions: int = 0
    lost: tuple[Lost, ...] = ()
    allowed: tuple[Lost, ...] = ()  # lost too, and the gate does not mind

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return asdict(self)


def check_gate(library: LibraryApi, directory: DataDir, gate: Gate | None, watch: Watch) -> GateResult:
    """Put the questions to the staged view, and those that fail to the present one too.

    Whatever cannot be checked has not passed, with a sentence that says why; nothing is raised for it.
    """
    from ui.gate.store import load_questions

    if gate is None:
        return GateResult(True, say("gate_none", "There is no gate; `fundstelle gate set` attaches questions."))
    try:
        questions = load_questions(directory, gate)
        then, now = (_follow_renames(directory, gate, questions, view) for view in (STAGED, LIVE))
        failed = []
        for done, question in enumerate(questions):
            watch(done, len(questions), question.id)
            if not _is_right(library, then[done], gate, STAGED_SET):
                failed.append(done)
        lost = tuple(
            Lost(questions[each].id, questions[each].question)
            for each in failed
            if _is_right(library, now[each], gate, None)
        )
    except FundstelleError as error:
        return GateResult(
            False, say("gate_unchecked", "The gate could not be checked: {reason}", reason=error.sentence)
        )
    return _judge(gate, questions, {questions[each].id for each in failed}, lost)


def _follow_renames(directory: DataDir, gate: Gate, questions: Sequence[Question], view: View) -> list[Question]:
    """The questions with their evidence under the names that its documents have in a view."""
    named = {each.document for question in questions for each in question.evidence}
    with closing(Catalog(directory)) as catalog, catalog.snapshot(view) as snapshot:
        names = present_names(snapshot, named, gate.generation)
    return [
        replace(each, evidence=[replace(it, document=names.get(it.document, it.document)) for it in each.evidence])
        for each in questions
    ]


def _judge(
    gate: Gate, questions: Sequence[Question], failed: Set[str], lost_or_allowed: tuple[Lost, ...]
) -> GateResult:
    counted = [each.id for each in questions if each.id not in gate.may_lose]
    lost = tuple(each for each in lost_or_allowed if each.id not in gate.may_lose)
    allowed = tuple(each for each in lost_or_allowed if each.id in gate.may_lose)
    right = sum(each not in failed for each in counted)
    told = say(
        "gate_counts",
        "{right} of {questions} questions find their answer ({share:.1%})",
        right=right,
        questions=len(counted),
        share=right / len(counted),
    )
    reasons = []
    if right < gate.share * len(counted):
        reasons.append(say("gate_share", "the gate wants {share:.1%}", share=gate.share))
    if gate.max_lost is not None and len(lost) > gate.max_lost:
        reasons.append(
            say(
                "gate_lost",
                "{lost} of them find it today and would not any more, {allowed} may",
                lost=len(lost),
                allowed=gate.max_lost,
            )
        )
    return GateResult(not reasons, _verdict(told, reasons), right, len(counted), lost, allowed)


def _verdict(told: Sentence, reasons: Sequence[Sentence]) -> Sentence:
    if not reasons:
        return say("gate_passed", "{told}.", told=told)
    if len(reasons) == 1:
        return say("gate_failed", "{told}, but {reason}.", told=told, reason=reasons[0])
    return say(
        "gate_failed_twice", "{told}, but {first} and {other}.", told=told, first=reasons[0], other=reasons[1]
    )


def _is_right(library: LibraryApi, question: Question, gate: Gate, as_of: AsOf) -> bool:
    if not gate.answers:
        hits = library.search(question.question, k=gate.k, as_of=as_of)
        return _holds_evidence([hit.passage for hit in hits], question.evidence)
    answer = library.ask(question.question, k=gate.k, as_of=as_of)
    if not question.answerable:
        return answer.status is AnswerStatus.NOT_FOUND
    if answer.status is not AnswerStatus.ANSWERED or not _holds_evidence(answer.citations, question.evidence):
        return False
    accepted = question.answers
    return not accepted or contains_answer(answer.text, accepted) or bool(numeric_match(answer.text, accepted))


def _holds_evidence(places: Sequence[Passage | Citation], evidence: Sequence[Evidence]) -> bool:
    return any(_is_at(place, wanted) for place in places for wanted in evidence)


def _is_at(place: Passage | Citation, wanted: Evidence) -> bool:
    """On its page; or, as pages move when a document grows, wherever the words of the evidence stand in it."""
    if place.document != wanted.document:
        return False
    if wanted.page is None or place.page == wanted.page:
        return True
    text = place.text if isinstance(place, Passage) else place.quote
    return bool(wanted.text and find_places(text, wanted.text))
