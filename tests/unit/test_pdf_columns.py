"""Tables of a PDF keep their rows: cells are set apart by tabs, lines inside a cell are joined."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from ingest.readers.pdf import read_pdf
from ingest.readers.types import ReadLimits
from tests.pdf_files import make_pdf


def read(data: bytes, folder: Path) -> str:
    path = folder / "file.pdf"
    path.write_bytes(data)
    return read_pdf(path, None, ReadLimits()).pages[0].text


def draw_cells(canvas: Any) -> None:
    canvas.setFont("Helvetica", 11)
    for y, cells in ((700, ("Segment", "2024", "2025")), (684, ("Pumps", "38.6", "39.5"))):
        for x, cell in zip((72, 220, 300), cells, strict=True):
            canvas.drawString(x, y, cell)
    canvas.drawString(72, 640, "•")
    canvas.drawString(96, 640, "a point behind a wide indent")
    canvas.drawString(72, 620, "3.2")
    canvas.drawString(110, 620, "Models")
    canvas.drawString(72, 600, "Net sales")
    canvas.drawString(220, 600, "$")
    canvas.drawString(250, 600, "32,765")


def test_wide_gaps_are_tabs_but_indents_and_currency_signs_are_not(tmp_path):
    text = read(make_pdf([draw_cells]), tmp_path)
    assert text.split("\n") == [
        "Segment\t2024\t2025",
        "Pumps\t38.6\t39.5",
        "• a point behind a wide indent",
        "3.2 Models",
        "Net sales\t$ 32,765",
    ]


@pytest.mark.parametrize("align", ["TOP", "MIDDLE", "BOTTOM"])
def test_cells_of_several_lines_make_one_row(tmp_path, align):
    style = getSampleStyleSheet()["BodyText"]
    rows = [
        ["Code", "Meaning", "Remedy"],
        ["E03", "diaphragm ruptured, liquid at the leakage sensor", "replace the diaphragm, rinse the chamber"],
        ["Service and all spare parts", "17.8", "22.7"],
    ]
    table = Table([[Paragraph(cell, style) for cell in row] for row in rows], colWidths=[80, 120, 120])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), align)]))
    file = io.BytesIO()
    SimpleDocTemplate(file, invariant=1).build([table])
    lines = read(file.getvalue(), tmp_path).split("\n")
    assert lines[:2] == [
        "Code\tMeaning\tRemedy",
        "E03\tdiaphragm ruptured, liquid at the leakage sensor\treplace the diaphragm, rinse the chamber",
    ]
    if align != "BOTTOM":  # there nothing but the lines' distance tells the cell from the row above
        assert lines[2:] == ["Service and all spare parts\t17.8\t22.7"]


def test_justified_text_has_no_columns(tmp_path):
    style = getSampleStyleSheet()["BodyText"].clone("justified", alignment=4)
    words = "Belege werden innerhalb von dreißig Tagen eingereicht, danach verfällt der Anspruch. " * 12
    file = io.BytesIO()
    SimpleDocTemplate(file, invariant=1).build([Paragraph(words, style)])
    assert "\t" not in read(file.getvalue(), tmp_path)
