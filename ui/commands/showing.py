"""Hits and answers as text for a person."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from rag.inert import without_unseen
from rag.quoting import quotes_text
from rag.types import AnswerEvent, Finished, Quoted, Retrieved, Token
from ui.commands.replies import describe_answer, describe_citation, describe_place
from ui.output import Output, open_console

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from rag.types import Answer, Usage

NOTHING_FOUND = "Nothing was found."


def show_hits(output: Output, hits: Sequence[dict[str, Any]]) -> None:
    """Passages with their places, best first."""
    if not hits:
        output.text(NOTHING_FOUND)
    for number, hit in enumerate(hits, 1):
        output.text(f"{number}. {hit['document']}, page {hit['page']}  ({hit['score']:.2f})", style="bold")
        output.text(indent(hit["text"]))
        if "also_in" in hit:
            output.text(indent(f"Word by word also in: {', '.join(hit['also_in'])}"), style="dim")
        output.text("")


def show_citations(output: Output, citations: Sequence[dict[str, Any]]) -> None:
    """Sources with document, page and quote."""
    for each in citations:
        output.text(f"[{each['number']}] {each['document']}, page {each['page']}", style="bold")
        output.text(indent(f"“{each['quote']}”"))


def show_related(output: Output, places: Sequence[dict[str, Any]]) -> None:
    """The closest places of what was not found; nothing when there are none."""
    if places:
        output.text("Related, but no answer", style="bold")
    for each in places:
        output.text(f"{each['document']}, page {each['page']}")
        output.text(indent(f"“{each['quote']}”"))


def show_answer(output: Output, events: Iterator[AnswerEvent], note: Callable[[Answer], None]) -> int:
    """Stream an answer: the draft while it is written, then the verified text and its sources.

    `note` is told the answer. Returns the exit code: 1 when the model did not deliver, 2 when none can be used.
    """
    answer = _stream_draft(events) if sys.stdout.isatty() else _last(events)
    note(answer)
    output.text(answer.text, "")
    show_citations(output, [describe_citation(each) for each in answer.citations])
    show_related(output, [describe_place(each) for each in answer.related])
    stored = f", stored as {answer.id}" if answer.id else ""
    by = f"{answer.model}, " if answer.model else ""
    if answer.as_of is not None:
        output.text(f"As of generation {answer.generation}, {answer.as_of}.")
    output.text(f"{by}{answer.seconds:.1f} s{describe_usage(answer.usage)}{stored}", style="dim")
    if answer.notice is not None:
        output.note(answer.notice)
    return describe_answer(answer).code


def _stream_draft(events: Iterator[AnswerEvent]) -> Answer:
    """Show what is not verified yet in a pale colour, and take it away when the verified text is there."""
    from rich.live import Live
    from rich.text import Text

    draft = Text("Searching …", style="dim")
    with Live(draft, console=open_console(), transient=True, auto_refresh=False) as live:

        def watch() -> Generator[AnswerEvent, None, None]:
            written = ""
            for event in events:
                if isinstance(event, Retrieved):
                    live.update(Text(_found(event), style="dim"), refresh=True)
                elif isinstance(event, Quoted):
                    live.update(Text(f"Reading …\n\n{quotes_text(event.quotes)}", style="dim"), refresh=True)
                elif isinstance(event, Token):
                    written += event.text
                    live.update(Text(without_unseen(written), style="dim"), refresh=True)
                yield event

        with closing(watch()) as watched:
            return _last(watched)


def _found(event: Retrieved) -> str:
    places = [f"{hit.passage.document}, page {hit.passage.page}" for hit in event.hits[:3]]
    return "\n".join(["Reading …", *places])


def _last(events: Iterable[AnswerEvent]) -> Answer:
    for event in events:
        if isinstance(event, Finished):
            return event.answer
    raise AssertionError("an answer always ends with Finished")


def describe_usage(usage: Usage | None) -> str:
    """Tokens and cost as the end of a line; "" when no language model wrote anything."""
    if usage is None:
        return ""
    about = "about " if usage.estimated else ""
    cost = "free" if usage.cost == 0 else "price unknown"
    if usage.cost:
        cost = f"{usage.cost:.4f} {usage.currency}"
    return f", {about}{usage.input_tokens} + {usage.output_tokens} tokens, {cost}"


def indent(text: str) -> str:
    """Every line set in by four spaces."""
    return "\n".join(f"    {line}" for line in text.splitlines())
