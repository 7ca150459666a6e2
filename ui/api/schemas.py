"""The shapes that go over the wire. Replies about answers are those of `fundstelle ask --json`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rag.answer_record import Mode
from rag.types import Turn
from ui.api.service import Question

# What no library would take anyway; the setting max_question_chars is usually narrower.
_LONGEST_QUESTION = 20_000
_LONGEST_ANSWER = 20_000
_LONGEST_NAME = 1_000
_MOST_TURNS = 20
LONGEST_MOMENT = 40
_LARGEST_GENERATION = 999_999_999
_MOST_DOCUMENTS = 1_000
MOST_HITS = 100
AS_OF = "an earlier generation, or a date or time (2026-03-01: the end of that day), or `staged`; unset: now"

Text = Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST_QUESTION, pattern=r"\S")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST_NAME)]
MomentText = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_MOMENT)]
# As the command line has it: the number of a generation, or a date or time.
Moment = Annotated[int, Field(ge=0, le=_LARGEST_GENERATION)] | MomentText


class RequestBody(BaseModel):
    """What is sent has these fields and no others."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Reply(BaseModel):
    """What is replied has at least these fields."""

    # What a later version of the library adds passes through.
    model_config = ConfigDict(extra="allow")


class HistoryTurn(RequestBody):
    """An earlier question and the answer to it."""

    question: Text
    answer: Annotated[str, StringConstraints(max_length=_LONGEST_ANSWER)]


class SearchRequest(RequestBody):
    """A question to find passages for."""

    question: Text
    k: int = Field(10, ge=1, le=MOST_HITS, description="how many passages")
    documents: list[Name] | None = Field(None, max_length=_MOST_DOCUMENTS, description="only in these")
    as_of: Moment | None = Field(None, description=AS_OF)

    def as_question(self) -> Question:
        """What is asked."""
        return Question(self.question, self.k, _names(self.documents), as_of=self.as_of)


class AskRequest(SearchRequest):
    """A question to answer."""

    mode: Mode = Field("answer", description="quotes: the closest sentences word for word, no language model")
    history: list[HistoryTurn] = Field([], max_length=_MOST_TURNS, description="earlier turns, oldest first")

    def as_question(self) -> Question:
        """What is asked."""
        turns = tuple(Turn(each.question, each.answer) for each in self.history)
        return Question(self.question, self.k, _names(self.documents), turns, self.as_of)


def _names(documents: list[str] | None) -> tuple[str, ...] | None:
    return None if documents is None else tuple(documents)


class HitReply(Reply):
    """A passage that was found."""

    document: str
    page: int
    start: int
    end: int
    text: str
    score: float


class SearchReply(Reply):
    """The best passages, best first."""

    question: str
    hits: list[HitReply]
    as_of: int | str | None = Field(None, description="what was searched, as it was asked for; null: the present")


class CitationReply(Reply):
    """A place in a document: the text of its page from `start` to `end` is the quote."""

    number: int
    document: str
    page: int
    start: int
    end: int
    quote: str


class StatementReply(Reply):
    """A sentence of the model's reply and what the documents say of it."""

    text: str
    verdict: str
    citations: list[int]
    objection: str


class PlaceReply(Reply):
    """A place in a document: the text of its page from `start` to `end` is the quote."""

    document: str
    page: int
    start: int
    end: int
    quote: str


class SearchedReply(Reply):
    """How many documents a search could find something in: of those that it was restricted to, and of all."""

    documents: int
    library: int
    unread: int = Field(0, description="of those asked about: nothing of them can be searched yet")
    changed: int = Field(0, description="of those asked about: searched as they were until they are read anew")
    unembedded: int = Field(0, description="of those asked about: searched by their words only so far")


class MomentReply(Reply):
    """A state of the library that is not the present one; the time of a staged set is `staged`."""

    generation: int
    time: str


class AnswerReply(Reply):
    """A verified answer."""

    question: str
    status: str
    answer: str
    key: str | None = Field(None, description="the words of a quote that answer, where a model named them")
    citations: list[CitationReply]
    model: str
    seconds: float
    id: str | None = Field(description="under which it is stored")
    as_of: MomentReply | None = Field(None, description="what was asked, when it is not the present")
    statements: list[StatementReply]
    candidates: list[str] = Field([], description="documents that an ambiguous question may mean")
    related: list[PlaceReply] = Field([], description="the closest places, when there is no answer")
    searched: SearchedReply | None = Field(None, description="what was searched, when there is no answer")
    notice: str | None = Field(None, description="a sentence for the reader that is no part of the answer")


class DocumentReply(Reply):
    """A document of the library."""

    id: int
    document: str
    state: str
    pages: int
    passages: int
    added: str
    reason: str | None
    notes: list[str]
    media_type: str
    size: int
    sha256: str
    title: str | None
    language: str | None
    version_of: int | None = Field(description="the document that this is a former or staged version of")


class DocumentsReply(Reply):
    """Documents by name; `next` is what to send as `after` for those that follow, null at the end."""

    documents: list[DocumentReply]
    next: str | None


class UploadReply(Reply):
    """What became of a file."""

    id: int
    document: str
    outcome: Literal["added", "updated", "unchanged"]


class RemovedReply(Reply):
    """What was removed, with the stored answers that held text of it."""

    removed: str
    answers_deleted: int


class PageReply(Reply):
    """The text of a page, exactly as citations slice it."""

    document: str
    page: int
    text: str


class StoredAnswer(Reply):
    """One line of the list of answers."""

    id: str
    time: str
    status: str
    question: str
    thumb: Literal["up", "down"] | None


class AnswersReply(Reply):
    """Stored answers, newest first; `next` is what to send as `before` for older ones, null at the end."""

    answers: list[StoredAnswer]
    next: str | None


class AnswerRecordReply(Reply):
    """Everything that made an answer, and whether the record is what was stored."""

    id: str
    time: str
    question: str | None = None
    sha256: str
    intact: bool


class DeletedReply(Reply):
    """How many answers were deleted, those included that repeat them."""

    deleted: int


class LiveReply(Reply):
    """The process answers."""

    live: Literal[True]


class ReadyReply(Reply):
    """Whether questions can be answered now, and if not, why."""

    ready: bool
    reasons: list[str]
    worker: bool | None = Field(
        description="whether a worker is alive, null if nobody could look; without one nothing new is indexed"
    )


class ProblemDetail(BaseModel):
    """What went wrong."""

    message: str = Field(description="a sentence for a person")
    type: str
    code: str = Field(description="a name for a program")
    request_id: str | None


class Problem(BaseModel):
    """Every reply that is no success."""

    error: ProblemDetail


# For every route: all other statuses have this shape.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Problem, "description": "The request was not done; the sentence says why."},
    "5XX": {"model": Problem, "description": "The service could not do it; the sentence says why."},
}
