"""OpenAI's chat protocol at both ends of an answer: a conversation becomes a question, an answer a message."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rag.citations import strip_markers
from rag.inert import for_markdown, from_markdown
from rag.quoting import show_quote
from rag.types import Answer, AnswerStatus, Citation, Hit, Turn
from ui.api.chat_schemas import ChatRequest, Message
from ui.api.errors import ModelUnknown, RequestUnusable
from ui.api.replies import answer_value
from ui.api.service import Question

ANSWERS, QUOTES = "fundstelle", "fundstelle-quotes"
_HEADINGS = {"de": "Quellen:", "en": "Sources:"}
_RELATED = {"de": "Verwandt, aber keine Antwort:", "en": "Related, but no answer:"}
_PAGES = {"de": "Seite", "en": "page"}
# As this module writes them, at the end of an answer.
_SOURCES = re.compile(
    r"\n\n(?:(?:Quellen|Sources):\n(?:\[\d+\] .*(?:\n|\Z))+"
    r"|(?:Verwandt, aber keine Antwort|Related, but no answer):\n(?:- .*(?:\n|\Z))+)\Z"
)
# The model is shown the last turn only; a few more let a chain of follow-ups be understood.
_REMEMBERED = 4
_CHARACTERS_A_TOKEN = 4
# An answer is only sent when it is verified; in pieces, because chat programs expect it.
_PIECE = re.compile(r"\S+\s*|\s+")


def models_value() -> dict[str, Any]:
    """The list of models."""
    data = [{"id": each, "object": "model", "created": 0, "owned_by": "fundstelle"} for each in (ANSWERS, QUOTES)]
    return {"object": "list", "data": data}


def read_conversation(request: ChatRequest) -> Question:
    """The last message of the user, and the turns before it. Raises ModelUnknown and RequestUnusable."""
    if request.model not in (ANSWERS, QUOTES):
        raise ModelUnknown(f"There is no model “{request.model[:100]}” here; `GET /v1/models` lists them.")
    asked = [number for number, each in enumerate(request.messages) if each.role == "user" and each.text.strip()]
    if not asked:
        raise RequestUnusable("No message of the user has a text, so there is no question.")
    turns = _turns(request.messages[: asked[-1]])
    return Question(request.messages[asked[-1]].text, history=tuple(turns[-_REMEMBERED:]))


def _turns(messages: Sequence[Message]) -> list[Turn]:
    turns: list[Turn] = []
    question: str | None = None
    for message in messages:
        if message.role == "user":
            question = message.text
        elif message.role == "assistant" and question and message.text.strip():
            turns.append(Turn(question, strip_markers(from_markdown(_SOURCES.sub("", message.text)))))
            question = None
    return turns


def answer_text(answer: Answer) -> str:
    """The answer and a numbered list of its sources as Markdown in which no text of others calls out."""
    marks = {each.number for each in answer.citations}
    text = "\n\n".join(for_markdown(each, marks) for each in (answer.text, answer.notice) if each)
    if answer.related:
        lines = [f"- {_place(each, answer.language)}" for each in answer.related]
        return "\n".join([text, "", _RELATED.get(answer.language, _RELATED["en"]), *lines])
    if not answer.citations or answer.status is AnswerStatus.AMBIGUOUS:
        return text
    lines = [f"[{each.number}] {_place(each, answer.language)}" for each in answer.citations]
    return "\n".join([text, "", _HEADINGS.get(answer.language, _HEADINGS["en"]), *lines])


def hits_text(hits: Sequence[Hit]) -> str:
    """Passages with their places, best first, as Markdown in which none of them calls out."""
    return "\n\n".join(
        for_markdown(f"{number}. {each.passage.document}, {_PAGES['en']} {each.passage.page}\n{each.passage.text}")
        for number, each in enumerate(hits, 1)
    )


def _place(citation: Citation, language: str) -> str:
    page = _PAGES.get(language, _PAGES["en"])
    quote = " ".join(show_quote(citation.quote).split())
    return for_markdown(f"{citation.document}, {page} {citation.page}: “{quote}”")


@dataclass(frozen=True, slots=True)
class Completion:
    """One reply in a chat program's terms."""

    model: str
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, request: ChatRequest, answer: Answer) -> dict[str, Any]:
        """The reply at once."""
        text = answer_text(answer)
        message = {"role": "assistant", "content": text, "fundstelle": answer_value(answer)}
        return {
            "id": self.id,
            "object": "chat.completion",
            "created": self.created,
            "model": self.model,
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": estimate_usage(request, text),
        }

    def pieces(self, request: ChatRequest, answer: Answer) -> Iterator[dict[str, Any]]:
        """The reply word by word; the last piece has the structured answer, then maybe one with the usage."""
        text = answer_text(answer)
        for number, piece in enumerate(_PIECE.findall(text) or [""]):
            role = {} if number else {"role": "assistant"}
            yield self._chunk({**role, "content": piece}, None)
        yield self._chunk({"fundstelle": answer_value(answer)}, "stop")
        if request.stream_options is not None and request.stream_options.include_usage:
            yield {**self._head(), "choices": [], "usage": estimate_usage(request, text)}

    def _chunk(self, delta: dict[str, Any], finish_reason: str | None) -> dict[str, Any]:
        return {**self._head(), "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]}

    def _head(self) -> dict[str, Any]:
        return {"id": self.id, "object": "chat.completion.chunk", "created": self.created, "model": self.model}


def estimate_usage(request: ChatRequest, reply: str) -> dict[str, int]:
    """Tokens, estimated: what the conversation and the reply would be."""
    prompt = sum(_tokens(each.text) for each in request.messages)
    return {"prompt_tokens": prompt, "completion_tokens": _tokens(reply), "total_tokens": prompt + _tokens(reply)}


def _tokens(text: str) -> int:
    return -(-len(text) // _CHARACTERS_A_TOKEN)
