"""Passages are exact, complete, ordered and of a readable size."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunking import chunk_document
from ingest.readers.types import Heading, ReadDocument, ReadPage, whole_page

PIECES = st.sampled_from(
    [
        "Wort",
        "ein langer Satz mit Inhalt.",
        " ",
        "\n",
        "\n\n",
        "z. B. ",
        "Nr. 5",
        "| 1 | 2 |",
        "\t",
        "12,5 %",
        "x" * 90,
        "• ",
        "Ä",
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def document(*pages):
    return ReadDocument("text/plain", None, tuple(pages), {}, ())


def texts_of(pages, **sizes):
    read = document(*pages)
    return [pages[span.page - 1].text[span.start : span.end] for span in chunk_document(read, **sizes)]


@st.composite
def pages(draw):
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
    body = tuple((start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False) if start < end)
    starts = sorted(draw(st.sets(st.integers(0, max(0, len(text) - 1)), max_size=5))) if text else []
    headings = tuple(Heading(start, draw(st.integers(1, 4)), text[start : start + 10]) for start in starts)
    return ReadPage(draw(st.integers(1, 1)), text, body, headings, None)


@settings(max_examples=100)
@given(pages(), st.integers(20, 200), st.integers(0, 100))
def test_passages_hold_the_body_exactly_once(page, target, slack):
    spans = chunk_document(document(page), target=target, limit=target + slack)
    held = set()
    last = 0
    for span in spans:
        assert last <= span.start < span.end
        assert span.end - span.start <= target + slack
        assert not page.text[span.start].isspace()
        assert not page.text[span.end - 1].isspace()
        assert any(start <= span.start and span.end <= end for start, end in page.body)
        held.update(range(span.start, span.end))
        last = span.end
    visible = {place for start, end in page.body for place in range(start, end) if not page.text[place].isspace()}
    assert visible <= held


def test_a_heading_begins_a_passage_and_stays_with_its_text():
    first = "Reisen werden vorab beantragt. " * 10
    second = "Belege werden im Original eingereicht. " * 10
    text = f"{first.strip()}\n\n2 Belege\n\n{second.strip()}"
    start = text.index("2 Belege")
    shown = texts_of([whole_page(text, (Heading(start, 1, "2 Belege"),))])
    assert shown == [first.strip(), f"2 Belege\n\n{second.strip()}"]


def test_the_heading_path_names_all_levels_and_continues_on_the_next_page():
    one = "A\n\nA.1\n\n" + "Text. " * 60
    pages = [
        whole_page(one, (Heading(0, 1, "A"), Heading(3, 2, "A.1"))),
        whole_page("Weiter geht es. " * 30 + "\n\nB\n\n" + "Ende. " * 50, (Heading(482, 1, "B"),), 2),
    ]
    assert pages[1].text[482] == "B"
    spans = chunk_document(document(*pages))
    assert [(span.page, span.heading) for span in spans] == [(1, "A › A.1"), (2, "A › A.1"), (2, "B")]


def test_short_sections_share_a_passage():
    text = "A\n\nkurz\n\nB\n\nauch kurz\n\nC\n\nEnde"
    headings = tuple(Heading(text.index(name), 1, name) for name in "ABC")
    assert texts_of([whole_page(text, headings)]) == [text]


def test_sentences_stay_whole_in_german_and_english():
    sentence = "Gemäß Art. 5 Abs. 2 gilt z. B. am 3. Mai ein Satz von 4.5 Prozent für Mr. Smith."
    for passage in texts_of([whole_page(" ".join([sentence] * 30))], target=300, limit=400):
        assert passage.startswith("Gemäß")
        assert passage.endswith("Smith.")


def test_table_rows_stay_whole():
    rows = [f"Artikel {number} | {number * 3},50 EUR | lieferbar ab Lager Nord" for number in range(60)]
    passages = texts_of([whole_page("\n".join(rows))], target=300, limit=400)
    assert [row for passage in passages for row in passage.split("\n")] == rows


def test_a_word_longer_than_the_limit_is_cut():
    passages = texts_of([whole_page("x" * 2500)], target=900, limit=1200)
    assert [len(passage) for passage in passages] == [1200, 1200, 100]


def test_no_scrap_is_left_at_the_end():
    passages = texts_of([whole_page("Das ist ein kurzer Satz von uns. " * 40)])
    assert min(map(len, passages)) >= 200


def test_sizes_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="target"):
        chunk_document(document(), target=10, limit=5)
