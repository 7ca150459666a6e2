"""A comparison on its way: each model's answer appears in its own column as soon as it is there."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from rag.config import is_on_this_machine
from rag.errors import FundstelleError
from rag.types import AnswerEvent
from ui.comparison.columns import column_html
from ui.comparison.taking import Take
from ui.event_feed import EventFeed
from ui.logs import log_unexpected
from ui.texts import Texts

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

# How often the page is touched: it can only be stopped when it is.
_PULSE_SECONDS = 0.1


@dataclass
class Comparison:
    """One question and what each model makes of it. A take that is not finished was stopped."""

    question: str
    takes: list[Take] = field(default_factory=list)


@dataclass
class _Column:
    """A model that answers, and its place on the page."""

    take: Take
    place: DeltaGenerator
    events: Iterator[AnswerEvent]
    feed: EventFeed | None = None  # None: it waits for its turn

    @property
    def running(self) -> bool:
        return self.feed is not None and not self.take.finished


def run_comparison(
    comparison: Comparison, events: dict[str, Iterator[AnswerEvent]], places: Sequence[DeltaGenerator], texts: Texts
) -> None:
    """Fill in the takes while showing what is known of them.

    Hosted models answer at once. Those on this machine answer one after the other, or each would be slowed down by
    the rest. A new question, the stop button or a closed browser end this at its next drawing, and stop the models.
    """
    columns = [
        _Column(take, place.empty(), events[take.model])
        for take, place in zip(comparison.takes, places, strict=True)
    ]
    with ExitStack() as feeds:
        while not all(column.take.finished for column in columns):
            for column in columns:
                if column.feed is None and _may_begin(column, columns):
                    column.take.begun = time.monotonic()
                    column.feed = feeds.enter_context(EventFeed(partial(iter, column.events)))
            for column in columns:
                _advance(column, texts)
                anchor = column_anchor(comparison, column.take)
                column.place.html(column_html(column.take, anchor, texts, begun=column.feed is not None))


def column_anchor(comparison: Comparison, take: Take) -> str:
    """Names the sources of one model's answer on the page."""
    return f"compare-{comparison.takes.index(take)}"


def _may_begin(column: _Column, columns: Sequence[_Column]) -> bool:
    if not is_on_this_machine(column.take.model):
        return True
    return not any(each.running for each in columns if is_on_this_machine(each.take.model))


def _advance(column: _Column, texts: Texts) -> None:
    """Take in what has come since the last look."""
    if column.feed is None or column.take.finished:
        return
    seconds = _PULSE_SECONDS
    try:
        while (event := column.feed.poll(seconds)) is not None:
            column.take.note(event)
            seconds = 0.0
    except FundstelleError as error:
        column.take.error = str(error)
    except Exception:  # noqa: BLE001 - one answer failed, not the page; Streamlit's signals are no Exception
        column.take.error = texts.unexpected.format(number=log_unexpected("compare"))
