"""What would differ if a stored answer were asked for today.

Circumstances (generation, software, settings) are told; only results (documents, cited spans, passages found, and
the answer when it is asked for again) decide whether it is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rag.answer_log import checksum
from rag.answer_record import QUOTES, describe_settings, software_version
from rag.config import Settings
from rag.types import Answer, Document, Hit, Turn

if TYPE_CHECKING:
    from rag.library import LibraryApi


class DocumentFate(StrEnum):
    """What became of a document since."""

    UNCHANGED = "unchanged"
    RENAMED = "renamed"
    CHANGED = "changed"  # other bytes, under whatever name
    REMOVED = "removed"
    UNKNOWN = "unknown"  # it was being replaced when the answer was given


class SpanFate(StrEnum):
    """What became of a cited span since."""

    HOLDS = "holds"
    MOVED = "moved"  # the same words stand elsewhere in the document
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Circumstance:
    """Something around the answer that is not as it was."""

    what: str
    then: Any
    now: Any


@dataclass(frozen=True, slots=True)
class DocumentThenNow:
    """A document whose text the answer holds."""

    document: str
    state: DocumentFate
    name_now: str | None
    sha256_then: str | None
    sha256_now: str | None


@dataclass(frozen=True, slots=True)
class SpanThenNow:
    """A citation, and where its words stand now."""

    number: int
    document: str
    page: int
    start: int
    end: int
    state: SpanFate
    page_now: int | None
    start_now: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that a search found."""

    document_id: int
    document: str
    page: int
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RankThenNow:
    """A passage that is gone (`now` is None), is new (`then` is None), or stands elsewhere or at another rank."""

    document: str
    page: int
    start: int
    end: int
    then: int | None
    now: int | None


@dataclass(frozen=True, slots=True)
class AnswerThenNow:
    """The answer, and what is answered today."""

    status_then: str
    status_now: str
    text_then: str
    text_now: str
    same_citations: bool

    @property
    def same(self) -> bool:
        """Whether a reader would be told the same."""
        return (self.status_then, self.text_then) == (self.status_now, self.text_now) and self.same_citations


@dataclass(frozen=True, slots=True)
class Replay:
    """Everything that was compared. `answer` is None when the model was not asked again."""

    id: str
    circumstances: tuple[Circumstance, ...]
    documents: tuple[DocumentThenNow, ...]
    citations: tuple[SpanThenNow, ...]
    found_then: int
    retrieval: tuple[RankThenNow, ...]
    answer: AnswerThenNow | None
    as_of: int | None = None  # the generation that was searched; None: the library as it is

    @property
    def same(self) -> bool:
        """Whether the answer still stands on the same ground."""
        return (
            all(each.state in (DocumentFate.UNCHANGED, DocumentFate.UNKNOWN) for each in self.documents)
            and all(each.state is SpanFate.HOLDS for each in self.citations)
            and not self.retrieval
            and (self.answer is None or self.answer.same)
        )

    def as_dict(self) -> dict[str, Any]:
        """The JSON of the command."""
        return {**asdict(self), "same": self.same}


def replay(
    record: dict[str, Any], library: LibraryApi, settings: Settings, *, ask: bool, then: bool = False
) -> Replay:
    """Compare a stored answer with the library as it is, and with `ask` also with what the model says today.

    With `then`, and for an answer about an earlier time, the library is searched as it was when it was answered:
    the same evidence as then. Raises GenerationNotKept when that is not kept any more, and ModelUnavailable when no
    model can be asked.
    """
    as_of = record["answer"]["generation"] if then or record["request"].get("as_of") else None
    # A version is known by its document too.
    today = {key: each for each in library.documents(as_of=as_of) for key in (each.id, each.version_of or each.id)}
    answer = _ask(record, library, today, as_of) if ask else None
    hits = answer.hits if answer else _search(record, library, today, as_of)
    status = library.status()
    generation = answer.generation if answer else as_of or status.generation
    today_settings = settings.model_copy(update={"reranker": status.reranker})
    found = [_found_then(hit["passage"], today) for hit in record["answer"]["hits"]]
    return Replay(
        record["id"],
        tuple(
            _compare_circumstances(
                record, generation, describe_settings(today_settings, status.embedder_name), answer
            )
        ),
        tuple(_compare_document(each, today.get(each["id"])) for each in record["documents"]),
        tuple(_compare_span(each, library, today) for each in record["answer"]["citations"]),
        len(found),
        tuple(compare_ranks(found, [_found_now(hit) for hit in hits])),
        _compare_answer(record["answer"], answer, today) if answer else None,
        as_of,
    )


def _scope(record: dict[str, Any], today: dict[int, Document]) -> list[str] | None:
    """The documents that the search was restricted to, by their names of today."""
    wanted = record["request"]["documents"]
    return None if wanted is None else [today[each["id"]].name for each in wanted if each["id"] in today]


def _search(
    record: dict[str, Any], library: LibraryApi, today: dict[int, Document], as_of: int | None
) -> Sequence[Hit]:
    """What is found today for each part of the question, as it was added up then."""
    k, scope = record["request"]["k"], _scope(record, today)
    hits: dict[int, Hit] = {}
    # A record of an earlier version does not tell the parts.
    for asked in record["trace"].get("parts") or (record["trace"]["asked"],):
        for hit in library.search(asked, k=k, documents=scope, as_of=as_of):
            hits.setdefault(hit.passage.id, hit)
    return list(hits.values())


def _ask(record: dict[str, Any], library: LibraryApi, today: dict[int, Document], as_of: int | None) -> Answer:
    history = [Turn(**turn) for turn in record["trace"]["history"]]
    request = record["request"]
    question = record["answer"]["question"]
    # A record of an earlier version does not tell: quotes were not stored then.
    ask = library.quote if request.get("mode") == QUOTES else library.ask
    answer = ask(question, k=request["k"], history=history, documents=_scope(record, today), as_of=as_of)
    return answer.of_usable_model()  # else nothing was asked, and there is nothing to compare


def _compare_circumstances(
    record: dict[str, Any], generation: int, settings: dict[str, Any], answer: Answer | None
) -> Iterable[Circumstance]:
    now = {"generation": generation, "software": software_version(), **settings}
    then = {"generation": record["answer"]["generation"], "software": record["software"], **record["settings"]}
    # A model that was not asked, or a reply that was not needed, has no parameters to compare.
    if answer is not None and answer.trace is not None and answer.trace.messages and record["trace"]["messages"]:
        now["parameters"], then["parameters"] = answer.trace.parameters, record["trace"]["parameters"]
    if answer is not None and "notice" in record["answer"]:
        now["notice"], then["notice"] = answer.notice, record["answer"]["notice"]
    # A record of an earlier version does not have all settings, and what it does not tell has not changed.
    for what in then:
        if then.get(what) != now.get(what):
            yield Circumstance(what, then.get(what), now.get(what))


def _compare_document(then: dict[str, Any], now: Document | None) -> DocumentThenNow:
    name, sha256 = then.get("name", ""), then.get("sha256")
    if now is None:
        return DocumentThenNow(name, DocumentFate.REMOVED, None, sha256, None)
    if sha256 is None:
        fate = DocumentFate.UNKNOWN
    elif sha256 != now.sha256:
        fate = DocumentFate.CHANGED
    else:
        fate = DocumentFate.UNCHANGED if name == now.name else DocumentFate.RENAMED
    return DocumentThenNow(name, fate, now.name, sha256, now.sha256)


def _compare_span(citation: dict[str, Any], library: LibraryApi, today: dict[int, Document]) -> SpanThenNow:
    number, start, end, quote = citation["number"], citation["start"], citation["end"], citation["quote"]
    then = (number, citation["document"], citation["page"], start, end)
    page = library.page(_row(citation["document_id"], today), citation["page"])
    if page is not None and page.text[start:end] == quote:
        return SpanThenNow(*then, SpanFate.HOLDS, citation["page"], start)
    place = _find_quote(library, today.get(citation["document_id"]), quote)
    if place is None:
        return SpanThenNow(*then, SpanFate.GONE, None, None)
    return SpanThenNow(*then, SpanFate.MOVED, *place)


def _find_quote(library: LibraryApi, document: Document | None, quote: str) -> tuple[int, int] | None:
    """Page and offset where a document says the same words."""
    for number in range(1, document.pages + 1 if document else 1):
        page = library.page(document.id, number) if document else None
        start = page.text.find(quote) if page is not None else -1
        if start >= 0:
            return number, start
    return None


def _row(document_id: int, today: dict[int, Document]) -> int:
    """The version of a document that is compared with."""
    return today[document_id].id if document_id in today else document_id


def _found_then(passage: dict[str, Any], today: dict[int, Document]) -> Found:
    return Found(
        _row(passage["document_id"], today),
        passage["document"],
        passage["page"],
        passage["start"],
        passage["end"],
        passage["sha256"],
    )


def _found_now(hit: Hit) -> Found:
    passage = hit.passage
    sha256 = checksum(passage.text)
    return Found(passage.document_id, passage.document, passage.page, passage.start, passage.end, sha256)


def compare_ranks(then: Sequence[Found], now: Sequence[Found]) -> list[RankThenNow]:
    """Passages that are gone, moved or new, in this order of their ranks then, the new ones last.

    A passage is known again by its document and its words, wherever they stand.
    """
    ranks = {key: rank for rank, key in enumerate(_keys(now), 1)}
    changes = []
    for rank, (key, each) in enumerate(zip(_keys(then), then, strict=True), 1):
        other = ranks.pop(key, None)
        place = (each.document, each.page, each.start, each.end)
        if other is None:
            changes.append(RankThenNow(*place, rank, None))
        elif other != rank or place[1:] != _place(now[other - 1]):
            changes.append(RankThenNow(*place, rank, other))
    for rank in ranks.values():
        each = now[rank - 1]
        changes.append(RankThenNow(each.document, *_place(each), None, rank))
    return changes


def _place(found: Found) -> tuple[int, int, int]:
    return found.page, found.start, found.end


def _keys(found: Sequence[Found]) -> list[tuple[int, str, int]]:
    """What a passage is known by; the same words may stand in a document more than once."""
    seen: Counter[tuple[int, str]] = Counter()
    keys = []
    for each in found:
        name = (each.document_id, each.sha256)
        keys.append((*name, seen[name]))
        seen[name] += 1
    return keys


def _compare_answer(then: dict[str, Any], now: Answer, today: dict[int, Document]) -> AnswerThenNow:
    fields = ("number", "page", "start", "end", "quote")
    cited_then = [
        (_row(each["document_id"], today), *(each[name] for name in fields)) for each in then["citations"]
    ]
    cited_now = [(each.document_id, *(getattr(each, name) for name in fields)) for each in now.citations]
    return AnswerThenNow(then["status"], str(now.status), then["text"], now.text, cited_then == cited_now)
