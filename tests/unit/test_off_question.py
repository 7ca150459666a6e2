"""Sentences about the matter of a question that cannot be its answer."""

from __future__ import annotations

import pytest

from rag.analysis import analyse_in_all_languages
from rag.off_question import cannot_answer, denied_word
from rag.supports import find_sentences
from rag.types import Passage


def told(text: str, question: str) -> list[str]:
    passage = Passage(1, 1, "bericht.pdf", 1, 0, len(text), text)
    return [cannot_answer(question, each) for each in find_sentences(passage)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which costs are not refunded?", "refunded"),
        ("Who is not required to register?", "required"),
        ("Welche Kosten werden nicht erstattet?", "erstattet"),
        ("Which rooms need no reservation?", "reservation"),
        ("Is smoking not allowed?", ""),
        ("Was smoking not allowed in 2019?", ""),
        ("Don't I get a bonus?", ""),
        ("Ist Rauchen nicht erlaubt?", ""),
        ("Gilt die Regel nicht für Azubis?", ""),
        ("Why can't I log in?", ""),
        ("Which form is for people who do not travel?", ""),
        ("Was passiert, wenn ich nicht komme?", ""),
        ("What is the penalty for not wearing a helmet?", ""),
        ("What is the part no. of the gasket?", ""),
        ("What is the room no of the lab?", ""),
        ("Which costs are refunded?", ""),
    ],
)
def test_what_a_question_denies_of_a_thing(question, expected):
    assert denied_word(question) == analyse_in_all_languages(expected)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Which costs are not refunded?", "Train tickets are refunded within a week.", ["negation"]),
        ("Which costs are not refunded?", "Minibar and parking fines are excluded from what is refunded.", [""]),
        ("Which costs are not refunded?", "Only train tickets are refunded.", [""]),
        ("Which costs are not refunded?", "Minibar and fines are on you.", [""]),
        ("Welche Kosten werden nicht erstattet?", "Bahnfahrten werden erstattet.", ["negation"]),
        ("Welche Kosten werden nicht erstattet?", "Bußgelder trägt jeder selbst.", [""]),
        ("Welche Ziele wurden nicht erreicht?", "Das Umsatzziel wurde verfehlt.", [""]),
        ("Until what amount is no approval needed?", "Up to 500 euros can be ordered directly.", [""]),
        ("Which supplier did not deliver on time?", "Kessler delivered two weeks late.", [""]),
        ("Don't I get a bonus?", "You get a bonus after one year.", [""]),
        ("Which costs are refunded?", "Train tickets are refunded.", [""]),
    ],
)
def test_what_is_not_so_is_not_told_by_what_says_it_is(question, text, expected):
    assert told(text, question) == expected


def test_a_list_denies_in_the_line_above_it():
    text = "The following costs are not refunded:\n- minibar refunded later\n- parking fines"
    assert told(text, "Which costs are not refunded?")[1:] == ["", ""]


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        (
            "Were there nominees with more votes against?",
            "A majority means that the votes for must exceed those against.",
            ["words"],
        ),
        ("Gab es 2023 Überstunden?", "Als Überstunde gilt als solche angeordnete Arbeit.", ["words"]),
        ("Did the staff get a bonus in 2023?", "A bonus was paid in 2023.", [""]),
        ("Did the project start in May?", "The project started in May.", [""]),
        ("Were visitors required to register?", "Visitors must register at the gate.", [""]),
        ("Did the board approve the plan?", "The board approved the plan, which must now be carried out.", [""]),
        ("What does overtime mean?", "Overtime means that work was ordered.", [""]),
    ],
)
def test_what_a_word_means_does_not_tell_what_happened(question, text, expected):
    assert told(text, question) == expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        (
            "What drove the increase in inventories at the end of 2023?",
            "Inventories at the end of the second quarter of 2023 rose by 9 %. The increase is due to new shops.",
            ["dates", "dates"],
        ),
        (
            "Wie hoch war der Umsatz 2023?",
            "Im zweiten Quartal 2023 lag der Umsatz bei 12 Mio. Euro.",
            ["dates"],
        ),
        ("Wie hoch war der Umsatz 2023?", "Der Umsatz lag 2023 bei 50 Mio. Euro.", [""]),
        ("How high was revenue in Q2 2023?", "Revenue in the second quarter of 2023 was 12 million.", [""]),
        ("How high was revenue in 2023?", "Full-year revenue was 50 million after a weak second quarter.", [""]),
        ("In welchem Quartal 2023 sank der Umsatz?", "Im dritten Quartal 2023 sank der Umsatz.", [""]),
        ("How many people came to the 2023 party?", "In the third quarter of 2023 80 people came.", [""]),
        ("How many people were hired by May 2023?", "We hired 12 people in the second quarter of 2023.", [""]),
        (
            "Who became head of sales in 2023?",
            "In the second quarter of 2023 Ada Brehm became head of sales.",
            [""],
        ),
    ],
)
def test_a_quarter_does_not_tell_the_figure_of_a_year(question, text, expected):
    assert told(text, question) == expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What is the agreed limit for defects?", "Defects were at 290 ppm and so below the limit.", ["words"]),
        ("Welche Grenze gilt für Fehler?", "Die Quote lag bei 290 ppm und damit unter der Grenze.", ["words"]),
        ("What is the agreed limit for defects?", "At 290 ppm defects were below the limit of 350 ppm.", [""]),
        ("What is the agreed limit for defects?", "The limit is 350 ppm.", [""]),
        ("What is our sales target?", "We are above the target of 5 million.", [""]),
        ("Are we below the limit?", "At 290 ppm defects were below the limit.", [""]),
        ("How high were defects?", "Defects were at 290 ppm and so below the limit.", [""]),
    ],
)
def test_what_is_below_a_limit_is_not_the_limit(question, text, expected):
    assert told(text, question) == expected
