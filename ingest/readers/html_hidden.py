"""What of an HTML page its reader does not see, as far as its elements and plain style rules say so."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TypeAlias

import lxml.etree as etree
from PIL import ImageColor

from ingest.readers.notes import count_visible
from rag.types import NoteKind

_SELECTOR = re.compile(r"[.#]?[a-z][\w-]*\Z")
_STATE = re.compile(r":\s*(?:checked|target|hover|focus)")
_LOOK = re.compile(r"color|background|font")
_MARK = re.compile(r"[{};@]")
_LENGTH = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|ex|ch|vw|vh|%|)\Z")
_LONGEST_LENGTH = 20  # characters
_PIXELS = {"em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "%": 10.0, "vw": 10.0, "vh": 8.0, "pt": 1.33}
_FAR = -500.0  # pixels: farther out than anything that slides in a little
_TINY = 3.0  # pixels
_FAINT = 0.02  # opacity
_SAME = 16  # of 255: colours that differ less look the same
_LONGEST_RULES = 100_000  # characters; larger style sheets are not looked at, like those of other files
_NOT_SHOWN = ("script", "style")  # their text is hidden from nobody: it is no text

_Rgb: TypeAlias = tuple[int, int, int]
Style: TypeAlias = dict[str, str]


@dataclass(frozen=True, slots=True)
class Setting:
    """How text is set at some place of the page; None where it is not known."""

    color: _Rgb | None
    background: _Rgb | None
    size: float | None = None  # pixels

    @property
    def hides(self) -> NoteKind | None:
        """Why text that is set so is not seen."""
        if self.size is not None and self.size < _TINY:
            return NoteKind.TINY
        if self.color is None or self.background is None:
            return None
        distance = max(abs(mine - its) for mine, its in zip(self.color, self.background, strict=True))
        return NoteKind.BACKGROUND if distance < _SAME else None


_UNKNOWN = Setting(None, None)


class PageStyle:
    """The styles of one page. Rules of style sheets count where no script or state can undo them."""

    def __init__(self, root: etree._Element) -> None:
        sheet = "".join(text for element in root.iter("style") for text in element.itertext())
        sheet = _without_comments(sheet.lower())
        linked = any("stylesheet" in (link.get("rel") or "").lower() for link in root.iter("link"))
        linked = linked or len(sheet) > _LONGEST_RULES
        static = not linked and next(root.iter("script"), None) is None and not _STATE.search(sheet)
        self._rules, rest = _plain_rules(sheet) if static else ({}, sheet)
        # Any other rule may give an element a colour, background or size that cannot be told here.
        self._inherits = not linked and not _LOOK.search(rest)
        self.base = Setting((0, 0, 0), (255, 255, 255)) if self._inherits else _UNKNOWN

    def inside(self, around: Setting, element: etree._Element, style: Style) -> Setting:
        """How text inside an element is set, given how it is around it."""
        setting = around if self._inherits else _UNKNOWN
        color = style.get("color") or element.get("color") or element.get("text")
        background = style.get("background-color") or style.get("background") or element.get("bgcolor")
        if "background-image" in style or element.get("background"):
            background = "image"
        if color:
            setting = replace(setting, color=_color(color))
        if background:
            setting = replace(setting, background=_color(background))
        return replace(setting, size=_length(style["font-size"])) if "font-size" in style else setting

    def of(self, element: etree._Element, tag: str) -> Style:
        """The declarations that apply to an element itself."""
        inline = element.get("style")
        if not self._rules:
            return _declarations(inline) if inline else {}
        style: Style = dict(self._rules.get(tag, {}))
        for name in (element.get("class") or "").split():
            style |= self._rules.get(f".{name.lower()}", {})
        style |= self._rules.get(f"#{(element.get('id') or '').lower()}", {})
        return style | _declarations(inline) if inline else style


def why_hidden(element: etree._Element, style: Style) -> NoteKind | None:
    """Why nothing of an element is shown; None when it is, or may be."""
    if element.get("hidden") is not None:
        return NoteKind.HIDDEN
    if not style:
        return None
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return NoteKind.HIDDEN
    opacity = _length(style.get("opacity"))
    if opacity is not None and opacity < _FAINT:
        return NoteKind.INVISIBLE
    return NoteKind.OUTSIDE if _is_far_out(style) else None


def count_text(element: etree._Element) -> int:
    """Visible characters of an element and all inside it."""
    texts = (
        text
        for part in element.iter(etree.Element)
        for text in (
            (part.text if part.tag not in _NOT_SHOWN else None),
            part.tail if part is not element else None,
        )
    )
    return sum(count_visible(text or "") for text in texts)


def _plain_rules(sheet: str) -> tuple[dict[str, Style], str]:
    """Rules for a class, an identifier or a tag, and the text of all other rules.

    A rule inside an @ block holds for some readers only.
    """
    merged: dict[str, Style] = {}
    outside, rest = _split_blocks(sheet)
    others = [rest]
    for rule in outside.split("}"):
        selectors, _, body = rule.rpartition("{")
        names = [selector.strip() for selector in selectors.split(",")]
        style = _declarations(body)
        for name in filter(_SELECTOR.match, names):
            merged.setdefault(name, {}).update(style)
        if not all(map(_SELECTOR.match, names)):
            others.append(body)
    return merged, "".join(others)


def _without_comments(sheet: str) -> str:
    first, *parts = sheet.split("/*")
    return first + "".join(part.partition("*/")[2] for part in parts)


def _split_blocks(sheet: str) -> tuple[str, str]:
    """The sheet without its @ rules, and these."""
    outside, blocks = [], []
    depth = begin = 0
    is_block = False
    for match in _MARK.finditer(sheet):
        mark = match[0]
        depth = max(0, depth + (mark == "{") - (mark == "}"))
        if mark == "@" and not depth and not is_block:
            outside.append(sheet[begin : match.start()])
            is_block, begin = True, match.start()
        elif is_block and not depth and mark in "};":
            blocks.append(sheet[begin : match.end()])
            is_block, begin = False, match.end()
    (blocks if is_block else outside).append(sheet[begin:])
    return "".join(outside), "".join(blocks)


def _declarations(text: str) -> Style:
    found = {}
    for declaration in text.lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


def _length(text: str | None) -> float | None:
    match = _LENGTH.match(text) if text and len(text) <= _LONGEST_LENGTH else None
    return float(match[1]) * _PIXELS.get(match[2], 1.0) if match else None


def _is_far_out(style: Style) -> bool:
    names = ["text-indent"]
    if style.get("position") in ("absolute", "fixed"):
        names += ["left", "right", "top", "bottom"]
    return any((length := _length(style.get(name))) is not None and length <= _FAR for name in names)


def _color(text: str) -> _Rgb | None:
    """A colour that covers; None for any other."""
    try:
        parts = ImageColor.getrgb(text.strip())
    except ValueError:
        return None
    return parts[:3] if len(parts) == 3 or parts[3] == 255 else None
