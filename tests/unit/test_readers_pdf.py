"""PDF: text, headings, repeated lines and the causes that a file cannot be read for."""

import pytest
from pypdf import PdfWriter

from ingest.readers.pdf_text import Vocabulary, clean_page
from ingest.readers.task import read_here
from ingest.readers.types import ReadLimits
from rag.character_map import decode_character_map, map_offset
from rag.errors import UnreadableCause, UnreadableDocument
from rag.pdf import load_page, open_pdf, read_characters
from tests.pdf_files import draw_lines, draw_picture, lock, make_pdf

PROSE = ["Die Reise wird vor ihrem Beginn schriftlich bei der zuständigen Leitung beantragt."] * 8


@pytest.fixture
def read(tmp_path):
    def read_bytes(data, password=None, **limits):
        path = tmp_path / "original"
        path.write_bytes(data)
        return read_here(path, "a.pdf", password, ReadLimits(**limits))

    return read_bytes


def refusal(read, data, password=None, **limits):
    with pytest.raises(UnreadableDocument) as raised:
        read(data, password, **limits)
    assert str(raised.value).endswith(".")
    return raised.value


def test_pages_title_and_lines(read):
    document = read(make_pdf([["Erste Zeile", "zweite Zeile"], ["Größe: 5 €"]], title="Handbuch der Muster GmbH"))
    assert document.title == "Handbuch der Muster GmbH"
    assert [(page.number, page.text) for page in document.pages] == [
        (1, "Erste Zeile\nzweite Zeile"),
        (2, "Größe: 5 €"),
    ]
    assert document.warnings == ()


def test_larger_and_bold_lines_are_headings(read):
    document = read(make_pdf([["# 1 Reisen", *PROSE, "* 1.1 Bahn", *PROSE, "Summe 12,50 EUR"]]))
    page = document.pages[0]
    assert [(heading.level, heading.text) for heading in page.headings] == [(1, "1 Reisen"), (3, "1.1 Bahn")]
    assert all(page.text[heading.start :].startswith(heading.text) for heading in page.headings)
    assert document.title == "1 Reisen"


def test_outline_entries_are_located_on_their_pages(read):
    def draw(canvas):
        draw_lines(canvas, [*PROSE, "Zweites   Kapitel", *PROSE])
        canvas.bookmarkPage("two")
        canvas.addOutlineEntry("Zweites Kapitel", "two", level=0)

    document = read(make_pdf([PROSE, draw]))
    (heading,) = document.pages[1].headings
    assert (heading.level, heading.text) == (1, "Zweites Kapitel")
    assert document.pages[1].text[heading.start :].startswith("Zweites")


def test_repeated_lines_are_outside_the_body(read):
    pages = [
        ["Muster GmbH", f"Inhalt {word}", f"weiter {word}", f"Seite {page}"] for page, word in enumerate("abcd", 1)
    ]
    document = read(make_pdf(pages))
    assert [page.text[start:end].strip() for page in document.pages for start, end in page.body] == [
        f"Inhalt {word}\nweiter {word}" for word in "abcd"
    ]


def test_every_character_is_found_again_in_the_file(read, tmp_path):
    lines = ["Die Kranken-", "versicherung zahlt.  ", "Kranken-", "und Pflege per E-", "Mail, 5 €", "Ende"]
    page = read(make_pdf([lines])).pages[0]
    assert page.text == "Die Krankenversicherung zahlt.\nKranken- und Pflege per E-Mail, 5 €\nEnde"
    raw = read_characters(load_page(open_pdf(tmp_path / "original"), 0).get_textpage())
    runs = decode_character_map(page.char_map)
    for offset, character in enumerate(page.text):
        if not character.isspace():
            found = raw[map_offset(runs, offset)]
            assert found == character or (character == "-" and found in "\ufffe\x02")


@pytest.mark.parametrize(
    ("raw", "known", "expected"),
    [
        ("informa\ufffetion", "", "information"),
        ("non\ufffeGAAP", "", "non-GAAP"),
        ("third\ufffeparty", "the third party", "third-party"),
        ("long\ufffeterm", "our long-term debt", "long-term"),
        ("with\ufffeout", "with or out, without", "without"),
        ("point\ufffeof-sale", "", "point-of-sale"),
        ("Kranken\ufffeund Pflegekasse", "", "Kranken- und Pflegekasse"),
        ("Kranken\ufffeversicherung", "Kranken und Versicherung", "Krankenversicherung"),
        ("2019\ufffe20", "", "2019-20"),
        ("fu\u00a8r", "", "fu¨r"),
        ("f¨ur", "", "für"),
    ],
)
def test_hyphens_at_line_ends(raw, known, expected):
    vocabulary = Vocabulary.of([known, "\ufffe"])
    assert clean_page(raw, vocabulary).text == expected


def test_a_user_password_is_needed_and_tried(read):
    data = make_pdf([["geheim"]], encrypt=lock("offen"))
    assert refusal(read, data).cause == UnreadableCause.ENCRYPTED
    assert "--password" in str(refusal(read, data))
    assert refusal(read, data, "falsch").cause == UnreadableCause.WRONG_PASSWORD
    assert read(data, "offen").pages[0].text == "geheim"


def test_an_owner_password_alone_does_not_matter(read):
    data = make_pdf([["lesbar"]], encrypt=lock(""))
    assert read(data).pages[0].text == "lesbar"
    assert read(data, "irgendeins").pages[0].text == "lesbar"


def test_a_scan_needs_text_recognition(read):
    error = refusal(read, make_pdf([draw_picture, draw_picture]))
    assert error.cause == UnreadableCause.NEEDS_OCR
    assert "OCR" in str(error)


def test_a_page_number_on_a_scan_is_not_its_text(read):
    def draw(canvas):
        draw_picture(canvas)
        draw_lines(canvas, ["7"])

    assert refusal(read, make_pdf([draw])).cause == UnreadableCause.NEEDS_OCR


def test_scanned_pages_among_others_give_a_warning(read):
    document = read(make_pdf([PROSE, draw_picture, draw_picture]))
    assert [bool(page.body) for page in document.pages] == [True, False, False]
    assert document.warnings == ("Pages 2, 3: pictures without text; they need text recognition (OCR).",)


def test_blank_empty_and_damaged_files_are_told_apart(read):
    whole = make_pdf([["Text"]])
    assert refusal(read, make_pdf([lambda canvas: None])).cause == UnreadableCause.EMPTY
    assert refusal(read, b"").cause == UnreadableCause.EMPTY
    assert refusal(read, b"%PDF-1.7\n" + b"\x00garbage" * 99).cause == UnreadableCause.DAMAGED
    assert refusal(read, whole[:60]).cause == UnreadableCause.DAMAGED


def test_a_file_without_pages(read, tmp_path):
    writer = PdfWriter()
    writer.write(tmp_path / "none.pdf")
    assert refusal(read, (tmp_path / "none.pdf").read_bytes()).cause in (
        UnreadableCause.EMPTY,
        UnreadableCause.DAMAGED,
    )


def test_a_broken_cross_reference_table_is_repaired(read):
    whole = make_pdf([["noch lesbar"]])
    assert read(whole.replace(b"startxref", b"startxxxx")).pages[0].text == "noch lesbar"


def test_limits_on_pages_and_text(read):
    data = make_pdf([["a"], ["b"], ["c"]])
    assert refusal(read, data, max_pages=2).cause == UnreadableCause.TOO_LARGE
    assert refusal(read, data, max_text=2).cause == UnreadableCause.TOO_LARGE


def test_what_is_filled_into_a_form_is_text(read):
    def draw(canvas):
        draw_lines(canvas, ["Name:"])
        canvas.acroForm.textfield(name="n", value="Erika Muster", x=110, y=750, width=150, height=18)

    text = read(make_pdf([draw])).pages[0].text
    assert "Name:" in text
    assert "Erika Muster" in text
