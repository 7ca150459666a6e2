"""What of a passage is worth reading for one question: its closest sentences, and of its tables whole rows.

A row read alone must say what it says, so each cell has the name of its column. Which row is meant is told by words
("Sarno 40"), not by closeness: all rows of a table sound alike. Where no words tell, all rows are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from rag.analysis import analyse_in_all_languages, analyse_question
from rag.questions_within import asks
from rag.sentences import split_sentences
from rag.tables import Row, find_rows, has_cells, is_header
from rag.types import Passage

# Characters after which an excerpt is long enough.
_ENOUGH = 220
# Rows that are longer together are shown as they stand, below their header.
_LONG_TABLE = 600


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or rows of one table: what is taken into an excerpt as a whole."""

    sentences: tuple[str, ...]  # each to be compared with the question; of a table all rows
    shown_sentences: tuple[str, ...]  # those of them whose lines are shown
    shown: str
    spans: tuple[tuple[int, int], ...]  # of the passage's text that is shown, in order


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    span: tuple[int, int]
    row: Row | None  # with the names of its columns, when they are known

    @property
    def read(self) -> str:
        return self.text if self.row is None else self.row.labelled


def find_units(passage: Passage, question: str) -> list[Unit]:
    """The units of a passage in their order."""
    rows = {row.start: row for row in find_rows(passage.text, passage.table)}
    asked = frozenset(analyse_question(question))
    units: list[Unit] = []
    table: list[_Line] = []
    for start, end in split_sentences(passage.text):
        text = passage.text[start:end]
        if "\n" not in text and has_cells(text):
            table.append(_Line(text, (start, end), rows.get(start)))
            continue
        if table:
            units.append(_read_table(table, asked))
            table = []
        # Not the dots between an entry of a table of contents and its page.
        if any(map(str.isalnum, text)):
            units.append(Unit((text,), (text,), text, ((start, end),)))
    return [*units, _read_table(table, asked)] if table else units


def choose_excerpts(units: Sequence[Unit], closeness: Sequence[float]) -> tuple[str, str]:
    """The closest units, in their order, until they are long enough, and the closest ones of the rest; "" for none.

    `closeness` has one value a unit.
    """
    order = sorted(_read_together(units), key=lambda places: -max(closeness[place] for place in places))
    first = _take_enough(units, order)
    return _show(units, first), _show(units, _take_enough(units, order[len(first) :]))


def join_questions(units: Sequence[Unit], text: str) -> list[Unit]:
    """The units of a passage's text in their order, a question in one with what follows it."""
    return [_as_one([units[place] for place in places], text) for places in _read_together(units)]


def _as_one(units: Sequence[Unit], text: str) -> Unit:
    if len(units) == 1:
        return units[0]
    question, answer = units
    (*before, (start, end)), ((begin, stop), *behind) = question.spans, answer.spans
    between = [(start, stop)] if text[end:begin].isspace() else [(start, end), (begin, stop)]
    return Unit(
        _asked_first(question.sentences, answer.sentences),
        _asked_first(question.shown_sentences, answer.shown_sentences),
        f"{question.shown}\n{answer.shown}",
        (*before, *between, *behind),
    )


def _asked_first(question: tuple[str, ...], answer: tuple[str, ...]) -> tuple[str, ...]:
    return (*question[:-1], f"{question[-1]} {answer[0]}", *answer[1:])


def _read_together(units: Sequence[Unit]) -> list[tuple[int, ...]]:
    """The places of units: each alone, but what follows a question with it.

    A question is close to every other one by its form, and says nothing without its answer; a table is one only
    where all of its rows are.
    """
    are_questions = [all(map(asks, unit.sentences)) for unit in units]
    together: list[tuple[int, ...]] = [
        (place - 1, place) if place and are_questions[place - 1] else (place,)
        for place in range(len(units))
        if not are_questions[place]
    ]
    return together or [(place,) for place in range(len(units))]


def _take_enough(units: Sequence[Unit], order: Sequence[tuple[int, ...]]) -> Sequence[tuple[int, ...]]:
    length = 0
    for count, places in enumerate(order, start=1):
        length += sum(len(units[place].shown) for place in places)
        if length > _ENOUGH:
            return order[:count]
    return order


def _show(units: Sequence[Unit], together: Sequence[tuple[int, ...]]) -> str:
    return "\n".join(units[place].shown for place in sorted(chain.from_iterable(together)))


def _read_table(lines: Sequence[_Line], asked: frozenset[str]) -> Unit:
    # A row that asks has words of every question; where all do, the table is a list of questions.
    lines = [line for line in lines if not asks(line.text)] or lines
    names = {line.row.names for line in lines if line.row is not None}
    headers = [line for line in lines if line.row is None and is_header(line.text, names)]
    rows = [line for line in lines if line not in headers] or list(lines)
    kept = _asked_rows(rows, asked)
    shown = read = [line.read for line in kept]
    if sum(map(len, shown)) > _LONG_TABLE:
        shown = [line.text for line in lines if line in headers or line in kept]
    spans = tuple(line.span for line in kept)
    return Unit(tuple(line.read for line in lines), tuple(read), "\n".join(shown), spans)


def _asked_rows(rows: Sequence[_Line], asked: frozenset[str]) -> list[_Line]:
    """Rows with most of the question's words, words that all rows share left aside; all rows when none has any."""
    terms = [analyse_in_all_languages(line.text) for line in rows]
    common = frozenset.intersection(*terms) if len(terms) > 1 else frozenset()
    scores = [len((each & asked) - common) for each in terms]
    return [line for line, score in zip(rows, scores, strict=True) if score == max(scores)]
