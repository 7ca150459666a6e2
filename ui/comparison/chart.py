"""Quality against speed and against cost, as an SVG picture that needs nothing from elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ui.comparison.rows import ModelSummary
from ui.comparison.wording import share_text
from ui.markup import escape

# The colours of Okabe and Ito that white letters stand out on; letters tell the models apart without any colour.
_COLOURS = ("#0072b2", "#b34700", "#00785a", "#8f4170", "#444444")
_WIDTH, _HEIGHT = 420, 360  # of one panel
_LEFT, _TOP, _RIGHT, _BOTTOM = 70, 24, 24, 60
_RADIUS, _LINE, _LETTER_WIDTH = 11, 24, 8
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1c2b33}.tick{font-size:12px;fill:#566a74}"
    ".letter{font-weight:700;fill:#fff;text-anchor:middle}.grid{stroke:#dfe5e8}"
)


@dataclass(frozen=True, slots=True)
class _Axis:
    label: str
    value: Callable[[ModelSummary], float | None]


def draw_chart(models: Sequence[ModelSummary]) -> str:
    """One panel for seconds and, where something costs, one for cost; a letter for each model.

    Quality is the share of right answers where the questions say what is right, else of verified statements.
    """
    judged = any(each.right_share is not None for each in models)
    quality = _Axis("right", _right_share) if judged else _Axis("verified statements", _verified_share)
    axes = [_Axis("median seconds to the whole answer", _seconds)]
    if any(each.cost for each in models):
        axes.append(_Axis(f"cost of a question, {models[0].currency}", _cost))
    height = _HEIGHT + _LINE * (len(models) + 1)
    named = _LEFT + _LETTER_WIDTH * (max(len(each.model) for each in models) + 12)
    width = max(_WIDTH * len(axes), named)
    parts = []
    for number, axis in enumerate(axes):
        parts += [f'<g transform="translate({number * _WIDTH} 0)">', *_panel(models, axis, quality), "</g>"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="Language models: {quality.label} against {" and ".join(axis.label for axis in axes)}">'
        f'<style>{_STYLE}</style><rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}'
        f"{''.join(_legend(models, quality))}</svg>\n"
    )


def _panel(models: Sequence[ModelSummary], axis: _Axis, quality: _Axis) -> Iterator[str]:
    points = [(axis.value(each), quality.value(each)) for each in models]
    most = _round_up(max((x for x, _ in points if x is not None), default=0.0))
    width, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    for step in range(5):
        y, x = _TOP + height * step / 4, _LEFT + width * step / 4
        yield f'<path class="grid" fill="none" d="M{_LEFT} {y}H{_LEFT + width}M{x} {_TOP}V{_TOP + height}"/>'
        yield f'<text class="tick" x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{share_text(1 - step / 4)}</text>'
        label = f"{most * step / 4:.3g}"
        yield f'<text class="tick" x="{x}" y="{_TOP + height + 18}" text-anchor="middle">{label}</text>'
    middle = _LEFT + width / 2
    yield f'<text x="{middle}" y="{_HEIGHT - 14}" text-anchor="middle">{escape(axis.label)} →</text>'
    turned = f'text-anchor="middle" transform="rotate(-90 18 {_TOP + height / 2})"'
    yield f'<text x="18" y="{_TOP + height / 2}" {turned}>{quality.label} →</text>'
    taken: list[tuple[float, float]] = []
    for number, (x_value, share) in enumerate(points):
        if x_value is not None and share is not None:
            x, y = _LEFT + width * x_value / most, _TOP + height * (1 - share)
            yield from _mark(number, *_beside(x, y, taken))


def _beside(x: float, y: float, taken: list[tuple[float, float]]) -> tuple[float, float]:
    """A place where the mark hides no other: models that do equally well stand side by side."""
    while any(math.dist((x, y), other) < 2 * _RADIUS for other in taken):
        x += 2 * _RADIUS + 1
    taken.append((x, y))
    return x, y


def _mark(number: int, x: float, y: float) -> Iterator[str]:
    colour = _COLOURS[number % len(_COLOURS)]
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_RADIUS}" fill="{colour}" stroke="#fff"/>'
    yield f'<text class="letter" x="{x:.1f}" y="{y + 4.5:.1f}">{_letter(number)}</text>'


def _legend(models: Sequence[ModelSummary], quality: _Axis) -> Iterator[str]:
    for number, each in enumerate(models):
        y = _HEIGHT + _LINE * number + 14
        yield from _mark(number, _LEFT, y)
        share = share_text(quality.value(each)) or "no figures"
        yield f'<text x="{_LEFT + 20}" y="{y + 4.5}">{escape(each.model)}: {share}</text>'


def _letter(number: int) -> str:
    """A to Z, then AA."""
    return chr(ord("A") + number % 26) * (number // 26 + 1)


def _round_up(value: float) -> float:
    """The next of 1, 2, 4 or 8 times a power of ten; 1 for zero."""
    if value <= 0:
        return 1.0
    power: float = 10.0 ** math.floor(math.log10(value))
    return next(factor * power for factor in (1, 2, 4, 8, 10) if factor * power >= value * 0.999999)


def _right_share(summary: ModelSummary) -> float | None:
    return summary.right_share


def _verified_share(summary: ModelSummary) -> float | None:
    return summary.verified_share


def _seconds(summary: ModelSummary) -> float | None:
    return summary.median_seconds


def _cost(summary: ModelSummary) -> float | None:
    return None if summary.cost is None or not summary.asked else summary.cost / summary.asked
