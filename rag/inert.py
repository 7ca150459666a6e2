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
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")
_PROGRAM = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_TAG = re.compile(
    r"</?(?:a|img|iframe|script|link|object|embed|form|svg|video|audio|source|style|meta|base)\b[^>]*>", re.I
)
_REST = r"[^\s<>\"')\]]"
# With a scheme, as "//host" or "www.", as "host.tld/path" or "host.tld?query", as a mail address: pages that show
# an answer turn all of them into links.
_ADDRESS = re.compile(
    rf"\b(?:(?:https?|ftp|file)://|(?:data|javascript|mailto|tel):(?=\S)){_REST}+|\bwww\.{_REST}+"
    rf"|(?<![\w:/])//(?=[\w-]+\.){_REST}+|(?<![\w.@/-])(?:[\w-]+\.)+[a-z]{{2,24}}(?::\d+)?[/?#]{_REST}+"
    r"|(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,24}\b",
    re.I,
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
    passages = list(evidence)
    known = frozenset(_stem(match.group()) for text in passages for match in _ADDRESS.finditer(text))
    text, before = without_unseen(reply), None
    # What is taken out may bring together what stood around it: "<im<img>g src=...>".
    while text != before:
        before = text
        text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
        text = _TAG.sub("", _PROGRAM.sub("", text))
        text = _ADDRESS.sub(lambda match: match.group() if _stem(match.group()) in known else "", text)
    return text


def without_unseen(text: str) -> str:
    """A text without what a reader cannot see and a terminal would obey; line ends and tabs stay."""
    return _UNSEEN.sub("", text)


def _stem(address: str) -> str:
    return address.rstrip(_TRAILING).casefold()
