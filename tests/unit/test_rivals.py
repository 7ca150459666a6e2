"""What is said of others than the question names does not mislead."""

from __future__ import annotations

import pytest

from rag.rivals import without_rivals
from rag.types import Passage

GENERAL = "Im Inland wird ein Parkplatz bis 12 Euro je Tag erstattet."
SPECIAL = "In Bremen, Lübeck und Rostock liegt die Grenze bei 19 Euro."
REST = "Belege sind binnen 14 Tagen einzureichen."


def passage(*sentences: str, heading: str = "4 Parken") -> Passage:
    text = " ".join(sentences)
    return Passage(1, 1, "reisen.md", 1, 0, len(text), text, "Reisen", heading, "de")


def shown(question: str, language: str, *sentences: str, heading: str = "4 Parken") -> list[str]:
    return without_rivals(question, language, passage(*sentences, heading=heading), "\n".join(sentences)).split(
        "\n"
    )


@pytest.mark.parametrize(
    ("question", "language", "kept"),
    [
        ("Wie teuer darf ein Parkplatz in Bremen sein?", "de", [SPECIAL, REST]),
        ("How much may parking in Rostock cost per day?", "en", [SPECIAL, REST]),
        ("Wie teuer darf ein Parkplatz sein?", "de", [GENERAL, SPECIAL, REST]),  # names nothing
        ("Wie teuer darf ein Parkplatz in Kassel sein?", "de", [GENERAL, SPECIAL, REST]),  # nothing is said of it
        ("Gilt in Lübeck etwas anderes?", "de", [GENERAL, SPECIAL, REST]),  # asks for no number
    ],
)
def test_amounts_of_others_are_left_out(question, language, kept):
    assert shown(question, language, GENERAL, SPECIAL, REST) == kept


def test_where_the_whole_passage_is_about_what_is_named_all_of_it_is():
    question = "Wie teuer darf ein Parkplatz in Lübeck sein?"
    assert shown(question, "de", GENERAL, SPECIAL, heading="Standort Lübeck") == [GENERAL, SPECIAL]


def test_amounts_of_another_unit_are_no_rivals():
    weeks = "Die Frist dauert sonst 3 Wochen."
    assert shown("Wie teuer ist es in Bremen?", "de", weeks, SPECIAL) == [weeks, SPECIAL]
