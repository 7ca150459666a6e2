"""What of an HTML page its reader does not see, as far as its elements and plain style rules say so."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import lxml.etree as etree

from ingest.readers.css_boxes import is_moved_out, shows_nothing
from ingest.readers.css_rules import Sheet, without_comments
from ingest.readers.css_values import (
    FAINT,
    Rgb,
    Style,
    is_clear,
    read_declarations,
    read_rgb,
    read_share,
    read_size,
)
from ingest.readers.notes import count_visible
from rag.types import NoteKind

_LOOK = re.compile(r"color|background|font|text-shadow|text-stroke")
_TINY = 3.0  # pixels
_SAME = 16  # of 255: colours that differ less look the same
_LONGEST_RULES = 100_000  # characters; larger style sheets are not looked at, like those of other files
_NOT_SHOWN = ("script", "style")  # their text is hidden from nobody: it is no text
_FAINT_FILTER = re.compile(r"opacity\(\s*([\d.]{1,9}%?)\s*\)")
_SCREEN = ("", "all", "screen")
_KEPT = ("inherit", "unset", "currentcolor")  # colours that are those around
_PLAIN = ("", "none", "initial", "unset", "0")
# What draws letters beside, or in place of, their colour.
_DRAWN = ("text-shadow", "-webkit-text-stroke", "-webkit-text-stroke-color", "-webkit-text-fill-color")
_PICTURES = ("img", "picture", "svg", "video", "canvas", "object", "iframe", "embed")


@dataclass(frozen=True, slots=True)
class Setting:
    """How text is set at some place of the page; None where it is not known."""

    color: Rgb | None
    background: Rgb | None
    size: float | None = None  # pixels
    is_clear: bool = False  # whether its colour lets all through
    is_adorned: bool = False  # whether something besides its colour makes it seen

    @property
    def hides(self) -> NoteKind | None:
        """Why text that is set so is not seen."""
        if self.size is not None and self.size < _TINY:
            return NoteKind.TINY
        if self.is_adorned:
            return None
        if self.is_clear:
            return NoteKind.INVISIBLE
        if self.color is None or self.background is None:
            return None
        distance = max(abs(mine - its) for mine, its in zip(self.color, self.background, strict=True))
        return NoteKind.BACKGROUND if distance < _SAME else None


_UNKNOWN = Setting(None, None)


class PageStyle:
    """The styles of one page. Rules of style sheets count where no script or state can undo them."""

    def __init__(self, root: etree._Element) -> None:
        text = "".join(map(_sheet_text, root.iter("style")))
        linked = any(_is_sheet(link) for link in root.iter("link"))
        linked = linked or "@import" in text or len(text) > _LONGEST_RULES
        sheet = Sheet("" if linked else text)
        static = not linked and next(root.iter("script"), None) is None and not sheet.reacts
        self._sheet = sheet if static else Sheet("")
        # Any other rule may give an element a colour, background or size that cannot be told here.
        self._inherits = not linked and not _LOOK.search(sheet.rest if static else text)
        self._is_layered = next(root.iter(*_PICTURES), None) is not None
        self._moves = linked or "@keyframes" in text or "@-webkit-keyframes" in text
        self.base = Setting((0, 0, 0), (255, 255, 255)) if self._inherits else _UNKNOWN

    def inside(self, around: Setting, element: etree._Element, style: Style) -> Setting:
        """How text inside an element is set, given how it is around it."""
        setting = around if self._inherits and not self._sheet.is_exhausted else _UNKNOWN
        color = style.get("color") or element.get("color") or element.get("text") or _own_color(element)
        if color and color not in _KEPT:
            setting = replace(setting, color=read_rgb(color), is_clear=is_clear(color.lower()))
        if "font-size" in style:
            setting = replace(setting, size=read_size(style["font-size"]))
        if _is_adorned(style):
            setting = replace(setting, is_adorned=True)
        return self._on_background(setting, element, style)

    def _on_background(self, setting: Setting, element: etree._Element, style: Style) -> Setting:
        if style.get("background-image", "none") not in _PLAIN or element.get("background"):
            return replace(setting, background=None)
        own = "yellow" if element.tag == "mark" else element.get("bgcolor")
        color = style.get("background-color", own)
        if color is not None and color not in _PLAIN[1:] and color not in _KEPT and not is_clear(color.lower()):
            return replace(setting, background=read_rgb(color))
        if self._is_layered and style.get("position") in ("absolute", "fixed"):
            return replace(setting, background=None)  # it may stand on a picture
        return setting

    def of(self, element: etree._Element, tag: str) -> Style:
        """The declarations that apply to an element itself."""
        style, important = self._sheet.of(element, tag)
        inline = element.get("style")
        if inline:
            own, own_important = read_declarations(without_comments(inline))
            style, important = style | own, important | own_important
        style |= important
        if not self._moves:
            style.pop("animation", None)
            style.pop("animation-name", None)
        return style


def why_hidden(element: etree._Element, style: Style) -> NoteKind | None:
    """Why nothing of an element is shown; None when it is, or may be."""
    if element.get("hidden") is not None and style.get("display", "none") == "none":
        return NoteKind.HIDDEN
    if not style:
        return None
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return NoteKind.HIDDEN
    if "animation" in style or "animation-name" in style:
        return None  # it may bring in what begins faint, small or outside
    faint = _FAINT_FILTER.search(style.get("filter", ""))
    shares = [read_share(each) for each in (style.get("opacity"), faint[1] if faint else None)]
    if any(share is not None and share < FAINT for share in shares):
        return NoteKind.INVISIBLE
    tag = element.tag
    if shows_nothing(tag, style):
        return NoteKind.HIDDEN
    return NoteKind.OUTSIDE if is_moved_out(tag, style) else None


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


def _sheet_text(element: etree._Element) -> str:
    """The text of a style sheet in the page, as a block where it is not for every screen."""
    text = without_comments("".join(element.itertext()).lower())
    media = (element.get("media") or "").strip().lower()
    return text if media in _SCREEN else f"@media {media}{{{text}}}"


def _is_sheet(link: etree._Element) -> bool:
    is_print = (link.get("media") or "").strip().lower() == "print"
    return "stylesheet" in (link.get("rel") or "").lower() and not is_print


def _own_color(element: etree._Element) -> str | None:
    """The colour that browsers give the letters of links and of marked words, whatever is around."""
    if element.tag == "mark":
        return "black"
    return "#0000ee" if element.tag == "a" and element.get("href") is not None else None


def _is_adorned(style: Style) -> bool:
    clips = (style.get("background-clip"), style.get("-webkit-background-clip"))
    return "text" in clips or any(style.get(name, "") not in _PLAIN for name in _DRAWN)
