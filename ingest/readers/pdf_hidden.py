"""Text of a PDF page that its reader does not see, found without looking at every character of every page.

Every call into pdfium costs, so one character in a dozen is looked at. Only where one is suspicious its neighbours
are too, and only what a picture of the page proves to be invisible is left out.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ingest.readers.pdf_ink import Letter, find_traceless
from ingest.readers.pdf_scene import (
    Areas,
    Bounds,
    Color,
    Spot,
    address_of,
    fill_color,
    find_pictures,
    is_inside,
)
from rag.pdf import pdfium
from rag.types import NoteKind

_STRIDE = re.compile(r"\S[^\r\n]{0,11}")  # a character is looked at in each
_FEWEST = 3  # characters of one kind on a page: fewer say nothing
_LIGHT = 0xD8  # of 255 in each colour: not to be seen on white
_FAINT = 40  # of 255; opacity
_TINY = 3.0  # points
_TINY_SHARE = 0.0036  # of the page's longer side, as a slide is shown larger than it is measured
_MARGIN = 1.0  # points
_STROKED = (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)
_CERTAIN = (NoteKind.OUTSIDE, NoteKind.TINY)


class _Glyph(NamedTuple):
    """A character as pdfium draws it."""

    index: int
    thing: Any
    address: int
    mode: int
    color: Color
    box: Bounds

    @property
    def spot(self) -> Spot:
        left, bottom, right, top = self.box
        return Spot((left + right) / 2, (bottom + top) / 2, self.address, self.color)


def find_hidden(page: Any, textpage: Any, text: str) -> dict[int, NoteKind]:
    """Why a reader does not see a character, by its index in the raw text; {} for an ordinary page."""
    samples = [match.start() for match in _STRIDE.finditer(text)]
    look = _Look(page, textpage)
    found = look.suspects(samples)
    if not found:
        return {}
    places = [index for index in _around(samples, found, len(text)) if not text[index].isspace()]
    hidden = look.prove(look.suspects(places))
    counts = Counter(hidden.values())
    return {index: kind for index, kind in hidden.items() if counts[kind] >= _FEWEST}


def _around(samples: Sequence[int], found: dict[int, tuple[_Glyph, NoteKind]], length: int) -> Iterable[int]:
    """All characters between the neighbours of suspicious samples."""
    places: set[int] = set()
    for before, sample, after in zip([0, *samples], samples, [*samples[1:], length], strict=False):
        if sample in found:
            places.update(range(before, after))
    return sorted(places)


class _Look:
    """Looks at characters of one page."""

    def __init__(self, page: Any, textpage: Any) -> None:
        self._page, self._textpage = page, textpage
        rectangle = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page.raw, rectangle)
        self._whole: Bounds = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        width, height = self._whole[2] - self._whole[0], self._whole[3] - self._whole[1]
        self._tiny = min(_TINY, _TINY_SHARE * max(width, height))
        self._inks: dict[int, tuple[int, Color]] = {}
        self._areas = Areas(page)

    def suspects(self, places: Sequence[int]) -> dict[int, tuple[_Glyph, NoteKind]]:
        """Characters that may be hidden, and why."""
        glyphs = list(self._glyphs(places))
        same, covered = self._areas.judge([glyph.spot for glyph in glyphs])
        found = {}
        for place, glyph in enumerate(glyphs):
            kind = self._suspect(glyph)
            if kind is None and (same[place] or covered[place]):
                kind = NoteKind.COVERED if covered[place] else NoteKind.BACKGROUND
            if kind is not None:
                found[glyph.index] = (glyph, kind)
        return found

    def prove(self, suspects: dict[int, tuple[_Glyph, NoteKind]]) -> dict[int, NoteKind]:
        """Those of the suspects that are hidden for certain."""
        suspects = self._without_recognised(suspects)
        doubtful = [Letter(index, glyph.thing) for index, (glyph, kind) in suspects.items() if kind not in _CERTAIN]
        traceless = find_traceless(self._page, self._textpage, doubtful) if doubtful else set()
        return {index: kind for index, (_, kind) in suspects.items() if kind in _CERTAIN or index in traceless}

    def _without_recognised(
        self, suspects: dict[int, tuple[_Glyph, NoteKind]]
    ) -> dict[int, tuple[_Glyph, NoteKind]]:
        """Leave out what text recognition put over the picture of a page: its reader sees the picture."""
        if not any(kind is NoteKind.INVISIBLE for _, kind in suspects.values()):
            return suspects
        pictures = find_pictures(self._page, self._whole)
        return {
            index: (glyph, kind)
            for index, (glyph, kind) in suspects.items()
            if kind is not NoteKind.INVISIBLE or not is_inside(glyph.spot.x, glyph.spot.y, pictures)
        }

    def _glyphs(self, places: Iterable[int]) -> Iterable[_Glyph]:
        raw = self._textpage.raw
        rectangle = pdfium.FS_RECTF()
        for index in places:
            thing = pdfium.FPDFText_GetTextObject(raw, index)
            if not thing:
                continue  # pdfium made it up
            address = address_of(thing)
            if address not in self._inks:
                self._inks[address] = _ink(thing)
            pdfium.FPDFText_GetLooseCharBox(raw, index, rectangle)
            box = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
            yield _Glyph(index, thing, address, *self._inks[address], box)

    def _suspect(self, glyph: _Glyph) -> NoteKind | None:
        if glyph.mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE or glyph.color[3] < _FAINT:
            return NoteKind.INVISIBLE
        left, bottom, right, top = glyph.box
        page = self._whole
        if (
            right < page[0] - _MARGIN
            or left > page[2] + _MARGIN
            or top < page[1] - _MARGIN
            or bottom > page[3] + _MARGIN
        ):
            return NoteKind.OUTSIDE
        if max(right - left, top - bottom) < self._tiny and self._size(glyph.index) < self._tiny:
            return NoteKind.TINY
        return NoteKind.BACKGROUND if min(glyph.color[:3]) >= _LIGHT else None

    def _size(self, index: int) -> float:
        """The size of the font as it stands on the page, in points."""
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._textpage.raw, index, matrix)
        scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
        return float(pdfium.FPDFText_GetFontSize(self._textpage.raw, index) * scale)


def _ink(thing: Any) -> tuple[int, Color]:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(thing)
    if mode not in _STROKED:
        return mode, fill_color(thing)
    parts = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetStrokeColor(thing, *parts)
    red, green, blue, alpha = (part.value for part in parts)
    return mode, (red, green, blue, alpha)
