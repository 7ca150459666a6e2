"""Hits and answers in the shapes that `--json` promises."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from rag.errors import ModelUnavailable
from rag.types import Answer, AnswerStatus, Citation, Document, Hit
from ui.note_texts import note_sentences
from ui.texts import ENGLISH

if TYPE_CHECKING:
    from rag.library import LibraryApi

RETRIEVAL_ONLY = "retrieval_only"
# What `ask` tells of a question that could not be asked.
NO_ANSWER: Mapping[str, Any] = {
    "status": str(AnswerStatus.FAILED),
    "answer": "",
    "citations": [],
    "model": "",
    "seconds": 0.0,
}


class Arguments(TypedDict):
    """The keywords that all questions to a library share."""

    k: int
    documents: Sequence[str] | None
    as_of: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a command line asks for besides the question."""

    k: int
    documents: Sequence[str] | None = None
    as_of: str | None = None
    note: Callable[[Answer], None] = lambda _: None  # is told each answer

    def as_arguments(self) -> Arguments:
        """For the methods of a library."""
        return {"k": self.k, "documents": self.documents, "as_of": self.as_of}


@dataclass(frozen=True, slots=True)
class Reply:
    """One JSON object, and whether it says that the question failed."""

    value: dict[str, Any]
    failed: bool = False
    notice: str | None = None  # a sentence that is no part of the reply
    unusable: str = ""  # why no model can be used at all, whatever is asked

    @property
    def code(self) -> int:
        """The exit code of one question: what is to be set right before any can be answered is no mere failure."""
        return 2 if self.unusable else int(self.failed)

    def of_usable_model(self) -> Reply:
        """The reply itself. Raises ModelUnavailable when no other question could be answered either."""
        if self.unusable:
            raise ModelUnavailable(self.unusable)
        return self


def reply_to_search(library: LibraryApi, question: str, wanted: Wanted) -> Reply:
    """The k best passages of a question."""
    hits = library.search(question, **wanted.as_arguments())
    value = {"question": question, "hits": [describe_hit(hit) for hit in hits]}
    return Reply({**value, **_then(wanted)})


def reply_to_ask(library: LibraryApi, question: str, wanted: Wanted) -> Reply:
    """The verified answer to a question."""
    answer = library.ask(question, **wanted.as_arguments())
    wanted.note(answer)
    return describe_answer(answer)


def reply_with_quotes(library: LibraryApi, question: str, wanted: Wanted) -> Reply:
    """The closest sentences, word for word; no language model is loaded."""
    answer = library.quote(question, **wanted.as_arguments())
    wanted.note(answer)
    return describe_answer(answer)


def describe_answer(answer: Answer) -> Reply:
    """A verified answer."""
    value = {
        "question": answer.question,
        "status": str(answer.status),
        "answer": answer.text,
        **({"key": answer.key} if answer.key else {}),
        "citations": [describe_citation(each) for each in answer.citations],
        "model": answer.model,
        "seconds": answer.seconds,
        "id": answer.id,
        **({"as_of": describe_moment(answer)} if answer.as_of else {}),
        "statements": [asdict(each) for each in answer.statements],
        **({"usage": asdict(answer.usage)} if answer.usage else {}),
        **({"candidates": list(answer.candidates)} if answer.candidates else {}),
        **(_describe_nothing(answer) if answer.status is AnswerStatus.NOT_FOUND else {}),
    }
    return Reply(value, answer.status is AnswerStatus.FAILED, answer.notice, answer.unusable)


def describe_moment(answer: Answer) -> dict[str, Any]:
    """The state of the library that an answer is about, when it is not the present one."""
    return {"generation": answer.generation, "time": answer.as_of}


def _describe_nothing(answer: Answer) -> dict[str, Any]:
    """Where the closest passages stand, though they hold no answer, and how many documents were searched."""
    value: dict[str, Any] = {"related": [describe_place(each) for each in answer.related]}
    return value if answer.searched is None else {**value, "searched": asdict(answer.searched)}


def retrieval_only(library: LibraryApi, question: str, wanted: Wanted) -> Reply:
    """The best passages in the place of citations; no language model is loaded."""
    begun = time.monotonic()
    hits = library.search(question, **wanted.as_arguments())
    citations = [hit.passage.cite(number, 0, len(hit.passage.text)) for number, hit in enumerate(hits, 1)]
    value = {
        "question": question,
        "status": RETRIEVAL_ONLY,
        "answer": "",
        "citations": [describe_citation(each) for each in citations],
        "model": "",
        "seconds": round(time.monotonic() - begun, 3),
    }
    return Reply({**value, **_then(wanted)})


def _then(wanted: Wanted) -> dict[str, Any]:
    """The state of the library that was searched, as it was asked for."""
    return {"as_of": wanted.as_of} if wanted.as_of else {}


def describe_document(document: Document) -> dict[str, Any]:
    """One document of `list`."""
    return {
        "document": document.name,
        "state": str(document.state),
        "pages": document.pages,
        "passages": document.passages,
        "added": document.added,
        "reason": document.reason,
        "notes": note_sentences(document, ENGLISH),
    }


def list_notes(documents: Iterable[Document]) -> list[tuple[str, str]]:
    """What was left out of documents: the name of one and a sentence, for each reason."""
    return [(each.name, sentence) for each in documents for sentence in note_sentences(each, ENGLISH)]


def describe_hit(hit: Hit) -> dict[str, Any]:
    """One hit of `search`."""
    passage = hit.passage
    return {
        "document": passage.document,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": round(hit.score, 6),
        **({"also_in": list(hit.also_in)} if hit.also_in else {}),
    }


def describe_citation(citation: Citation) -> dict[str, Any]:
    """One citation of `ask`."""
    return {"number": citation.number, **describe_place(citation)}


def describe_place(citation: Citation) -> dict[str, Any]:
    """A place that nothing refers to by a number."""
    return {
        "document": citation.document,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }
