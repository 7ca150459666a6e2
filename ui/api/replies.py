"""Answers and documents in the shapes that go over the wire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.history import AsOf
from rag.types import Answer, AnswerEvent, Document, Finished, Hit, Quoted, Retrieved, Token
from ui.commands.replies import describe_answer, describe_citation, describe_document, describe_hit


def search_value(question: str, hits: Sequence[Hit], as_of: AsOf) -> dict[str, Any]:
    """What `search --json` gives."""
    found = {"question": question, "hits": [describe_hit(each) for each in hits]}
    return found if as_of is None else {**found, "as_of": as_of}


def answer_value(answer: Answer) -> dict[str, Any]:
    """What `ask --json` gives, and the notice, which the command line shows elsewhere."""
    reply = describe_answer(answer)
    return reply.value if reply.notice is None else {**reply.value, "notice": reply.notice}


def event_value(event: AnswerEvent) -> tuple[str, dict[str, Any]]:
    """The name of an event and what it tells."""
    match event:
        case Retrieved():
            return "retrieved", {"hits": [describe_hit(each) for each in event.hits], "seconds": event.seconds}
        case Quoted():
            return "quoted", {"citations": [describe_citation(each) for each in event.quotes]}
        case Token():
            return "token", {"text": event.text}
        case Finished():
            return "finished", answer_value(event.answer)


def document_value(document: Document) -> dict[str, Any]:
    """What `list --json` gives, and what a program needs besides."""
    return {
        "id": document.id,
        **describe_document(document),
        "media_type": document.media_type,
        "size": document.size,
        "sha256": document.sha256,
        "title": document.title,
        "language": document.language,
        "version_of": document.version_of,
    }
