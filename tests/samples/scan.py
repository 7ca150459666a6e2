"""A PDF as a copier makes it: each page a grey picture, slightly turned and noisy, without text."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

DOTS_PER_INCH = 120


def render_scan(pdf: bytes, title: str) -> bytes:
    """The picture-only copy of `pdf`; equal input gives equal bytes."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    canvas.setTitle(title)
    document: Any = pypdfium2.PdfDocument(pdf)  # type: ignore[no-untyped-call]
    for number, page in enumerate(document):
        picture = page.render(scale=DOTS_PER_INCH / 72).to_pil()
        canvas.drawImage(_copy(picture, number), 0, 0, *A4)
        canvas.showPage()
    document.close()
    canvas.save()
    return target.getvalue()


def _copy(picture: Image.Image, number: int) -> ImageReader:
    turned = picture.convert("L").rotate(0.7 - 1.1 * number, Image.Resampling.BICUBIC, fillcolor=250)
    generator = np.random.default_rng(2026 + number)
    grain = generator.normal(0, 5, (turned.height, turned.width))
    specks = generator.random((turned.height, turned.width)) < 0.0003
    values = np.where(specks, 60, np.asarray(turned, dtype=float) * 0.95 + grain)
    buffer = io.BytesIO()
    Image.fromarray(values.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=35)
    return ImageReader(buffer)
