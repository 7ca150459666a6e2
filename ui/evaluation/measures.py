"""The measures of a run: what each question adds to each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from rag.types import AnswerStatus
from ui.evaluation.ranking import CUTS, NDCG_CUT
from ui.evaluation.rows import Estimate, Reply, Row
from ui.evaluation.statistics import Floats, quantile_interval, ratio_intervals, ratios

LEVELS = ("document", "page", "span")
RANKING = (*(f"recall@{k}" for k in CUTS), f"ndcg@{NDCG_CUT}", "mrr")
ANSWER = ("right", "wrong", "contained", "numeric", "exact", "f1")
REFUSAL = ("precision", "recall", "f1", "false")
CITATION = ("precision", "recall", "verbatim")
STAGES = ("retrieval", "first_word", "answer")
QUANTILES = {"median": 0.5, "p95": 0.95}

RATIOS = (
    *(f"{level}.{measure}" for level in LEVELS for measure in RANKING),
    *(f"answer.{measure}" for measure in ANSWER),
    *(f"refusal.{measure}" for measure in REFUSAL),
    *(f"citation.{measure}" for measure in CITATION),
)
# Without a question that should be refused, these would only say so.
_NEED_UNANSWERABLE = ("refusal.precision", "refusal.f1")

# A question that is asked back is not answered either.
_NOT_ANSWERED = (AnswerStatus.NOT_FOUND, AnswerStatus.AMBIGUOUS)

# What a question adds above and below the line of a ratio.
Share: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Table:
    """All ratios of all questions: two arrays of shape (questions, measures), columns as in `RATIOS`."""

    above: Floats
    below: Floats


def tabulate(rows: Sequence[Row]) -> Table:
    """What each question adds to each of `RATIOS`."""
    above, below = np.zeros((len(rows), len(RATIOS))), np.zeros((len(rows), len(RATIOS)))
    for number, row in enumerate(rows):
        for name, share in _shares(row):
            above[number, RATIOS.index(name)], below[number, RATIOS.index(name)] = share
    if all(row.answerable for row in rows):
        for name in _NEED_UNANSWERABLE:
            below[:, RATIOS.index(name)] = 0.0
    return Table(above, below)


def summarise(rows: Sequence[Row]) -> dict[str, Estimate]:
    """All measures that these questions have, with their intervals."""
    if not rows:
        return {}
    table = tabulate(rows)
    values, (lows, highs) = ratios(table.above, table.below), ratio_intervals(table.above, table.below)
    counted = (table.below > 0).sum(axis=0)
    found = {
        name: Estimate(_round(values[at]), _round(lows[at]), _round(highs[at]), int(counted[at]))
        for at, name in enumerate(RATIOS)
        if counted[at]
    }
    return {**found, **dict(_latencies(rows))}


def group(rows: Sequence[Row]) -> dict[str, dict[str, dict[str, Estimate]]]:
    """The measures for each language and each kind of question, as far as the questions say."""
    found = {}
    for by in ("language", "kind"):
        values = sorted({getattr(row, by) for row in rows} - {""})
        found[by] = {value: summarise([row for row in rows if getattr(row, by) == value]) for value in values}
    return {by: parts for by, parts in found.items() if parts}


def _shares(row: Row) -> Iterator[tuple[str, Share]]:
    for level, measured in row.retrieval.items():
        for measure, value in measured.items():
            yield f"{level}.{measure}", (value, 1.0)
    if row.reply is not None:
        yield from _refusal_shares(row.answerable, row.reply.status in _NOT_ANSWERED)
        yield from _answer_shares(row.reply)
        yield from _citation_shares(row.reply)


def _answer_shares(reply: Reply) -> Iterator[tuple[str, Share]]:
    values = {
        "right": reply.right,
        "wrong": None if reply.right is None else AnswerStatus(reply.status).tells and not reply.right,
        "contained": reply.contained,
        "numeric": reply.numeric,
        "exact": reply.exact,
        "f1": reply.f1,
    }
    for measure, value in values.items():
        if value is not None:
            yield f"answer.{measure}", (float(value), 1.0)


def _refusal_shares(answerable: bool, refused: bool) -> Iterator[tuple[str, Share]]:
    rightly = float(refused and not answerable)
    yield "refusal.precision", (rightly, float(refused))
    # F1 is 2 TP / (refused + to be refused), which is a ratio of sums too.
    yield "refusal.f1", (2 * rightly, float(refused) + float(not answerable))
    if answerable:
        yield "refusal.false", (float(refused), 1.0)
    else:
        yield "refusal.recall", (rightly, 1.0)


def _citation_shares(reply: Reply) -> Iterator[tuple[str, Share]]:
    known = [each.gold for each in reply.citations if each.gold is not None]
    yield "citation.precision", (float(sum(known)), float(len(known)))
    if AnswerStatus(reply.status).tells and reply.cited is not None:
        yield "citation.recall", (reply.cited, 1.0)
    verbatim = sum(each.verbatim for each in reply.citations)
    yield "citation.verbatim", (float(verbatim), float(len(reply.citations)))


def _latencies(rows: Sequence[Row]) -> Iterator[tuple[str, Estimate]]:
    for stage in STAGES:
        values = np.array([row.seconds[stage] for row in rows if stage in row.seconds])
        for name, quantile in QUANTILES.items() if len(values) else ():
            low, high = quantile_interval(values, quantile)
            value = float(np.quantile(values, quantile))
            yield f"seconds.{stage}.{name}", Estimate(_round(value), _round(low), _round(high), len(values))


def _round(value: float) -> float | None:
    """As written to reports; None for what cannot be said."""
    return round(float(value), 6) if np.isfinite(value) else None
