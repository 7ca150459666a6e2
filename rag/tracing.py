"""What went into and came out of the language model, as plain values that can be stored and compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from rag.types import Passage, Trace, Turn

# "max_tokens" is a parameter, "auth_token" is not to be stored.
_SECRET = re.compile(r"key|secret|password|credential|token$", re.I)


def build_trace(
    asked: str,
    history: tuple[Turn, ...],
    messages: Sequence[BaseMessage],
    reply: str,
    passages: tuple[Passage, ...],
    model: BaseChatModel,
) -> Trace:
    """The trace of one use of the model."""
    given = tuple((message.type, message.text) for message in messages)
    return Trace(asked, history, given, reply, model_parameters(model), passages)


def model_parameters(model: BaseChatModel) -> dict[str, Any]:
    """What a model says of itself, as far as it is plain and no secret."""
    return {
        name: value
        for name, value in model._identifying_params.items()
        if isinstance(value, str | int | float | bool) and not _SECRET.search(name)
    }
