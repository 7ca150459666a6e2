"""What an extractive reader is given, and what becomes of the words that it finds: a quotation.

Its answer is the sentence around these words, cited exactly; nothing has to be looked for that carries it. Whether
it is told is decided by how far the model put the words ahead of "no answer" (`Signals.span`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage

from rag.answerability import Signals
from rag.citations import VerifiedReply, carried_by
from rag.drafting import Reply
from rag.errors import LimitReached
from rag.evidence import Reading
from rag.fitting import NO_ROOM
from rag.inert import for_reader
from rag.providers.extractive import SPAN
from rag.providers.tokens import estimate_prompt
from rag.quoting import show_quote
from rag.reading import RANK_WEIGHT
from rag.supports import find_sentences
from rag.types import Citation, Passage

# Of a longer sentence, most often a list without full stops, only the words themselves are quoted.
_LONGEST_QUOTE = 400


def ask_for_span(question: str, readings: Sequence[Reading], tokens: int) -> Reply:
    """As many of the passages as make at most so many tokens, best first, with what stands above them.

    Raises LimitReached when there is no room for the first.
    """
    kept: list[Reading] = []
    messages: list[BaseMessage] = []
    for reading in readings:
        longer = [*messages, HumanMessage(reading.passage.in_context)]
        if estimate_prompt([*longer, HumanMessage(question)]) > tokens:
            break
        kept.append(reading)
        messages = longer
    if not kept:
        raise LimitReached(NO_ROOM)
    passages = [reading.passage for reading in kept]
    options = {
        # A title is context: it cannot be the answer, as it is not at this place of the page.
        "begins": [len(each.in_context) - len(each.text) for each in passages],
        "priors": [RANK_WEIGHT * reading.score for reading in kept],
    }
    return Reply([*messages, HumanMessage(question)], passages, Signals(), options)


def note_span(reply: Reply, chunk: AIMessageChunk) -> None:
    """Take in what the reader found, if this chunk tells it."""
    span = chunk.response_metadata.get(SPAN)
    if span is None:
        return
    begin = reply.options["begins"][span["passage"]]
    passage = reply.passages[span["passage"]]
    reply.quote = _quote(passage, passage.start + span["start"] - begin, passage.start + span["end"] - begin)
    reply.signals = replace(reply.signals, span=span["margin"])


def show_found(reply: Reply) -> str:
    """What is shown of the quotation; "" when nothing was found."""
    if reply.quote is None:
        return ""
    return for_reader(show_quote(reply.quote.quote), [passage.text for passage in reply.passages])


def tell_found(reply: Reply) -> VerifiedReply:
    """The quotation as an answer."""
    text = show_found(reply)
    if reply.quote is None or not text:
        return VerifiedReply("", ())
    return carried_by(text, [reply.quote])


def _quote(passage: Passage, start: int, end: int) -> Citation:
    """The whole sentences around these characters of the page."""
    around = [each for each in find_sentences(passage) if each.start < end and start < each.end]
    first = min([start, *(each.start for each in around)])
    last = max([end, *(each.end for each in around)])
    if last - first > _LONGEST_QUOTE:
        first, last = start, end
    return passage.cite(1, first - passage.start, last - passage.start)
