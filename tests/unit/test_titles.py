"""A title that a file brings along counts if the document has its words."""

from __future__ import annotations

import pytest

from ingest.readers.task import read_here
from ingest.readers.titles import with_own_title
from ingest.readers.types import Heading, ReadDocument, ReadLimits, ReadPage

TEXT = "Reisen\nRichtlinie der Firma Talbrunn\nFahrten werden ab 2022 erstattet. " + "Das gilt für alle. " * 60


def document(title, text=TEXT, levels=(2, 1)):
    headings = tuple(
        Heading(start, level, text[start : start + 10]) for start, level in zip((0, 7), levels, strict=False)
    )
    return ReadDocument("text/plain", title, (ReadPage(1, text, (), headings, None),), {}, ())


@pytest.mark.parametrize(
    "title",
    [
        "Reisen",
        "Richtlinien zu Fahrten für alle",
        "Firma Hagenau: Entwurf vom 12.11.2019",  # one of three words
        "Richtlinienentwurf",  # the half of a word
        "Richter",
        "2023-11-07 BV Nr. 12",
        None,
    ],
)
def test_a_title_of_the_document_stays(title):
    assert with_own_title(document(title)).title == title


@pytest.mark.parametrize(
    "title",
    [
        "Protokoll einer Sitzung",
        "Richtlinie zum Anbau von Spargel im Garten",
        "Unbenannt 1",
        "Document2",
        "Protokoll Sitzung",
    ],
)
def test_a_title_of_another_document_gives_way_to_a_heading(title):
    assert with_own_title(document(title)).title == "Richtlinie"
    assert with_own_title(document(title, levels=())).title is None


@pytest.mark.parametrize("text", ["", "30 Tage"])
def test_a_short_page_may_have_any_title(text):
    assert with_own_title(document("Urlaub", text, levels=())).title == "Urlaub"


def test_what_a_template_left_behind_is_no_title(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        "<html><head><title>Protokoll der Sitzung im Rathaus</title></head><body><h1>Fahrten</h1>"
        f"<p>{'Sie werden erstattet. ' * 60}</p>",
        "utf-8",
    )
    assert read_here(path, "a.html", None, ReadLimits()).title == "Fahrten"
