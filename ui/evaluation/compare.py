"""Whether one run differs from another: the same questions side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

import numpy as np

from rag.errors import ConfigurationError
from ui.evaluation.measures import RATIOS, STAGES, Table, tabulate
from ui.evaluation.rows import Report, Row
from ui.evaluation.statistics import Differences, Floats, paired_differences, ratios

# A question is won when it falls here, and lost when it rises.
_LOWER_IS_BETTER = frozenset({"answer.wrong", "refusal.false"})
_NOT_BY_QUESTION = frozenset({"refusal.precision", "refusal.f1", "citation.precision", "citation.verbatim"})
_SAME = 1e-9
_SIGNIFICANT = 0.05

Verdict: TypeAlias = Literal["better", "worse", "unclear"]


@dataclass(frozen=True, slots=True)
class Changed:
    """One measure over the common questions; the interval and p belong to the difference."""

    metric: str
    n: int  # questions that count; for shares of replies and citations, in either run
    a: float
    b: float
    difference: float
    low: float
    high: float
    p: float
    verdict: Verdict  # of B; unclear when chance alone makes such a difference more often than once in twenty
    pairs: bool = False  # whether it can be said of a single question that it was won or lost
    won: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All measures that both runs have."""

    a: str
    b: str
    questions: int
    notes: list[str]
    metrics: list[Changed]


def compare(a: Report, b: Report, names: tuple[str, str]) -> Comparison:
    """Compare two runs on the questions they share.

    Raises ConfigurationError when there are none.
    """
    rows_a, rows_b = _common(a, b)
    if not rows_a:
        raise ConfigurationError(
            "The two reports have no question in common; compare runs over the same questions.jsonl."
        )
    notes = [f"{len(rows_a)} questions were compared."]
    if len(rows_a) < max(len(a.rows), len(b.rows)):
        notes = [
            f"The reports are of different questions ({len(a.rows)} and {len(b.rows)}); the {len(rows_a)} that both"
            " have were compared."
        ]
    metrics = [*_ratios(rows_a, rows_b), *_seconds(rows_a, rows_b)]
    return Comparison(names[0], names[1], len(rows_a), notes, metrics)


def _common(a: Report, b: Report) -> tuple[list[Row], list[Row]]:
    """The questions that both have, word for word, in the order of A."""
    others = {(row.id, row.question): row for row in b.rows}
    pairs = [(row, others[row.id, row.question]) for row in a.rows if (row.id, row.question) in others]
    return [one for one, _ in pairs], [other for _, other in pairs]


def _ratios(rows_a: Sequence[Row], rows_b: Sequence[Row]) -> Iterator[Changed]:
    table_a, table_b = _keep_pairs(tabulate(rows_a), tabulate(rows_b))
    differences = paired_differences((table_a.above, table_a.below), (table_b.above, table_b.below))
    counted = ((table_a.below > 0) | (table_b.below > 0)).sum(axis=0)
    values = ratios(table_a.above, table_a.below), ratios(table_b.above, table_b.below)
    ids = [row.id for row in rows_a]
    for at, name in enumerate(RATIOS):
        if not np.isfinite(differences.value[at]):
            continue
        changed = _changed(name, int(counted[at]), values, differences, at)
        if name not in _NOT_BY_QUESTION:
            won, lost = _won_and_lost(ids, name, at, table_a, table_b)
            changed = replace(changed, pairs=True, won=won, lost=lost)
        yield changed


def _keep_pairs(a: Table, b: Table) -> tuple[Table, Table]:
    """Where a measure belongs to single questions, only those that count in both runs."""
    kept = (a.below > 0) & (b.below > 0)
    kept[:, [name in _NOT_BY_QUESTION for name in RATIOS]] = True
    return Table(a.above * kept, a.below * kept), Table(b.above * kept, b.below * kept)


def _won_and_lost(ids: Sequence[str], name: str, at: int, a: Table, b: Table) -> tuple[list[str], list[str]]:
    """Ids of the questions that changed."""
    change = b.above[:, at] - a.above[:, at]
    if name in _LOWER_IS_BETTER:
        change = -change
    won = [each for each, up in zip(ids, change > _SAME, strict=True) if up]
    lost = [each for each, down in zip(ids, change < -_SAME, strict=True) if down]
    return won, lost


def _seconds(rows_a: Sequence[Row], rows_b: Sequence[Row]) -> Iterator[Changed]:
    """Mean seconds of the questions that reached the stage in both runs."""
    for stage in STAGES:
        pairs = [
            (a.seconds[stage], b.seconds[stage])
            for a, b in zip(rows_a, rows_b, strict=True)
            if stage in a.seconds and stage in b.seconds
        ]
        if not pairs:
            continue
        seconds, ones = np.array(pairs), np.ones((len(pairs), 1))
        a, b = (seconds[:, :1], ones), (seconds[:, 1:], ones)
        differences = paired_differences(a, b)
        yield _changed(f"seconds.{stage}", len(pairs), (ratios(*a), ratios(*b)), differences, 0)


def _changed(name: str, n: int, values: tuple[Floats, Floats], differences: Differences, at: int) -> Changed:
    def figure(of: Floats) -> float:
        return round(float(of[at]), 6)

    difference, p = figure(differences.value), figure(differences.p)
    return Changed(
        metric=name,
        n=n,
        a=figure(values[0]),
        b=figure(values[1]),
        difference=difference,
        low=figure(differences.low),
        high=figure(differences.high),
        p=p,
        verdict=_judge(name, difference, p),
    )


def _judge(name: str, difference: float, p: float) -> Verdict:
    if p > _SIGNIFICANT or abs(difference) <= _SAME:
        return "unclear"
    lower_is_better = name in _LOWER_IS_BETTER or name.startswith("seconds.")
    return "better" if (difference < 0) == lower_is_better else "worse"
