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


def test_the_first_of_copies_names_the_documents_of_the_others():
    hits = [hit(1, 1, 9, "Same"), hit(2, 2, 8, "same"), hit(3, 1, 7, "Same"), hit(4, 3, 6, "SAME"), hit(5, 4, 5)]
    assert [each.also_in for each in drop_copies(hits)] == [("2.txt", "3.txt"), ()]


def test_a_second_document_is_among_the_first_five():
    hits = [*(hit(each, 1, 20 - each) for each in range(8)), hit(8, 2, 5), hit(9, 3, 4)]
    assert ids(spread_documents(hits)) == [0, 1, 2, 3, 8, 4, 5, 6, 7, 9]
    assert ids(spread_documents(hits[4:])) == [4, 5, 6, 7, 8, 9], "it is there already"
    assert ids(spread_documents(hits[:8])) == list(range(8)), "there is no other"


@given(st.lists(st.integers(1, 3), max_size=20))
def test_spreading_loses_nothing_and_moves_one_at_most(documents):
    hits = [hit(place, document, 20.0 - place) for place, document in enumerate(documents)]
    spread = spread_documents(hits)
    assert sorted(ids(spread)) == ids(hits)
    assert len({each.passage.document_id for each in spread[:5]}) >= min(2, len(set(documents)))


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
