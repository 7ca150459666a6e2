"""The nouns of the product: frozen dataclasses that every layer shares.

Offsets count Unicode code points (Python string indices) in `Page.text`; page numbers are 1-based.
The invariant of the whole product is `page.text[start:end] == quote`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rag.errors import ModelUnavailable

# Between the headings of a path, outermost first.
HEADING_SEPARATOR = " › "


class DocumentState(StrEnum):
    """Where a document stands on its way into the index."""

    WAITING = "waiting"  # accepted, its original is stored; nothing of it can be searched yet
    SEARCHABLE = "searchable"  # found by words; some passages are not embedded yet
    READY = "ready"  # found by words and by meaning
    FAILED = "failed"  # `reason` says why, in a sentence a person can act on


class AnswerStatus(StrEnum):
    """What the reader of an answer may rely on."""

    ANSWERED = "answered"
    PARTLY = "partly"  # some parts of the question; its text says which part the documents do not answer
    QUOTED = "quoted"  # the closest sentences word for word; whether they answer is for the reader to say
    NOT_FOUND = "not_found"  # the documents do not carry an answer
    AMBIGUOUS = "ambiguous"  # several documents may be meant: `candidates` says which, and nothing was answered
    BLOCKED = "blocked"  # the content filter does not let the question, or the reply, through
    FAILED = "failed"  # the model did not deliver; the evidence is still shown

    @property
    def tells(self) -> bool:
        """Whether something of the documents is told as an answer."""
        return self in (AnswerStatus.ANSWERED, AnswerStatus.PARTLY)


class NoteKind(StrEnum):
    """Why a reader of the page does not see a text that its file holds."""

    BACKGROUND = "background"  # in the colour of what is behind it
    COVERED = "covered"  # by something drawn later
    INVISIBLE = "invisible"  # drawn without ink, or fully transparent
    TINY = "tiny"  # far below a readable size
    OUTSIDE = "outside"  # beyond the edge of the page
    HIDDEN = "hidden"  # the format itself says that it is not shown
    COMMENT = "comment"  # notes of an editor, annotations of a PDF
    METADATA = "metadata"  # a field such as title or keywords that is longer than such fields are, or gives orders


@dataclass(frozen=True, slots=True)
class Note:
    """Text that was left out of a document because a reader does not see it; never the text itself."""

    kind: NoteKind
    page: int | None  # None: of the document as a whole
    characters: int  # without white space


@dataclass(frozen=True, slots=True)
class Document:
    """One named document. Two documents with equal bytes are still two."""

    id: int
    name: str  # path relative to the folder that was added, with forward slashes
    sha256: str
    media_type: str
    size: int  # bytes
    added: str  # ISO 8601, UTC
    state: DocumentState
    pages: int = 0
    passages: int = 0
    reason: str | None = None
    title: str | None = None
    language: str | None = None  # ISO 639-1, e.g. "de"
    notes: tuple[Note, ...] = ()  # what was left out when it was read, in the order of the pages
    version_of: int | None = None  # id of the document that this is a former or staged version of


@dataclass(frozen=True, slots=True)
class Page:
    """The cleaned text of one page, exactly as citations slice it."""

    document_id: int
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one page; `text` is `page.text[start:end]`."""

    id: int
    document_id: int
    document: str
    page: int
    start: int
    end: int
    text: str
    heading: str = ""  # heading path, outermost first, joined by " › "
    title: str | None = None
    language: str | None = None
    table: str = ""  # header row of the table that goes on in this passage, cells joined by " | "

    @property
    def context(self) -> str:
        """What a reader of the page knows besides the text: title, headings, table header."""
        return passage_context(self.title, self.heading, self.table)

    @property
    def in_context(self) -> str:
        """Context and text: what is embedded, indexed and shown to a language model."""
        return f"{self.context}\n{self.text}" if self.context else self.text

    def cite(self, number: int, start: int, end: int) -> Citation:
        """The place `text[start:end]` of this passage as a citation."""
        place = self.start + start, self.start + end
        return Citation(number, self.document_id, self.document, self.page, *place, self.text[start:end])


def passage_context(title: str | None, heading: str, table: str) -> str:
    """Title and headings on one line, a table header below; "" when there is nothing."""
    path = HEADING_SEPARATOR.join(part for part in (title, heading) if part)
    return "\n".join(part for part in (path, table) if part)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. Scores live here, never on the passage."""

    passage: Passage
    score: float
    lexical: float | None = None  # BM25 score, None when the word index did not return it
    similarity: float | None = None  # cosine of question and passage, None when not computed
    also_in: tuple[
        str, ...
    ] = ()  # names of other documents that say the same word by word, as far as they were found
    superseded: bool = False  # another version of the document holds, and the question does not name this one


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of a conversation and the answer that was shown."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A verified place in a document: `page.text[start:end] == quote`."""

    number: int  # as in "[1]" in the answer text
    document_id: int
    document: str
    page: int
    start: int
    end: int
    quote: str


class Verdict(StrEnum):
    """What code found of a statement in the documents."""

    VERIFIED = "verified"  # its figures, dates, names and negation stand in the quotes, and most of its words
    WEAK = "weak"  # all but the words: the meaning of a sentence with these figures and names is close
    UNSUPPORTED = "unsupported"  # not shown as an answer


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the model's reply, and what the documents say of it."""

    text: str
    verdict: Verdict
    citations: tuple[int, ...] = ()  # numbers of the quotes that carry it
    # for what is unsupported: "numbers", "units", "dates", "names", "subject", "negation", "language" or "words"
    objection: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """How an answer came about, as far as the answer does not tell it."""

    asked: str  # the question as it was searched for: self-contained
    history: tuple[Turn, ...]
    messages: tuple[tuple[str, str], ...] = ()  # (role, text), as the model was given them
    reply: str = ""  # the model's own words
    parameters: dict[str, Any] = field(default_factory=dict)  # of the model
    passages: tuple[Passage, ...] = ()  # what the model read
    translated: str = ""  # the question in the other language, if it was searched for so, too
    parts: tuple[str, ...] = ()  # what was searched for one after the other, if the question has several parts


@dataclass(frozen=True, slots=True)
class Usage:
    """What the language model took for an answer."""

    model: str  # as its provider names the one that answered
    input_tokens: int
    output_tokens: int
    estimated: bool  # the provider did not count all of them, so we did
    cost: float | None  # None: no price is known
    currency: str = "USD"

    @property
    def tokens(self) -> int:
        """Read and written."""
        return self.input_tokens + self.output_tokens


def add_usage(usages: Iterable[Usage | None]) -> Usage | None:
    """What all of them took together, under the name of the last; None when there is none."""
    given = [usage for usage in usages if usage is not None]
    if not given:
        return None
    costs = [usage.cost for usage in given]
    return Usage(
        given[-1].model,
        sum(usage.input_tokens for usage in given),
        sum(usage.output_tokens for usage in given),
        any(usage.estimated for usage in given),
        None if None in costs else sum(cost for cost in costs if cost is not None),
        given[-1].currency,
    )


@dataclass(frozen=True, slots=True)
class Searched:
    """How much a search could find something in."""

    documents: int
    library: int  # documents of the whole library; more of them when the question was restricted to some
    # Of the documents that the question was about, those of which nothing, nothing new, and nothing by meaning can
    # be found yet.
    unread: int = 0
    changed: int = 0  # new bytes wait to be read; until then the former ones are searched
    unembedded: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question with everything a reader needs to check it."""

    question: str
    text: str
    status: AnswerStatus
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]  # what was looked at, best first
    model: str  # "" when none had a part in it
    generation: int  # of the index that was searched
    seconds: float
    language: str = "en"
    timings: dict[str, float] = field(default_factory=dict)  # seconds by stage
    signals: dict[str, float] = field(default_factory=dict)  # what spoke for and against there being an answer
    statements: tuple[Statement, ...] = ()  # of the model's reply, those not shown included
    candidates: tuple[str, ...] = ()  # names of the documents that an ambiguous question may mean
    trace: Trace | None = None
    id: str | None = None  # under which it is stored; None when it is not
    notice: str | None = None  # a sentence for the reader that is no part of the answer
    usage: Usage | None = None  # None when no language model wrote anything
    # The time of the last change to the library that was searched, when it is not the present one; or "staged".
    as_of: str | None = None
    related: tuple[Citation, ...] = ()  # the closest places, though they hold no answer: of one that is not found
    searched: Searched | None = None  # of one that is not found
    key: str | None = None  # the words of a citation's quote that answer, where a model named them
    # Of one that failed: why no model can be used at all, whatever is asked; a sentence with what to do, else "".
    unusable: str = ""

    @property
    def reason(self) -> str:
        """Of one that failed: why, in sentences. What follows in its text are the quotes that stand in for it."""
        return self.unusable or self.text.split("\n", 1)[0]

    def of_usable_model(self) -> Answer:
        """The answer itself. Raises ModelUnavailable when no other question could be answered either."""
        if self.unusable:
            raise ModelUnavailable(self.unusable)
        return self


@dataclass(frozen=True, slots=True)
class Retrieved:
    """First event of an answer: the evidence, shown before a word is generated.

    Comes again with what was added when the next part of a question is searched for, as does `Quoted`.
    """

    hits: tuple[Hit, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Quoted:
    """Second event: the closest sentences word for word, while the model still reads."""

    quotes: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the reply as the model writes it: words of the evidence, or a sentence that it carries.

    Empty while text is held back, so that whoever reads the events can stop the model all the same.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Last event: the verified answer."""

    answer: Answer


AnswerEvent = Retrieved | Quoted | Token | Finished


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page picture as fractions of its width and height, origin top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A rendered page and where the cited characters stand on it."""

    png: bytes
    width: int  # pixels
    height: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """How a library is doing, for people and for monitoring."""

    generation: int
    documents: int
    by_state: dict[str, int]
    pages: int
    passages: int
    embedded: int
    segments: int
    bytes_on_disk: int
    embedder: str | None
    degraded: str | None = None  # a sentence when something of the library cannot be used
    refusal_threshold: float | None = None  # probability of being right below which a reply is refused
    refusal_origin: str = ""  # where that comes from
    embedder_name: str | None = None  # as the setting has it
    next_embedder: str | None = None  # the one that the library is to be changed to
    next_embedded: int = 0  # how many passages have a vector of that one
    stays_local: bool = True  # no model of the settings or the library sends texts to another machine
    reranker: str | None = None  # that is asked, as the setting has it
