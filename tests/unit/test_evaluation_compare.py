"""Two runs side by side, built by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ui.evaluation.compare import compare
from ui.evaluation.markdown import render_comparison
from ui.evaluation.measures import summarise
from ui.evaluation.rows import Cited, Ingested, Reply, Report, Row


def row(name, *, mrr=None, reply=None, answerable=True, seconds=None):
    retrieval = {} if mrr is None else {"span": {"mrr": mrr}}
    return Row(name, f"{name}?", "", "", answerable, [], [], 0, [], retrieval, reply, seconds or {})


def report(*rows):
    ingested = Ingested(0, 0, 0, 0, 0, 0, 0, {}, 0.0)
    return Report(1, "set", "", "", "", {}, ingested, [], {}, {}, list(rows))


def compared(a, b):
    return {each.metric: each for each in compare(report(*a), report(*b), ("a", "b")).metrics}


def cited(*gold):
    return Reply("answered", "x", citations=[Cited("d", 1, "q", each, True) for each in gold])


def test_only_questions_that_count_in_both_are_compared():
    a = [row("1", mrr=1.0), row("2", mrr=0.5), row("3")]
    b = [row("3", mrr=0.0), row("2", mrr=1.0), row("1", mrr=1.0), row("4", mrr=0.0)]
    changed = compared(a, b)["span.mrr"]
    assert (changed.n, changed.a, changed.b, changed.difference) == (2, 0.75, 1.0, 0.25)
    assert (changed.won, changed.lost) == (["2"], [])


def ranked(value, seconds):
    """Twelve questions with this reciprocal rank and these seconds."""
    return [row(str(n), mrr=value, seconds={"retrieval": seconds + n / 1000}) for n in range(12)]


def test_it_is_said_whether_b_is_better():
    a, b = report(*ranked(0.5, 0.1)), report(*ranked(1.0, 0.2))
    there, back = compare(a, b, ("a", "b")), compare(b, a, ("b", "a"))
    assert {each.metric: each.verdict for each in there.metrics} == {
        "span.mrr": "better",
        "seconds.retrieval": "worse",
    }
    assert {each.metric: each.verdict for each in back.metrics} == {
        "span.mrr": "worse",
        "seconds.retrieval": "better",
    }
    assert all(each.p < 0.01 for each in there.metrics)
    text = render_comparison(there)
    assert "B is better in: span MRR. B is worse in: mean seconds until search. The other measures" in text


def test_what_may_be_chance_is_not_called_better():
    a = report(*ranked(0.5, 0.1))
    b = report(*[replace(each, retrieval={"span": {"mrr": 1.0}}) if each.id == "3" else each for each in a.rows])
    found = compare(a, b, ("a", "b"))
    assert [(each.metric, each.verdict) for each in found.metrics] == [
        ("span.mrr", "unclear"),
        ("seconds.retrieval", "unclear"),
    ]
    assert "No measure differs more than chance would explain" in render_comparison(found)


def test_fewer_wrong_refusals_are_better():
    refused, answered = Reply("not_found", ""), Reply("answered", "x")
    a = report(*(row(str(n), reply=refused) for n in range(10)))
    b = report(*(row(str(n), reply=answered) for n in range(10)))
    (changed,) = [each for each in compare(a, b, ("a", "b")).metrics if each.metric == "refusal.false"]
    assert (changed.difference, changed.verdict) == (-1.0, "better")


def test_shares_of_citations_are_compared_as_a_whole():
    a, b = [row("1", reply=cited(True, False)), row("2", reply=cited(False, False))], [row("1", reply=cited(True))]
    changed = compared([*a], [*b, row("2", reply=Reply("not_found", ""))])["citation.precision"]
    assert (changed.a, changed.b, changed.n, changed.pairs) == (0.25, 1.0, 2, False)


def test_mean_seconds():
    a = [row("1", seconds={"retrieval": 1.0}), row("2", seconds={"retrieval": 3.0}), row("3")]
    b = [
        row("1", seconds={"retrieval": 2.0}),
        row("2", seconds={"retrieval": 2.0}),
        row("3", seconds={"retrieval": 9.0}),
    ]
    changed = compared(a, b)["seconds.retrieval"]
    assert (changed.a, changed.b, changed.difference, changed.n) == (2.0, 2.0, 0.0, 2)


def test_refusals_by_hand():
    """Refused: three of four that have no answer, one of two that have one."""
    refused, answered = Reply("not_found", ""), Reply("answered", "x")
    rows = [row(str(n), reply=refused if n else answered, answerable=False) for n in range(4)]
    rows += [row("5", reply=refused), row("6", reply=answered)]
    found = {name: (each.value, each.n) for name, each in summarise(rows).items()}
    assert found["refusal.precision"] == (0.75, 4)
    assert found["refusal.recall"] == (0.75, 4)
    assert found["refusal.f1"] == (0.75, 5)
    assert found["refusal.false"] == (0.5, 2)
    without = summarise([row("5", reply=refused), row("6", reply=answered)])
    assert set(without) == {"refusal.false"}


def test_quantiles_of_seconds_by_hand():
    rows = [row(str(n), seconds={"answer": float(n)}) for n in range(101)]
    found = summarise(rows)
    assert (found["seconds.answer.median"].value, found["seconds.answer.p95"].value) == (50, pytest.approx(95))
