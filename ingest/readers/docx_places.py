"""Whether text of a DOCX stands beyond the sides of its page: by its indent, in a frame, or in a text box.

Where a page has its margins and columns is looked up generously: what may reach into the page stays.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.readers.office_package import Element, attribute, child, local_name

_MEASURE = re.compile(r"(-?\d{1,9}(?:\.\d{1,9})?)(pt|cm|mm|in|pc|pi|px|)\Z")
_UNITS = {"pt": 20.0, "cm": 567.0, "mm": 56.7, "in": 1440.0, "pc": 240.0, "pi": 240.0, "px": 15.0}  # in twips
_EMU = 635  # in a twip, which is a twentieth of a point
_WIDTH, _MARGIN = 12_240.0, 1_440.0  # twips, where a document does not say
_WIDEST = 0.7  # of the size of letters: what one of them takes on average, at most
_ALIGNED = ("", "left", "start", "both", "distribute")
_SHAPES = frozenset(("shape", "rect", "roundrect", "oval", "group"))
_HOLDERS = ("pict", "object")
_ELSEWHERE = frozenset(("tc", "txbxContent"))  # their text does not begin at the margin


@dataclass(frozen=True, slots=True)
class _Page:
    width: float
    margin: float


class Places:
    """Where text stands across the page."""

    def __init__(self) -> None:
        self._pages: dict[Element, _Page] = {}  # by the root of the part
        self._lengths: dict[Element, int | None] = {}  # of paragraphs, in characters; None: not one line

    def is_outside(self, run: Element, paragraph: Element | None, formats: Sequence[Element], size: float) -> bool:
        """Whether a run is beyond the page.

        `formats` are the properties of its paragraph, the strongest first, `size` is that of its letters in points.
        """
        frame = next((found for each in formats if (found := child(each, "framePr")) is not None), None)
        if frame is not None and self._is_framed_out(run, frame):
            return True
        is_indented = paragraph is not None and any(child(each, "ind") is not None for each in formats)
        if is_indented and self._is_indented_out(run, paragraph, formats, size, framed=frame is not None):
            return True
        return any(self._is_box_out(run, above) for above in run.iterancestors())

    def _page(self, run: Element) -> _Page:
        root = run.getroottree().getroot()
        if root not in self._pages:
            self._pages[root] = _measure_page(root)
        return self._pages[root]

    def _is_framed_out(self, run: Element, frame: Element) -> bool:
        x = _measure(attribute(frame, "x"))
        if x is None or attribute(frame, "xAlign") is not None:
            return False
        page = self._page(run)
        width = _measure(attribute(frame, "w")) or page.width
        origin = 0.0 if attribute(frame, "hAnchor") == "page" else page.width
        return x >= page.width or x + width + origin <= 0

    def _is_indented_out(
        self, run: Element, paragraph: Element, formats: Sequence[Element], size: float, *, framed: bool
    ) -> bool:
        if child(formats[0], "numPr") is not None:  # whose own indents go before those of styles
            formats = [each for each in formats if each.getparent() is paragraph]
        left, first = _indents(formats)
        page = self._page(run)
        if (-_MARGIN < left < page.width and first > -_MARGIN) or not _begins_left(formats):
            return False
        elsewhere = framed or any(local_name(above) in _ELSEWHERE for above in run.iterancestors())
        origin = page.width if elsewhere else page.margin
        if left >= page.width or -left - origin >= page.width:  # beyond: all, or most of each line
            return not _has(formats, "tabs")
        room = -(left + first) - origin
        if room <= 0:
            return False
        if paragraph not in self._lengths:
            self._lengths[paragraph] = _line_length(paragraph)
        length = self._lengths[paragraph]
        return length is not None and length * _WIDEST * size * 20 <= room

    def _is_box_out(self, run: Element, above: Element) -> bool:
        name = local_name(above)
        if name == "anchor":
            found = _anchored(above)
        elif name in _SHAPES and (holder := above.getparent()) is not None and local_name(holder) in _HOLDERS:
            found = _styled(above)
        else:
            return False
        if found is None:
            return False
        page = self._page(run)
        x, width, height, is_of_page = found
        # However it is turned, it does not reach farther from its middle.
        middle, reach = x + width / 2, math.hypot(width, height) / 2
        return middle - reach >= page.width or middle + reach + (0.0 if is_of_page else page.width) <= 0


def _measure_page(root: Element) -> _Page:
    sections = [each for each in root.iter() if local_name(each) == "sectPr"]
    widths = [_measure(attribute(size, "w")) for size in _children(sections, "pgSz")]
    margins = [_measure(attribute(margin, "left")) for margin in _children(sections, "pgMar")]
    width = max((each for each in widths if each), default=_WIDTH)
    margin = max((each for each in margins if each is not None), default=_MARGIN)
    columns = any((attribute(each, "num") or "1") != "1" or len(each) > 1 for each in _children(sections, "cols"))
    return _Page(width, width if columns else margin)


def _children(elements: Sequence[Element], name: str) -> Iterator[Element]:
    return (found for each in elements if (found := child(each, name)) is not None)


def _indents(formats: Sequence[Element]) -> tuple[float, float]:
    """Of all lines, and of the first one besides."""
    left: float | None = None
    first: float | None = None
    for indent in _children(formats, "ind"):
        if left is None:
            own = attribute(indent, "left") or attribute(indent, "start")
            left = None if attribute(indent, "leftChars") else _measure(own)
        if first is None:
            hanging = _measure(attribute(indent, "hanging"))
            first = _measure(attribute(indent, "firstLine")) if hanging is None else -hanging
    return left or 0.0, first or 0.0


def _begins_left(formats: Sequence[Element]) -> bool:
    align = next((attribute(each, "val") or "" for each in _children(formats, "jc")), "")
    return align in _ALIGNED and not _has(formats, "bidi")


def _has(formats: Sequence[Element], name: str) -> bool:
    return next(_children(formats, name), None) is not None


def _line_length(paragraph: Element) -> int | None:
    """How many characters a paragraph has; None when a jump or a new line is among them."""
    count = 0
    for part in paragraph.iter():
        name = local_name(part)
        if name in ("tab", "ptab", "br", "cr") and local_name(part.getparent()) == "r":
            return None
        count += len(part.text or "") if name == "t" else 0
    return count


def _anchored(anchor: Element) -> tuple[float, float, float, bool] | None:
    """The left side, width and height of a drawing, and whether it counts from the page's edge."""
    position, extent = child(anchor, "positionH"), child(anchor, "extent")
    offset, width, height = (
        _measure(text)
        for text in (
            None if position is None else (getattr(child(position, "posOffset"), "text", None) or "").strip(),
            None if extent is None else attribute(extent, "cx"),
            None if extent is None else attribute(extent, "cy"),
        )
    )
    if offset is None or width is None or height is None or attribute(anchor, "simplePos") in ("1", "true"):
        return None
    is_of_page = attribute(position, "relativeFrom") == "page"
    return offset / _EMU, width / _EMU, height / _EMU, is_of_page


def _styled(shape: Element) -> tuple[float, float, float, bool] | None:
    """The same of a shape in the older format."""
    parts = (part.partition(":") for part in (attribute(shape, "style") or "").lower().split(";"))
    style = {name.strip(): value.strip() for name, _, value in parts}
    x, width, height = (_measure(style.get(name)) for name in ("margin-left", "width", "height"))
    is_free = style.get("position") == "absolute" and style.get("mso-position-horizontal", "absolute") == "absolute"
    if x is None or width is None or height is None or not is_free:
        return None
    return x, width, height, style.get("mso-position-horizontal-relative") == "page"


def _measure(text: str | None) -> float | None:
    """A length in twips, or a plain number."""
    match = _MEASURE.match(text or "")
    return float(match[1]) * _UNITS.get(match[2], 1.0) if match else None
