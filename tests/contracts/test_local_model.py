"""What the local language model promises, held against the real weights."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage

from rag.answerability import Judge, log_odds
from rag.config import load_settings
from rag.generation import LocalChatModel
from rag.key_words import Namer
from rag.models import model_path
from rag.prompt import build_messages
from rag.providers.opening import open_chat_model
from rag.reading_prompt import build_naming, build_reading
from rag.types import Passage

TEXT = "Twelve failed attempts lock an account for 45 minutes. After that it opens by itself."
HOLDS = "How long is an account locked after too many failed attempts?"
LACKS = "How much does the canteen charge for a coffee?"

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def model() -> LocalChatModel:
    """The default model with its adapter; loading it takes seconds."""
    opened = open_chat_model(load_settings())
    assert isinstance(opened, LocalChatModel)
    return opened


def reading(question: str) -> list[BaseMessage]:
    passage = Passage(1, 1, "policy.md", 1, 0, len(TEXT), TEXT, "Passwords", "Security policy", "en")
    return build_reading(question, passage, TEXT, "en", trained=True)


def test_it_judges_and_tells_presence_from_absence(model: LocalChatModel) -> None:
    assert isinstance(model, Judge)
    holds, lacks = (log_odds(model.yes_probability(reading(question))) for question in (HOLDS, LACKS))
    assert holds > lacks + 2  # what they mean for a reply is for the calibrated score to say


def test_it_names_the_words_that_answer(model: LocalChatModel) -> None:
    assert isinstance(model, Namer)
    assert model.can_name
    passage = Passage(1, 1, "policy.md", 1, 0, len(TEXT), TEXT, "Passwords", "Security policy", "en")
    judged = []
    for _ in range(2):
        # Nothing that one adapter has evaluated may serve the other.
        assert model.name_words(build_naming(HOLDS, passage, TEXT, "en")) == "45 minutes"
        judged.append(model.yes_probability(reading(HOLDS)))
    assert judged[1] == pytest.approx(judged[0], abs=1e-4)
    assert judged[0] > 0.5 > model.yes_probability(reading(LACKS))


def test_a_judgement_is_the_same_whatever_was_asked_before(model: LocalChatModel) -> None:
    first = model.yes_probability(reading(HOLDS))
    # What is evaluated is kept as far as prompts begin alike: all of one, and a part of the other.
    for title in ("Security policy", "Security policy of the depot in Ostheim"):
        passage = Passage(1, 1, "policy.md", 1, 0, len(TEXT), TEXT, "Passwords", title, "en")
        judging = build_reading(HOLDS, passage, TEXT, "en", trained=True)
        before = model.yes_probability(judging)
        list(model.stream(build_messages(HOLDS, [passage], "en", may_refuse=False)))
        model.name_words(build_naming(HOLDS, passage, TEXT, "en"))
        # An answer is written and words are named without what judges; nothing of that may serve a judgement.
        list(model.stream(judging))
        assert model.yes_probability(judging) == before
        assert model.yes_probability(reading(HOLDS)) == first


def test_a_reply_tells_how_sure_it_is_of_each_word(model: LocalChatModel) -> None:
    passage = Passage(1, 1, "policy.md", 1, 0, len(TEXT), TEXT, "Passwords", "Security policy", "en")
    messages = build_messages(HOLDS, [passage], "en", may_refuse=False)
    chunks = list(model.stream(messages, logprobs=True))
    text = "".join(chunk.text for chunk in chunks)
    assert "45 minutes" in text
    tokens = [token for chunk in chunks for token in chunk.response_metadata.get("logprobs") or []]
    assert "".join(token["token"] for token in tokens).strip() == text.strip()
    assert all(token["logprob"] <= 0 for token in tokens)


def test_a_closed_stream_leaves_the_engine_free(model: LocalChatModel) -> None:
    for _ in range(2):
        with closing(model.stream([HumanMessage("Count from 1 to 200.")])) as chunks:
            assert isinstance(next(iter(chunks)), AIMessageChunk)
    assert model.yes_probability(reading(HOLDS)) > model.yes_probability(reading(LACKS))


def test_what_every_prompt_begins_with_is_evaluated_once_for_all_runs(tmp_path: Path) -> None:
    weights = model_path("qwen2.5-coder-1.5b-instruct", load_settings().models_dir)
    opening = [HumanMessage("The depot in Ostheim opens at seven.")]

    def open_model() -> LocalChatModel:
        opened = LocalChatModel(name_in_catalogue="test", path=weights, opening=opening, states=tmp_path)
        opened.load()
        return opened

    open_model()
    [state] = tmp_path.iterdir()
    written = state.stat().st_mtime_ns, state.stat().st_ino
    again = open_model()
    assert (state.stat().st_mtime_ns, state.stat().st_ino) == written  # read, not written anew
    question = [HumanMessage("The depot in Ostheim opens at seven. Does it open at seven?")]
    assert again.yes_probability(question) > 0.5
    damaged = bytearray(state.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    state.write_bytes(damaged)
    assert open_model().yes_probability(question) == pytest.approx(again.yes_probability(question), abs=0.02)
