"""German compounds and their parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.analysis import compound_halves, further_question_terms, further_terms
from rag.compounds import split_compound


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("kündigungsfrist", ("kündigung", "frist")),
        ("kündigungsfristen", ("kündigung", "fristen")),
        ("reisekostenrichtlinie", ("reise", "kosten", "richt", "linie")),
        ("verjährungsfrist", ("verjährung", "frist")),
        ("übergabeprotokoll", ("übergabe", "protokoll")),
        ("häuserpreis", ("häuser", "preis")),
        ("grenzwert", ("grenz", "wert")),
        ("hausordnung", ("haus", "ordnung")),
        ("krankenhausaufenthalt", ("kranke", "haus", "aufenthalt")),
    ],
)
def test_compounds_are_cut_where_their_parts_join(word, parts):
    assert split_compound(word) == parts


@pytest.mark.parametrize(
    "word",
    [
        "frist",
        "zeitung",
        "versicherung",
        "mitarbeiter",
        "senator",
        "abteilung",
        "enthalten",
        "stand",
        "wp200b",
        "und",
    ],
)
def test_other_words_stay_whole(word):
    assert split_compound(word) == ()


@given(st.text(max_size=40))
def test_any_text_has_parts_in_its_order_or_none(text):
    parts = split_compound(text.lower())
    assert len(parts) != 1
    position = 0
    for part in parts:
        position = text.lower().index(part, position) + len(part)


def test_only_capitalised_words_of_german_texts_are_taken_apart():
    assert further_terms("Die Kündigungsfrist ist verlängert worden", "de") == ["kundig", "frist"]
    assert further_terms("die kündigungsfrist", "de") == []
    assert further_terms("The Warehouse", "en") == []


def test_a_question_looks_for_parts_with_less_weight_than_words():
    terms = further_question_terms("wie lang ist die kündigungsfrist?", "de")
    assert set(terms) == {"kundig", "frist"}
    assert all(0 < weight < 1 for weight in terms.values())
    assert further_question_terms("is the warehouse restarting?", "en") == {}


def test_a_compound_may_be_written_as_two_words():
    found = compound_halves("Was sagt die Reisekostenrichtlinie zur Kündigungsfrist?")
    assert ("reisekost", "richtlini") in found["reisekostenrichtlini"]
    assert found["kundigungsfrist"] == [("kundig", "frist")]
    assert set(found) == {"reisekostenrichtlini", "kundigungsfrist"}
    assert compound_halves("What does the lease say?") == {}
