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


@pytest.mark.parametrize(
    ("document", "title", "shown"),
    [
        ("travel-2022.pdf", "Travel Rules", "Travel Rules (2022) › Cars"),  # only the name says which version
        ("manual_v2.1.pdf", "Manual", "Manual (2.1) › Cars"),
        ("travel-2022.pdf", "Travel Rules 2022", "Travel Rules 2022 › Cars"),
        ("travel.pdf", "Travel Rules", "Travel Rules › Cars"),
        ("travel-2022.pdf", "", "travel-2022.pdf\nCars"),
    ],
)
def test_a_model_is_told_which_version_it_reads(document, title, shown):
    text = "0.30 euros a kilometre."
    assert render_passage(Passage(1, 1, document, 1, 0, len(text), text, "Cars", title, "en")) == f"{shown}\n{text}"


def test_an_excerpt_takes_the_place_of_its_passage():
    _, asked = build_messages("Und Japan?", [passage("Schweiz\t64\nJapan\t48")], "de", excerpts=["Japan\t48"])
    assert "Land | Pauschale\nJapan | 48\n" in asked.text
    assert "Schweiz" not in asked.text


def test_only_a_model_that_decides_by_itself_is_told_how_to_refuse():
    offered, _ = build_messages("Why?", [passage("x")], "en")
    other, _ = build_messages("Why?", [passage("x")], "en", may_refuse=False)
    assert CANNOT_ANSWER in offered.text
    assert CANNOT_ANSWER not in other.text
