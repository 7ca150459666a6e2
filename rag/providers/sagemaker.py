"""A text endpoint of Amazon SageMaker as a chat model.

LangChain's own class for it writes bodies to the log and loses the end of a reply; the protocol is small.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, SystemMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk
from pydantic import ConfigDict

from rag.streaming_model import StreamingChatModel

_DONE = b"[DONE]"


class SageMakerChatModel(StreamingChatModel):
    """Streams from `InvokeEndpointWithResponseStream`.

    With `chat`, the request is a list of messages as OpenAI has them, which the containers of vLLM, LMI and TGI
    read; without, it is `{"inputs", "parameters"}`, which older text endpoints of JumpStart read. Lines of JSON,
    server-sent events and one whole JSON document are understood as replies.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    endpoint: str
    client: Any
    chat: bool = True
    max_tokens: int = 512

    @property
    def _llm_type(self) -> str:
        return "sagemaker"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002 - the base class names it
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Chunks as they come; closing the iterator closes the connection. Raises what boto3 raises."""
        request = self._request(messages, stop, int(kwargs.get("max_tokens", self.max_tokens)))
        response = self.client.invoke_endpoint_with_response_stream(
            EndpointName=self.endpoint, ContentType="application/json", Body=json.dumps(request).encode()
        )
        body = response["Body"]
        try:
            for value in _values(_lines(body)):
                message = AIMessageChunk(
                    content=_text(value), response_metadata=_end(value), usage_metadata=_usage(value)
                )
                yield ChatGenerationChunk(message=message)
        finally:
            body.close()

    def _request(self, messages: list[BaseMessage], stop: list[str] | None, max_tokens: int) -> dict[str, Any]:
        if self.chat:
            given = [{"role": _role(message), "content": message.text} for message in messages]
            request = {"messages": given, "max_tokens": max_tokens, "temperature": 0, "stream": True}
            return {**request, "stop": stop} if stop else request
        parameters: dict[str, Any] = {"max_new_tokens": max_tokens, "do_sample": False, "return_full_text": False}
        parameters |= {"details": True, **({"stop": stop} if stop else {})}
        text = "\n\n".join(message.text for message in messages)
        return {"inputs": f"{text}\n\n", "parameters": parameters, "stream": True}


def _lines(body: Iterable[dict[str, Any]]) -> Generator[bytes, None, None]:
    """Whole lines out of parts that are cut anywhere."""
    pending = b""
    for event in body:
        pending += event["PayloadPart"]["Bytes"]
        *whole, pending = pending.split(b"\n")
        yield from whole
    yield pending


def _values(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for line in lines:
        text = line.strip().removeprefix(b"data:").strip()
        if not text or text.startswith(b":"):
            continue
        if text == _DONE:
            return
        value = json.loads(text)
        yield value[0] if isinstance(value, list) else value


def _text(value: dict[str, Any]) -> str:
    """The new text of one value, of whichever container."""
    if value.get("choices"):
        choice = value["choices"][0]
        return str((choice.get("delta") or choice.get("message") or {}).get("content") or choice.get("text") or "")
    if "token" in value:  # the last one repeats the whole text as `generated_text`
        return "" if value["token"].get("special") else str(value["token"]["text"])
    return str(value.get("generated_text", ""))


def _end(value: dict[str, Any]) -> dict[str, Any]:
    if value.get("choices"):
        finish = value["choices"][0].get("finish_reason")
    else:
        finish = (value.get("details") or {}).get("finish_reason")
        if finish is None and value.get("generated_text") is not None:
            finish = "stop"
    return {"finish_reason": finish} if finish else {}


def _usage(value: dict[str, Any]) -> UsageMetadata | None:
    usage = value.get("usage")
    if not isinstance(usage, dict):
        return None
    read, written = int(usage.get("prompt_tokens", 0)), int(usage.get("completion_tokens", 0))
    return UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)


def _role(message: BaseMessage) -> str:
    if isinstance(message, SystemMessage):
        return "system"
    return "assistant" if isinstance(message, AIMessage) else "user"
