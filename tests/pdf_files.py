"""Small PDF files for tests, drawn with reportlab."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

Draw = Callable[[Any], None]


def make_pdf(pages: Sequence[Sequence[str] | Draw], title: str | None = None, encrypt: Any = None) -> bytes:
    """A PDF with a page for each list of lines or drawing function; "# " begins a large bold line."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=encrypt)
    if title:
        canvas.setTitle(title)
    for page in pages:
        if callable(page):
            page(canvas)
        else:
            draw_lines(canvas, page)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def draw_lines(canvas: Any, lines: Sequence[str], x: float = 72, top: float = 760) -> None:
    """Draw lines below each other; "# " marks a large bold one, "* " a bold one."""
    for place, line in enumerate(lines):
        size = 16 if line.startswith("# ") else 10
        bold = line.startswith(("# ", "* "))
        canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        canvas.drawString(x, top - 20 * place, line[2:] if bold else line)


def draw_picture(canvas: Any) -> None:
    """Fill the page with a grey picture, as a scanner does."""
    from PIL import Image

    picture = io.BytesIO()
    Image.new("L", (60, 80), 200).save(picture, "PNG")
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)


def lock(user: str, owner: str = "owner") -> StandardEncryption:
    """Protection with a user password ("" for none) and an owner password."""
    return StandardEncryption(user, owner, strength=128)
