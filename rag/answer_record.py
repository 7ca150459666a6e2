"""The record of an answer: everything that made it, as one JSON object with checksums of all it rests on."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from typing import Any, Literal, TypeAlias

from rag.answer_log import NewAnswer, checksum
from rag.answerability import RefusalPolicy
from rag.catalog import Snapshot
from rag.citations import strip_markers
from rag.config import Settings
from rag.errors import ConfigurationError, DocumentNotFound, GenerationNotKept
from rag.history import AsOf, look_back
from rag.refusal import find_refusal
from rag.rerankers.choice import with_wanted_reranker
from rag.types import Answer, Citation, Document, DocumentState, Passage, Trace, Turn
from rag.weights.entries import find_entry

FORMAT = 1
QUOTES: Literal["quotes"] = "quotes"  # the closest sentences word for word, without a language model
Mode: TypeAlias = Literal["answer", "quotes"]


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for besides the question itself."""

    k: int
    documents: tuple[str, ...] | None  # the search was restricted to these
    as_of: AsOf = None  # as it was given; None: the library as it was then
    mode: Mode = "answer"


def build_answer(
    answer: Answer,
    request: Request,
    snapshot: Snapshot,
    settings: Settings,
    policy: RefusalPolicy | None = None,
) -> NewAnswer:
    """The answer as it is to be stored, with checksums from the library as it is now."""
    now = datetime.now(UTC)
    answer_id = f"{now:%Y%m%d-%H%M%S}{now.microsecond // 1000:03}-{secrets.token_hex(3)}"
    time = now.isoformat(timespec="milliseconds")
    trace = answer.trace or Trace(answer.question, ())
    origins = _Origins(snapshot, answer.generation)
    value = {
        "format": FORMAT,
        "id": answer_id,
        "time": time,
        "software": software_version(),
        "settings": describe_settings(with_wanted_reranker(settings, snapshot), _embedder_name(snapshot), policy),
        "request": _describe_request(request, origins),
        "answer": _describe_answer(answer, origins),
        "trace": _describe_trace(trace, origins),
        "documents": [origins.describe(each) for each in sorted(held_documents(answer))],
    }
    return NewAnswer(
        answer_id,
        time,
        str(answer.status),
        answer.question,
        turn_key(Turn(answer.question, answer.text)),
        # numpy's numbers are numbers; whatever else is not JSON is a defect.
        json.dumps(value, ensure_ascii=False, default=float),
        # A former version may be erased by itself; the answer goes with the document.
        held_documents(answer) | snapshot.whole_documents(held_documents(answer)),
        tuple(turn_key(turn) for turn in trace.history),
    )


def turn_key(turn: Turn) -> str:
    """The same for an answer and for the turn it becomes, with markers or without."""
    return checksum(f"{turn.question.strip()}\0{strip_markers(turn.answer)}")


def held_documents(answer: Answer) -> frozenset[int]:
    """Ids of the documents whose text the answer and its trace hold."""
    passages = [*(hit.passage for hit in answer.hits), *(answer.trace.passages if answer.trace else ())]
    cited = [citation.document_id for citation in (*answer.citations, *answer.related)]
    return frozenset([*cited, *(passage.document_id for passage in passages)])


@cache
def software_version() -> str:
    """The version of this program, as it runs."""
    try:
        return metadata.version("fundstelle")
    except metadata.PackageNotFoundError:  # run from a checkout
        return "unknown"


def _embedder_name(snapshot: Snapshot) -> str | None:
    active = snapshot.active_embedder()
    return None if active is None else str(active.choice)


def describe_settings(
    settings: Settings, embedder: str | None = None, policy: RefusalPolicy | None = None
) -> dict[str, Any]:
    """What decides on answers, with the pinned checksums of local weights.

    `embedder` and `policy`: those in force, if they are not what the settings say now.
    """
    policy = policy or find_refusal(settings).policy
    embedder = embedder or settings.embedder
    return {
        "model": settings.model,
        "model_sha256": next(map(_pinned, settings.catalogue_models), None),
        "embedder": embedder,
        "embedder_sha256": _pinned(embedder),
        "evidence_passages": settings.evidence_passages,
        "reranker": settings.reranker,
        "rerank_candidates": settings.rerank_candidates if settings.reranker else None,
        "refusal_threshold": policy.threshold,
        "refusal_offset": policy.offset,
        "refusal_slope": policy.slope,
        "content_filter": settings.content_filter,
        "content_filter_policy": settings.content_filter_policy,
        "bedrock_guardrail": settings.bedrock_guardrail_id
        and f"{settings.bedrock_guardrail_id}:{settings.bedrock_guardrail_version}",
        "context_tokens": settings.context_tokens,
        "question_token_limit": settings.question_token_limit,
        "answer_seconds": settings.answer_seconds,
    }


def _pinned(model: str) -> str | None:
    try:
        return find_entry(model).sha256
    except ConfigurationError:
        return None


@dataclass
class _Origins:
    """Documents by id, and whether the text that was found is that of the bytes that the catalog names."""

    snapshot: Snapshot
    generation: int
    known: dict[int, Document | None] = field(default_factory=dict)

    def find(self, document_id: int) -> Document | None:
        if document_id not in self.known:
            self.known[document_id] = self.snapshot.document_by_id(document_id)
        return self.known[document_id]

    def describe(self, document_id: int) -> dict[str, Any]:
        document = self.find(document_id)
        if document is None:
            return {"id": document_id}
        return {
            "id": document_id,
            "name": document.name,
            "sha256": self._current(document),
            "size": document.size,
            "media_type": document.media_type,
            "pages": document.pages,
            "added": document.added,
            "title": document.title,
        }

    def sha256(self, place: Passage | Citation, text: str) -> str | None:
        """The checksum of the file that says this, or None when it was being replaced meanwhile."""
        document = self.find(place.document_id)
        if document is None:
            return None
        if self.snapshot.generation != self.generation:
            stored = self.snapshot.page(place.document_id, place.page)
            if stored is None or stored[0].text[place.start : place.end] != text:
                return None
        return self._current(document)

    @staticmethod
    def _current(document: Document) -> str | None:
        # While new bytes wait to be read, the text is still that of the old ones.
        return None if document.state is DocumentState.WAITING else document.sha256


def _describe_request(request: Request, origins: _Origins) -> dict[str, Any]:
    value: dict[str, Any] = {"k": request.k, "documents": None, "mode": request.mode}
    if request.as_of is not None:
        value["as_of"] = request.as_of
    if request.documents is not None:
        value["documents"] = [_describe_scope(name, origins.snapshot, request.as_of) for name in request.documents]
    return value


def _describe_scope(name: str, snapshot: Snapshot, as_of: AsOf) -> dict[str, Any]:
    try:
        return {"id": look_back(snapshot, as_of)[0].document(name).id, "name": name}
    except (DocumentNotFound, GenerationNotKept):  # it was renamed or erased while the answer was written
        return {"id": None, "name": name}


def _describe_answer(answer: Answer, origins: _Origins) -> dict[str, Any]:
    value = asdict(answer)
    for name in ("trace", "id", "unusable"):
        del value[name]
    _seal(value["citations"], answer.citations, [each.quote for each in answer.citations], origins)
    _seal(value["related"], answer.related, [each.quote for each in answer.related], origins)
    passages = [hit.passage for hit in answer.hits]
    for hit in value["hits"]:
        del hit["also_in"]  # a name would outlive the document's removal
    _seal([hit["passage"] for hit in value["hits"]], passages, [each.text for each in passages], origins)
    return value


def _describe_trace(trace: Trace, origins: _Origins) -> dict[str, Any]:
    value = asdict(trace)
    value["messages"] = [{"role": role, "text": text} for role, text in trace.messages]
    _seal(value["passages"], trace.passages, [each.text for each in trace.passages], origins)
    return value


def _seal(
    values: Iterable[dict[str, Any]],
    places: Sequence[Passage | Citation],
    texts: Sequence[str],
    origins: _Origins,
) -> None:
    """Add the checksums of the text and of the file it comes from."""
    for value, place, text in zip(values, places, texts, strict=True):
        value["sha256"] = checksum(text)
        value["document_sha256"] = origins.sha256(place, text)
