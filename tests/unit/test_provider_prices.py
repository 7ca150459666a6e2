"""Prices and windows: the shipped table, what a person changes in it, and estimates of tokens."""

from __future__ import annotations

import pytest

from rag.errors import ConfigurationError, LimitReached
from rag.fitting import fit_messages
from rag.providers.prices import ModelTerms, load_prices
from rag.providers.tokens import estimate_prompt, estimate_tokens
from rag.types import Passage


@pytest.mark.parametrize(
    ("name", "cost", "window"),
    [
        ("openai:gpt-4o", 12.5, 128000),
        ("openai:gpt-4o-2024-08-06", 12.5, 128000),
        ("openai:gpt-4o-mini-2024-07-18", 0.75, 128000),
        ("openai:gpt-4.1-nano", 0.5, 1000000),
        ("bedrock:anthropic.claude-3-haiku-20240307-v1:0", 1.5, 200000),
        ("bedrock:eu.anthropic.claude-3-haiku-20240307-v1:0", 1.5, 200000),
        ("bedrock:meta.llama3-8b-instruct-v1:0", 0.9, 8192),
        ("cohere:command-r7b-12-2024", 0.1875, 128000),
        ("local:qwen2.5-coder-1.5b-instruct", 0.0, 8192),
        ("huggingface:bigscience/bloomz-560m", 0.0, 8192),
        ("huggingface:https://example.test", None, 8192),
        ("extractive:deepset/xlm-roberta-base-squad2", 0.0, 8192),
        # Another model than the one whose name it begins with.
        ("openai:gpt-5-pro", None, 8192),
        ("openai:gpt-4o-audio-preview", None, 8192),
        ("anthropic:claude-of-tomorrow-9", None, 200000),
        ("sagemaker:my-endpoint", None, 8192),
    ],
)
def test_the_shipped_table(tmp_path, name, cost, window):
    terms = load_prices(tmp_path / "prices.toml").find(name)
    # A million tokens read and a million written.
    assert terms.cost(1_000_000, 1_000_000) == (None if cost is None else pytest.approx(cost))
    assert terms.window == window


def test_a_person_changes_and_adds_prices(tmp_path):
    file = tmp_path / "prices.toml"
    file.write_text(
        'currency = "EUR"\n[models."openai:gpt-4o"]\ninput = 1\noutput = 2\ncontext_tokens = 4000\n'
        '[models."sagemaker:my-endpoint"]\ninput = 0.5\noutput = 0\n'
    )
    table = load_prices(file)
    assert table.currency == "EUR"
    assert table.find("openai:gpt-4o") == ModelTerms(1.0, 2.0, 4000)
    assert table.find("openai:gpt-4o-mini").cost(1000, 1000) == pytest.approx(0.00075)
    assert table.find("sagemaker:my-endpoint").cost(3000, 500) == 1.5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("models = 3", "needs a section"),
        ("[models", "not valid TOML"),
        ('[models."a:b"]\nprice = 1', "input, output, context_tokens, reply_tokens"),
        ('[models."a:b"]\ninput = "much"', "have to be numbers"),
        ('[models."a:b"]\ninput = -1', "none below zero"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(tmp_path, text, told):
    file = tmp_path / "prices.toml"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match=told):
        load_prices(file)


def test_what_langchain_knows_of_a_model_completes_the_table():
    known = {"max_input_tokens": 5000, "reasoning_effort_default": "high"}
    assert ModelTerms().completed(known) == ModelTerms(context_tokens=5000, reply_tokens=4096)
    assert ModelTerms(context_tokens=100, reply_tokens=10).completed(known) == ModelTerms(None, None, 100, 10)
    assert (ModelTerms().completed(None).window, ModelTerms().completed(None).reply) == (8192, 512)


def test_tokens_are_estimated_from_bytes():
    assert [estimate_tokens(text) for text in ("", "a", "abc", "abcd", "ääää")] == [0, 1, 1, 2, 3]


def passage(number, text):
    return Passage(number, 1, "handbook.pdf", 1, 0, len(text), text)


def fit(tokens, *texts):
    passages = [passage(number, text) for number, text in enumerate(texts)]
    messages, kept = fit_messages("How long is the notice period?", passages, "en", (), tokens)
    assert estimate_prompt(messages) <= tokens
    return messages[1].text, [each.id for each in kept]


def test_evidence_is_cut_to_fit():
    texts = ["three months " * 40, "four weeks " * 40, "ten days " * 40]
    prompt, kept = fit(4000, *texts)
    assert kept == [0, 1, 2]
    assert prompt.count("ten days") == 40
    prompt, kept = fit(500, *texts)
    assert kept == [0, 1]
    prompt, kept = fit(300, *texts)
    assert kept == [0]
    assert 0 < prompt.count("three months") < 40
    assert "three m\n" not in prompt


def test_a_question_that_leaves_no_room_is_told():
    with pytest.raises(LimitReached, match="leaves no room for evidence"):
        fit(150, "three months " * 40)
