"""Anthropic with citations of its own: passages are sent as documents, and a reply says which places it is from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from langchain_anthropic import ChatAnthropic
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import BaseMessage, HumanMessage
from langchain_core.outputs import ChatGenerationChunk

from rag.native_citations import CITED_BLOCKS
from rag.prompt import ASKED, EVIDENCE

_WITHOUT_CITATIONS = ("claude-2", "claude-instant", "claude-3-haiku")


def can_cite(model: str) -> bool:
    """Whether a model, by Anthropic's name, accepts citations; only the oldest do not."""
    return not model.startswith(_WITHOUT_CITATIONS)


class CitingAnthropic(ChatAnthropic):
    """Asks for citations wherever a message carries its evidence; chunks have them in their metadata."""

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        *,
        stream_usage: bool | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        given = [_with_documents(message) for message in messages]
        for chunk in super()._stream(given, stop, run_manager, stream_usage=stream_usage, **kwargs):
            blocks = _cited_blocks(chunk.message.content)
            if blocks:
                chunk.message.response_metadata[CITED_BLOCKS] = blocks
            yield chunk


def _with_documents(message: BaseMessage) -> BaseMessage:
    evidence = message.additional_kwargs.get(EVIDENCE)
    if not evidence:
        return message
    asked = {"type": "text", "text": message.additional_kwargs[ASKED]}
    return HumanMessage([*map(_document, evidence), asked])


def _document(part: Mapping[str, str]) -> dict[str, Any]:
    """A document block. Its title and context are read, and never cited."""
    context = {"context": part["context"]} if part["context"] else {}
    return {
        "type": "document",
        "source": {"type": "text", "media_type": "text/plain", "data": part["text"]},
        "title": part["title"],
        "citations": {"enabled": True},
        **context,
    }


def _cited_blocks(content: str | list[str | dict[str, Any]]) -> list[dict[str, Any]]:
    if isinstance(content, str):
        return []
    return [
        {
            "block": block.get("index", 0),
            "text": block.get("text") or "",
            "citations": [_plain(each) for each in block.get("citations") or []],
        }
        for block in content
        if isinstance(block, dict) and block.get("type") == "text"
    ]


def _plain(citation: Mapping[str, Any]) -> dict[str, Any]:
    names = ("cited_text", "document_index", "start_char_index", "end_char_index")
    return {name: citation.get(name) for name in names}
