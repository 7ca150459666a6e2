"""What of the ranked passages is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.result_list import compares, drop_copies, spread_documents
from rag.types import Hit, Passage


def hit(identity: int, document: int, score: float, text: str | None = None) -> Hit:
    shown = text if text is not None else f"Text {identity}"
    return Hit(Passage(identity, document, f"{document}.txt", 1, 0, len(shown), shown), score, None, None)


def ids(hits: list[Hit]) -> list[int]:
    return [each.passage.id for each in hits]


def test_of_copies_the_first_stays():
    hits = [hit(1, 1, 9, "We file\nreports."), hit(2, 2, 8, "Other"), hit(3, 3, 7, "We  file reports.")]
    assert ids(drop_copies(hits)) == [1, 2]


def test_documents_take_turns_unless_one_is_clearly_ahead():
    close = [hit(1, 1, 9.0), hit(2, 1, 8.9), hit(3, 2, 8.5), hit(4, 2, 8.4)]
    assert ids(spread_documents(close)) == [1, 3, 2, 4]
    ahead = [hit(1, 1, 9.0), hit(2, 1, 8.9), hit(3, 2, 5.0)]
    assert ids(spread_documents(ahead)) == [1, 2, 3]


@given(st.lists(st.tuples(st.integers(1, 4), st.floats(0, 10)), max_size=20))
def test_spreading_loses_nothing_and_keeps_the_order_within_a_document(rows):
    hits = sorted((hit(place, *row) for place, row in enumerate(rows)), key=lambda each: -each.score)
    spread = spread_documents(hits)
    assert sorted(ids(spread)) == sorted(ids(hits))
    for document in {each.passage.document_id for each in hits}:
        scores = [each.score for each in spread if each.passage.document_id == document]
        assert scores == sorted(scores, reverse=True)
    assert spread[:1] == hits[:1]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Compare the 2018 and 2019 capital expenditure", True),
        ("What is the difference between plan A and plan B?", True),
        ("Wie unterscheiden sich die beiden Tarife?", True),
        ("Vergleiche die Urlaubstage von 2022 und 2025", True),
        ("Umsatz 2025 gegenüber 2024", True),
        ("How many days of holiday do I get?", False),
        ("Wie hoch ist der Umsatz?", False),
    ],
)
def test_questions_that_compare_are_told_from_others(question, expected):
    assert compares(question) is expected
