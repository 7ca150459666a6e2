"""DOCX: text beyond the sides of the page, and text boxes, whose colours and places are their own."""

from __future__ import annotations

import zipfile

import pytest

from ingest.readers.task import read_here
from ingest.readers.types import ReadLimits
from rag.types import Note, NoteKind
from tests.unit.test_readers_hidden import COUNT, PALE, PARTS, SECRET, WORD, packed, run

DRAWING = 'xmlns:a="a" xmlns:wp="wp" xmlns:wps="wps" xmlns:v="v"'
SECTION = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:left="1417" w:right="1417"/></w:sectPr>'
BEFORE = "<w:p><w:r><w:t>vorher</w:t></w:r></w:p>"
AFTER = "<w:p><w:r><w:t>nachher</w:t></w:r></w:p>"
LONG = f"{SECRET}. " * 30


@pytest.fixture
def read(tmp_path):
    def read_body(body, **parts):
        path = tmp_path / "original"
        path.write_bytes(packed(f"{BEFORE}{body}{AFTER}{SECTION}", **{**PARTS, **parts}))
        return read_here(path, "a.docx", None, ReadLimits())

    return read_body


def placed(properties, text=SECRET, runs=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(runs, text)}</w:p>"


def text_box(fill="", *, text=PALE, at=1_000_000, wide=2_000_000, origin="column", style="", outer=""):
    """A text box in a run of its own; `at` and `wide` in EMU."""
    return (
        f"<w:p><w:r><w:rPr>{outer}</w:rPr><w:drawing {DRAWING}><wp:anchor>"
        f'<wp:positionH relativeFrom="{origin}"><wp:posOffset>{at}</wp:posOffset></wp:positionH>'
        f'<wp:extent cx="{wide}" cy="500000"/><a:graphic><a:graphicData><wps:wsp><wps:spPr>{fill}</wps:spPr>{style}'
        f"<wps:txbx><w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData>"
        "</a:graphic></wp:anchor></w:drawing></w:r></w:p>"
    )


def old_box(shape, text=PALE):
    return (
        f"<w:p><w:r><w:pict {DRAWING}><v:shape {shape}><v:textbox><w:txbxContent><w:p>{run(text)}</w:p>"
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )


def filled(color):
    return f"<a:solidFill>{color}</a:solidFill>"


WHITE_FILL = filled('<a:srgbClr val="FFFFFF"/>')
DARK_FILL = filled('<a:srgbClr val="1F3864"/>')
FILL_OF_STYLE = '<wps:style><a:fillRef idx="1"><a:schemeClr val="accent1"/></a:fillRef></wps:style>'


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (placed('<w:ind w:left="-31181"/>'), COUNT),
        (placed('<w:ind w:start="-55cm"/>'), COUNT),
        (placed('<w:ind w:left="-31181"/>', LONG), 30 * (COUNT + 1)),
        (placed('<w:ind w:left="-12000"/>'), COUNT),
        (placed('<w:ind w:hanging="20000"/>'), COUNT),
        (placed('<w:ind w:left="20000"/>'), COUNT),
        (placed('<w:framePr w:w="3000" w:hAnchor="page" w:x="-20000"/>'), COUNT),
        (placed('<w:framePr w:w="3000" w:hAnchor="margin" w:x="14000"/>'), COUNT),
        (text_box(text="", at=-20_000_000), COUNT),
        (text_box(text="", at=9_000_000, origin="page"), COUNT),
        (old_box('style="position:absolute;margin-left:-1500pt;width:200pt;height:40pt"', ""), COUNT),
    ],
)
def test_beyond_the_page(read, body, count):
    document = read(body)
    assert document.pages[0].text == "vorher\n\nnachher"
    assert document.notes == (Note(NoteKind.OUTSIDE, 1, count),)


@pytest.mark.parametrize(
    "body",
    [
        placed('<w:ind w:left="720" w:hanging="360"/>'),
        placed('<w:ind w:left="-1400"/>'),
        placed('<w:ind w:left="-3000"/>'),
        placed('<w:ind w:left="8000"/>'),
        placed('<w:ind w:left="-31181"/><w:jc w:val="right"/>'),
        placed('<w:bidi/><w:ind w:left="-31181"/>'),
        placed('<w:ind w:left="-31181"/><w:tabs><w:tab w:val="left" w:pos="0"/></w:tabs>'),
        placed('<w:framePr w:w="3000" w:hAnchor="page" w:x="8000"/>'),
        placed('<w:framePr w:w="3000" w:hAnchor="margin" w:x="-800"/>'),
        placed('<w:framePr w:w="3000" w:x="-31181" w:xAlign="center"/>'),
        text_box(text="", at=-900_000),
        text_box(text="", at=-1_000_000, wide=9_000_000, origin="page"),
        old_box('style="position:absolute;margin-left:-50pt;width:200pt;height:40pt"', ""),
        old_box(
            'style="position:absolute;margin-left:-1500pt;width:200pt;height:40pt;mso-position-horizontal:center"',
            "",
        ),
    ],
)
def test_on_the_page(read, body):
    document = read(body)
    assert document.pages[0].text == f"vorher\n\n{SECRET}\n\nnachher"
    assert document.notes == ()


def test_a_jump_to_a_tab_stop_ends_on_the_page(read):
    line = f'<w:p><w:pPr><w:ind w:hanging="20000"/></w:pPr><w:r><w:tab/></w:r>{run("")}</w:p>'
    document = read(line)
    assert SECRET in document.pages[0].text
    assert document.notes == ()


def test_a_line_that_reaches_into_the_page_is_shown(read):
    document = read(placed('<w:ind w:hanging="20000"/>', LONG))
    assert document.pages[0].text == f"vorher\n\n{LONG.strip()}\n\nnachher"
    assert document.notes == ()


def test_many_runs_of_attackers_take_no_time(read):
    runs = run("", "x") * 20_000
    far = '<w:ind w:left="-9000" w:hanging="999999999"/>'
    assert read(f"<w:p><w:pPr>{far}</w:pPr>{runs}</w:p>").notes == (Note(NoteKind.OUTSIDE, 1, 20_000),)


def test_a_document_whose_root_is_something_else_is_read(tmp_path):
    path = tmp_path / "odd"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f"<w:shape {WORD}><w:body>{BEFORE}</w:body></w:shape>")
    assert read_here(path, "a.docx", None, ReadLimits()).pages[0].text == "vorher"


def test_the_indent_of_a_style_counts(read):
    far = (
        '<w:style w:type="paragraph" w:styleId="Far"><w:pPr><w:ind w:left="-31181"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Near"><w:basedOn w:val="Far"/><w:pPr><w:ind w:left="0"/></w:pPr>'
        "</w:style></w:styles>"
    )
    body = placed('<w:pStyle w:val="Far"/>') + placed('<w:pStyle w:val="Near"/>')
    document = read(body, styles=PARTS["styles"].replace("</w:styles>", far))
    assert document.pages[0].text == f"vorher\n\n{SECRET}\n\nnachher"
    assert document.notes == (Note(NoteKind.OUTSIDE, 1, COUNT),)


@pytest.mark.parametrize(
    "body",
    [
        text_box(WHITE_FILL),
        text_box(filled('<a:schemeClr val="bg1"/>')),
        text_box(filled('<a:schemeClr val="accent1"/>'), text='<w:color w:val="4472C4"/>'),
        text_box("<a:noFill/>"),
        text_box(),
        old_box('type="#_x0000_t202" style="width:200pt"'),
        old_box('fillcolor="white [3201]"'),
        old_box('fillcolor="#1F3864"', '<w:color w:val="1F3864"/>'),
    ],
)
def test_letters_in_the_colour_of_their_text_box(read, body):
    document = read(body)
    assert document.pages[0].text == "vorher\n\nnachher"
    assert document.notes == (Note(NoteKind.BACKGROUND, 1, COUNT),)


@pytest.mark.parametrize(
    "body",
    [
        text_box(DARK_FILL),
        text_box(filled('<a:schemeClr val="accent1"/>')),
        text_box(filled('<a:schemeClr val="bg1"><a:lumMod val="50000"/></a:schemeClr>')),
        text_box("<a:gradFill/>"),
        text_box(style=FILL_OF_STYLE),
        text_box(WHITE_FILL, text=""),
        text_box(DARK_FILL, text="", outer=PALE),
        text_box(DARK_FILL, outer='<w:sz w:val="2"/>'),
        old_box('fillcolor="#1F3864"'),
        old_box('filled="f"'),
        old_box('type="#_x0000_t75"'),
    ],
)
def test_letters_that_differ_from_their_text_box(read, body):
    document = read(body)
    assert document.pages[0].text == f"vorher\n\n{SECRET}\n\nnachher"
    assert document.notes == ()


def test_a_text_box_without_a_fill_may_stand_on_something_dark(read):
    title = text_box("<a:noFill/>")
    behind = text_box(DARK_FILL, text='<w:color w:val="FFFFFF"/>')
    assert read(title + behind).notes == ()
    assert read(title, header1=f"<w:hdr {DRAWING} xmlns:w='w'><w:p><w:drawing/></w:p></w:hdr>").notes == ()
    picture = read(title, **{"media/image1": "a picture"})
    assert SECRET in picture.pages[0].text
    assert picture.notes == ()
