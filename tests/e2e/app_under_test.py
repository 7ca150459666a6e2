"""The page as `ui/app.py` shows it, over the same library with small deterministic models."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import streamlit as st
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from rag.config import load_settings
from rag.layout import DataDir
from rag.prompt import CANNOT_ANSWER
from tests.fakes import ScriptedModel, fake_openers
from ui.bootstrap import Workspace
from ui.logs import start_logging
from ui.shell import show

_WORD = re.compile(r"\w+")
_EXCERPT_HEAD = re.compile(r"(?m)^\[\d+\] .*$")


def _long_words(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text.lower()) if len(word) > 3)


class QuotingModel(BaseChatModel):
    """Replies with the sentence of the prompt that shares most words with the question, a word at a time."""

    @property
    def _llm_type(self) -> str:
        return "quoting"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        raise NotImplementedError("it only streams")

    def _stream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        prompt = messages[-1].text
        evidence, rest = prompt.rpartition("Question: ")[::2]
        question = rest.split("\n")[0]
        if "unavailable" in question:
            raise RuntimeError("the model fell over")
        excerpts, earlier = evidence.partition("Earlier question: ")[::2]
        words = _long_words(f"{earlier} {question}")
        sentences = re.split(r"(?<=[.!?])\s+|\n+", _EXCERPT_HEAD.sub("", excerpts))
        # Of several that share as many words the longest: a heading alone is no answer.
        best = max(sentences, key=lambda each: (len(words & _long_words(each)), len(each)))
        if not words & _long_words(best):
            best = CANNOT_ANSWER
        for word in re.findall(r"\S+\s*", best):
            time.sleep(0.8 if "slowly" in question else 0.03)
            yield ChatGenerationChunk(message=AIMessageChunk(content=word))


@st.cache_resource(show_spinner=False)
def get_workspace() -> Workspace:
    """One library for all browser sessions of this server."""
    settings = load_settings()
    start_logging(DataDir(settings.data_dir).log)
    compared = {
        "openai:quoting": QuotingModel(),
        "anthropic:shy": ScriptedModel(reply=CANNOT_ANSWER),
        "cohere:broken": ScriptedModel(reply="no word of it", fail_after=0),
        "local:quoting": QuotingModel(),
    }
    return fake_openers(model=QuotingModel(), compared=compared, crash_on="kaboom").workspace(settings)


show(get_workspace())
