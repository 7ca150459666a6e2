"""Build the PDFs of this company from `content/`: `python build.py [FOLDER]` (default: documents beside it).

The other documents are written in `documents/` directly. Equal byte for byte when built again.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]
from reportlab.platypus import (  # type: ignore[import-untyped]
    BaseDocTemplate,
    Frame,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

HERE = Path(__file__).resolve().parent
COMPANY = "Dunmorrow Cold Chain Ltd"
MARGIN = 23 * mm
WIDTH = A4[0] - 2 * MARGIN
SEA = colors.HexColor("#12506b")
PALE = colors.HexColor("#e3eef2")


def _style(name: str, size: float, leading: float, bold: bool = False, **more: Any) -> Any:
    font = "Helvetica-Bold" if bold else "Helvetica"
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=leading, **more)


STYLES = {
    "title": _style("title", 23, 28, bold=True, spaceAfter=4),
    "subtitle": _style("subtitle", 12, 16, spaceAfter=14),
    "#": _style("heading1", 14.5, 18, bold=True, spaceBefore=14, spaceAfter=5, keepWithNext=1),
    "##": _style("heading2", 11.5, 15, bold=True, spaceBefore=9, spaceAfter=3, keepWithNext=1),
    "text": _style("text", 10.5, 15.2, spaceAfter=7),
    "cell": _style("cell", 9, 11.8),
    "head": _style("head", 9, 11.8, bold=True),
}


def build_documents(folder: Path) -> list[Path]:
    """Write the PDF of every file in `content/` under `folder` and return the paths."""
    made = []
    for path in sorted((HERE / "content").glob("*.md")):
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        meta = {key.strip(): value.strip() for key, value in (line.split(":", 1) for line in head.splitlines())}
        target = folder / meta["target"]
        target.parent.mkdir(parents=True, exist_ok=True)
        paper = BaseDocTemplate(
            str(target),
            pagesize=A4,
            title=meta["title"],
            author=COMPANY,
            subject=meta["subject"],
            lang="en",
            invariant=1,
        )
        frame = Frame(MARGIN, 24 * mm, WIDTH, A4[1] - 50 * mm, 0, 0, 0, 0)
        paper.addPageTemplates([PageTemplate("page", [frame], onPage=_furniture(meta))])
        paper.build(_story(meta, body))
        made.append(target)
    return made


def _furniture(meta: dict[str, str]) -> Callable[[Any, Any], None]:
    """The header and footer that repeat on every page."""

    def draw(canvas: Any, paper: Any) -> None:
        canvas.saveState()
        canvas.setFillColor(SEA)
        canvas.setStrokeColor(SEA)
        canvas.setFont("Helvetica", 8.5)
        canvas.drawString(MARGIN, A4[1] - 15 * mm, COMPANY)
        canvas.drawRightString(A4[0] - MARGIN, A4[1] - 15 * mm, meta["header"])
        canvas.line(MARGIN, A4[1] - 17 * mm, A4[0] - MARGIN, A4[1] - 17 * mm)
        canvas.drawString(MARGIN, 13 * mm, meta["footer"])
        canvas.drawRightString(A4[0] - MARGIN, 13 * mm, f"Page {canvas.getPageNumber()}")
        canvas.restoreState()

    return draw


def _story(meta: dict[str, str], body: str) -> list[Any]:
    story: list[Any] = [Paragraph(meta["title"], STYLES["title"]), Paragraph(meta["subtitle"], STYLES["subtitle"])]
    for piece in re.split(r"\n\s*\n", body.strip()):
        if piece.startswith("|"):
            story += [_table(piece), Spacer(1, 8)]
        elif piece.startswith("#"):
            marks, text = piece.split(" ", 1)
            story.append(Paragraph(escape(text), STYLES[marks]))
        else:
            story.append(Paragraph(escape(piece), STYLES["text"]))
    return story


def _table(piece: str) -> Any:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in piece.splitlines()]
    del rows[1]  # the dashes under the head
    columns = list(zip(*rows, strict=True))
    least = [
        max(stringWidth(word, "Helvetica-Bold", 9) for cell in column for word in cell.split())
        for column in columns
    ]
    longest = [max(stringWidth(cell, "Helvetica-Bold", 9) for cell in column) for column in columns]
    spare = WIDTH - sum(least) - 13 * len(columns)
    widths = [13 + low + spare * long / sum(longest) for low, long in zip(least, longest, strict=True)]
    cells = [
        [Paragraph(escape(cell), STYLES["cell" if number else "head"]) for cell in row]
        for number, row in enumerate(rows)
    ]
    lines = [
        ("BACKGROUND", (0, 0), (-1, 0), PALE),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, SEA),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return Table(cells, colWidths=widths, repeatRows=1, style=TableStyle(lines))


if __name__ == "__main__":
    for made_path in build_documents(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "documents"):
        print(made_path)
