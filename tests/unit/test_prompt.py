"""What a model that answers is shown."""

from __future__ import annotations

import pytest

from rag.prompt import CANNOT_ANSWER, build_messages, render_passage
from rag.types import Passage


def passage(text: str) -> Passage:
    return Passage(1, 1, "a.pdf", 1, 0, len(text), text, "Reisen", "Handbuch", "de", "Land\tPauschale")


def test_passages_are_numbered_and_stand_in_their_context():
    _, asked = build_messages("Und Japan?", [passage("Schweiz\t64 EUR"), passage("Japan\t48 EUR")], "de")
    assert asked.text == (
        "[1] Handbuch › Reisen\nLand | Pauschale\nSchweiz | 64 EUR\n\n"
        "[2] Handbuch › Reisen\nLand | Pauschale\nJapan | 48 EUR\n\n"
        "Question: Und Japan?\nAntworte auf Deutsch."
    )


def test_an_excerpt_takes_the_place_of_its_passage():
    _, asked = build_messages("Und Japan?", [passage("Schweiz\t64\nJapan\t48")], "de", excerpts=["Japan\t48"])
    assert "Land | Pauschale\nJapan | 48\n" in asked.text
    assert "Schweiz" not in asked.text


def test_only_a_model_that_decides_by_itself_is_told_how_to_refuse():
    offered, _ = build_messages("Why?", [passage("x")], "en")
    other, _ = build_messages("Why?", [passage("x")], "en", may_refuse=False)
    assert CANNOT_ANSWER in offered.text
    assert CANNOT_ANSWER not in other.text


@pytest.mark.parametrize(
    ("document", "title", "heading", "shown"),
    [
        ("hr/travel-2022.pdf", "Travel policy", "Cars", "Travel policy 2022 › Cars"),
        ("hr/travel-2022.pdf", "Travel policy 2022", "Cars", "Travel policy 2022 › Cars"),
        ("hr/travel-2022.pdf", "Travel policy", "Rates of 2022", "Travel policy › Rates of 2022"),
        ("manual_v2.1.pdf", "Manual", "Cars", "Manual v2.1 › Cars"),
        ("travel.pdf", "Travel policy", "Cars", "Travel policy › Cars"),
    ],
)
def test_a_version_that_only_the_name_of_the_document_tells_stands_in_the_title(document, title, heading, shown):
    text = "A kilometre costs 30 cents."
    passage = Passage(1, 1, document, 1, 0, len(text), text, heading, title, "en")
    assert render_passage(passage) == f"{shown}\n{text}"
