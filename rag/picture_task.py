"""The child's side of `rag.pictures`: draws a page and finds where characters stand on it."""

# mypy: allow-untyped-calls

from __future__ import annotations

import ctypes
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2

from rag.character_map import Run, decode_character_map, map_offset
from rag.errors import UnreadableCause, UnreadableDocument
from rag.pdf import load_page, open_pdf, pdfium, read_characters

_LONGEST_SIDE = 4000  # pixels
_LARGEST_AREA = 12_000_000  # pixels
_GAP = 6  # times a line's height: cells of a table further apart get boxes of their own
_SPAN_LIMIT = 50_000  # characters marked on one page
# Left out when text and file are compared: cleaning may add or drop them.
_HYPHENS = frozenset("-\u00ad\u2010\u2011\x02\ufffe")


@dataclass(frozen=True, slots=True)
class _Rectangle:
    """In pixels from the top left."""

    left: float
    top: float
    right: float
    bottom: float


def draw_page(arguments: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Task of `rag.sandbox`: one frame with the size, the boxes and a PNG."""
    try:
        document = open_pdf(Path(arguments["path"]), arguments["password"])
        yield _draw(document, arguments)
    except UnreadableDocument as error:
        yield {"unreadable": error.cause.value, "message": str(error)}, b""


def _draw(document: pypdfium2.PdfDocument, arguments: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    index = arguments["page"] - 1
    if not 0 <= index < len(document):
        raise UnreadableDocument(f"The file has no page {index + 1}.", UnreadableCause.DAMAGED)
    page = load_page(document, index)
    scale = _fit_scale(page.get_size(), arguments["scale"])
    image = page.render(scale=scale).to_pil()
    width, height = image.size
    boxes = _find_boxes(page, arguments, (width, height))
    png = io.BytesIO()
    image.convert("RGB").save(png, "PNG", compress_level=4)
    header = {
        "width": width,
        "height": height,
        "boxes": [[box.left / width, box.top / height, box.right / width, box.bottom / height] for box in boxes],
    }
    return header, png.getvalue()


def _fit_scale(size: tuple[float, float], wanted: float) -> float:
    """Pages may claim any size: keep the picture within bounds."""
    width, height = max(size[0], 1.0), max(size[1], 1.0)
    by_side = _LONGEST_SIDE / max(width, height)
    by_area = (_LARGEST_AREA / (width * height)) ** 0.5
    return float(min(wanted, by_side, by_area))


def _find_boxes(page: Any, arguments: dict[str, Any], size: tuple[int, int]) -> list[_Rectangle]:
    packed = arguments["char_map"]
    try:
        runs = decode_character_map(None if packed is None else bytes.fromhex(packed))
    except ValueError:
        return []
    textpage = page.get_textpage()
    characters = read_characters(textpage)
    boxes: list[_Rectangle] = []
    for start, _, quote in arguments["spans"]:
        places = _places(runs, start, quote[:_SPAN_LIMIT], characters)
        if places is None:
            return []
        boxes += _merge_lines([_rectangle(page, textpage, place, size) for place in places])
    return boxes


def _places(runs: Sequence[Run], start: int, quote: str, characters: str) -> list[int] | None:
    """Indices in the file of the quote's visible characters; None when they are other characters."""
    places = []
    for offset, character in enumerate(quote, start):
        place = None if character.isspace() else map_offset(runs, offset)
        if place is not None:
            places.append(place)
    if any(not 0 <= place < len(characters) for place in places):
        return None
    # Between the first and the last character nothing may be left out or be in another order.
    if not places or _differ("".join(characters[place] for place in places), quote):
        return None
    return places


def _differ(found: str, quote: str) -> bool:
    """Whether two texts differ in more than white space, hyphens and normal form."""
    return _essence(found) != _essence(quote)


def _essence(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(
        character
        for character in plain
        if not character.isspace()
        and character not in _HYPHENS
        and unicodedata.category(character)[0] not in ("M", "C")
    )


def _rectangle(page: Any, textpage: Any, place: int, size: tuple[int, int]) -> _Rectangle:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(textpage.raw, place, box)
    left, top = _to_device(page, box.left, box.top, size)
    right, bottom = _to_device(page, box.right, box.bottom, size)
    return _Rectangle(min(left, right), min(top, bottom), max(left, right), max(top, bottom))


def _to_device(page: Any, x: float, y: float, size: tuple[int, int]) -> tuple[int, int]:
    """Page coordinates to pixels, with the page's own rotation and crop."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, size[0], size[1], 0, x, y, across, down)
    return across.value, down.value


def _merge_lines(rectangles: Sequence[_Rectangle]) -> list[_Rectangle]:
    """One box for each line: neighbours in reading order that overlap in height."""
    if _runs_vertically(rectangles):
        return [_turn(line) for line in _merge_rows([_turn(box) for box in rectangles])]
    return _merge_rows(rectangles)


def _runs_vertically(rectangles: Sequence[_Rectangle]) -> bool:
    """Whether the text runs up or down the picture, as on a page that was turned."""
    vertical = sum(
        abs(after.top - before.top) > abs(after.left - before.left) for before, after in pairwise(rectangles)
    )
    return 2 * vertical > len(rectangles)


def _turn(box: _Rectangle) -> _Rectangle:
    return _Rectangle(box.top, box.left, box.bottom, box.right)


def _merge_rows(rectangles: Sequence[_Rectangle]) -> list[_Rectangle]:
    lines: list[_Rectangle] = []
    for box in rectangles:
        if box.right <= box.left and box.bottom <= box.top:
            continue
        if lines and _same_line(lines[-1], box):
            last = lines[-1]
            box = _Rectangle(
                min(last.left, box.left),
                min(last.top, box.top),
                max(last.right, box.right),
                max(last.bottom, box.bottom),
            )
            lines[-1] = box
        else:
            lines.append(box)
    return lines


def _same_line(line: _Rectangle, box: _Rectangle) -> bool:
    overlap = min(line.bottom, box.bottom) - max(line.top, box.top)
    shorter = min(line.bottom - line.top, box.bottom - box.top)
    height = max(line.bottom - line.top, 1.0)
    gap = max(box.left - line.right, line.left - box.right)
    return overlap > 0.5 * shorter and gap < _GAP * height
