"""What is sent, held against the providers' own descriptions of their services, and what they say back."""

from __future__ import annotations

import json
import urllib.parse

import botocore.session
import pytest
from botocore.validate import ParamValidator
from langchain_core.messages import HumanMessage, SystemMessage

from rag.errors import (
    CredentialsRejected,
    LimitReached,
    ModelNotOffered,
    ProviderThrottled,
    ReplyBroken,
    ReplyFiltered,
)
from rag.streaming import stream_chunks
from tests.providers.protocols import PROTOCOLS, TEXT, TOKENS, Protocol, event
from tests.providers.wire import Response

BY_NAME = {protocol.name: protocol for protocol in PROTOCOLS}
MESSAGES = [SystemMessage("Answer briefly."), HumanMessage("What is the notice period?")]


def ask(model, **options):
    return "".join(chunk.text for chunk in stream_chunks(model, MESSAGES, options, 10))


def check_against_service(service, operation, given):
    """AWS's own validator finds nothing wrong."""
    model = botocore.session.get_session().get_service_model(service)
    shape = model.operation_model(operation).input_shape
    assert ParamValidator().validate(given, shape).generate_report() == ""
    return shape


@pytest.fixture
def bedrock(opened):
    served = opened(BY_NAME["bedrock"])
    served.script.requests.clear()
    return served


def test_bedrock_gets_what_its_service_model_describes(bedrock):
    bedrock.script.will(bedrock.protocol.reply())
    assert ask(bedrock.model) == TEXT
    request = bedrock.script.requests[0]
    model = urllib.parse.unquote(request.path.split("/")[2])
    assert request.path.endswith("/converse-stream")
    assert model == "anthropic.claude-3-haiku-20240307-v1:0"
    check_against_service("bedrock-runtime", "ConverseStream", {"modelId": model, **request.json})
    assert request.json["system"] == [{"text": "Answer briefly."}]
    assert request.json["messages"] == [{"role": "user", "content": [{"text": "What is the notice period?"}]}]
    assert request.json["inferenceConfig"] == {"maxTokens": 512, "temperature": 0}
    assert "guardrailConfig" not in request.json


def test_a_guardrail_and_a_region_are_sent(script, open_model):
    model = open_model(
        BY_NAME["bedrock"], bedrock_guardrail_id="gr-1", bedrock_guardrail_version="3", aws_region="eu-west-3"
    )
    script.will(BY_NAME["bedrock"].reply(words=(), reason="guardrail_intervened"))
    with pytest.raises(ReplyFiltered):
        ask(model)
    request = script.requests[0]
    assert request.json["guardrailConfig"] == {"guardrailIdentifier": "gr-1", "guardrailVersion": "3"}
    check_against_service("bedrock-runtime", "ConverseStream", {"modelId": "m", **request.json})
    assert "/eu-west-3/bedrock/aws4_request" in request.headers["Authorization"]


def test_a_model_without_system_prompts_gets_one_message(script, open_model):
    protocol = BY_NAME["bedrock"]
    script.will(protocol.reply())
    assert ask(open_model(protocol, model="bedrock:amazon.titan-text-express-v1")) == TEXT
    body = script.requests[0].json
    assert not body.get("system")
    assert body["messages"][0]["content"] == [{"text": "Answer briefly.\n\nWhat is the notice period?"}]


def test_a_model_that_cannot_stream_is_asked_for_the_whole(script, open_model):
    read, written = TOKENS
    value = {
        "output": {"message": {"role": "assistant", "content": [{"text": TEXT}]}},
        "stopReason": "end_turn",
        "usage": {"inputTokens": read, "outputTokens": written, "totalTokens": read + written},
        "metrics": {"latencyMs": 5},
    }
    script.will(Response([json.dumps(value).encode()], headers={"Content-Type": "application/json"}))
    model = open_model(BY_NAME["bedrock"], model="bedrock:ai21.j2-ultra-v1")
    chunks = list(stream_chunks(model, MESSAGES, {}, 10))
    assert "".join(chunk.text for chunk in chunks) == TEXT
    assert [chunk.usage_metadata["input_tokens"] for chunk in chunks if chunk.usage_metadata] == [read]
    assert script.requests[0].path.endswith("/converse")
    check_against_service("bedrock-runtime", "Converse", {"modelId": "m", **script.requests[0].json})


@pytest.mark.parametrize(
    ("kind", "error", "requests"),
    [
        ("throttlingException", ProviderThrottled, 2),
        ("modelStreamErrorException", Exception, 2),
        ("validationException", Exception, 1),
    ],
)
def test_bedrock_may_fail_inside_the_stream(bedrock, kind, error, requests):
    failure = event(kind, b'{"message": "told"}', what="exception")
    protocol = bedrock.protocol
    broken = Response([*protocol.start(), failure], headers={"Content-Type": protocol.content_type})
    bedrock.script.will(broken)
    model = bedrock.model.model_copy(update={"first_pause": 0.01, "attempts": 2})
    with pytest.raises(error):
        ask(model)
    assert len(bedrock.script.requests) == requests


def test_a_wrong_checksum_is_noticed(bedrock):
    protocol = bedrock.protocol
    word = bytearray(protocol.word("hello there"))
    word[-6] ^= 0xFF
    parts = [*protocol.start(), bytes(word), *protocol.finish("end_turn")]
    bedrock.script.will(Response(parts, headers={"Content-Type": protocol.content_type}))
    with pytest.raises(ReplyBroken):
        ask(bedrock.model.model_copy(update={"attempts": 1}))


def test_an_invalid_identifier_is_an_unknown_model(bedrock):
    body = json.dumps({"message": "The provided model identifier is invalid."}).encode()
    headers = {"Content-Type": "application/json", "x-amzn-ErrorType": "ValidationException"}
    bedrock.script.will(Response([body], 400, headers))
    with pytest.raises(ModelNotOffered):
        ask(bedrock.model)


@pytest.mark.parametrize("name", ["sagemaker", "sagemaker-inputs"])
def test_sagemaker_gets_what_its_service_model_describes(opened, name):
    served = opened(BY_NAME[name])
    served.script.requests.clear()
    served.script.will(served.protocol.reply())
    assert ask(served.model) == TEXT
    request = served.script.requests[0]
    assert request.path == "/endpoints/my-endpoint/invocations-response-stream"
    given = {"EndpointName": "my-endpoint", "Body": request.body, "ContentType": request.headers["Content-Type"]}
    check_against_service("sagemaker-runtime", "InvokeEndpointWithResponseStream", given)
    if name == "sagemaker":
        assert request.json == {
            "messages": [
                {"role": "system", "content": "Answer briefly."},
                {"role": "user", "content": "What is the notice period?"},
            ],
            "max_tokens": 512,
            "temperature": 0,
            "stream": True,
        }
    else:
        assert request.json["inputs"] == "Answer briefly.\n\nWhat is the notice period?\n\n"
        assert request.json["parameters"]["max_new_tokens"] == 512


def test_a_container_that_does_not_stream(opened):
    served = opened(BY_NAME["sagemaker-inputs"])
    part = event("PayloadPart", json.dumps([{"generated_text": TEXT}]).encode(), content="application/octet-stream")
    served.script.will(Response([part], headers={"Content-Type": served.protocol.content_type}))
    assert ask(served.model) == TEXT


@pytest.mark.parametrize(
    ("name", "limit", "system"),
    [
        ("openai", "max_completion_tokens", True),
        ("openai-compatible", "max_tokens", True),
        ("ai21", "max_tokens", True),
        ("huggingface", "max_tokens", True),
        ("anthropic", "max_tokens", False),
        ("cohere", "max_tokens", True),
    ],
)
def test_bodies_of_the_others(opened, name, limit, system):
    served = opened(BY_NAME[name])
    served.script.requests.clear()
    served.script.will(served.protocol.reply())
    assert ask(served.model, max_tokens=99) == TEXT
    body = served.script.requests[0].json
    assert (body[limit], body["stream"]) == (99, True)
    assert body["temperature"] <= 0.01
    assert ("max_retries" in body, "request_options" in body) == (False, False)
    roles = [message["role"] for message in body["messages"]]
    assert roles == (["system", "user"] if system else ["user"])
    if not system:
        assert body["system"] == "Answer briefly."


@pytest.mark.parametrize(
    ("name", "model", "limit"),
    [
        ("openai", "openai:gpt-5-mini", "max_completion_tokens"),
        ("anthropic", "anthropic:claude-sonnet-5", "max_tokens"),
    ],
)
def test_models_that_think_get_room_and_no_temperature(script, open_model, name, model, limit):
    script.will(BY_NAME[name].reply())
    assert ask(open_model(BY_NAME[name], model=model)) == TEXT
    body = script.requests[0].json
    assert (body[limit], "temperature" in body) == (4096, False)


def test_what_a_container_says_is_passed_on(opened):
    served = opened(BY_NAME["sagemaker"])
    body = json.dumps({"Message": "told", "OriginalStatusCode": 429, "OriginalMessage": "slow down"}).encode()
    headers = {"Content-Type": "application/json", "x-amzn-ErrorType": "ModelError"}
    served.script.will(Response([body], 424, headers))
    with pytest.raises(ProviderThrottled):
        ask(served.model.model_copy(update={"attempts": 1}))


def error_body(status, error):
    return Response([json.dumps({"error": error}).encode()], status, {"Content-Type": "application/json"})


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (error_body(400, {"message": "filtered", "code": "content_filter"}), ReplyFiltered),
        (
            error_body(429, {"message": "pay", "code": "insufficient_quota", "type": "insufficient_quota"}),
            CredentialsRejected,
        ),
        (error_body(404, {"message": "no", "code": "model_not_found"}), ModelNotOffered),
        (
            error_body(
                400,
                {"message": "Input exceeds the context window of this model", "code": "context_length_exceeded"},
            ),
            LimitReached,
        ),
    ],
)
def test_what_openai_says_in_its_body(opened, response, error):
    served = opened(BY_NAME["openai"])
    served.script.requests.clear()
    served.script.will(response)
    with pytest.raises(error):
        ask(served.model)
    assert len(served.script.requests) == 1


def test_a_whole_answer_can_be_invoked(opened):
    served = opened(BY_NAME["openai"])
    served.script.will(served.protocol.reply())
    reply = served.model.invoke(MESSAGES)
    assert reply.text == TEXT
    assert reply.response_metadata == {"finish_reason": "stop", "model_name": "served-model"}
    assert (reply.usage_metadata["input_tokens"], reply.usage_metadata["output_tokens"]) == TOKENS


def test_protocols_have_names_of_their_own():
    assert len(BY_NAME) == len(PROTOCOLS)
    assert all(isinstance(each, Protocol) for each in PROTOCOLS)
