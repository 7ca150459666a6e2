"""The number or dash before an item of a list claims nothing; an ordinal does."""

from __future__ import annotations

import pytest

from rag.citations import verify_reply
from rag.types import Passage

GERMAN = "Die Frist beträgt vier Wochen. Die Kündigung muss schriftlich erfolgen. Die 5. Mahnung kostet 12 EUR."
ENGLISH = "The notice period is four weeks. Notice must be given in writing. It takes effect on 9 May."


def shown(reply: str, text: str, language: str) -> str:
    passage = Passage(1, 1, "regeln.md", 1, 0, len(text), text, "", "", language)
    return verify_reply(reply, "Was gilt?" if language == "de" else "What applies?", [passage], None, language).text


@pytest.mark.parametrize("marks", [("1.", "2."), ("1)", "2)"), ("-", "-"), ("•", "•")])
def test_every_item_of_a_list_is_shown_as_it_is(marks):
    one, two = marks
    german = f"{one} Die Frist beträgt vier Wochen.\n{two} Die Kündigung muss schriftlich erfolgen."
    assert shown(german, GERMAN, "de") == (
        f"{one} Die Frist beträgt vier Wochen. [1] {two} Die Kündigung muss schriftlich erfolgen. [2]"
    )
    english = f"{one} The notice period is four weeks.\n{two} Notice must be given in writing."
    assert shown(english, ENGLISH, "en") == (
        f"{one} The notice period is four weeks. [1] {two} Notice must be given in writing. [2]"
    )


@pytest.mark.parametrize(
    ("reply", "text", "language", "is_carried"),
    [
        ("1. Die Frist beträgt vier Wochen.", GERMAN, "de", True),
        ("1. The notice period is four weeks.", ENGLISH, "en", True),
        ("1. Die Frist beträgt sechs Wochen.\n2. Die Kündigung geht per Post.", GERMAN, "de", False),
        ("5. Mahnung kostet 12 EUR.", GERMAN, "de", True),
        ("7. Mahnung kostet 12 EUR.", GERMAN, "de", False),
        ("1. Mahnung kostet 12 EUR.\n2. Mahnung kostet 12 EUR.", GERMAN, "de", False),
        ("8. Mai ist der Tag, an dem die Frist endet.", GERMAN, "de", False),
    ],
)
def test_a_number_that_says_which_one_is_no_mark(reply, text, language, is_carried):
    assert bool(shown(reply, text, language)) is is_carried
