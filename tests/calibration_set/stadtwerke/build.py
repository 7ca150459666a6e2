"""Build the PDF documents of this set: `python tests/calibration_set/stadtwerke/build.py [FOLDER]`.

Each file in `content/` becomes one PDF: a title, a subtitle, numbered headings, paragraphs and tables (rows of
`| cell | cell |`, the first row is the head). Built again, they are equal byte for byte. The other documents of the
set are written in `documents/` directly.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]
from reportlab.platypus import (  # type: ignore[import-untyped]
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

HERE = Path(__file__).resolve().parent
COMPANY = "Stadtwerke Ohlenbrück GmbH"
WIDTH = A4[0] - 44 * mm
TEAL = colors.HexColor("#0f5f66")
# The standard fonts (WinAnsi encoding) carry the umlauts and the euro sign; nothing has to be installed.
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=21, leading=26, textColor=TEAL, spaceAfter=4)
SUBTITLE = ParagraphStyle("subtitle", fontName="Helvetica", fontSize=11.5, leading=15, spaceAfter=12)
HEADING = ParagraphStyle(
    "heading", fontName="Helvetica-Bold", fontSize=13.5, leading=17, spaceBefore=13, spaceAfter=5, keepWithNext=1
)
TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=10.5, leading=15, spaceAfter=7)
CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=8.8, leading=11.4)
HEAD = ParagraphStyle("head", parent=CELL, fontName="Helvetica-Bold")


def build_documents(folder: Path) -> list[Path]:
    """Write every PDF under `folder` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_build(content, folder) for content in sorted((HERE / "content").glob("*.md"))]


def _build(content: Path, folder: Path) -> Path:
    title, subtitle, *pieces = re.split(r"\n+", content.read_text(encoding="utf-8").strip())
    title = title.removeprefix("# ")
    target = folder / f"{content.stem}.pdf"

    def furnish(canvas: Any, _: Any) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(TEAL)
        canvas.drawString(22 * mm, A4[1] - 14 * mm, COMPANY)
        canvas.drawRightString(A4[0] - 22 * mm, A4[1] - 14 * mm, title)
        canvas.drawCentredString(A4[0] / 2, 12 * mm, f"Seite {canvas.getPageNumber()}")
        canvas.restoreState()

    paper = SimpleDocTemplate(
        str(target),
        pagesize=A4,
        leftMargin=22 * mm,
        rightMargin=22 * mm,
        topMargin=21 * mm,
        bottomMargin=20 * mm,
        title=title,
        author=COMPANY,
        lang="de",
        invariant=1,
    )
    story = [Paragraph(escape(title), TITLE), Paragraph(escape(subtitle), SUBTITLE), *_flow(pieces)]
    paper.build(story, onFirstPage=furnish, onLaterPages=furnish)
    return target


def _flow(pieces: list[str]) -> list[Any]:
    story: list[Any] = []
    rows: list[list[str]] = []
    for piece in [*pieces, ""]:
        if piece.startswith("|"):
            rows.append([cell.strip() for cell in piece.strip("| ").split("|")])
            continue
        if rows:
            story += [_table(rows), Spacer(1, 9)]
            rows = []
        if piece.startswith("## "):
            story.append(Paragraph(escape(piece[3:]), HEADING))
        elif piece:
            story.append(Paragraph(escape(piece), TEXT))
    return story


def _table(rows: list[list[str]]) -> Any:
    """Every column has room for its longest word; what is left goes to the columns with long cells."""
    columns = list(zip(*rows, strict=True))
    least = [
        max(stringWidth(word, "Helvetica-Bold", 8.8) for cell in c for word in cell.split()) + 13 for c in columns
    ]
    weights = [min(max(len(cell) for cell in column), 50) for column in columns]
    spare = WIDTH - sum(least)
    widths = [width + spare * weight / sum(weights) for width, weight in zip(least, weights, strict=True)]
    cells = [[Paragraph(escape(cell), CELL if number else HEAD) for cell in row] for number, row in enumerate(rows)]
    table = Table(cells, colWidths=widths, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e3f0f0")),
                ("GRID", (0, 0), (-1, -1), 0.4, colors.HexColor("#9dbcbd")),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return table


if __name__ == "__main__":
    for path in build_documents(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "documents"):
        print(path)
