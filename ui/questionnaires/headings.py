"""Which column holds the questions: by its header, or because no other column holds sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ui.questionnaires.grid import Grid, Heading

# Title and instructions above a header are rarely longer.
_HEADER_ROWS = 20
# What a column of questions is called, those names first that say it most clearly.
_ENGLISH = ("question", "questions", "requirement", "requirements")
_GERMAN = ("frage", "fragen", "fragestellung", "fragestellungen", "anforderung", "anforderungen")
_NAMES = frozenset((*_ENGLISH, *_GERMAN, "question text", "fragetext", "anforderungstext"))
# "Question no.", "Art der Frage": about a question, not the question.
_ABOUT = frozenset(
    """# id ids no nr num number nummer ref code key type typ art kategorie category weight gewicht gewichtung
    status score priority priorität kapitel chapter section abschnitt answer antwort""".split()
)
_LONGEST_HEADER = 60  # characters
_LONGEST_GUESS = 5  # words
_SAMPLE_ROWS = 200


def find_heading(grid: Grid, wanted: str | None = None) -> Heading | None:
    """The column of that name, or without one the column that is called a question or requirement."""
    if wanted is not None:
        name = _normalise(wanted)
        return next((each for each in _headings(grid) if _normalise(each.text) == name), None)
    called = [each for each in _headings(grid) if _normalise(each.text) in _NAMES]
    return called[0] if called else _find_mention(grid)


def find_only_text(grid: Grid) -> Heading | None:
    """The one column that holds sentences; None when there are several or none."""
    columns = [column for column in range(_width(grid)) if _holds_sentences(grid, column)]
    if len(columns) != 1:
        return None
    column = columns[0]
    rows = range(min(_HEADER_ROWS, len(grid.rows)))
    first = next((row for row in rows if grid.text(row, column)), None)
    if first is None:
        return None
    text = grid.text(first, column)
    if text.endswith(("?", ".", "!")) or len(text.split()) > _LONGEST_GUESS:
        return Heading(None, column, "")
    return Heading(first, column, text)


def list_headers(grid: Grid) -> list[str]:
    """The names to choose from: the texts of the row that most looks like a header."""
    rows = [
        [text for column in range(len(cells)) if (text := grid.text(row, column))]
        for row, cells in enumerate(grid.rows[:_HEADER_ROWS])
    ]
    return max(rows, key=len, default=[])


def header_language(header: str) -> str | None:
    """The language that a header's own words tell; None when they do not."""
    words = _words(header)
    if words & set(_GERMAN) or any(word.startswith(_GERMAN) for word in words):
        return "de"
    return "en" if words & set(_ENGLISH) else None


def _find_mention(grid: Grid) -> Heading | None:
    """A header that has the word among others ("Your question"); a title stands alone in its row."""
    for row in range(min(_HEADER_ROWS, len(grid.rows))):
        texts = [each for each in _headings(grid) if each.row == row]
        mentions = [each for each in texts if _mentions(each.text)]
        if len(texts) > 1 and len(mentions) == 1:
            return mentions[0]
    return None


def _mentions(header: str) -> bool:
    words = _words(header)
    short = len(header) <= _LONGEST_HEADER and not header.endswith("?")
    return short and bool(words & _NAMES) and not words & _ABOUT


def _headings(grid: Grid) -> Iterator[Heading]:
    for row, cells in enumerate(grid.rows[:_HEADER_ROWS]):
        for column in range(len(cells)):
            text = grid.text(row, column)
            if text:
                yield Heading(row, column, text)


def _holds_sentences(grid: Grid, column: int) -> bool:
    """Whether most texts of a column have more than one word; numbers, codes and ticks have not."""
    texts = [text for row in range(min(_SAMPLE_ROWS, len(grid.rows))) if (text := grid.text(row, column))]
    return sum(len(text.split()) > 1 for text in texts) * 2 > len(texts)


def _width(grid: Grid) -> int:
    return max(map(len, grid.rows[:_SAMPLE_ROWS]), default=0)


def _normalise(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" :*.?")


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+|#", text.casefold()))
