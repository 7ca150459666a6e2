"""Places that a provider itself names for what its model writes: where code looks first, and never a proof."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rag.prompt import EVIDENCE, show_to_model
from rag.supports import Support

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk, BaseMessage

    from rag.drafting import Reply

# In the metadata of a chunk: a list of {"block", "text", "citations"}, of which a citation has the keys cited_text,
# document_index, start_char_index and end_char_index (in the document as it was sent).
CITED_BLOCKS = "cited_blocks"
_SPACES = re.compile(r"\s+")


@dataclass
class NativeCitations:
    """What of a reply came with which places. For one reply, in one thread."""

    _texts: dict[int, str] = field(default_factory=dict)  # by number of the block
    _places: dict[int, list[Support]] = field(default_factory=dict)

    def note(self, block: Mapping[str, Any], places: Iterable[Support]) -> None:
        """Take in a piece of a block of the reply, and places that were named for the block."""
        number = block["block"]
        self._texts[number] = self._texts.get(number, "") + block["text"]
        kept = self._places.setdefault(number, [])
        kept.extend(each for each in places if each not in kept)

    def places(self, statement: str, fitting: Sequence[Support]) -> list[Support]:
        """Those of the fitting sentences that were named for a statement."""
        told = _fold(statement)
        found: list[Support] = []
        for number, places in self._places.items():
            text = _fold(self._texts[number])
            if text and (text in told or told in text):
                found += [each for each in places if each in fitting and each not in found]
        return found


def note_citations(reply: Reply, chunk: AIMessageChunk) -> None:
    """Hand what a chunk cites to the examiner of the reply. What was not sent like this is passed over."""
    examiner = reply.examiner
    blocks: list[Mapping[str, Any]] = chunk.response_metadata.get(CITED_BLOCKS) or []
    if examiner is None or not blocks:
        return
    sent = _texts_sent(reply.messages)
    for block in blocks:
        named = [place for each in block["citations"] for place in _find(each, sent, reply, examiner.supports)]
        examiner.native.note(block, named)
        if named:
            # They come behind the words that they are for.
            examiner.forget()


def _texts_sent(messages: Sequence[BaseMessage]) -> list[str]:
    """The documents of the request, by their index."""
    return [each["text"] for message in messages for each in message.additional_kwargs.get(EVIDENCE, [])]


def _find(
    citation: Mapping[str, Any], sent: Sequence[str], reply: Reply, supports: Sequence[Support]
) -> list[Support]:
    """The sentences of the evidence in which a cited text stands; [] when it does not stand where it should."""
    index, start, end = (citation.get(key) for key in ("document_index", "start_char_index", "end_char_index"))
    if not (isinstance(index, int) and isinstance(start, int) and isinstance(end, int)):
        return []
    if not (0 <= index < min(len(sent), len(reply.passages)) and 0 <= start < end <= len(sent[index])):
        return []
    text, passage = sent[index], reply.passages[index]
    cited = _fold(text[start:end])
    if not cited or cited != _fold(str(citation.get("cited_text"))):
        return []
    found, position = [], 0
    for support in supports:
        if support.passage is not passage:
            continue
        shown = show_to_model(support.text)
        at = text.find(shown, position)
        if at < 0:  # what was sent is cut off before it
            continue
        position = at + len(shown)
        # At the edges are the spaces between sentences.
        if _fold(text[max(at, start) : min(position, end)]):
            found.append(support)
    return found


def _fold(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
