"""Text of others made harmless where it is handed on: to a model, or from a model to a reader."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What chat templates mark turns with: "<|im_end|>", "[INST]", "<<SYS>>", "<start_of_turn>", "</s>".
_TURN_MARK = re.compile(
    r"<(?=\|[^|<>\s]{1,40}\|>)|(?<=<)\|(?=[^|<>\s]{1,40}\|>)|\[(?=/?INST\])|<(?=<?/?SYS>)|<(?=/?(?:s|bos|eos|pad|unk)>)"
    r"|<(?=(?:start|end)_of_(?:turn|text)>)",
    re.I,
)
_APART = " "
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]+)\]\(([^)\n]*)\)")
_PROGRAM = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_TAG = re.compile(
    r"</?(?:a|img|iframe|script|link|object|embed|form|svg|video|audio|source|style|meta|base)\b[^>]*>", re.I
)
_ADDRESS = re.compile(
    r"\b(?:(?:https?|ftp|file)://|(?:data|javascript):(?=\S))[^\s<>\"')\]]+|\bwww\.[^\s<>\"')\]]+", re.I
)
_TRAILING = ".,;:!?"
# Escape sequences of terminals, other control characters, invisible ones and overrides of the writing direction.
_UNSEEN = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


def for_prompt(text: str) -> str:
    """A text in which no model reads the end of a turn: the signs of its marks are set apart."""
    return _TURN_MARK.sub(lambda match: match.group() + _APART, without_unseen(text))


def for_reader(reply: str, evidence: Iterable[str]) -> str:
    """A model's reply without images, HTML that loads something, and addresses that the evidence does not have."""
    known = "\n".join(evidence).casefold()
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", without_unseen(reply)))
    text = _TAG.sub("", _PROGRAM.sub("", text))
    return _ADDRESS.sub(lambda match: match.group() if _stem(match.group()) in known else "", text)


def without_unseen(text: str) -> str:
    """A text without what a reader cannot see and a terminal would obey; line ends and tabs stay."""
    return _UNSEEN.sub("", text)


def _stem(address: str) -> str:
    return address.rstrip(_TRAILING).casefold()
