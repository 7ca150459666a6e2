"""Text of a DOCX that its reader does not see: hidden by its format, set in the paper's colour, or tiny."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from ingest.readers.notes import count_visible
from ingest.readers.office_package import Element, Package, attribute, child, local_name
from rag.types import NoteKind

_OFF = ("0", "false", "off", "none")
_TINY = 6  # half points
_SAME = 16  # of 255: colours that differ less look the same
_COLOR = re.compile(r"[0-9A-Fa-f]{6}")
_WHITE = (255, 255, 255)
# What may have a background of its own that is not written beside the text.
_FRAMES = frozenset(("txbxContent", "drawing", "pict", "object"))

_Rgb: TypeAlias = tuple[int, int, int]


class Looks:
    """How runs of a document look, by their own properties and those of their styles."""

    def __init__(self, package: Package) -> None:
        root = package.related("styles", "styles.xml")
        self._styles: dict[str, Element] = {}
        self._default: str | None = None  # style of paragraphs that name none
        for style in root if root is not None else ():
            identifier = attribute(style, "styleId")
            if local_name(style) != "style" or identifier is None:
                continue
            self._styles[identifier] = style
            if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true"):
                self._default = identifier
        self._base = child(root, "docDefaults", "rPrDefault", "rPr")

    def why_hidden(self, run: Element) -> NoteKind | None:
        """Why a reader does not see the text of a run; None when it is visible, or may be."""
        sources = list(self._sources(run))
        if _is_on(_first(sources, "vanish")):
            return NoteKind.HIDDEN
        size = _value(_first(sources, "sz"))
        if size.isdigit() and int(size) < _TINY:
            return NoteKind.TINY
        color = _rgb(_value(_first(sources, "color")))
        if color is None:
            return None
        background = self._background(run, sources)
        return NoteKind.BACKGROUND if background is not None and _is_same(color, background) else None

    def _sources(self, run: Element) -> Iterator[Element]:
        """Run properties that apply, the strongest first."""
        own = child(run, "rPr")
        if own is not None:
            yield own
        yield from self._chain(_value(child(own, "rStyle")), "rPr")
        paragraph = next((above for above in run.iterancestors() if local_name(above) == "p"), None)
        style = _value(child(paragraph, "pPr", "pStyle")) or self._default
        yield from self._chain(style, "rPr")
        if self._base is not None:
            yield self._base

    def _chain(self, identifier: str | None, part: str) -> Iterator[Element]:
        """Properties of a style and of the styles it is based on."""
        seen: set[str] = set()
        while identifier and identifier in self._styles and identifier not in seen:
            seen.add(identifier)
            style = self._styles[identifier]
            properties = child(style, part)
            if properties is not None:
                yield properties
            identifier = _value(child(style, "basedOn"))

    def _background(self, run: Element, sources: list[Element]) -> _Rgb | None:
        """The colour behind a run; None when it cannot be told."""
        if _first(sources, "highlight") is not None:
            return None
        shading = _first(sources, "shd")
        if shading is not None:
            return _fill(shading)
        for above in run.iterancestors():
            name = local_name(above)
            if name in _FRAMES or (name == "tbl" and self._may_be_shaded(above)):
                return None
            shading = self._shading(name, above)
            if shading is not None:
                return _fill(shading)
            if name == "document" and child(above, "background") is not None:
                return None
        return _WHITE

    def _shading(self, name: str, element: Element) -> Element | None:
        if name == "p":
            properties = child(element, "pPr")
            style = _value(child(properties, "pStyle")) or self._default
            chain = [*([] if properties is None else [properties]), *self._chain(style, "pPr")]
            return _first(chain, "shd")
        return child(element, f"{name}Pr", "shd") if name in ("tc", "tbl") else None

    def _may_be_shaded(self, table: Element) -> bool:
        """Whether the style of a table gives some of its cells a background."""
        style = _value(child(table, "tblPr", "tblStyle"))
        seen: set[str] = set()
        while style and style in self._styles and style not in seen:
            seen.add(style)
            if any(local_name(part) == "shd" for part in self._styles[style].iter()):
                return True
            style = _value(child(self._styles[style], "basedOn"))
        return False


def count_text(element: Element) -> int:
    """Visible characters of all text in an element."""
    return sum(count_visible(part.text or "") for part in element.iter() if local_name(part) == "t")


def _first(sources: list[Element], name: str) -> Element | None:
    return next((found for source in sources if (found := child(source, name)) is not None), None)


def _value(element: Element | None) -> str:
    return "" if element is None else attribute(element, "val") or ""


def _is_on(switch: Element | None) -> bool:
    return switch is not None and _value(switch).lower() not in _OFF


def _rgb(text: str) -> _Rgb | None:
    if not _COLOR.fullmatch(text):
        return None
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


def _fill(shading: Element) -> _Rgb | None:
    """The colour of a shading; None for a pattern, a colour of the theme or none at all."""
    if _value(shading) not in ("", "clear", "nil") or attribute(shading, "themeFill") is not None:
        return None
    fill = attribute(shading, "fill") or ""
    return _WHITE if fill.lower() in ("", "auto") else _rgb(fill)


def _is_same(one: _Rgb, other: _Rgb) -> bool:
    return max(abs(mine - its) for mine, its in zip(one, other, strict=True)) < _SAME
