"""Content to DOCX: real heading, list and table styles, fixed dates so that builds are equal."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from docx import Document
from docx.shared import Pt
from markup import Block, Rows, Source

STYLE_OF = {"paragraph": "Normal", "bullet": "List Bullet", "number": "List Number"}


def render_docx(source: Source) -> bytes:
    """The DOCX of a source; equal input gives equal bytes."""
    document = Document()
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11)
    _describe(document, source)
    document.add_heading(source.meta["title"], 0)
    if "subtitle" in source.meta:
        document.add_paragraph(source.meta["subtitle"], style="Subtitle")
    for block in source.blocks:
        _add(document, block)
    target = io.BytesIO()
    document.save(target)
    return _freeze(target.getvalue())


def _describe(document: Any, source: Source) -> None:
    stamp = datetime.fromisoformat(source.meta["date"])
    core = document.core_properties
    core.title, core.author = source.meta["title"], source.meta["author"]
    core.language, core.comments, core.subject = source.meta["language"], "", source.meta.get("subject", "")
    core.created = core.modified = stamp
    section = document.sections[0]
    section.header.paragraphs[0].text = f"Talbrunn Dosiertechnik GmbH\t\t{source.meta['header']}"
    section.footer.paragraphs[0].text = source.meta["footer"]


def _add(document: Any, block: Block) -> None:
    if block.kind == "break":
        document.add_page_break()
    elif block.kind == "heading":
        document.add_heading(block.text, block.level)
    elif block.kind == "table":
        _add_table(document, block.rows)
    else:
        text = block.text.split(" ", 1)[1] if block.kind == "number" else block.text
        _add_runs(document.add_paragraph(style=STYLE_OF[block.kind]), text)


def _add_runs(paragraph: Any, text: str) -> None:
    for number, part in enumerate(re.split(r"\*\*", text)):
        paragraph.add_run(part).bold = True if number % 2 else None


def _add_table(document: Any, rows: Rows) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Light Grid Accent 1")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _add_runs(cell.paragraphs[0], text)
    document.add_paragraph()


def _freeze(data: bytes) -> bytes:
    """The same archive with the time of every entry set to 1980."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            new.writestr(entry, old.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()
