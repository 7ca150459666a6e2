"""A marker pen for page pictures: boxes in, a PNG with the quote marked out."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageChops

from rag.types import Box, PagePicture

_YELLOW = (255, 226, 92)
# An excerpt shows at least this share of the page's height around the quote, so that it can be read in place.
_CONTEXT = 0.09
_LEAST_HEIGHT = 0.24
_SIDE = 0.04  # of the page's width that stays free beside the letters


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """Pictures to show: the whole page, and the part around the quote when its place is known."""

    page: bytes  # PNG
    excerpt: bytes | None  # PNG


def mark_page(picture: PagePicture) -> MarkedPage:
    """Colour the boxes as a marker pen would: paper turns yellow, letters stay black."""
    image = Image.open(io.BytesIO(picture.png)).convert("RGB")
    for box in picture.boxes:
        area = _pixels(box, image.size)
        if area[2] > area[0] and area[3] > area[1]:
            part = image.crop(area)
            image.paste(ImageChops.multiply(part, Image.new("RGB", part.size, _YELLOW)), area)
    if not picture.boxes:
        return MarkedPage(_encode(image), None)
    top, bottom = excerpt_range(picture.boxes)
    height = image.size[1]
    strip = image.crop((0, round(top * height), image.size[0], round(bottom * height)))
    return MarkedPage(_encode(image), _encode(_trim_sides(strip)))


def _trim_sides(strip: Image.Image) -> Image.Image:
    """Cut wide empty margins, so that the letters are larger; the paper is what the corner shows."""
    width, height = strip.size
    paper = Image.new("RGB", strip.size, strip.getpixel((0, 0)))
    ink = ImageChops.difference(strip, paper).convert("L").point(lambda value: 255 if value > 24 else 0).getbbox()
    if ink is None:
        return strip
    margin = round(_SIDE * width)
    return strip.crop((max(0, ink[0] - margin), 0, min(width, ink[2] + margin), height))


def excerpt_range(boxes: tuple[Box, ...]) -> tuple[float, float]:
    """Top and bottom of the strip around the boxes, as fractions of the page's height."""
    top = min(box.top for box in boxes) - _CONTEXT
    bottom = max(box.bottom for box in boxes) + _CONTEXT
    missing = max(0.0, _LEAST_HEIGHT - (bottom - top))
    top, bottom = top - missing / 2, bottom + missing / 2
    if top < 0:
        top, bottom = 0.0, bottom - top
    if bottom > 1:
        top, bottom = top - (bottom - 1), 1.0
    return max(0.0, top), min(1.0, bottom)


def _pixels(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    width, height = size
    return round(box.left * width), round(box.top * height), round(box.right * width), round(box.bottom * height)


def _encode(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=4)
    return target.getvalue()
