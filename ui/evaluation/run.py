"""A whole run: every question of a set put to its library, and the report over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rag.library import Library
from rag.refusal import find_refusal
from ui.evaluation.asking import Asker
from ui.evaluation.dataset import Question, QuestionSet
from ui.evaluation.gold import GoldFinder
from ui.evaluation.measures import group, summarise
from ui.evaluation.rows import FORMAT, Ingested, Report, Row
from ui.evaluation.statistics import SEED

if TYPE_CHECKING:
    from rag.config import Settings
    from rag.library import LibraryApi


@dataclass(frozen=True, slots=True)
class Options:
    """How to run the questions."""

    k: int  # hits to search for
    answers: bool
    locate: bool  # look for the text of evidence without a page
    limit: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """The rows of the questions that were asked, and what was wrong with the set."""

    rows: list[Row]
    problems: list[str]
    stopped: bool  # with Ctrl-C, before the last question


def ask_all(
    library: LibraryApi,
    names: Sequence[str],
    questions: Sequence[Question],
    options: Options,
    progress: Callable[[int, str], None],
) -> Asked:
    """Ask all questions. `names` are the documents of the set; `progress` hears how many are done and what is next.

    Ctrl-C ends the run with what was asked until then. Raises ModelUnavailable.
    """
    if isinstance(library, Library):
        library.warm(generator=options.answers)  # so that no question's seconds hold the loading of a model
    finder = GoldFinder(library, names, locate=options.locate)
    asker = Asker(library, options.k, options.answers)
    rows: list[Row] = []
    problems: list[str] = []
    stopped = False
    try:
        for question in questions:
            progress(len(rows), question.id)
            gold, mistakes = finder.find(question)
            problems.extend(mistakes)
            rows.append(asker.ask(question, gold))
    except KeyboardInterrupt:
        if not rows:
            raise
        stopped = True
        problems.append(
            f"Stopped after {len(rows)} of {len(questions)} questions; the figures hold for these only."
        )
    problems.extend(f"Question {row.id}: {row.error}" for row in rows if row.error)
    return Asked(rows, problems, stopped)


def build_report(
    question_set: QuestionSet,
    settings: Settings,
    options: Options,
    ingested: Ingested,
    problems: Sequence[str],
    rows: list[Row],
) -> Report:
    """Measure the rows."""
    return Report(
        format=FORMAT,
        name=question_set.name,
        documents=str(question_set.documents),
        questions=str(question_set.questions),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        settings={
            "embedder": settings.embedder,
            "model": settings.model if options.answers else None,
            "evidence_passages": settings.evidence_passages,
            "refusal_threshold": find_refusal(settings).policy.threshold if options.answers else None,
            "k": options.k,
            "limit": options.limit,
            "locate": options.locate,
            "seed": SEED,
        },
        ingest=ingested,
        problems=list(problems),
        metrics=summarise(rows),
        groups=group(rows),
        rows=rows,
    )
