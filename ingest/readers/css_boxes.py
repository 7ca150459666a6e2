"""Boxes of a page that show nothing: clipped or scaled to nothing, without width or height, or moved off the page.

Lengths that follow the size of a window or of another box are not judged: they also slide things in and out.
"""

from __future__ import annotations

import re

from ingest.readers.css_values import Style, read_length

_OUT = -500.0  # pixels: farther out than anything that slides in a little
_FAR = 2_000.0  # pixels: farther than anything that is laid out by margins and shifts
_BEYOND = 5_000.0  # pixels: to the right, where a page might be scrolled to
_THIN = 1.0  # pixels
_FULL = read_length("100%") or 0.0
_BLOCKS = frozenset(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1
    h2 h3 h4 h5 h6 header li main nav ol p pre section summary ul""".split()
)
_BOXES = frozenset("block inline-block flex inline-flex grid inline-grid flow-root list-item".split())
_FREE = ("absolute", "fixed")
_CUTS = ("hidden", "clip")
_CALL = re.compile(r"([a-z0-9-]+)\(([^()]*)\)")
_NOTHING = ("none", "auto", "normal", "initial", "0", "0px")
_LONGEST_VALUE = 200  # characters; longer ones are not looked into


def shows_nothing(tag: str, style: Style) -> bool:
    """Whether nothing of an element is seen where it stands."""
    if _is_clipped(style):
        return True
    if not _is_box(tag, style):
        return False
    return style.get("content-visibility") == "hidden" or _is_scaled_away(style) or _is_empty(style)


def is_moved_out(tag: str, style: Style) -> bool:
    """Whether an element, or its text, is beyond the edge of the page."""
    indent, left = style.get("text-indent"), style.get("left")
    if _is_below(indent, _OUT) or _is_over(indent, _BEYOND) or _is_indented_out(style) or _is_pushed(style):
        return True
    position = style.get("position")
    if _is_box(tag, style) and _is_translated_out(style):
        return True
    if position in _FREE:
        sides = [style.get(name) for name in ("left", "right", "top", "bottom")]
        far = [left, style.get("right")]
        return any(_is_below(side, _OUT) for side in sides) or any(_is_over(side, _BEYOND) for side in far)
    if position == "relative":
        far = [left, style.get("right")]
        return _is_shift_out(style.get("top")) or any(
            _is_shift_out(side) or _is_over(side, _BEYOND) for side in far
        )
    return False


def _is_box(tag: str, style: Style) -> bool:
    """Whether an element has a width and a height of its own."""
    display = style.get("display")
    if display is not None:
        return display in _BOXES
    return tag in _BLOCKS or style.get("position") in _FREE or style.get("float") in ("left", "right")


def _is_clipped(style: Style) -> bool:
    clip = _calls(style.get("clip")).get("rect") if style.get("position") in _FREE else None
    if clip is not None:
        sides = [read_length(side) for side in re.split(r"[\s,]+", clip.strip())]
        if len(sides) == 4 and None not in sides:
            top, right, bottom, left = (side or 0.0 for side in sides)
            return right - left <= _THIN or bottom - top <= _THIN
    calls = _calls(style.get("clip-path") or style.get("-webkit-clip-path"))
    if "inset" in calls:
        return _is_inset_to_nothing(calls["inset"])
    if "polygon" in calls:
        points = {" ".join(point.split()) for point in calls["polygon"].split(",")}
        return len(points) == 1
    radius = (calls.get("circle") or calls.get("ellipse") or "").partition(" at ")[0].split()
    return bool(radius) and any(read_length(part) == 0 for part in radius)


def _is_inset_to_nothing(text: str) -> bool:
    sides = text.partition("round")[0].split()
    shares = [100.0 * length / _FULL for side in sides if (length := read_length(side)) is not None]
    if len(shares) != len(sides) or not 1 <= len(sides) <= 4 or not all(map(_is_share, sides)):
        return False
    top, right, bottom, left = [*shares, shares[1]] if len(shares) == 3 else (shares * 4)[:4]
    return top + bottom >= 100 or left + right >= 100


def _is_share(side: str) -> bool:
    return side.endswith("%") or side == "0"


def _is_empty(style: Style) -> bool:
    """Whether a box that cuts off what does not fit has no width or no height."""
    sizes = {"height": "y", "max-height": "y", "width": "x", "max-width": "x"}
    is_thin = any(
        (size := read_length(style.get(name))) is not None
        and size <= _THIN
        and not (style.get(name) or "").endswith("%")
        and any(style.get(cut) in _CUTS for cut in ("overflow", f"overflow-{axis}"))
        for name, axis in sizes.items()
    )
    # Padding is not cut off, and what is flexible or has a least size grows.
    grows = ("padding", "flex", "min-")
    return is_thin and not any(name.startswith(grows) and not _is_nothing(value) for name, value in style.items())


def _is_nothing(value: str) -> bool:
    return value in _NOTHING or all(read_length(part) == 0 for part in value.split())


def _is_scaled_away(style: Style) -> bool:
    calls = _calls(style.get("transform"))
    names = ("scale", "scalex", "scaley", "scale3d")
    if any(read_length(each.strip()) == 0 for name in names for each in calls.get(name, "1").split(",")[:2]):
        return True
    return any(read_length(each) == 0 for each in style.get("scale", "1").split()[:2])


def _is_translated_out(style: Style) -> bool:
    calls = _calls(style.get("transform"))
    across, down, *_ = *style.get("translate", "0").split(), "0", "0"
    for name in ("translate", "translate3d"):
        across, down, *_ = *(each.strip() for each in calls.get(name, f"{across},{down}").split(",")), "0", "0"
    across, down = calls.get("translatex", across).strip(), calls.get("translatey", down).strip()
    return _is_shift_out(across) or _is_over(across, _BEYOND) or _is_shift_out(down)


def _is_indented_out(style: Style) -> bool:
    """Whether the only line of a text begins where its box ends, and is cut off there."""
    indent = style.get("text-indent") or ""
    is_all = indent.endswith("%") and (read_length(indent) or 0.0) >= _FULL
    return is_all and style.get("white-space") == "nowrap" and style.get("overflow") in _CUTS


def _is_pushed(style: Style) -> bool:
    """Whether a margin moves an element out, and nothing within moves its text back."""
    margin = style.get("margin-left")
    inner = (value for name, value in style.items() if name.startswith(("padding", "border")))
    is_back = any(_is_over(part, -_OUT) for value in inner for part in value.split())
    return not is_back and (_is_shift_out(margin) or _is_over(margin, _BEYOND))


def _is_shift_out(length: str | None) -> bool:
    return length is not None and not length.endswith(("%", "vw", "vh")) and _is_below(length, -_FAR)


def _is_below(length: str | None, most: float) -> bool:
    pixels = read_length(length)
    return pixels is not None and pixels <= most


def _is_over(length: str | None, least: float) -> bool:
    pixels = read_length(length)
    return pixels is not None and pixels >= least and not (length or "").endswith("%")


def _calls(text: str | None) -> dict[str, str]:
    """The functions of a value, and what stands in their brackets."""
    return dict(_CALL.findall((text or "")[:_LONGEST_VALUE]))
