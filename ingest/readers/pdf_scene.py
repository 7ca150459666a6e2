"""What is drawn on a PDF page besides its letters: pictures, and filled areas before or after a text."""

# mypy: allow-untyped-calls

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from ingest.readers.pdf_calls import Bounds, Color, Inks, address_of
from ingest.readers.pdf_covers import clip_of, plain_color
from rag.pdf import pdfium
from rag.types import NoteKind

Matrix: TypeAlias = tuple[float, float, float, float, float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEPTH = 4  # of forms within forms
_OBJECTS = 250  # a page with more is a long table or sets each letter by itself: looking at each costs too much
_AT_ONCE = 2_000  # characters that are compared with all areas at once: it takes memory for each pair
_SAME = 24  # of 255: colours that differ less look the same
_WHOLE = 0.9  # of the page's area


class Item(NamedTuple):
    """An object of a page in the order of drawing; `matrix` leads from its own coordinates to the page's."""

    thing: Any
    kind: int
    matrix: Matrix

    @property
    def address(self) -> int:
        """What tells objects apart."""
        return address_of(self.thing)

    @property
    def bounds(self) -> Bounds:
        """Where it stands on the page."""
        sides = [ctypes.c_float() for _ in range(4)]
        pdfium.FPDFPageObj_GetBounds(self.thing, *sides)
        left, bottom, right, top = (side.value for side in sides)
        a, b, c, d, e, f = self.matrix
        corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
        xs, ys = zip(*corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)


class Glyph(NamedTuple):
    """A character as pdfium draws it."""

    place: int  # its index on the text page
    drawn_by: int  # identity of the text object
    mode: int  # of rendering
    color: Color
    box: Bounds

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of its box."""
        left, bottom, right, top = self.box
        return (left + right) / 2, (bottom + top) / 2


def walk(page: Any) -> Iterator[Item]:
    """All objects of a page, those inside forms included."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    things = (pdfium.FPDFPage_GetObject(page.raw, place) for place in range(count))
    return _walk(things, _IDENTITY, _DEPTH)


def _walk(things: Iterator[Any], matrix: Matrix, depth: int) -> Iterator[Item]:
    for thing in things:
        kind = pdfium.FPDFPageObj_GetType(thing)
        yield Item(thing, kind, matrix)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth:
            count = pdfium.FPDFFormObj_CountObjects(thing)
            inner = (pdfium.FPDFFormObj_GetObject(thing, place) for place in range(count))
            yield from _walk(inner, _combine(thing, matrix), depth - 1)


def _combine(form: Any, outer: Matrix) -> Matrix:
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(form, own)
    a, b, c, d, e, f = outer
    return (
        own.a * a + own.b * c,
        own.a * b + own.b * d,
        own.c * a + own.d * c,
        own.c * b + own.d * d,
        own.e * a + own.f * c + e,
        own.e * b + own.f * d + f,
    )


def find_pictures(page: Any, whole: Bounds) -> list[Bounds]:
    """Where pictures stand; the search ends with one that fills the page."""
    found = []
    for item in walk(page):
        if item.kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            found.append(item.bounds)
            if _area(_overlap(found[-1], whole)) >= _WHOLE * _area(whole):
                break
    return found


def is_inside(point: tuple[float, float], areas: Sequence[Bounds]) -> bool:
    """Whether a point lies in one of the areas."""
    x, y = point
    return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in areas)


def _overlap(one: Bounds, other: Bounds) -> Bounds:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _area(bounds: Bounds) -> float:
    return max(0.0, bounds[2] - bounds[0]) * max(0.0, bounds[3] - bounds[1])


class Areas:
    """Filled areas of a page; none are known where a page has very many objects."""

    def __init__(self, page: Any) -> None:
        self._rows: list[tuple[float, ...]] = []
        self._order: dict[int, int] = {}  # of text objects by their address
        self._clipped: set[int] = set()  # those of them of which a clip leaves nothing
        if pdfium.FPDFPage_CountObjects(page.raw) <= _OBJECTS:
            items = list(islice(walk(page), _OBJECTS + 1))
            if len(items) <= _OBJECTS:
                self._collect(items)

    def _collect(self, items: Sequence[Item]) -> None:
        inks = Inks()
        for order, item in enumerate(items):
            if item.kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self._order[item.address] = order
                clip = clip_of(item.thing) if item.matrix == _IDENTITY else None
                if clip is not None and not _area(_overlap(item.bounds, clip)):
                    self._clipped.add(item.address)  # one that is cut in two is read whole
            elif item.kind == pdfium.FPDF_PAGEOBJ_IMAGE and self._order:
                plain = plain_color(item.thing)
                if plain is not None:
                    self._rows.append((order, *item.bounds, *plain[:3]))
            elif item.kind == pdfium.FPDF_PAGEOBJ_PATH and _is_filled(item.thing):
                color = inks.fill(item.address)
                if color[3] > 127:
                    self._rows.append((order, *item.bounds, *color[:3]))

    def judge(self, glyphs: Sequence[Glyph]) -> dict[int, NoteKind]:
        """Characters, by their index, with an area of their own colour behind, one before, or a clip beside them.

        None is proof: something else may be drawn in between, and other clips or blending are not looked at.
        """
        found: dict[int, NoteKind] = {
            glyph.place: NoteKind.INVISIBLE for glyph in glyphs if glyph.drawn_by in self._clipped
        }
        if self._rows:
            for begin in range(0, len(glyphs), _AT_ONCE):
                found |= self._judge(glyphs[begin : begin + _AT_ONCE])
        return found

    def _judge(self, glyphs: Sequence[Glyph]) -> dict[int, NoteKind]:
        order, left, bottom, right, top, *color = np.array(self._rows).T
        places = [(*glyph.middle, self._order.get(glyph.drawn_by, -1), *glyph.color[:3]) for glyph in glyphs]
        x, y, mine, *ink = np.array(places).T[:, :, None]
        over = (left <= x) & (x <= right) & (bottom <= y) & (y <= top) & (mine >= 0)
        if not over.any():
            return {}
        same = np.abs(np.array(ink) - np.array(color)[:, None, :]).max(axis=0) < _SAME
        behind, before = (over & same & (order < mine)).any(axis=1), (over & (order > mine)).any(axis=1)
        return {
            glyph.place: NoteKind.COVERED if covered else NoteKind.BACKGROUND
            for glyph, covered, alike in zip(glyphs, before, behind, strict=True)
            if covered or alike
        }


def _is_filled(path: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(path, mode, stroke)) and mode.value != pdfium.FPDF_FILLMODE_NONE
