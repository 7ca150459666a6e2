"""The trade-off curve as an SVG picture that needs nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ui.calibration.curve import Curve
from ui.calibration.result import Step, percent
from ui.evaluation.statistics import Floats

_WIDTH, _HEIGHT = 760, 520
_LEFT, _TOP, _RIGHT, _BOTTOM = 78, 24, 24, 64
_LABEL_WIDTH, _LABEL_HEIGHT = 40, 16
_NAMED_WIDTH = 120  # of "chosen 0.37"
# Points closer than this are one mark.
_SAME = 6


def draw_chart(curve: Curve, steps: Sequence[Step]) -> str:
    """Answerable questions refused to the right, unanswerable ones refused upwards, thresholds along the curve."""
    parts = [*_axes(), _band(curve), _line(curve), *_marks(steps)]
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" xmlns="http://www.w3.org/2000/svg"'
        ' aria-label="Unanswerable questions refused against answerable questions refused, by threshold">'
        + "".join(parts)
        + "</svg>"
    )


def _place(x: float, y: float) -> tuple[float, float]:
    """Pixels of two shares."""
    width, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    return round(_LEFT + x * width, 1), round(_TOP + (1 - y) * height, 1)


def _axes() -> Iterator[str]:
    for tenth in range(0, 11, 2):
        share = tenth / 10
        (left, y), (right, _) = _place(0, share), _place(1, share)
        (x, top), (_, bottom) = _place(share, 1), _place(share, 0)
        yield f'<path class="grid" d="M{left} {y}H{right}M{x} {top}V{bottom}"/>'
        yield f'<text class="tick" x="{left - 10}" y="{y + 4}" text-anchor="end">{percent(share)}</text>'
        yield f'<text class="tick" x="{x}" y="{bottom + 20}" text-anchor="middle">{percent(share)}</text>'
    x, y = _place(0.5, 0)
    yield f'<text class="axis" x="{x}" y="{y + 48}" text-anchor="middle">answerable questions refused →</text>'
    x, y = _place(0, 0.5)
    turned = f'text-anchor="middle" transform="rotate(-90 {x - 60} {y})"'
    yield f'<text class="axis" x="{x - 60}" y="{y}" {turned}>unanswerable questions refused →</text>'


def _line(curve: Curve) -> str:
    return f'<path class="curve" d="M{_points(curve.false, curve.refused)}"/>'


def _band(curve: Curve) -> str:
    there, back = _points(curve.grid, curve.low), _points(curve.grid[::-1], curve.high[::-1])
    return f'<path class="band" d="M{there}L{back}Z"/>'


def _points(xs: Floats, ys: Floats) -> str:
    places = (_place(float(x), float(y)) for x, y in zip(xs, ys, strict=True))
    return "L".join(f"{x} {y}" for x, y in places)


def _marks(steps: Sequence[Step]) -> Iterator[str]:
    """Thresholds with names first: the others get a label where there is room left."""
    taken: list[tuple[float, float, float]] = []  # left end, middle and width of labels
    shown: list[tuple[float, float]] = []
    for step in sorted(steps, key=lambda step: ("chosen" not in step.names, not step.names)):
        x, y = _place(step.rates["false"], step.rates["refused"])
        name = step.names[0] if step.names else ""
        if not name and any(abs(x - a) < _SAME and abs(y - b) < _SAME for a, b in shown):
            continue
        shown.append((x, y))
        yield f'<circle class="mark {name}" cx="{x}" cy="{y}" r="{8 if name else 3.5}"/>'
        yield from _label(" ".join((*step.names, f"{step.threshold:.2f}")), name, x, y, taken)


def _label(text: str, name: str, x: float, y: float, taken: list[tuple[float, float, float]]) -> Iterator[str]:
    width = _NAMED_WIDTH if name else _LABEL_WIDTH
    # Right below a rising curve is room.
    left = min(x + 14, _WIDTH - width)
    for drop in (24, 42, -14) if name else (18, -12):
        middle = y + drop
        free = all(
            abs(middle - other) >= _LABEL_HEIGHT or left + width < start or start + wide < left
            for start, other, wide in taken
        )
        if free and _TOP < middle < _HEIGHT - _BOTTOM - 4:
            taken.append((left, middle, width))
            yield f'<text class="label {name}" x="{left}" y="{middle}">{text}</text>'
            return
