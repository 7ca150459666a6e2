"""The few calls into pdfium that are made for hundreds of characters of every page.

They take and give addresses as numbers: wrapping each in an object, as the bindings do, takes twice as long.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, TypeAlias

from rag.pdf import pdfium

Bounds: TypeAlias = tuple[float, float, float, float]  # left, bottom, right, top, in points of the page
Color: TypeAlias = tuple[int, int, int, int]  # red, green, blue, alpha


def _rebind(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    return ctypes.CFUNCTYPE(result, *arguments)(address_of(function))


def address_of(thing: Any) -> int:
    """The identity of a pdfium object: a number that is not 0."""
    return ctypes.cast(thing, ctypes.c_void_p).value or 0


def object_at(address: int) -> Any:
    """The page object with this identity, for further calls."""
    return ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)


_ADDRESS = ctypes.c_void_p
_text_object = _rebind(pdfium.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, ctypes.c_int)
_loose_box = _rebind(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, _ADDRESS, ctypes.c_int, _ADDRESS)
_render_mode = _rebind(pdfium.FPDFTextObj_GetTextRenderMode, ctypes.c_int, _ADDRESS)
_fill_color = _rebind(pdfium.FPDFPageObj_GetFillColor, ctypes.c_int, *5 * [_ADDRESS])
_stroke_color = _rebind(pdfium.FPDFPageObj_GetStrokeColor, ctypes.c_int, *5 * [_ADDRESS])
_STROKED = (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)


class Inks:
    """Colours of page objects."""

    def __init__(self) -> None:
        self._parts = (ctypes.c_uint * 4)()
        begin, step = ctypes.addressof(self._parts), ctypes.sizeof(ctypes.c_uint)
        self._results = tuple(begin + place * step for place in range(4))

    def fill(self, address: int) -> Color:
        """The colour of an area; black where pdfium knows none, as of a pattern."""
        return self._color(_fill_color(address, *self._results))

    def text(self, address: int) -> tuple[int, Color]:
        """The rendering mode of a text and the colour that it is seen in."""
        mode = _render_mode(address)
        read = _stroke_color if mode in _STROKED else _fill_color
        return mode, self._color(read(address, *self._results))

    def _color(self, known: int) -> Color:
        if not known:
            return 0, 0, 0, 255
        red, green, blue, alpha = self._parts
        return red, green, blue, alpha


class Characters:
    """Characters of an open text page by their index."""

    def __init__(self, textpage: Any) -> None:
        self._textpage = textpage  # keeps the address alive
        self._raw = address_of(textpage.raw)
        self._rectangle = pdfium.FS_RECTF()
        self._result = ctypes.addressof(self._rectangle)

    def drawn_by(self, index: int) -> int:
        """The identity of the object that draws a character; 0 when pdfium made it up, as spaces and line ends."""
        return _text_object(self._raw, index) or 0

    def box(self, index: int) -> Bounds:
        """Where a character stands, with the whole height of its font."""
        rectangle = self._rectangle
        _loose_box(self._raw, index, self._result)
        return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
