"""Files are judged by content first; names are made safe or refused."""

import unicodedata

import pytest

from ingest.sniffing import DOCX, HTML, MARKDOWN, PDF, TEXT, safe_name, sniff_media_type
from rag.errors import UploadRejected

WORD_HEAD = b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml ... word/document.xml"


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (b"%PDF-1.7\n", "report.pdf", PDF),
        (b"%PDF-1.7\n", "report.docx", PDF),
        (b"\n\njunk before %PDF-1.4", "scan", PDF),
        (b"\x00\x01\x02 not a pdf", "report.pdf", PDF),
        (WORD_HEAD, "letter.docx", DOCX),
        (WORD_HEAD, "letter.zip", DOCX),
        (b"PK\x03\x04", "letter.DOCX", DOCX),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "locked.docx", DOCX),
        (b"<!DOCTYPE html><p>", "page.txt", HTML),
        (b"\xef\xbb\xbf <!-- c --><HTML>", "page", HTML),
        (b"<p>fragment", "page.htm", HTML),
        (b"# Titel", "a/b/README.md", MARKDOWN),
        ("Größe".encode("cp1252"), "notiz.txt", TEXT),
        ("Größe 12".encode("utf-16"), "notiz.txt", TEXT),
        ("Groesse 12".encode("utf-16-le"), "notiz.txt", TEXT),
        (b"name;amount\n", "list.csv", TEXT),
        (b"only text", "LICENSE", TEXT),
        (b"PKC activity in neurons", "abstract.txt", TEXT),
        (b"only text", "renamed.docx", TEXT),
    ],
)
def test_kinds_that_are_read(head, name, expected):
    assert sniff_media_type(head, name) == expected


@pytest.mark.parametrize(
    ("head", "name", "reason"),
    [
        (b"", "a.pdf", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00", "a.png", "picture"),
        (b"PK\x03\x04 xl/workbook.xml", "a.xlsx", "spreadsheet"),
        (b"PK\x03\x04 ppt/slides", "a.pptx", "presentation"),
        (b"PK\x03\x04 stuff", "a.zip", "unpack"),
        (b"\x1f\x8b\x08\x00\x00", "a.gz", "unpack"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "save it as DOCX"),
        (rb"{\rtf1", "a.rtf", "Rich Text"),
        (b"print(1)", "a.py", "“.py” are not read"),
        (b"\x7fELF\x00\x00\x01\x02", "a", "neither text nor a document"),
    ],
)
def test_kinds_that_are_refused_say_what_to_do(head, name, reason):
    with pytest.raises(UploadRejected, match=reason):
        sniff_media_type(head, name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/b/c.pdf", "a/b/c.pdf"),
        ("a\\b\\c.pdf", "a/b/c.pdf"),
        ("./a//b.pdf", "a/b.pdf"),
        (unicodedata.normalize("NFD", "Übersicht.pdf"), "Übersicht.pdf"),
        ("..draft.txt", "..draft.txt"),
    ],
)
def test_names_are_normalised(name, expected):
    assert safe_name(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "/etc/passwd", "../x", "a/../../x", "a\\..\\x", "C:\\x.txt", "c:/x", "\\\\host\\x"),
        *("a\nb", "a\x00b", "x" * 256, "ä" * 130, "a/" * 600 + "b", "bad\udc80name"),
    ],
)
def test_dangerous_names_are_refused(name):
    with pytest.raises(UploadRejected):
        safe_name(name)
