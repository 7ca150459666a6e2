"""Reports and comparisons as Markdown for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ui.evaluation.compare import Changed, Comparison
from ui.evaluation.measures import LEVELS, QUANTILES, RANKING, STAGES
from ui.evaluation.rows import Estimate, Report

_RANKING_NAMES = {"ndcg@10": "nDCG@10", "mrr": "MRR"}
_LABELS = {
    "answer.right": "right: an accepted answer with a citation of a gold page",
    "answer.wrong": "answered, but not right",
    "refusal.false": "refused although there is an answer",
    "answer.contained": "an accepted answer stands in the reply",
    "answer.numeric": "an accepted number stands in the reply",
    "answer.exact": "the reply is an accepted answer",
    "answer.f1": "F1 of words with an accepted answer",
    "refusal.recall": "not answerable: refused",
    "refusal.precision": "refused: not answerable",
    "refusal.f1": "F1 of refusing",
    "citation.precision": "citations that name a gold page",
    "citation.recall": "gold pages that answered questions cite",
    "citation.verbatim": "quotes that are verbatim",
}
_STAGE_NAMES = {"retrieval": "search", "first_word": "first word", "answer": "whole answer"}
_HEADLINES = {
    "document.ndcg@10": "document nDCG@10",
    "page.ndcg@10": "page nDCG@10",
    "span.recall@10": "span recall@10",
    "answer.right": "right",
    "answer.wrong": "wrong",
    "refusal.false": "refused although there is an answer",
    "refusal.recall": "refused rightly",
}
_MOST_IDS = 20


def render_report(report: Report) -> str:
    """The whole report without its questions."""
    metrics = report.metrics
    parts = [
        _introduction(report),
        _section("Search", _ranking_table(metrics)),
        _section("Answers", _answer_table(metrics)),
        _section("Seconds", _latency_table(metrics)),
        *(
            _section(f"By {by}", _group_table(by, values))
            for by, values in report.groups.items()
            if len(values) > 1
        ),
        _section(
            "Documents that were not read", [f"- {name}: {why}" for name, why in report.ingest.failed.items()]
        ),
        _section("Problems", [f"- {problem}" for problem in report.problems]),
    ]
    return "\n\n".join(part for part in parts if part)


def render_comparison(comparison: Comparison) -> str:
    """Every measure of both runs, and the questions that changed."""
    rows = [
        (
            _name(each.metric),
            str(each.n),
            _figure(each.a),
            _figure(each.b),
            f"{each.difference:+.3f}",
            f"{each.low:+.3f} … {each.high:+.3f}",
            f"{each.p:.4f}",
            each.verdict,
            _won_and_lost(each),
        )
        for each in comparison.metrics
    ]
    headings = ("measure", "questions", "A", "B", "B − A", "95 %", "p", "B is", "won / lost")
    parts = [
        "# Comparison",
        f"A: {comparison.a}  \nB: {comparison.b}",
        " ".join(comparison.notes),
        _conclude(comparison.metrics),
        "\n".join(_table(headings, rows)),
        _section("Questions that changed", list(_changes(comparison.metrics))),
    ]
    return "\n\n".join(part for part in parts if part)


def _conclude(metrics: Sequence[Changed]) -> str:
    """Whether B is better than A, in words."""
    found = {
        verdict: ", ".join(_name(each.metric) for each in metrics if each.verdict == verdict)
        for verdict in ("better", "worse")
    }
    told = [f"B is {verdict} in: {names}." for verdict, names in found.items() if names]
    if not told:
        return "No measure differs more than chance would explain (p ≤ 0.05)."
    return " ".join([*told, "The other measures differ no more than chance would explain (p ≤ 0.05)."])


def _introduction(report: Report) -> str:
    answerable = sum(row.answerable for row in report.rows)
    lost = sum(row.lost for row in report.rows)
    settings, ingest = report.settings, report.ingest
    sentences = [
        f"{len(report.rows)} questions, {answerable} of them answerable, over {ingest.documents} documents with"
        f" {ingest.pages} pages and {ingest.passages} passages.",
        f"{settings['k']} hits were searched for each question, with {settings['embedder']}.",
    ]
    if settings["model"]:
        sentences.append(f"Answers are by {settings['model']}.")
    if lost:
        sentences.append(f"{lost} texts of evidence do not stand on their pages and count at no span.")
    sentences.append("Brackets hold 95 % bootstrap intervals.")
    return f"# Evaluation of {report.name}\n\n" + " ".join(sentences)


def _section(title: str, lines: Sequence[str]) -> str:
    return f"## {title}\n\n" + "\n".join(lines) if lines else ""


def _ranking_table(metrics: Mapping[str, Estimate]) -> list[str]:
    rows = [
        (
            level,
            str(metrics[f"{level}.mrr"].n),
            *(_with_interval(metrics.get(f"{level}.{each}")) for each in RANKING),
        )
        for level in LEVELS
        if f"{level}.mrr" in metrics
    ]
    return _table(("level", "questions", *(_RANKING_NAMES.get(each, each) for each in RANKING)), rows)


def _answer_table(metrics: Mapping[str, Estimate]) -> list[str]:
    rows = [
        (label, str(metrics[name].n), _with_interval(metrics[name]))
        for name, label in _LABELS.items()
        if name in metrics
    ]
    return _table(("measure", "questions", "value"), rows)


def _latency_table(metrics: Mapping[str, Estimate]) -> list[str]:
    rows = [
        (_STAGE_NAMES[stage], *(_with_interval(metrics.get(f"seconds.{stage}.{each}")) for each in QUANTILES))
        for stage in STAGES
        if f"seconds.{stage}.median" in metrics
    ]
    return _table(("until", *QUANTILES), rows)


def _group_table(by: str, values: Mapping[str, Mapping[str, Estimate]]) -> list[str]:
    shown = [name for name in _HEADLINES if any(name in metrics for metrics in values.values())]
    rows = [(value, *(_counted(metrics.get(name)) for name in shown)) for value, metrics in values.items()]
    rows = [row for row in rows if any(row[1:])]
    return _table((by, *(_HEADLINES[name] for name in shown)), rows)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    if not rows:
        return []
    lines = [headings, ["---"] * len(headings), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def _changes(metrics: Sequence[Changed]) -> Iterator[str]:
    for each in metrics:
        for how, ids in (("won", each.won), ("lost", each.lost)):
            if ids:
                more = f" and {len(ids) - _MOST_IDS} more" if len(ids) > _MOST_IDS else ""
                yield f"- {_name(each.metric)}, {how}: {', '.join(ids[:_MOST_IDS])}{more}"


def _won_and_lost(changed: Changed) -> str:
    return f"{len(changed.won)} / {len(changed.lost)}" if changed.pairs else ""


def _name(metric: str) -> str:
    if metric in _LABELS:
        return _LABELS[metric]
    first, _, rest = metric.partition(".")
    if first == "seconds":
        return f"mean seconds until {_STAGE_NAMES[rest]}"
    return f"{first} {_RANKING_NAMES.get(rest, rest)}"


def _with_interval(estimate: Estimate | None) -> str:
    if estimate is None or estimate.value is None:
        return ""
    if estimate.low is None or estimate.high is None:
        return _figure(estimate.value)
    return f"{_figure(estimate.value)} [{_figure(estimate.low)}, {_figure(estimate.high)}]"


def _counted(estimate: Estimate | None) -> str:
    return "" if estimate is None or estimate.value is None else f"{_figure(estimate.value)} ({estimate.n})"


def _figure(value: float) -> str:
    return f"{value:.3f}"
