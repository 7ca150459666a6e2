"""The wire protocols of the providers, as bytes: what their services send."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.providers.wire import Response

EVENT_STREAM = "application/vnd.amazon.eventstream"
SSE = "text/event-stream"
WORDS = ("The notice ", "period is ", "three months.")
TEXT = "".join(WORDS)
TOKENS = (812, 7)  # read, written
SECRET = "sk-secret-4711-do-not-tell"


def event(kind: str, payload: bytes, *, what: str = "event", content: str = "application/json") -> bytes:
    """One message of AWS's binary event stream, with both checksums."""
    headers = {f":{what}-type": kind, ":content-type": content, ":message-type": what}
    packed = b"".join(
        bytes([len(name)]) + name.encode() + b"\x07" + struct.pack(">H", len(value)) + value.encode()
        for name, value in headers.items()
    )
    prelude = struct.pack(">II", 16 + len(packed) + len(payload), len(packed))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + packed + payload
    return message + struct.pack(">I", zlib.crc32(message))


def sse(value: Any, name: str | None = None) -> bytes:
    """One server-sent event."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {value if isinstance(value, str) else json.dumps(value)}\n\n".encode()


@dataclass(frozen=True)
class Protocol:
    """How one service speaks. Its methods give the parts of a reply, and whole responses."""

    name: str
    model: str  # as in our settings
    environment: Mapping[str, str]  # {url} is the server's
    content_type: str = SSE
    settings: Mapping[str, str] = field(default_factory=dict)
    counts: tuple[int, int] | None = TOKENS
    filtered_end: str | None = "content_filter"  # None: it has no word for that
    end: str = "stop"
    cut_end: str = "length"

    def start(self) -> list[bytes]:
        """What comes before the first word."""
        return []

    def word(self, text: str) -> bytes:
        """One piece of text."""
        raise NotImplementedError

    def finish(self, reason: str) -> list[bytes]:
        """What comes after the last word."""
        raise NotImplementedError

    def broken(self) -> bytes:
        """A part that is not in the protocol's own format."""
        return sse('{"choices": [{')

    def error(self, status: int, kind: str, **headers: str) -> Response:
        """A refusal; `kind` is one of throttled, credentials, model, server."""
        body = json.dumps({"error": {"message": f"told {SECRET}", "type": kind, "code": kind}}).encode()
        return Response([body], status, {"Content-Type": "application/json", **headers})

    def reply(self, *, words: tuple[str, ...] = WORDS, reason: str | None = None, **options: Any) -> Response:
        """A reply that streams."""
        parts = [*self.start(), *(self.word(each) for each in words), *self.finish(reason or self.end)]
        return Response(parts, headers={"Content-Type": self.content_type}, **options)

    def begun(self, *, words: tuple[str, ...] = WORDS[:2], **options: Any) -> Response:
        """A reply that does not come to its end."""
        parts = [*self.start(), *(self.word(each) for each in words)]
        return Response(parts, headers={"Content-Type": self.content_type}, **options)

    def bad(self) -> Response:
        """A reply that is no reply."""
        return Response([*self.start(), self.broken()], headers={"Content-Type": self.content_type})


class OpenAI(Protocol):
    """Chat completions of OpenAI and of servers like it."""

    def word(self, text: str) -> bytes:
        return sse(self._chunk([{"index": 0, "delta": {"content": text}, "finish_reason": None}]))

    def finish(self, reason: str) -> list[bytes]:
        end = self._chunk([{"index": 0, "delta": {}, "finish_reason": reason}])
        read, written = TOKENS
        usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
        return [sse(end), sse({**self._chunk([]), "usage": usage}), sse("[DONE]")]

    def start(self) -> list[bytes]:
        delta = {"role": "assistant", "content": ""}
        return [sse(self._chunk([{"index": 0, "delta": delta, "finish_reason": None}]))]

    def _chunk(self, choices: list[Any]) -> dict[str, Any]:
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "served-model",
            "choices": choices,
        }


class Anthropic(Protocol):
    """Messages of Anthropic."""

    def start(self) -> list[bytes]:
        message = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "served-model",
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": TOKENS[0], "output_tokens": 1},
        }
        block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
        return [
            sse({"type": "message_start", "message": message}, "message_start"),
            sse(block, "content_block_start"),
            sse({"type": "ping"}, "ping"),
        ]

    def word(self, text: str) -> bytes:
        delta = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}
        return sse(delta, "content_block_delta")

    def finish(self, reason: str) -> list[bytes]:
        delta = {
            "type": "message_delta",
            "delta": {"stop_reason": reason, "stop_sequence": None},
            "usage": {"input_tokens": TOKENS[0], "output_tokens": TOKENS[1]},
        }
        return [
            sse({"type": "content_block_stop", "index": 0}, "content_block_stop"),
            sse(delta, "message_delta"),
            sse({"type": "message_stop"}, "message_stop"),
        ]

    def broken(self) -> bytes:
        return sse('{"type": "content_block_delta", "del', "content_block_delta")

    def error(self, status: int, kind: str, **headers: str) -> Response:
        kinds = {
            "throttled": "rate_limit_error",
            "credentials": "authentication_error",
            "model": "not_found_error",
            "server": "api_error",
        }
        value = {"type": "error", "error": {"type": kinds[kind], "message": f"told {SECRET}"}}
        return Response([json.dumps(value).encode()], status, {"Content-Type": "application/json", **headers})


class Cohere(Protocol):
    """Chat of Cohere, version 2."""

    def start(self) -> list[bytes]:
        message = {"role": "assistant", "content": [], "tool_plan": "", "tool_calls": [], "citations": []}
        value = {"id": "1", "type": "message-start", "delta": {"message": message}}
        block = {"message": {"content": {"type": "text", "text": ""}}}
        return [
            sse(value, "message-start"),
            sse({"type": "content-start", "index": 0, "delta": block}, "content-start"),
        ]

    def word(self, text: str) -> bytes:
        delta = {"message": {"content": {"text": text}}}
        return sse({"type": "content-delta", "index": 0, "delta": delta}, "content-delta")

    def finish(self, reason: str) -> list[bytes]:
        read, written = TOKENS
        usage = {
            "billed_units": {"input_tokens": read, "output_tokens": written},
            "tokens": {"input_tokens": read, "output_tokens": written},
        }
        end = {"type": "message-end", "delta": {"finish_reason": reason, "usage": usage}}
        return [sse({"type": "content-end", "index": 0}, "content-end"), sse(end, "message-end")]

    def broken(self) -> bytes:
        return sse('{"type": "content-delta", "del', "content-delta")

    def error(self, status: int, kind: str, **headers: str) -> Response:
        body = json.dumps({"message": f"told {SECRET}"}).encode()
        return Response([body], status, {"Content-Type": "application/json", **headers})


class Bedrock(Protocol):
    """ConverseStream of Amazon Bedrock."""

    def start(self) -> list[bytes]:
        return [self._event("messageStart", {"role": "assistant"})]

    def word(self, text: str) -> bytes:
        return self._event("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": text}})

    def finish(self, reason: str) -> list[bytes]:
        read, written = TOKENS
        usage = {"inputTokens": read, "outputTokens": written, "totalTokens": read + written}
        return [
            self._event("contentBlockStop", {"contentBlockIndex": 0}),
            self._event("messageStop", {"stopReason": reason}),
            self._event("metadata", {"usage": usage, "metrics": {"latencyMs": 5}}),
        ]

    def broken(self) -> bytes:
        return event("contentBlockDelta", b'{"contentBlockIndex": 0, "del')

    def error(self, status: int, kind: str, **headers: str) -> Response:
        kinds = {
            "throttled": "ThrottlingException",
            "credentials": "UnrecognizedClientException",
            "model": "ResourceNotFoundException",
            "server": "InternalServerException",
        }
        body = json.dumps({"message": f"told {SECRET}"}).encode()
        given = {"Content-Type": "application/json", "x-amzn-ErrorType": kinds[kind], **headers}
        return Response([body], status, given)

    @staticmethod
    def _event(kind: str, value: Any) -> bytes:
        return event(kind, json.dumps(value).encode())


class SageMaker(Bedrock):
    """InvokeEndpointWithResponseStream in front of a container with OpenAI's messages."""

    def start(self) -> list[bytes]:
        return []

    def word(self, text: str) -> bytes:
        return self.part(_CHAT.word(text))

    def finish(self, reason: str) -> list[bytes]:
        # Parts are cut anywhere.
        whole = b"".join(_CHAT.finish(reason))
        return [self.part(whole[:37]), self.part(whole[37:])]

    def broken(self) -> bytes:
        return self.part(b'data: {"choices": [{\n\n')

    @staticmethod
    def part(data: bytes) -> bytes:
        """Some bytes of the container's reply."""
        return event("PayloadPart", data, content="application/octet-stream")


class Inputs(SageMaker):
    """The same in front of an older container, which streams tokens."""

    def word(self, text: str) -> bytes:
        return self.part(b"data:" + json.dumps({"token": {"text": text, "special": False}}).encode() + b"\n\n")

    def finish(self, reason: str) -> list[bytes]:
        details = {"finish_reason": reason, "generated_tokens": TOKENS[1]}
        last = {"token": {"text": "</s>", "special": True}, "generated_text": TEXT, "details": details}
        return [self.part(b"data:" + json.dumps(last).encode() + b"\n\n")]


_CHAT = OpenAI("openai", "", {})
_AWS = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_REGION": "eu-central-1",
}
_BEDROCK = {**_AWS, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": "{url}"}
_SAGEMAKER = {**_AWS, "AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME": "{url}"}

PROTOCOLS: tuple[Protocol, ...] = (
    Bedrock(
        "bedrock",
        "bedrock:anthropic.claude-3-haiku-20240307-v1:0",
        _BEDROCK,
        EVENT_STREAM,
        filtered_end="guardrail_intervened",
        end="end_turn",
        cut_end="max_tokens",
    ),
    SageMaker("sagemaker", "sagemaker:my-endpoint", _SAGEMAKER, EVENT_STREAM),
    Inputs(
        "sagemaker-inputs", "sagemaker-inputs:my-endpoint", _SAGEMAKER, EVENT_STREAM, counts=None, end="eos_token"
    ),
    OpenAI("openai", "openai:gpt-4o", {"OPENAI_API_KEY": SECRET, "OPENAI_BASE_URL": "{url}/v1"}),
    OpenAI(
        "openai-compatible",
        "openai-compatible:any-model",
        {"OPENAI_COMPATIBLE_API_KEY": SECRET},
        settings={"model_base_url": "{url}/v1"},
    ),
    OpenAI(
        "endpoint",
        "endpoint:ours/any-model",
        {
            "FUNDSTELLE_ENDPOINTS__OURS__BASE_URL": "{url}/v1",
            "FUNDSTELLE_ENDPOINTS__OURS__API_KEY_ENV": "KEY_OF_OURS",
            "KEY_OF_OURS": SECRET,
        },
    ),
    OpenAI("ai21", "ai21:jamba-mini", {"AI21_API_KEY": SECRET, "AI21_BASE_URL": "{url}/v1"}),
    OpenAI("huggingface", "huggingface:{url}", {"HF_TOKEN": SECRET}),
    Anthropic(
        "anthropic",
        "anthropic:claude-sonnet-4-6",
        {"ANTHROPIC_API_KEY": SECRET, "ANTHROPIC_BASE_URL": "{url}"},
        filtered_end="refusal",
        end="end_turn",
        cut_end="max_tokens",
    ),
    Cohere(
        "cohere",
        "cohere:command-a-03-2025",
        {"COHERE_API_KEY": SECRET, "CO_API_URL": "{url}"},
        filtered_end=None,
        end="COMPLETE",
        cut_end="MAX_TOKENS",
    ),
)
