"""Chat programs: OpenAI's own client against the real service, and conversations as questions."""

from __future__ import annotations

from dataclasses import asdict

import openai
import pytest

from rag.types import Searched, Turn
from tests.api.conftest import QUESTION, QUOTE, REPLY, EndlessModel
from tests.fakes import ScriptedModel
from ui.api.chat import read_conversation
from ui.api.chat_schemas import ChatRequest
from ui.api.errors import ModelUnknown, RequestUnusable

SOURCES = f"\n\nQuellen:\n[1] hr/travel.txt, Seite 1: “{QUOTE}”"


def connect(address, **options):
    return openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0, **options)


def ask(text, **options):
    return {"model": "fundstelle", "messages": [{"role": "user", "content": text}], **options}


def test_the_client_of_openai(live):
    with live() as address, connect(address) as client:
        assert [each.id for each in client.models.list()] == ["fundstelle", "fundstelle-quotes"]
        whole = client.chat.completions.create(**ask(QUESTION))
        options = {"stream": True, "stream_options": {"include_usage": True}}
        stream = list(client.chat.completions.create(**ask(QUESTION), **options))
        quoting = {**ask(QUESTION), "model": "fundstelle-quotes"}
        quotes = client.chat.completions.create(**quoting)
        quotes_stream = list(client.chat.completions.create(**quoting, stream=True))
        with pytest.raises(openai.NotFoundError, match="no model “gpt-9”") as unknown:
            client.chat.completions.create(**{**ask(QUESTION), "model": "gpt-9"})
    text = whole.choices[0].message.content
    assert text == f"{REPLY} [1]{SOURCES}"
    assert whole.choices[0].finish_reason == "stop"
    structured = whole.choices[0].message.fundstelle
    assert (structured["status"], structured["citations"][0]["quote"]) == ("answered", QUOTE)
    assert (whole.usage.prompt_tokens, whole.usage.completion_tokens) == (
        -(-len(QUESTION) // 4),
        -(-len(text) // 4),
    )
    *pieces, last, usage = stream
    assert "".join(each.choices[0].delta.content for each in pieces) == text
    assert (pieces[0].choices[0].delta.role, last.choices[0].finish_reason) == ("assistant", "stop")
    assert last.choices[0].delta.fundstelle["citations"] == structured["citations"]
    assert (usage.choices, usage.usage) == ([], whole.usage)
    assert quotes.choices[0].message.fundstelle["status"] == "quoted"
    assert (
        "".join(each.choices[0].delta.content or "" for each in quotes_stream) == quotes.choices[0].message.content
    )
    assert unknown.value.code == "model_not_found"


def test_what_is_not_found_comes_with_the_closest_places(live):
    with live(ScriptedModel(reply="NOT_FOUND")) as address, connect(address) as client:
        first = client.chat.completions.create(**ask(QUESTION))
        message = first.choices[0].message
        messages = [
            {"role": "user", "content": QUESTION},
            {"role": "assistant", "content": message.content},
            {"role": "user", "content": "Und je Nacht?"},
        ]
        second = client.chat.completions.create(model="fundstelle", messages=messages)
    text, _, places = message.content.partition("\n\nVerwandt, aber keine Antwort:\n")
    assert text == message.fundstelle["answer"]
    assert places.startswith(f"- hr/travel.txt, Seite 1: “{QUOTE}”")
    assert message.fundstelle["related"][0]["quote"] == QUOTE
    assert message.fundstelle["searched"] == asdict(Searched(3, 3))
    # The places were taken off again.
    assert second.choices[0].message.fundstelle["id"] is not None


def test_a_second_question_in_a_conversation(live):
    with live() as address, connect(address) as client:
        first = client.chat.completions.create(**ask(QUESTION))
        messages = [
            {"role": "system", "content": "You are a pirate."},
            {"role": "user", "content": QUESTION},
            {"role": "assistant", "content": first.choices[0].message.content},
            {"role": "user", "content": "Und je Nacht?"},
        ]
        second = client.chat.completions.create(model="fundstelle", messages=messages)
    # It is stored only when the conversation before it is recognized: the sources were taken off again.
    assert second.choices[0].message.fundstelle["id"] is not None


def test_an_error_in_a_stream_reaches_the_client(live):
    with (
        live(EndlessModel(), api_request_seconds=0.3) as address,
        connect(address) as client,
        pytest.raises(openai.APIError, match="given up after"),
    ):
        list(client.chat.completions.create(**ask(QUESTION), stream=True))


def read(*messages, model="fundstelle"):
    return read_conversation(ChatRequest.model_validate({"model": model, "messages": list(messages)}))


def test_turns_are_pairs():
    question = read(
        {"role": "user", "content": "first, never answered"},
        {"role": "user", "content": [{"type": "text", "text": "second"}, {"type": "image_url", "image_url": {}}]},
        {
            "role": "assistant",
            "content": "An answer. [1][2]\n\nSources:\n[1] a.pdf, page 1: “x”\n[2] b.pdf, page 2: “y”",
        },
        {"role": "assistant", "content": "more"},
        {"role": "tool", "content": "noise"},
        {"role": "user", "content": "third"},
        {"role": "assistant", "content": None},
        {"role": "user", "content": "now"},
        {"role": "assistant", "content": "prefilled"},
    )
    assert (question.text, question.history) == ("now", (Turn("second", "An answer."),))


def test_only_the_last_turns_count():
    messages = [{"role": role, "content": f"{role}{n}"} for n in range(9) for role in ("user", "assistant")]
    question = read(*messages, {"role": "user", "content": "now"})
    assert [turn.question for turn in question.history] == ["user5", "user6", "user7", "user8"]


def test_sources_in_the_middle_are_part_of_the_answer():
    text = "See\n\nSources:\n[1] a, page 1: “x”\nand more."
    question = read(
        {"role": "user", "content": "a"}, {"role": "assistant", "content": text}, {"role": "user", "content": "b"}
    )
    assert "and more." in question.history[0].answer


@pytest.mark.parametrize(
    "messages", [[{"role": "system", "content": "x"}], [{"role": "user", "content": " "}], [{"role": "user"}]]
)
def test_a_conversation_without_a_question(messages):
    with pytest.raises(RequestUnusable, match="no question"):
        read(*messages)


def test_another_model():
    with pytest.raises(ModelUnknown):
        read({"role": "user", "content": "x"}, model="other")
