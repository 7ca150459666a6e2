"""How replies end: every word that the installed packages know has its meaning, and errors are no answers."""

from __future__ import annotations

import json
from typing import Literal, get_args, get_origin

import pytest

from rag.errors import ReplyBroken, ReplyFiltered
from rag.providers.endings import ENDINGS, End, judge_end
from rag.streaming import stream_chunks
from tests.providers.protocols import PROTOCOLS, WORDS, sse
from tests.providers.test_protocols import MESSAGES, tell
from tests.providers.wire import Response

BY_NAME = {protocol.name: protocol for protocol in PROTOCOLS}


def words_of_bedrock():
    import botocore.session

    model = botocore.session.get_session().get_service_model("bedrock-runtime")
    return set(model.shape_for("StopReason").enum)


def words_of_anthropic():
    from anthropic.types.stop_reason import StopReason

    return set(get_args(StopReason))


def words_of_cohere():
    from cohere.types import ChatFinishReason

    return {
        word.lower()
        for each in get_args(ChatFinishReason)
        if get_origin(each) is Literal
        for word in get_args(each)
    }


def words_of_openai():
    from openai.types.chat.chat_completion import Choice

    return set(get_args(Choice.model_fields["finish_reason"].annotation))


@pytest.mark.parametrize(
    ("family", "words"),
    [
        ("bedrock", words_of_bedrock),
        ("anthropic", words_of_anthropic),
        ("cohere", words_of_cohere),
        ("openai", words_of_openai),
    ],
)
def test_every_word_of_the_package_has_a_meaning(family, words):
    found = words()
    assert len(found) > 4
    assert found <= ENDINGS[family].keys()


@pytest.mark.parametrize(
    ("family", "reasons", "end"),
    [
        ("cohere", ["complete"], End.COMPLETE),
        ("cohere", ["error_toxic"], End.BROKEN),  # of version 1
        ("openai", ["refusal", "stop"], End.FILTERED),
        ("openai", ["something new"], End.BROKEN),
        ("openai-compatible", ["something new"], End.COMPLETE),
        ("openai-compatible", ["abort"], End.BROKEN),
        ("sagemaker-inputs", ["eos_token"], End.COMPLETE),
        ("anthropic", ["model_context_window_exceeded"], End.CUT),
        ("bedrock", ["content_filtered"], End.FILTERED),
        ("bedrock", [], End.BROKEN),
    ],
)
def test_what_a_word_means(family, reasons, end):
    assert judge_end(family, reasons) is end


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("cohere", "ERROR"),
        ("cohere", "TIMEOUT"),
        ("cohere", "TOOL_CALL"),
        ("bedrock", "malformed_model_output"),
        ("anthropic", "pause_turn"),
        ("openai", "tool_calls"),
        ("openai-compatible", "abort"),
    ],
)
def test_an_error_at_the_end_is_no_answer(opened, clean_environment, name, reason):
    served = opened(BY_NAME[name])
    served.script.requests.clear()
    served.script.will(served.protocol.reply(words=WORDS[:2], reason=reason))
    with pytest.raises(ReplyBroken) as failed:
        list(stream_chunks(served.model, MESSAGES, {}, 10))
    assert "ended the reply with an error" in tell(failed.value)
    assert len(served.script.requests) == 1


@pytest.mark.parametrize("name", ["openai", "openai-compatible", "ai21"])
def test_a_refusal_in_its_own_field_is_filtered(opened, clean_environment, name):
    served = opened(BY_NAME[name])
    said = json.loads(served.protocol.word("").removeprefix(b"data: "))
    said["choices"][0]["delta"] = {"refusal": "I cannot help with the notice period."}
    parts = [*served.protocol.start(), sse(said), *served.protocol.finish("stop")]
    served.script.will(Response(parts, headers={"Content-Type": served.protocol.content_type}))
    with pytest.raises(ReplyFiltered) as failed:
        list(stream_chunks(served.model, MESSAGES, {}, 10))
    tell(failed.value)
