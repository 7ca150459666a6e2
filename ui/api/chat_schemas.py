"""The part of OpenAI's chat protocol that makes sense here; everything else that a client sends is ignored."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_LONGEST_TEXT = 100_000
_MOST_MESSAGES = 500
_MOST_PARTS = 100

Content = Annotated[str, StringConstraints(max_length=_LONGEST_TEXT)]


class _Given(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Part(_Given):
    """A part of a message; only texts are read."""

    type: Annotated[str, StringConstraints(max_length=100)]
    text: Content | None = None


class Message(_Given):
    """One message of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Content | Annotated[list[Part], Field(max_length=_MOST_PARTS)] | None = None

    @property
    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text" and part.text)
        return self.content or ""


class StreamOptions(_Given):
    """What a stream tells besides."""

    include_usage: bool = False


class ChatRequest(_Given):
    """A conversation; its last message of the user is the question."""

    model: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    messages: list[Message] = Field(min_length=1, max_length=_MOST_MESSAGES)
    stream: bool = False
    stream_options: StreamOptions | None = None


class _Reply(BaseModel):
    model_config = ConfigDict(extra="allow")


class Model(_Reply):
    """A way to be answered."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class Models(_Reply):
    """All ways to be answered."""

    object: Literal["list"]
    data: list[Model]


class Usage(_Reply):
    """Estimated: four characters are a token."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ReplyMessage(_Reply):
    """The answer with its sources as text, and `fundstelle`: the same as `POST /v1/ask` gives."""

    role: Literal["assistant"]
    content: str
    fundstelle: dict[str, Any]


class Choice(_Reply):
    """There is always one."""

    index: int
    message: ReplyMessage
    finish_reason: Literal["stop"]


class ChatReply(_Reply):
    """An answer in a chat program's terms."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
