"""Text of others made harmless where it is handed on: to a model, to a reader, or to a program that renders it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

# What chat templates mark turns with: "<|im_end|>", "[INST]", "<<SYS>>", "<start_of_turn>", "</s>".
_TURN_MARK = re.compile(
    r"<(?=\|[^|<>\s]{1,40}\|>)|(?<=<)\|(?=[^|<>\s]{1,40}\|>)|\[(?=/?INST\])|<(?=<?/?SYS>)|<(?=/?(?:s|bos|eos|pad|unk)>)"
    r"|<(?=(?:start|end)_of_(?:turn|text)>)",
    re.I,
)
# What a prompt sets its parts apart by: the number of an excerpt, and the labels of question and conversation.
_FRAME = re.compile(
    r"^[^\S\n]*(?:\[(?=\d{1,2}\])"
    r"|(?:(?:earlier )?question|earlier answer|excerpt|frage(?: \([^()\n]{1,40}\))?)(?=:))",
    re.I | re.M,
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
# What begins something in Markdown that is more than its own characters: an image, a link, HTML, code. A mark such
# as "[1]" stays, unless an address or a definition follows, which would make it a link.
_MARKDOWN = re.compile(r"\[(\d{1,2})\](?![(:])|[\\`\[\]]|~(?=~)|(?<=~)~|<(?=[a-z/!?])|&(?=#?\w{1,32};)", re.I)
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
_ESCAPED = re.compile(r"\\(.)|`([^`\s]+)`|&(lt|amp);")
_ENDS_CODE = re.compile(r"[`|]")
# Escape sequences of terminals, other control characters, invisible ones and overrides of the writing direction.
_UNSEEN = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


def for_prompt(text: str) -> str:
    """A text in which no model reads the end of a turn, another excerpt or question: their marks are set apart."""
    clean = without_unseen(text)
    for marks in (_TURN_MARK, _FRAME):
        clean = marks.sub(lambda match: match.group() + _APART, clean)
    return clean


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


def for_markdown(text: str, marks: Collection[int] = ()) -> str:
    """A text of others for a program that renders Markdown: it reads the same, and is no image, link or HTML.

    Addresses become code, as some programs make a link of whatever else looks like one. `marks` are the numbers in
    brackets that are ours. `from_markdown` gives the text again.
    """
    clean = without_unseen(text)
    parts: list[str] = []
    position = 0
    while (match := _ADDRESS.search(clean, position)) is not None:
        # In the cell of a table, a bar would end the code with the cell.
        address = _ENDS_CODE.split(match.group(), maxsplit=1)[0].rstrip(_TRAILING)
        parts += [_escape(clean[position : match.start()], marks), f"`{address}`"]
        position = match.start() + len(address)
    return "".join([*parts, _escape(clean[position:], marks)])


def from_markdown(text: str) -> str:
    """What `for_markdown` was given, as far as it can be seen."""
    return _ESCAPED.sub(lambda match: match[1] or match[2] or {"lt": "<", "amp": "&"}[match[3]], text)


def _escape(text: str, marks: Collection[int]) -> str:
    def write(match: re.Match[str]) -> str:
        found = match.group()
        if match[1]:
            return found if int(match[1]) in marks else f"\\[{match[1]}\\]"
        return _ENTITIES.get(found) or f"\\{found}"

    return _MARKDOWN.sub(write, text)


def without_unseen(text: str) -> str:
    """A text without what a reader cannot see and a terminal would obey; line ends and tabs stay."""
    return _UNSEEN.sub("", text)


def _stem(address: str) -> str:
    return address.rstrip(_TRAILING).casefold()
