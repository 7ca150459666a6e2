"""Values of style declarations: lengths, colours, and what shorthands set."""

from __future__ import annotations

import re
from typing import TypeAlias

from PIL import ImageColor

Rgb: TypeAlias = tuple[int, int, int]
Style: TypeAlias = dict[str, str]

FAINT = 0.02  # opacity
CLEAR = "transparent"
_LENGTH = re.compile(r"([-+]?\d*\.?\d+)(px|pt|pc|cm|mm|in|em|rem|ex|ch|vw|vh|%|)\Z")
_LONGEST_LENGTH = 20  # characters
_PIXELS = {"em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "%": 10.0, "vw": 10.0, "vh": 8.0, "pt": 1.33}
_PIXELS |= {"pc": 16.0, "cm": 37.8, "mm": 3.78, "in": 96.0}
_LONGEST_VALUE = 200  # characters; longer ones are not looked into
_FUNCTION = re.compile(r"(?:rgb|hsl)a?\(([^()]*)\)\Z")
_HEX = re.compile(r"#(?:[0-9a-f]{3}([0-9a-f])|[0-9a-f]{6}([0-9a-f]{2}))\Z")
_FONT_SIZE = re.compile(r"(?:\d*\.?\d+(?:px|pt|pc|cm|mm|in|em|rem|ex|ch|vw|vh|%)|0)(?=/|\Z)")
_PART = re.compile(r"[^\s()/]+(?:\([^()]*\))?")
# Words of a background that paint nothing.
_PAINTLESS = frozenset(
    """none repeat repeat-x repeat-y no-repeat space round scroll fixed local center left right top bottom cover
    contain auto border-box padding-box content-box initial unset inherit transparent""".split()
)


def read_declarations(text: str) -> tuple[Style, Style]:
    """Declarations by their names, and those of them that are important; shorthands are spread."""
    usual: Style = {}
    important: Style = {}
    for declaration in text.lower().split(";"):
        name, colon, value = declaration.partition(":")
        value, mark, _ = value.partition("!important")
        if colon:
            _spread(important if mark else usual, name.strip(), value.strip())
    return usual, important


def _spread(style: Style, name: str, value: str) -> None:
    if name == "background":
        style["background-color"] = _background_color(value)
        style["background-image"] = "none"
        if re.search(r"\btext\b", value):
            style["background-clip"] = "text"
    elif name == "font":
        style["font-size"] = _font_size(value)
    elif name == "margin":
        sides = value.split()
        style["margin-left"] = sides[-1 if len(sides) in (1, 2, 4) else 1] if sides else ""
    else:
        style[name] = value


def _font_size(font: str) -> str:
    parts = font[:_LONGEST_VALUE].split()
    return next((match[0] for part in parts if (match := _FONT_SIZE.match(part))), "")


def _background_color(value: str) -> str:
    """The colour of a background; "" when it cannot be told."""
    if len(value) > _LONGEST_VALUE or "url(" in value or "gradient(" in value or "var(" in value:
        return ""
    parts = _PART.findall(value)
    others = [part for part in parts if part not in _PAINTLESS and read_length(part) is None]
    if not others:
        return CLEAR if parts else ""
    return others[0] if len(others) == 1 else ""


def read_length(text: str | None) -> float | None:
    """A length in pixels, or a plain number."""
    match = _LENGTH.match(text) if text and len(text) <= _LONGEST_LENGTH else None
    return float(match[1]) * _PIXELS.get(match[2], 1.0) if match else None


def read_size(text: str) -> float | None:
    """The size of letters in pixels, a share being one of the usual size."""
    size = read_length(text)
    return None if size is None else size * (0.016 if text.endswith("%") else 1.0)


def read_share(text: str | None) -> float | None:
    """An opacity, as a number or in percent."""
    share = read_length(text)
    return None if share is None or text is None else share * (0.001 if text.endswith("%") else 1.0)


def read_rgb(text: str) -> Rgb | None:
    """A colour that covers; None for any other."""
    text = text.strip()
    if len(parts := _arguments(text)) == 4:
        if (read_share(parts[3]) or 0.0) < 1:
            return None
        text = f"{text[:3]}({','.join(parts[:3])})"
    elif parts:
        text = f"{text[:3]}({','.join(parts)})"
    try:
        found = ImageColor.getrgb(text)
    except ValueError:
        return None
    return found[:3] if len(found) == 3 or found[3] == 255 else None


def is_clear(color: str) -> bool:
    """Whether a colour is none at all: what is behind it is seen."""
    color = color.strip()
    if color == CLEAR:
        return True
    short = _HEX.match(color)
    if short:
        return int(short[1] or short[2], 16) == 0
    parts = _arguments(color)
    alpha = read_share(parts[3]) if len(parts) == 4 else None
    return alpha is not None and alpha < FAINT


def _arguments(color: str) -> list[str]:
    """The parts of a colour that is written as a function."""
    match = _FUNCTION.match(color) if len(color) <= _LONGEST_VALUE else None
    return re.split(r"[\s,/]+", match[1].strip()) if match else []
