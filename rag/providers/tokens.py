"""How many tokens a text is at most, without the tokenizer of the model that will read it."""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Iterable

from langchain_core.messages import BaseMessage

# Words of German have about four; docs/providers.md says what was measured.
_BYTES_A_TOKEN = 3.5
# Some models read each digit, and most of them each sign, as a token.
_SINGLE = re.compile(r"[0-9]|\s(?=[0-9])|[^\w\s]")
_WORD = re.compile(r"\S+")
# Role, separators, and what a template puts around a message.
_TOKENS_A_MESSAGE = 8


def estimate_tokens(text: str) -> int:
    """An estimate that is rather too high: evidence must fit, and a limit must hold."""
    rest, single = _SINGLE.subn("", text)
    return single + math.ceil(len(rest.encode(errors="replace")) / _BYTES_A_TOKEN)


def estimate_prompt(messages: Iterable[BaseMessage]) -> int:
    """The same for all messages of a request."""
    return sum(estimate_tokens(message.text) + _TOKENS_A_MESSAGE for message in messages)


def cut_to_tokens(text: str, tokens: int) -> str:
    """The longest beginning of a text, up to the end of a word, that is estimated at so many tokens at most."""
    if estimate_tokens(text) <= tokens:
        return text
    ends = [match.end() for match in _WORD.finditer(text)]
    fitting = bisect.bisect_right(ends, tokens, key=lambda end: estimate_tokens(text[:end]))
    return text[: ends[fitting - 1]] if fitting else ""
