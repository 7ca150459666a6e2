"""Pictures of pages: the cited characters are marked where they stand, or not at all."""

import io

import pytest
from PIL import Image

from ingest.readers.task import read_here
from ingest.readers.types import ReadLimits
from rag.errors import UnreadableCause, UnreadableDocument
from rag.pictures import render_page
from tests.pdf_files import draw_lines, lock, make_pdf

LINES = ["Erste Zeile der Seite", "zweite mit Kranken-", "versicherung am Ende", "letzte"]


@pytest.fixture
def picture(tmp_path):
    def draw(data, quote, page=1, text=None, password=None, **options):
        path = tmp_path / "original"
        path.write_bytes(data)
        read = read_here(path, "a.pdf", password, ReadLimits()).pages[page - 1]
        start = read.text.index(quote)
        spans = [(start, start + len(quote))]
        return render_page(
            path, "application/pdf", page, spans, read.char_map, text or read.text, password=password, **options
        )

    return draw


def darkest(drawn, box):
    """The darkest grey within a box: letters are black, the page is white."""
    image = Image.open(io.BytesIO(drawn.png)).convert("L")
    edges = (box.left * drawn.width, box.top * drawn.height, box.right * drawn.width, box.bottom * drawn.height)
    return image.crop(tuple(round(edge) for edge in edges)).getextrema()[0]


def test_a_box_lies_on_the_quoted_word(picture):
    drawn = picture(make_pdf([LINES]), "Zeile")
    assert drawn.png.startswith(b"\x89PNG")
    (box,) = drawn.boxes
    # "Zeile" stands on the first line, at 760 of 842 points, behind "Erste " at 72 of 595.
    assert 0.16 < box.left < 0.19
    assert 0.2 < box.right < 0.23
    assert box.top < 1 - 760 / 842 < box.bottom
    assert box.bottom - box.top < 0.03
    assert darkest(drawn, box) < 60


def test_boxes_are_merged_by_line_and_a_broken_word_has_two(picture):
    drawn = picture(make_pdf([LINES]), "Krankenversicherung am Ende")
    assert len(drawn.boxes) == 2
    assert drawn.boxes[0].top < drawn.boxes[1].top
    assert drawn.boxes[1].left < drawn.boxes[0].left
    assert all(darkest(drawn, box) < 60 for box in drawn.boxes)


def test_a_rotated_page_is_marked_as_it_is_shown(picture):
    def draw(canvas):
        canvas.setPageRotation(90)
        draw_lines(canvas, LINES, top=500)

    drawn = picture(make_pdf([draw]), "Erste Zeile der Seite")
    (box,) = drawn.boxes
    assert (box.bottom - box.top) * drawn.height > 4 * (box.right - box.left) * drawn.width
    assert darkest(drawn, box) < 60


def test_text_that_is_not_that_of_the_file_gets_no_boxes(picture):
    drawn = picture(make_pdf([LINES]), "Zeile", text="Erste Seite der Zeile und so weiter")
    assert drawn.boxes == ()
    assert drawn.width > 0


def test_the_size_follows_the_scale_and_stays_within_bounds(picture):
    assert picture(make_pdf([LINES]), "Zeile", scale=1.0).width == 596
    huge = picture(make_pdf([LINES]), "Zeile", scale=1000.0)
    assert huge.width * huge.height <= 12_100_000


def test_an_encrypted_page_is_drawn_with_its_password(picture, tmp_path):
    data = make_pdf([LINES], encrypt=lock("offen"))
    assert len(picture(data, "Zeile", password="offen").boxes) == 1
    with pytest.raises(UnreadableDocument) as raised:
        render_page(tmp_path / "original", "application/pdf", 1, [], None, "")
    assert raised.value.cause == UnreadableCause.ENCRYPTED


def test_other_formats_have_no_picture(tmp_path):
    assert render_page(tmp_path / "a.txt", "text/plain", 1, [], None, "") is None


@pytest.mark.parametrize("page", [0, 2, 10**9])
def test_a_page_that_is_not_there(tmp_path, page):
    (tmp_path / "a.pdf").write_bytes(make_pdf([LINES]))
    with pytest.raises(UnreadableDocument):
        render_page(tmp_path / "a.pdf", "application/pdf", page, [], None, "")


def test_a_missing_file(tmp_path):
    with pytest.raises(UnreadableDocument):
        render_page(tmp_path / "gone.pdf", "application/pdf", 1, [], None, "")
