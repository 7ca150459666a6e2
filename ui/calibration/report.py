"""The report on a calibration: one HTML file that needs nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from ui.calibration.chart import draw_chart
from ui.calibration.curve import draw_curve
from ui.calibration.result import LABELS, Flip, Result, Step, percent
from ui.markup import escape

_STYLE = Path(__file__).parent.parent / "static" / "calibration.css"
_CHOICE = (
    "The lowest threshold was taken that holds the goal after one further failure is added to those that were seen"
    " (conformal risk control): then it holds on average for further questions like these, however few there are."
    " The figures above come from questions that the threshold was not chosen on: each question was decided by the"
    " threshold that all the others choose. Intervals are 95 % bootstrap intervals over the questions."
)
_MIX = (
    "Shares of questions depend on how many of them have an answer. They hold for what your people ask as far as"
    " the file has both kinds in the same proportion."
)


def render_html(result: Result, library: Path) -> str:
    """The whole report."""
    answerable = int(result.sample.answerable.sum())
    about = (
        f"Library {library} · model {result.model} · {answerable} questions with an answer,"
        f" {len(result.trials) - answerable} without · {datetime.now():%Y-%m-%d %H:%M}"
    )
    body = [
        "<h1>When Fundstelle refuses to answer</h1>",
        f'<p class="quiet">{escape(about)}</p>',
        *(f"<p>{escape(sentence)}</p>" for sentence in result.sentences()),
        *_figures(result),
        "<h2>The trade-off</h2>",
        *_picture(result),
        "<h2>Thresholds</h2>",
        *_table(result.steps),
        *_costs(result),
        "<h2>How the threshold was chosen</h2>",
        f"<p>{escape(_CHOICE)}</p><p>{escape(_MIX)}</p>",
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Refusal threshold</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{_STYLE.read_text('utf-8')}</style></head><body><main>{''.join(body)}</main></body></html>\n"
    )


def _figures(result: Result) -> Iterator[str]:
    expected = result.fitted.expected
    if not expected:
        return
    yield '<div class="figures">'
    for name in ("refused", "false", "right", "wrong"):
        each = expected[name]
        yield (
            f'<div class="figure"><b>{percent(each.value)}</b>{LABELS[name]}'
            f"<span>{percent(each.low)} to {percent(each.high)}, {each.n} questions</span></div>"
        )
    yield "</div>"


def _picture(result: Result) -> Iterator[str]:
    yield f"<figure>{draw_chart(draw_curve(result.sample), result.steps)}<figcaption>"
    yield (
        "Each point is a threshold: the higher it is, the more is refused, rightly (upwards) and wrongly (to the"
        " right). The best place is the upper left corner. The shaded band is the 95 % bootstrap band. The curve"
        " begins with what is refused at any threshold, because nothing was found or could be verified."
        "</figcaption></figure>"
    )


def _table(steps: Sequence[Step]) -> Iterator[str]:
    heads = "".join(f"<th>{label}</th>" for label in LABELS.values())
    yield f'<div class="wide"><table><thead><tr><th>threshold</th>{heads}</tr></thead><tbody>'
    for step in steps:
        cells = "".join(f"<td>{percent(step.rates[name])}</td>" for name in LABELS)
        name = " ".join((f"{step.threshold:.3f}", *step.names))
        yield f'<tr class="{step.names[0] if step.names else ""}"><td>{name}</td>{cells}</tr>'
    yield (
        "</tbody></table></div><p class='quiet'>Counted on all questions of the file, those included that the"
        " threshold was chosen on.</p>"
    )


def _costs(result: Result) -> Iterator[str]:
    if result.fitted.cut is None:
        return
    yield "<h2>What changes against the shipped threshold</h2>"
    yield from (f"<p>{escape(sentence)}</p>" for sentence in result.costs())
    if not result.flips:
        return
    yield '<div class="wide"><table><thead><tr><th class="text">question</th><th>answerable</th>'
    yield '<th>score</th><th class="text">now</th></tr></thead><tbody>'
    yield from map(_flip_row, result.flips)
    yield "</tbody></table></div>"


def _flip_row(flip: Flip) -> str:
    return (
        f'<tr><td class="text">{escape(flip.id)}: {escape(flip.question)}</td>'
        f"<td>{'yes' if flip.answerable else 'no'}</td><td>{flip.probability:.3f}</td>"
        f'<td class="text">{escape(flip.effect)}</td></tr>'
    )
