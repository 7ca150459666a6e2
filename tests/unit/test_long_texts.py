"""Thousands of digits or dots in a document or a reply are no error and no wait."""

from __future__ import annotations

import pytest

from rag.citations import verify_reply
from rag.sentences import split_sentences
from rag.types import Passage
from rag.written_forms import number_forms


def test_a_number_of_thousands_of_digits_has_no_other_forms():
    assert number_forms("7" * 5000) == frozenset()
    assert number_forms("1.577") == {"1577", "1,577", "1.577"}


@pytest.mark.parametrize("language", ["de", "en"])
def test_such_a_number_is_verified_like_any(language):
    text = f"The number is {'7' * 5000}."
    passage = Passage(1, 1, "a.md", 1, 0, len(text), text, "", None, language)
    assert verify_reply(text, f"Is it {'7' * 5000}?", [passage], None, language).citations
    assert not verify_reply(f"The number is {'8' * 5000}.", "Is it?", [passage], None, language).citations


def test_a_line_of_dots_ends_one_sentence():
    dots = "." * 200_000
    text = f"Chapter{dots}12 is long. Next{dots} End"
    assert [text[start:end] for start, end in split_sentences(text)] == [
        f"Chapter{dots}12 is long.",
        f"Next{dots}",
        "End",
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("Wait... Then go.", ["Wait...", "Then go."]),
        ('He said "Go." Then he left.', ['He said "Go."', "Then he left."]),
        ("See v1..2 there. Done.", ["See v1..2 there.", "Done."]),
        ("Am 3. Mai ist frei. Danach nicht.", ["Am 3. Mai ist frei.", "Danach nicht."]),
    ],
)
def test_sentences_end_where_they_did(text, sentences):
    assert [text[start:end] for start, end in split_sentences(text)] == sentences
