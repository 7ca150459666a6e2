"""Whether letters leave a trace on the page: it is drawn with and without them, and the pictures are compared.

This asks the one question that matters. Colours alone do not tell, as white letters may stand on a dark bar, a
picture or nothing.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import ctypes
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pypdfium2

from ingest.readers.pdf_calls import Bounds, object_at
from ingest.readers.pdf_scene import Glyph, walk
from rag.pdf import pdfium

_Pixels: TypeAlias = npt.NDArray[np.uint8]  # rows, columns, colours

_SCALE = 2.0  # pixels for a point
_LARGEST = 4_000_000  # pixels of a picture
_TRACE = 12  # of 255; a smaller difference is not seen
_LOWEST = 4  # pixels; lower letters are not judged
_CLOSE = 2.0  # points between a text and its copy
_TERMINATOR = 2  # bytes of an empty text


class _Window(NamedTuple):
    """A part of the page's picture, in pixels."""

    left: int
    top: int
    width: int
    height: int
    page_width: int
    page_height: int

    def place(self, page: Any, x: float, y: float) -> tuple[int, int]:
        across, down = ctypes.c_int(), ctypes.c_int()
        size = (self.page_width, self.page_height)
        pdfium.FPDF_PageToDevice(page.raw, -self.left, -self.top, *size, 0, x, y, across, down)
        return across.value, down.value


def find_traceless(page: Any, textpage: Any, letters: Sequence[Glyph]) -> set[int]:
    """Indices of letters whose text object leaves no trace where they stand."""
    boxes = {letter.place: _box(textpage, letter.place) for letter in letters}
    window = _frame(page, list(boxes.values()))
    if window is None:
        return set()
    things = {letter.drawn_by: object_at(letter.drawn_by) for letter in letters}
    with _drawn(page, window) as shown, _without(things.values()), _drawn(page, window) as rest:
        seen = {index for index, box in boxes.items() if _is_seen(shown, rest, _place_box(page, window, box))}
    traceless = {letter.place for letter in letters if letter.place not in seen}
    hidden = {letter.drawn_by for letter in letters if letter.place in traceless}
    copied = _copies(page, textpage, hidden)
    traceless -= {letter.place for letter in letters if letter.drawn_by in copied}
    return {index for word in _words(letters) if 2 * len(traceless & word) > len(word) for index in word}


def _words(letters: Sequence[Glyph]) -> list[set[int]]:
    """Letters that follow each other.

    Most of a word decides for all of it: a full stop on a line leaves no trace, a hidden letter may touch one.
    """
    words: list[set[int]] = []
    for letter in sorted(letters, key=lambda letter: letter.place):
        if words and letter.place - 1 in words[-1]:
            words[-1].add(letter.place)
        else:
            words.append({letter.place})
    return words


def _box(textpage: Any, index: int) -> Bounds:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(textpage.raw, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _frame(page: Any, boxes: Sequence[Bounds]) -> _Window | None:
    """The window around the boxes, as far as they lie on the page."""
    width, height = page.get_size()
    scale = min(_SCALE, (_LARGEST / max(width * height, 1.0)) ** 0.5)
    whole = _Window(0, 0, 0, 0, max(1, round(width * scale)), max(1, round(height * scale)))
    corners = [whole.place(page, *corner) for box in boxes for corner in (box[:2], box[2:])]
    left = max(0, min(x for x, _ in corners) - 1)
    top = max(0, min(y for _, y in corners) - 1)
    right = min(whole.page_width, max(x for x, _ in corners) + 2)
    bottom = min(whole.page_height, max(y for _, y in corners) + 2)
    if right <= left or bottom <= top:
        return None
    return _Window(left, top, right - left, bottom - top, whole.page_width, whole.page_height)


@contextmanager
def _drawn(page: Any, window: _Window) -> Iterator[_Pixels]:
    """The picture of the window, which lives as long as the block."""
    bitmap = pypdfium2.PdfBitmap.new_native(window.width, window.height, pdfium.FPDFBitmap_BGR)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, window.width, window.height)
        size = (window.page_width, window.page_height)
        pdfium.FPDF_RenderPageBitmap(bitmap.raw, page.raw, -window.left, -window.top, *size, 0, 0)
        yield bitmap.to_numpy()
    finally:
        bitmap.close()


@contextmanager
def _without(things: Collection[Any]) -> Iterator[None]:
    """The objects are not drawn while the block runs."""
    for thing in things:
        pdfium.FPDFPageObj_SetIsActive(thing, False)
    try:
        yield
    finally:
        for thing in things:
            pdfium.FPDFPageObj_SetIsActive(thing, True)


def _place_box(page: Any, window: _Window, box: Bounds) -> tuple[slice, slice] | None:
    """Rows and columns of the picture; None when they are too few to judge."""
    one, other = window.place(page, *box[:2]), window.place(page, *box[2:])
    (left, right), (top, bottom) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    if max(bottom - top, right - left) < _LOWEST:
        return None
    return slice(max(0, top), max(0, bottom + 1)), slice(max(0, left), max(0, right + 1))


def _is_seen(shown: _Pixels, rest: _Pixels, part: tuple[slice, slice] | None) -> bool:
    if part is None:
        return True
    difference = np.abs(shown[part].astype(np.int16) - rest[part])
    return int(difference.max(initial=0)) >= _TRACE


def _copies(page: Any, textpage: Any, hidden: set[int]) -> set[int]:
    """Those of the hidden objects that another one repeats in place: the halo behind visible letters.

    pdfium gives such a text once, as the text of the object that was drawn first; the other has none then.
    """
    if not hidden:
        return set()
    texts = [item for item in walk(page) if item.kind == pdfium.FPDF_PAGEOBJ_TEXT]
    others = [item.bounds for item in texts if item.address not in hidden and not _has_text(item.thing, textpage)]
    return {
        item.address
        for item in texts
        if item.address in hidden and any(_are_close(item.bounds, other) for other in others)
    }


def _are_close(one: Bounds, other: Bounds) -> bool:
    return all(abs(mine - its) <= _CLOSE for mine, its in zip(one, other, strict=True))


def _has_text(thing: Any, textpage: Any) -> bool:
    return bool(pdfium.FPDFTextObj_GetText(thing, textpage.raw, None, 0) > _TERMINATOR)
