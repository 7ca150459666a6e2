"""What keeps a text of a PDF page from being seen without showing itself: plain pictures, clips, and layers."""

# mypy: allow-untyped-calls

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import pypdfium2

from ingest.readers.pdf_calls import Bounds, Color
from rag.pdf import pdfium

_LARGEST = 1_500_000  # pixels: a scan of a page is not unpacked for this
_TRACE = 12  # of 255; a smaller difference is not seen
_LAYER = "OC\0".encode("utf-16-le")
_LONGEST_NAME = 16  # bytes


def plain_color(picture: Any) -> Color | None:
    """The one colour that a picture consists of; None when it shows anything or is large."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    known = pdfium.FPDFImageObj_GetImagePixelSize(picture, width, height)
    if not known or not 0 < width.value * height.value <= _LARGEST:
        return None
    raw = pdfium.FPDFImageObj_GetBitmap(picture)
    if not raw:
        return None
    bitmap = pypdfium2.PdfBitmap.from_raw(raw)
    try:
        pixels = bitmap.to_numpy().reshape(bitmap.width * bitmap.height, -1)[:, :3]
        lowest, highest = pixels.min(axis=0).astype(int), pixels.max(axis=0).astype(int)
        if (highest - lowest).max() >= _TRACE:
            return None
        colors = [int(part) for part in np.broadcast_to(lowest, 3)]
        return colors[2], colors[1], colors[0], 255
    finally:
        bitmap.close()


def clip_of(thing: Any) -> Bounds | None:
    """The rectangle that an object is cut to, in the coordinates of what holds it; None when it is not."""
    clip = pdfium.FPDFPageObj_GetClipPath(thing)
    count = pdfium.FPDFClipPath_CountPaths(clip) if clip else 0
    if count <= 0:
        return None
    found = [_path_bounds(clip, path) for path in range(count)]
    left, bottom, right, top = zip(*found, strict=True)
    return max(left), max(bottom), min(right), min(top)


def _path_bounds(clip: Any, path: int) -> Bounds:
    x, y = ctypes.c_float(), ctypes.c_float()
    points = []
    for place in range(max(0, pdfium.FPDFClipPath_CountPathSegments(clip, path))):
        segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, place)
        if segment and pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            points.append((x.value, y.value))
    if not points:
        return -np.inf, -np.inf, np.inf, np.inf
    across, down = zip(*points, strict=True)
    return min(across), min(down), max(across), max(down)


def is_on_layer(thing: Any) -> bool:
    """Whether an object belongs to a layer, which may be off."""
    return any(
        _mark_name(pdfium.FPDFPageObj_GetMark(thing, place)) == _LAYER
        for place in range(max(0, pdfium.FPDFPageObj_CountMarks(thing)))
    )


def _mark_name(mark: Any) -> bytes:
    name, length = (ctypes.c_ushort * (_LONGEST_NAME // 2))(), ctypes.c_ulong()
    known = mark and pdfium.FPDFPageObjMark_GetName(mark, name, _LONGEST_NAME, length)
    return bytes(name)[: length.value] if known and length.value <= _LONGEST_NAME else b""
