"""DOCX: structure, pages, tables and notes; and what must not be opened."""

import io
import zipfile

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement

from ingest.readers.task import read_here
from ingest.readers.types import ReadLimits
from rag.errors import UnreadableCause, UnreadableDocument

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(tmp_path, data, name="a.docx", **limits):
    path = tmp_path / "original"
    path.write_bytes(data)
    return read_here(path, name, None, ReadLimits(**limits))


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def packed(body, **parts):
    """A minimal DOCX around the XML of a body."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return buffer.getvalue()


def test_headings_tables_lists_and_page_breaks(tmp_path):
    document = docx.Document()
    document.core_properties.title = "Reiserichtlinie"
    document.sections[0].header.paragraphs[0].text = "Muster GmbH"
    document.add_heading("1 Zweck", 1)
    document.add_paragraph("Diese Richtlinie gilt für alle.")
    table = document.add_table(2, 2)
    for cell, text in zip(
        (*table.rows[0].cells, *table.rows[1].cells), ("Land", "Satz", "Italien", "42 EUR"), strict=True
    ):
        cell.text = text
    document.add_paragraph("eins", style="List Bullet")
    document.add_paragraph("zwei", style="List Bullet")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_heading("1.1 Fristen", 2)
    document.add_paragraph("Innerhalb von 30 Tagen.")
    read_back = read(tmp_path, saved(document))
    assert read_back.title == "Reiserichtlinie"
    assert [page.text for page in read_back.pages] == [
        "1 Zweck\n\nDiese Richtlinie gilt für alle.\n\nLand | Satz\nItalien | 42 EUR\n• eins\n• zwei",
        "1.1 Fristen\n\nInnerhalb von 30 Tagen.",
    ]
    assert [(heading.level, heading.text) for page in read_back.pages for heading in page.headings] == [
        (1, "1 Zweck"),
        (2, "1.1 Fristen"),
    ]


def test_a_break_and_its_layout_mark_are_one_page_break(tmp_path):
    document = docx.Document()
    run = document.add_paragraph("eins").add_run()
    run.add_break(WD_BREAK.PAGE)
    run._r.append(OxmlElement("w:lastRenderedPageBreak"))
    run.add_text("zwei")
    assert [page.text for page in read(tmp_path, saved(document)).pages] == ["eins", "zwei"]


def test_a_layout_mark_inside_a_paragraph_divides_it(tmp_path):
    body = "<w:p><w:r><w:t>vorher </w:t><w:lastRenderedPageBreak/><w:t>nachher</w:t></w:r></w:p>"
    assert [page.text for page in read(tmp_path, packed(body)).pages] == ["vorher", "nachher"]


def test_deleted_and_hidden_text_is_left_out_and_inserted_text_kept(tmp_path):
    body = (
        "<w:p><w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>b</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>c</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>d</w:t></w:r></w:p>"
    )
    assert read(tmp_path, packed(body)).pages[0].text == "ac"


def test_footnotes_stand_at_the_foot_of_their_page(tmp_path):
    body = '<w:p><w:r><w:t>Satz.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>Quelle X</w:t></w:r></w:p></w:footnote>'
    notes = f"<w:footnotes {NAMESPACE}>{note}</w:footnotes>"
    assert read(tmp_path, packed(body, footnotes=notes)).pages[0].text == "Satz. [1]\n\n[1] Quelle X"


def test_numbers_of_lists_and_headings_are_counted(tmp_path):
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="§ %1"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1%2)"/></w:lvl>'
    )
    numbering = (
        f'<w:numbering {NAMESPACE}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
        for level, text in ((0, "A"), (1, "B"), (1, "C"), (0, "D"), (1, "E"))
    )
    assert read(tmp_path, packed(body, numbering=numbering)).pages[0].text == "§ 1 A\n1a) B\n1b) C\n§ 2 D\n2a) E"


def test_entities_are_not_expanded(tmp_path):
    buffer = io.BytesIO()
    (tmp_path / "secret").write_text("geheim")
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<!DOCTYPE w [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
            f"<w:document {NAMESPACE}><w:body><w:p><w:r><w:t>a&x;b</w:t></w:r></w:p></w:body></w:document>",
        )
    try:
        assert "geheim" not in read(tmp_path, buffer.getvalue()).pages[0].text
    except UnreadableDocument as error:
        assert error.cause == UnreadableCause.DAMAGED


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), UnreadableCause.PROTECTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, UnreadableCause.UNSUPPORTED),
        (b"PK\x03\x04" + b"\x07" * 300, UnreadableCause.DAMAGED),
        (saved(docx.Document())[:-200], UnreadableCause.DAMAGED),
        (packed("<w:p>"), UnreadableCause.DAMAGED),
        (packed("<w:p/>"), UnreadableCause.EMPTY),
    ],
)
def test_files_that_cannot_be_read_say_why(tmp_path, data, cause):
    with pytest.raises(UnreadableDocument) as raised:
        read(tmp_path, data)
    assert raised.value.cause == cause


def test_pictures_without_text_need_recognition(tmp_path):
    buffer = io.BytesIO(packed("<w:p/>"))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/media/image1.png", b"\x89PNG")
    with pytest.raises(UnreadableDocument, match="OCR") as raised:
        read(tmp_path, buffer.getvalue())
    assert raised.value.cause == UnreadableCause.NEEDS_OCR


@pytest.mark.parametrize("limits", [{}, {"max_unpacked": 1_000_000, "max_ratio": 10**9}])
def test_a_bomb_is_not_unpacked(tmp_path, limits):
    bomb = packed("<w:p/>", extra=b"0" * 30_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(UnreadableDocument, match="30 MB") as raised:
        read(tmp_path, bomb, **limits)
    assert raised.value.cause == UnreadableCause.TOO_LARGE
