"""Content to PDF: running header and footer, page numbers, outline, contents page, tables."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from markup import Block, Rows, Source
from reportlab.lib import colors  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]
from reportlab.platypus import (  # type: ignore[import-untyped]
    BaseDocTemplate,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents  # type: ignore[import-untyped]

INK = colors.HexColor("#1b2a38")
BLUE = colors.HexColor("#1f5a80")
PALE = colors.HexColor("#e8eff4")
COMPANY = "Talbrunn Dosiertechnik GmbH"
WIDTH = A4[0] - 48 * mm
CELL_PADDING = 13  # points, left and right of a cell together


def _style(name: str, size: float, leading: float, **more: Any) -> Any:
    return ParagraphStyle(
        name, fontName=more.pop("font", "Helvetica"), fontSize=size, leading=leading, textColor=INK, **more
    )


# The standard fonts (WinAnsi encoding) carry the umlauts, the euro and the paragraph sign, keep the
# files small and extract cleanly; nothing has to be installed to build.
STYLES = {
    "title": _style("title", 22, 27, font="Helvetica-Bold", spaceAfter=3 * mm),
    "subtitle": _style("subtitle", 12, 16, spaceAfter=5 * mm),
    "heading1": _style("heading1", 15, 19, font="Helvetica-Bold", spaceBefore=16, spaceAfter=6, keepWithNext=1),
    "heading2": _style("heading2", 12, 15, font="Helvetica-Bold", spaceBefore=11, spaceAfter=4, keepWithNext=1),
    "heading3": _style(
        "heading3", 10.5, 14, font="Helvetica-BoldOblique", spaceBefore=8, spaceAfter=3, keepWithNext=1
    ),
    "paragraph": _style("paragraph", 11, 16.2, spaceAfter=8),
    "bullet": _style("bullet", 11, 16, leftIndent=14, bulletIndent=4, spaceAfter=3),
    "number": _style("number", 11, 16, leftIndent=20, bulletIndent=2, spaceAfter=3),
    "cell": _style("cell", 9.5, 12.6),
    "head": _style("head", 9.5, 12.6, font="Helvetica-Bold"),
}


class _Paper(BaseDocTemplate):  # type: ignore[misc]
    """A document that files each heading in the outline and in the contents page."""

    def afterFlowable(self, flowable: Any) -> None:  # noqa: N802 (reportlab's name)
        level = getattr(flowable, "outline_level", None)
        if level is None:
            return
        key = f"h{flowable.outline_key}"
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(flowable.getPlainText(), key, level, closed=level > 0)
        if level == 0:
            self.notify("TOCEntry", (0, flowable.getPlainText(), self.page, key))


def render_pdf(source: Source, password: str | None = None) -> bytes:
    """The PDF of a source; with `password` it can only be opened with that user password."""
    first = _build(source, 0, None)
    pages = len(re.findall(rb"/Type /Page\b(?!s)", first))
    return _build(source, pages, password)


def _build(source: Source, pages: int, password: str | None) -> bytes:
    target = io.BytesIO()
    paper = _Paper(
        target,
        pagesize=A4,
        title=source.meta["title"],
        author=source.meta.get("author", COMPANY),
        subject=source.meta.get("subject", ""),
        creator=COMPANY,
        lang=source.meta["language"],
        invariant=1,
        encrypt=StandardEncryption(password, ownerPassword=f"{password}-owner", strength=128) if password else None,
    )
    frame = Frame(24 * mm, 24 * mm, WIDTH, A4[1] - 52 * mm, 0, 0, 0, 0)
    paper.addPageTemplates([PageTemplate("page", [frame], onPage=_furniture(source, pages))])
    paper.multiBuild(_story(source))
    return target.getvalue()


def _furniture(source: Source, pages: int) -> Callable[[Any, Any], None]:
    """The header and footer that repeat on every page."""
    words = ("Seite", "von") if source.german else ("Page", "of")

    def draw(canvas: Any, paper: Any) -> None:
        canvas.saveState()
        canvas.setStrokeColor(BLUE)
        canvas.setFillColor(BLUE)
        canvas.setFont("Helvetica-Bold", 8.5)
        canvas.drawString(24 * mm, A4[1] - 15 * mm, COMPANY)
        canvas.setFont("Helvetica", 8.5)
        canvas.drawRightString(A4[0] - 24 * mm, A4[1] - 15 * mm, source.meta["header"])
        canvas.line(24 * mm, A4[1] - 17.5 * mm, A4[0] - 24 * mm, A4[1] - 17.5 * mm)
        canvas.line(24 * mm, 18 * mm, A4[0] - 24 * mm, 18 * mm)
        canvas.drawString(24 * mm, 13.5 * mm, source.meta["footer"])
        canvas.drawRightString(
            A4[0] - 24 * mm, 13.5 * mm, f"{words[0]} {canvas.getPageNumber()} {words[1]} {pages}"
        )
        canvas.restoreState()

    return draw


def _story(source: Source) -> list[Any]:
    story: list[Any] = [Paragraph(_inline(source.meta["title"]), STYLES["title"])]
    if "subtitle" in source.meta:
        story.append(Paragraph(_inline(source.meta["subtitle"]), STYLES["subtitle"]))
    if source.meta.get("contents") == "yes":
        contents = TableOfContents(dotsMinLevel=0, levelStyles=[_style("contents", 10.5, 17)])
        name = "Inhalt" if source.german else "Contents"
        story += [Paragraph(name, STYLES["heading1"]), contents, PageBreak()]
    for index, block in enumerate(source.blocks):
        story += _flow(block, index)
    return story


def _flow(block: Block, index: int) -> list[Any]:
    if block.kind == "break":
        return [PageBreak()]
    if block.kind == "table":
        return [_table(block.rows), Spacer(1, 9)]
    if block.kind == "heading":
        heading = Paragraph(_inline(block.text), STYLES[f"heading{block.level}"])
        heading.outline_level, heading.outline_key = block.level - 1, index
        return [heading]
    if block.kind == "bullet":
        return [Paragraph(_inline(block.text), STYLES["bullet"], bulletText="•")]
    if block.kind == "number":
        mark, text = block.text.split(" ", 1)
        return [Paragraph(_inline(text), STYLES["number"], bulletText=mark)]
    return [Paragraph(_inline(block.text), STYLES["paragraph"])]


def _inline(text: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text))


def _table(rows: Rows) -> Any:
    cells = [
        [Paragraph(_inline(cell), STYLES["cell" if number else "head"]) for cell in row]
        for number, row in enumerate(rows)
    ]
    table = Table(cells, colWidths=_widths(rows), repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), PALE),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#9fb4c2")),
                ("LINEABOVE", (0, 0), (-1, 0), 0.8, BLUE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return table


def _widths(rows: Rows) -> list[float]:
    """Column widths in points: room for the longest word first, the rest by the longest cell, damped."""
    columns = list(zip(*rows, strict=True))
    least = [_longest_word(column) + CELL_PADDING for column in columns]
    weights = [min(max(len(cell) for cell in column), 48) for column in columns]
    spare = WIDTH - sum(least)
    return [float(width + spare * weight / sum(weights)) for width, weight in zip(least, weights, strict=True)]


def _longest_word(column: tuple[str, ...]) -> float:
    return max(float(stringWidth(word, "Helvetica-Bold", 9.5)) for cell in column for word in cell.split())
