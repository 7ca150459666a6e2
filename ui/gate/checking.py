"""Do the questions of the gate find their answers in the staged set, and which of them got worse?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rag.errors import FundstelleError
from rag.history import STAGED_SET, AsOf
from rag.types import AnswerStatus, Citation, Passage
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

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return asdict(self)


def check_gate(library: LibraryApi, directory: DataDir, gate: Gate | None, watch: Watch) -> GateResult:
    """Put the questions to the staged view, and those that fail to the present one too.

    Whatever cannot be checked has not passed, with a sentence that says why; nothing is raised for it.
    """
    from ui.gate.store import load_questions

    if gate is None:
        return GateResult(True, "There is no gate; `fundstelle gate set` attaches questions.")
    try:
        questions = load_questions(directory, gate)
        failed = []
        for done, question in enumerate(questions):
            watch(done, len(questions), question.id)
            if not _is_right(library, question, gate, STAGED_SET):
                failed.append(question)
        lost = tuple(Lost(each.id, each.question) for each in failed if _is_right(library, each, gate, None))
    except FundstelleError as error:
        return GateResult(False, f"The gate could not be checked: {error}")
    return _judge(gate, len(questions), len(questions) - len(failed), lost)


def _judge(gate: Gate, questions: int, right: int, lost: tuple[Lost, ...]) -> GateResult:
    told = f"{right} of {questions} questions find their answer ({right / questions:.1%})"
    reasons = []
    if right < gate.share * questions:
        reasons.append(f"the gate wants {gate.share:.1%}")
    if gate.max_lost is not None and len(lost) > gate.max_lost:
        reasons.append(f"{len(lost)} of them find it today and would not any more, {gate.max_lost} may")
    sentence = f"{told}, but {' and '.join(reasons)}." if reasons else f"{told}."
    return GateResult(not reasons, sentence, right, questions, lost)


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
