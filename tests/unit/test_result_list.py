"""What of the ranked passages is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.result_list import compares, drop_copies, merge_neighbours, mix_languages, spread_documents
from rag.types import Hit, Page, Passage


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


def of_languages(languages: str) -> list[Hit]:
    """A hit for each letter: g for German, e for English, - for a passage whose language is not known."""
    codes = {"g": "de", "e": "en", "-": None}
    hits = [hit(place, 1, 50.0 - place) for place in range(len(languages))]
    return [
        replace(each, passage=replace(each.passage, language=codes[letter]))
        for each, letter in zip(hits, languages, strict=True)
    ]


@pytest.mark.parametrize(
    ("languages", "read"),
    [
        ("g" * 30, list(range(15))),
        ("g" * 20 + "e" * 12, [*range(9), *range(20, 29)]),  # nine of the other language
        ("g" * 20 + "ee", [*range(9), 20, 21, *range(9, 13)]),
        ("gegegegegegegegege" + "g" * 9, list(range(18))),
        ("geg", [0, 1, 2]),
        ("-" * 12 + "g" * 9, [*range(9), *range(12, 21)]),
        ("", []),
    ],
)
def test_of_each_language_some_are_read(languages, read):
    hits = of_languages(languages)
    assert ids(mix_languages(hits[:15], hits)) == read


@given(st.text("ge-", max_size=40))
def test_what_is_read_are_the_first_nine_and_nothing_twice(languages):
    hits = of_languages(languages)
    read = ids(mix_languages(hits[:15], hits))
    assert read[:9] == ids(hits[:9])
    assert len(set(read)) == len(read) >= min(15, len(hits))


TEXT = "Alpha one.\nBeta two.\nGamma three.\n\nOmega, far away."
SPANS = {"a": (0, 10), "b": (11, 20), "c": (21, 33), "z": (35, 50)}


class _Snapshot:
    """Holds one page."""

    def page(self, document_id: int, number: int) -> tuple[Page, None]:
        return Page(document_id, number, TEXT), None


def on_the_page(letters: str, **also_in: tuple[str, ...]) -> list[Hit]:
    """Hits in this order, the score of each one less than that before."""
    hits = []
    for place, letter in enumerate(letters):
        start, end = SPANS[letter]
        passage = Passage(place, 1, "1.txt", 1, start, end, TEXT[start:end], table=f"header of {letter}")
        hits.append(Hit(passage, 9.0 - place, None, None, also_in.get(letter, ())))
    return hits


@pytest.mark.parametrize("order", ["abc", "acb", "bac", "bca", "cab", "cba"])
def test_neighbours_become_one_hit_in_whatever_order_they_are_found(order):
    (merged,) = merge_neighbours(_Snapshot(), on_the_page(order))
    assert (merged.passage.start, merged.passage.end, merged.score) == (0, 33, 9.0)
    assert merged.passage.text == TEXT[:33]
    assert merged.passage.table == "header of a", "the table that goes on where the merged passage begins"


def test_merged_neighbours_stand_where_the_best_of_them_stood():
    far = Hit(Passage(9, 2, "2.txt", 1, 0, 5, "Other"), 8.5, None, None)
    first, second, third = on_the_page("acb")
    hits = merge_neighbours(_Snapshot(), [far, first, second, third])
    assert [(hit.passage.document, hit.passage.end) for hit in hits] == [("2.txt", 5), ("1.txt", 33)]
    hits = merge_neighbours(_Snapshot(), [first, far, second, third])
    assert [(hit.passage.document, hit.passage.end) for hit in hits] == [("1.txt", 33), ("2.txt", 5)]


def test_another_document_says_the_same_only_when_it_says_all_of_it():
    hits = merge_neighbours(_Snapshot(), on_the_page("ab", a=("2.txt", "3.txt"), b=("3.txt",)))
    assert [hit.also_in for hit in hits] == [("3.txt",)]
    hits = merge_neighbours(_Snapshot(), on_the_page("ab", a=("2.txt",)))
    assert [hit.also_in for hit in hits] == [()]


def test_what_is_not_adjacent_stays_apart():
    other_page = Hit(Passage(9, 1, "1.txt", 2, 11, 20, "Beta two."), 1.0, None, None)
    hits = merge_neighbours(_Snapshot(), [*on_the_page("az"), other_page])
    assert [(hit.passage.page, hit.passage.start) for hit in hits] == [(1, 0), (1, 35), (2, 11)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Compare the 2018 and 2019 capital expenditure", True),
        ("What is the difference between plan A and plan B?", True),
        ("Wie unterscheiden sich die beiden Tarife?", True),
        ("Vergleiche die Urlaubstage von 2022 und 2025", True),
        ("Umsatz 2025 gegenüber 2024", True),
        ("Which had more employees in 2023, Albatros or Condor?", True),
        ("Is the fee higher in Bremen or in Kiel?", True),
        ("Wer zahlt mehr Urlaubsgeld: Nord oder Süd?", True),
        ("Ist Tarif A günstiger oder Tarif B?", True),
        ("How many days of holiday do I get?", False),
        ("Does the rule hold for trainees or for temporary staff?", False),
        ("Gilt das für Auszubildende oder Aushilfen?", False),
        ("Wie hoch ist der Umsatz?", False),
    ],
)
def test_questions_that_compare_are_told_from_others(question, expected):
    assert compares(question) is expected
