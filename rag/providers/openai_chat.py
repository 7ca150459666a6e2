"""LangChain's models with OpenAI's protocol, which leave out that a reply is a refusal."""

from __future__ import annotations

from typing import Any

from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI
from langchain_openai.chat_models.base import BaseChatOpenAI


class TellingRefusals(BaseChatOpenAI):
    """The field `refusal` of a piece of a reply comes as a finish reason of that name; its text stays out."""

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        generation = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        deltas = (choice.get("delta") or {} for choice in chunk.get("choices") or ())
        if generation is not None and any(delta.get("refusal") for delta in deltas):
            generation.message.response_metadata["finish_reason"] = "refusal"
        return generation


class OpenAIChat(TellingRefusals, ChatOpenAI):
    """A model of OpenAI."""
