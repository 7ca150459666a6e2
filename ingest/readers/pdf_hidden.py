"""Text of a PDF page that its reader does not see, found without looking at every character of every page.

Every call into pdfium costs, so one character in sixteen is looked at. Only where one is suspicious its neighbours
are too, and only what a picture of the page proves to be invisible is left out.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeAlias

from ingest.readers.pdf_calls import Bounds, Characters, Color, Inks, object_at
from ingest.readers.pdf_covers import is_on_layer
from ingest.readers.pdf_ink import find_traceless
from ingest.readers.pdf_scene import (
    Areas,
    Glyph,
    find_pictures,
    is_inside,
)
from rag.pdf import pdfium
from rag.types import NoteKind

_STRIDE = re.compile(r"\S[^\r\n]{0,15}")  # of each the first character is looked at
_FEWEST = 3  # characters of one kind on a page: fewer say nothing
_LIGHT = 0xD8  # of 255 in each colour: not to be seen on white
_FAINT = 40  # of 255; opacity
_TINY = 3.0  # points
_TINY_SHARE = 0.0036  # of the page's longer side, as a slide is shown larger than it is measured
_MARGIN = 1.0  # points
_INVISIBLE = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
_CERTAIN = (NoteKind.OUTSIDE, NoteKind.TINY)
_OVER_PICTURES = (NoteKind.INVISIBLE, NoteKind.TINY)

_Suspect: TypeAlias = tuple[Glyph, NoteKind]


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


def _around(samples: Sequence[int], found: Collection[int], length: int) -> Iterable[int]:
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
        left, bottom, right, top = self._whole
        self._edges: Bounds = (left - _MARGIN, bottom - _MARGIN, right + _MARGIN, top + _MARGIN)
        self._characters = Characters(textpage)
        self._inks: dict[int, tuple[int, Color]] = {}
        self._layered: set[int] = set()  # identities of text objects
        self._areas = Areas(page)

    def suspects(self, places: Iterable[int]) -> dict[int, _Suspect]:
        """Characters that may be hidden, and why, by their index."""
        glyphs = self._glyphs(places)
        kinds = self._areas.judge(glyphs)
        found = {}
        for glyph in glyphs:
            kind = self._suspect(glyph) or kinds.get(glyph.place)
            if kind is not None:
                found[glyph.place] = (glyph, kind)
        return found

    def prove(self, suspects: dict[int, _Suspect]) -> dict[int, NoteKind]:
        """Those of the suspects that are hidden for certain."""
        suspects = self._without_recognised(suspects)
        doubtful = [glyph for glyph, kind in suspects.values() if kind not in _CERTAIN]
        traceless = find_traceless(self._page, self._textpage, doubtful) if doubtful else set()
        return {index: kind for index, (_, kind) in suspects.items() if kind in _CERTAIN or index in traceless}

    def _without_recognised(self, suspects: dict[int, _Suspect]) -> dict[int, _Suspect]:
        """Leave out what text recognition or small labels put over a picture: its reader sees the picture."""
        if not any(kind in _OVER_PICTURES for _, kind in suspects.values()):
            return suspects
        pictures = find_pictures(self._page, self._whole)
        return {
            index: (glyph, kind)
            for index, (glyph, kind) in suspects.items()
            if kind not in _OVER_PICTURES or not is_inside(glyph.middle, pictures)
        }

    def _glyphs(self, places: Iterable[int]) -> list[Glyph]:
        characters, inks, read = self._characters, self._inks, Inks().text
        glyphs = []
        for index in places:
            drawn_by = characters.drawn_by(index)
            if drawn_by:
                ink = inks.get(drawn_by)
                if ink is None:
                    ink = inks[drawn_by] = read(drawn_by)
                    if is_on_layer(object_at(drawn_by)):
                        self._layered.add(drawn_by)
                glyphs.append(Glyph(index, drawn_by, *ink, characters.box(index)))
        return glyphs

    def _suspect(self, glyph: Glyph) -> NoteKind | None:
        if glyph.mode == _INVISIBLE or glyph.color[3] < _FAINT:
            return NoteKind.INVISIBLE
        left, bottom, right, top = glyph.box
        first, lowest, last, highest = self._edges
        if right < first or left > last or top < lowest or bottom > highest:
            return NoteKind.OUTSIDE
        if max(right - left, top - bottom) < self._tiny and self._size(glyph.place) < self._tiny:
            return NoteKind.TINY
        if glyph.drawn_by in self._layered:
            return NoteKind.HIDDEN
        return NoteKind.BACKGROUND if min(glyph.color[:3]) >= _LIGHT else None

    def _size(self, index: int) -> float:
        """The size of the font as it stands on the page, in points."""
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._textpage.raw, index, matrix)
        scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
        return float(pdfium.FPDFText_GetFontSize(self._textpage.raw, index) * scale)
