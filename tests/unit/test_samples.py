"""The sample documents and the golden questions keep what they promise to those who measure with them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from docx import Document

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_docs"
SCAN = "verwaltung/aushang-brandschutz-scan.pdf"
ENCRYPTED = "personal/gehaltsbaender-2026.pdf"
PASSWORD = "Lahntal-2026"
ANSI = "personal/betriebsvereinbarung-mobiles-arbeiten.txt"
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (ROOT / "tests" / "golden.jsonl").read_text(encoding="utf-8").splitlines()
]
ANSWERABLE = [question for question in QUESTIONS if question["answerable"]]


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def pdf_pages(path: Path, password: str | None = None) -> list[str]:
    document: Any = pypdfium2.PdfDocument(path, password=password)  # type: ignore[no-untyped-call]
    pages = [squeeze(page.get_textpage().get_text_range()) for page in document]
    document.close()
    return pages


def docx_text(path: Path) -> str:
    parts = []
    for block in Document(str(path)).iter_inner_content():
        if hasattr(block, "rows"):
            parts += [cell.text for row in block.rows for cell in row.cells]
        else:
            parts.append(block.text)
    return " ".join(parts)


@cache
def pages_of(name: str) -> list[str]:
    path = SAMPLES / name
    if path.suffix == ".pdf":
        return pdf_pages(path)
    if path.suffix == ".docx":
        return [squeeze(docx_text(path))]
    text = path.read_bytes().decode("cp1252" if name == ANSI else "utf-8")
    if path.suffix == ".html":
        text = BeautifulSoup(text, "html.parser").get_text(" ")
    return [squeeze(text)]


def test_at_least_14_documents_in_all_formats_and_small() -> None:
    files = [path for path in SAMPLES.rglob("*") if path.is_file()]
    assert len(files) >= 14
    assert {path.suffix for path in files} == {".pdf", ".docx", ".md", ".html", ".txt"}
    assert sum(path.stat().st_size for path in files) < 3_000_000


def test_half_german_a_third_unanswerable() -> None:
    assert len(QUESTIONS) >= 66
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question["question"] for question in QUESTIONS}) == len(QUESTIONS)
    german = sum(question["language"] == "de" for question in QUESTIONS)
    assert abs(german - len(QUESTIONS) / 2) <= 2
    assert {question["language"] for question in QUESTIONS} == {"de", "en"}
    assert len(QUESTIONS) - len(ANSWERABLE) >= len(QUESTIONS) / 3


def test_eight_questions_cross_the_language() -> None:
    crossing = [question for question in ANSWERABLE if question["metadata"]["kind"] == "cross-language"]
    assert len(crossing) >= 8


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question["id"])
def test_evidence_is_verbatim_on_its_page(question: dict[str, Any]) -> None:
    assert question["answers"] and question["evidence"]
    for evidence in question["evidence"]:
        pages = pages_of(evidence["document"])
        assert squeeze(evidence["text"]) in pages[evidence["page"] - 1]


def test_unanswerable_questions_name_neither_answer_nor_evidence() -> None:
    for question in QUESTIONS:
        if not question["answerable"]:
            assert question["answers"] == [] and question["evidence"] == []


def test_scan_is_a_picture_without_text() -> None:
    assert pdf_pages(SAMPLES / SCAN) == [""]


def test_encrypted_document_opens_with_its_password_only() -> None:
    for password in (None, "wrong"):
        with pytest.raises(pypdfium2.PdfiumError, match="password"):
            pdf_pages(SAMPLES / ENCRYPTED, password)
    assert "Entgeltbänder" in pdf_pages(SAMPLES / ENCRYPTED, PASSWORD)[0]


def test_text_in_windows_encoding_is_not_utf8() -> None:
    with pytest.raises(UnicodeDecodeError):
        (SAMPLES / ANSI).read_bytes().decode("utf-8")
    assert "Zuschuss von 250 €" in pages_of(ANSI)[0]


def test_committed_documents_are_what_the_build_makes(tmp_path: Path) -> None:
    script = ROOT / "tests" / "samples" / "build.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True, capture_output=True)
    built = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert len(built) >= 14
    for path in built:
        committed = SAMPLES / path.relative_to(tmp_path)
        if path.suffix == ".pdf":
            password = PASSWORD if committed == SAMPLES / ENCRYPTED else None
            # Not the bytes: another version of the PDF library may write the same pages differently.
            assert pdf_pages(path, password) == pdf_pages(committed, password)
        elif path.suffix == ".docx":
            assert docx_text(path) == docx_text(committed)
        else:
            assert path.read_bytes() == committed.read_bytes()
