"""Every provider through its own package over its own protocol: all of them behave alike at our edge."""

from __future__ import annotations

import time
from contextlib import closing

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from rag.errors import (
    CredentialsRejected,
    ModelNotOffered,
    ProviderThrottled,
    ProviderUnavailable,
    ReplyBroken,
    ReplyFiltered,
)
from rag.streaming import stream_chunks
from tests.providers.protocols import SECRET, TEXT, WORDS
from tests.providers.wire import Response

MESSAGES = [SystemMessage("Answer briefly."), HumanMessage("What is the notice period?")]


def ask(model, **options):
    return list(stream_chunks(model, MESSAGES, {}, options.get("seconds", 10)))


def text(chunks):
    return "".join(chunk.text for chunk in chunks)


def tell(error):
    """Nothing that is private may stand in what a person or a log sees."""
    assert SECRET not in str(error)
    assert "notice period" not in str(error)
    return str(error)


def test_a_reply_streams_and_counts(served):
    served.script.will(served.protocol.reply())
    chunks = ask(served.model)
    assert [chunk.text for chunk in chunks if chunk.text] == list(WORDS)
    usage = [chunk.usage_metadata for chunk in chunks if chunk.usage_metadata]
    read, written = sum(each["input_tokens"] for each in usage), sum(each["output_tokens"] for each in usage)
    assert (read, written) == (served.protocol.counts or (0, 0))
    assert len(served.script.requests) == 1


def test_throttling_is_waited_for(served):
    served.script.will(
        served.protocol.error(429, "throttled"), served.protocol.error(429, "throttled"), served.protocol.reply()
    )
    assert text(ask(served.model)) == TEXT
    assert len(served.script.requests) == 3


def test_a_provider_says_how_long_to_wait(served):
    served.script.will(served.protocol.error(429, "throttled", **{"Retry-After": "0"}), served.protocol.reply())
    model = served.model
    model.first_pause = 60.0
    assert text(ask(model)) == TEXT


def test_who_asks_for_too_long_is_not_waited_for(served):
    served.script.will(served.protocol.error(429, "throttled", **{"Retry-After": "900"}))
    with pytest.raises(ProviderThrottled) as failed:
        ask(served.model)
    assert "no more requests at present" in tell(failed.value)
    assert len(served.script.requests) == 1


def test_a_server_error_is_tried_again_and_then_told(served):
    served.script.will(served.protocol.error(503, "server"), served.protocol.reply())
    assert text(ask(served.model)) == TEXT
    served.script.will(served.protocol.error(500, "server"))
    with pytest.raises(ProviderUnavailable) as failed:
        ask(served.model)
    assert "out of order" in tell(failed.value)
    assert len(served.script.requests) == 2 + 4


def test_a_stream_that_is_cut_before_its_first_word_is_asked_for_again(served):
    served.script.will(served.protocol.begun(words=(), end="cut"), served.protocol.reply())
    assert text(ask(served.model)) == TEXT


@pytest.mark.parametrize("end", ["cut", "whole"])
def test_a_stream_that_is_cut_later_is_told(served, end):
    served.script.will(served.protocol.begun(end=end), served.protocol.reply())
    seen = []
    with pytest.raises((ReplyBroken, ProviderUnavailable)) as failed:
        for chunk in stream_chunks(served.model, MESSAGES, {}, 10):
            seen.append(chunk.text)
    assert "cut off" in tell(failed.value) or "broke the connection off" in tell(failed.value)
    assert "".join(seen) == "".join(WORDS[:2])
    assert len(served.script.requests) == 1


def test_a_silent_provider_is_given_up(protocol, script, open_model):
    script.will(protocol.begun(words=(), end="hang"))
    with pytest.raises(ProviderUnavailable) as failed:
        ask(open_model(protocol, answer_seconds=1.0), seconds=20)
    assert "time limit" in tell(failed.value)
    assert len(script.requests) == 1


def test_what_is_not_in_the_protocol_is_told(served):
    served.script.will(served.protocol.bad())
    served.model.attempts = 1
    with pytest.raises(ReplyBroken) as failed:
        ask(served.model)
    tell(failed.value)


def test_wrong_credentials_are_told_at_once(served):
    served.script.will(served.protocol.error(401, "credentials"))
    with pytest.raises(CredentialsRejected) as failed:
        ask(served.model)
    assert "does not accept the credentials" in tell(failed.value)
    assert len(served.script.requests) == 1


def test_an_unknown_model_is_told_at_once(served):
    served.script.will(served.protocol.error(404, "model"))
    with pytest.raises(ModelNotOffered) as failed:
        ask(served.model)
    assert "does not know this model" in tell(failed.value)
    assert len(served.script.requests) == 1


def test_filtered_content_is_no_failure(served):
    if served.protocol.filtered_end is None:
        pytest.skip("this service has no word for it")
    served.script.will(served.protocol.reply(words=WORDS[:1], reason=served.protocol.filtered_end))
    with pytest.raises(ReplyFiltered):
        ask(served.model)
    assert len(served.script.requests) == 1


def test_a_reply_that_reached_its_limit_says_so_in_one_word(served):
    served.script.will(served.protocol.reply(reason=served.protocol.cut_end))
    chunks = ask(served.model)
    reasons = {chunk.response_metadata.get("finish_reason") for chunk in chunks}
    assert (text(chunks), reasons - {None}) == (TEXT, {"length"})
    assert len(served.script.requests) == 1


def test_closing_the_stream_closes_the_connection(served):
    endless = served.protocol.begun(pause=0.02, repeat=True)
    served.script.will(endless)
    with closing(stream_chunks(served.model, MESSAGES, {}, 30)) as chunks:
        first = next(chunk.text for chunk in chunks if chunk.text)
    assert first == WORDS[0]
    assert served.script.gone.wait(10)


def test_who_stops_waiting_sends_no_further_request(served):
    served.script.will(served.protocol.error(429, "throttled"))
    model = served.model
    model.first_pause = 0.2
    with closing(stream_chunks(model, MESSAGES, {}, 30)) as chunks:
        assert next(chunks).text == ""
    time.sleep(0.4)
    assert len(served.script.requests) == 1


def test_the_key_goes_to_its_provider_and_nowhere_else(served):
    served.script.will(served.protocol.reply())
    ask(served.model)
    request = served.script.requests[0]
    assert SECRET.encode() not in request.body
    assert SECRET not in request.path
    sent = " ".join(request.headers.values())
    # AWS signs with its secret; an address that is not Hugging Face's gets no token.
    assert (SECRET in sent) == (
        served.protocol.name not in ("bedrock", "sagemaker", "sagemaker-inputs", "huggingface")
    )


def test_a_refused_connection_is_told(served):
    model = served.model
    model.attempts = 2
    served.script.will(Response(end="cut", headers={"Content-Type": served.protocol.content_type}))
    with pytest.raises((ProviderUnavailable, ReplyBroken)) as failed:
        ask(model)
    tell(failed.value)
    assert len(served.script.requests) == 2
