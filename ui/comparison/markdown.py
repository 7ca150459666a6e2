"""A comparison as Markdown: the table of models, then the answers to each question side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ui.comparison.rows import Comparison, Outcome, Round
from ui.comparison.wording import HEADINGS, cells, facts_of

# What Markdown would read as something else than text.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#!~])")
_SPACE = re.compile(r"\s+")


def render_markdown(comparison: Comparison) -> str:
    """The whole report."""
    lines = ["# Language models compared", "", f"{comparison.created}, {len(comparison.rounds)} questions.", ""]
    lines += _table(HEADINGS, [cells(each) for each in comparison.models])
    lines += [
        f"\n{_plain(each.model)} was not asked: {_plain(each.error)}" for each in comparison.models if each.error
    ]
    lines += [f"\n{_plain(each)}" for each in comparison.problems]
    for each in comparison.rounds:
        lines += ["", *_round(each)]
    return "\n".join(lines) + "\n"


def _round(asked: Round) -> Iterator[str]:
    yield f"## {_plain(asked.id)}: {_plain(asked.question)}"
    yield ""
    if asked.answers:
        yield f"Accepted: {'; '.join(map(_plain, asked.answers))}"
        yield ""
    places = dict.fromkeys(f"{_plain(each['document'])}, page {each['page']}" for each in asked.evidence)
    yield f"Evidence for all: {'; '.join(places) or 'none was found'}"
    yield ""
    yield from _table(
        [each.model for each in asked.outcomes],
        [[each.error or each.answer for each in asked.outcomes], [_sources(each) for each in asked.outcomes]],
        [_plain(facts_of(each)) for each in asked.outcomes],
    )


def _sources(outcome: Outcome) -> str:
    return "; ".join(
        f"[{number}] {each.document}, page {each.page}: “{each.quote}”"
        for number, each in enumerate(outcome.citations, 1)
    )


def _table(
    headings: Sequence[str], rows: Sequence[Sequence[object]], last: Sequence[str] | None = None
) -> Iterator[str]:
    yield _row([_plain(each) for each in headings])
    yield _row(["---"] * len(headings))
    for row in rows:
        yield _row([_plain(str(each)) for each in row])
    if last is not None:
        yield _row(last)


def _row(given: Sequence[str]) -> str:
    return f"| {' | '.join(given)} |"


def _plain(text: str) -> str:
    """Text of documents and models that Markdown leaves as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", _SPACE.sub(" ", text).strip())
