"""Invented libraries with questions about them, and what the product reads for each question.

A judge must know excerpts as it will be shown them: cut by the product for one question, beside passages that sound
alike. `outdoor` is never learned from, to look at what was learned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.progress import ignore
from rag.config import load_settings
from rag.evidence import Reading, rank_readings
from rag.inert import for_prompt
from rag.library import Library
from rag.prompt import render_passage
from tests.reader_training.lessons import Asked, Lesson
from ui.bootstrap import open_indexer
from ui.evaluation.matching import contains_answer
from ui.evaluation.store import fill_store

FOLDER = Path(__file__).parent / "libraries"
KEPT_BACK = "outdoor"
_HITS = 10
_READ = 12  # passages of a question that are looked at: some more than the product judges, to find what holds
# Share of the evidence's words in an excerpt that holds it, and in one that may hold some of it.
_WHOLE, _PART = 0.85, 0.6
_MARKS = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Shown:
    """An excerpt that the product would have judged."""

    text: str
    holds: bool | None  # whether it says the answer; None where that is not clear


@dataclass(frozen=True, slots=True)
class Looked:
    """A question with what is read for it, best first."""

    source: str
    asked: Asked
    answers: tuple[str, ...]  # accepted, as short as can be
    shown: tuple[Shown, ...]


def library_names() -> list[str]:
    """The libraries to learn from."""
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != KEPT_BACK)


def read_questions(name: str) -> list[dict[str, Any]]:
    """The questions of a library, as they are written."""
    lines = (FOLDER / name / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def look(name: str, stores: Path) -> Iterator[Looked]:
    """Every question of a library with what is read for it; the library is made in a folder of `stores`."""
    settings = load_settings(data_dir=stores / name, keep_answers_days=0)
    with closing(open_indexer(settings)) as indexer:
        fill_store(indexer, settings.data_dir, FOLDER / name / "documents", ignore)
    with Library(settings) as library:
        embedder = library.embedder()
        for line in read_questions(name):
            found = library._retriever.retrieve(line["question"], _HITS)
            readings = rank_readings(line["question"], found.question_vector, found.to_read, embedder)
            read = [each for each in readings if each.literal][:_READ]
            asked = Asked(line["language"], for_prompt(line["question"]), line.get("answer"))
            yield Looked(line["id"], asked, tuple(line["answers"]), tuple(_show(each, line) for each in read))


def lessons_of(looked: Looked) -> list[Lesson]:
    """What is learned from a question: what holds its answer, and the best that does not."""
    yes = [each for each in looked.shown if each.holds][:2]
    no = [each for each in looked.shown if each.holds is False][:1]
    nothing = replace(looked.asked, answer=None)
    return [_lesson(looked, each, replace(looked.asked, span=_span(looked, each))) for each in yes] + [
        _lesson(looked, each, nothing) for each in no
    ]


def _span(looked: Looked, shown: Shown) -> str | None:
    return next((each for each in looked.answers if each in shown.text), None)


def _lesson(looked: Looked, shown: Shown, asked: Asked) -> Lesson:
    return Lesson(looked.source, asked.language, shown.text, (asked,))


def _show(reading: Reading, line: dict[str, Any]) -> Shown:
    text = render_passage(reading.passage, reading.excerpt)
    if not line["answerable"]:
        return Shown(text, holds=False)
    evidence = _words(_MARKS.sub(" ", line["evidence"]))
    share = len(evidence & _words(text)) / len(evidence)
    is_right = reading.passage.document.endswith(line["document"])
    if is_right and share >= _WHOLE:
        return Shown(text, holds=True)
    unclear = (is_right and share >= _PART) or contains_answer(reading.excerpt, line["answers"])
    return Shown(text, None if unclear else False)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
