"""HTML is read whole or refused, and its headings stand where the page has them."""

import pytest

from ingest.readers.html import read_html
from ingest.readers.types import ReadLimits
from rag.errors import UnreadableCause, UnreadableDocument


@pytest.fixture
def page(tmp_path):
    def read(source):
        path = tmp_path / "page.html"
        path.write_text(source)
        return read_html(path, ReadLimits()).pages[0]

    return read


@pytest.mark.parametrize(
    "source",
    [
        "".join(f"<p><div>Absatz {number}</p>\n" for number in range(400)),
        "".join(f"<p><blockquote>Absatz {number}</p>\n" for number in range(400)),
        "".join(f"<p><font>Absatz {number}\n" for number in range(400)),
        "<div>" * 300 + "".join(f"<p>Absatz {number}</p>" for number in range(400)) + "</div>" * 300,
    ],
)
def test_deep_pages_are_read_to_the_end(page, source):
    assert page(source).text.split() == [word for number in range(400) for word in ("Absatz", str(number))]


def test_a_very_long_text_is_read(page):
    line = "eine Zeile des Protokolls\n"
    assert page(f"<p>Anfang</p><pre>{line * 450_000}</pre><p>Ende</p>").text.count("Protokolls") == 450_000


@pytest.mark.parametrize(
    "source",
    [
        "<p>Anfang</p>" + "<div>" * 3_000 + "Kern",
        "".join(f"<p><font>Absatz {number}\n" for number in range(3_000)),
        # After many ordinary errors the parser still says that it stopped.
        "<p>Anfang<ul><li>eins</p></ul>" * 500 + "<div>" * 50_000 + "Kern" + "</div>" * 50_000,
    ],
)
def test_pages_too_deep_to_be_read_whole_are_refused(page, source):
    with pytest.raises(UnreadableDocument, match="nested too deep") as raised:
        page(source)
    assert raised.value.cause == UnreadableCause.TOO_LARGE


def headings(read):
    return [(heading.level, heading.text, heading.start) for heading in read.headings]


def test_a_paragraph_that_begins_as_a_heading_is_none(page):
    read = page(
        "<h1>Handbook</h1><p>Leave requests go to the office.</p><h2>Leave</h2><p>30 days.</p>"
        "<p>Urlaub steht allen zu.</p><h2>Urlaub<br>und Feiertage</h2>tail"
    )
    assert read.text == (
        "Handbook\n\nLeave requests go to the office.\n\nLeave\n\n30 days.\n\nUrlaub steht allen zu.\n\n"
        "Urlaub\nund Feiertage\n\ntail"
    )
    assert headings(read) == [
        (1, "Handbook", 0),
        (2, "Leave", read.text.index("Leave\n")),
        (2, "Urlaub und Feiertage", read.text.index("Urlaub\n")),
    ]


def test_headings_in_cells_are_parts_of_their_rows(page):
    read = page(
        "<h1>Plan</h1><table><tr><td><h2>Teil A</h2></td><td><h2>Teil B</h2></td></tr></table><h2>Teil B</h2>"
    )
    assert read.text == "Plan\n\nTeil A | Teil B\n\nTeil B"
    assert headings(read) == [(1, "Plan", 0), (2, "Teil B", read.text.rindex("Teil B"))]
