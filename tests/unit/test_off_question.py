"""Sentences about the matter of a question that cannot be its answer."""

from __future__ import annotations

import pytest

from rag.off_question import asks_for_denied, cannot_answer
from rag.supports import find_sentences
from rag.types import Passage


def told(text: str, question: str) -> list[str]:
    passage = Passage(1, 1, "bericht.pdf", 1, 0, len(text), text)
    return [cannot_answer(question, each) for each in find_sentences(passage)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which costs are not refunded?", True),
        ("Who is not required to register?", True),
        ("Was dürfen Praktikanten nicht tun?", True),
        ("Welche Kosten werden nicht erstattet?", True),
        ("Is smoking not allowed?", False),
        ("Was the contract not signed?", False),
        ("Ist Rauchen nicht erlaubt?", False),
        ("Why can't I log in?", False),
        ("How do I register if I have no badge?", False),
        ("Which form is for people who do not travel?", False),
        ("Was passiert, wenn ich nicht komme?", False),
        ("Which costs are refunded?", False),
    ],
)
def test_a_thing_of_which_something_is_denied(question, expected):
    assert asks_for_denied(question) is expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Which costs are not refunded?", "Train tickets are refunded within a week.", ["negation"]),
        ("Which costs are not refunded?", "Minibar and parking fines are excluded.", [""]),
        ("Which costs are not refunded?", "Only train tickets are refunded.", [""]),
        ("Welche Kosten werden nicht erstattet?", "Bahnfahrten werden erstattet.", ["negation"]),
        ("Welche Kosten werden nicht erstattet?", "Bußgelder trägt jeder selbst, sie werden nie bezahlt.", [""]),
        ("Which costs are refunded?", "Train tickets are refunded.", [""]),
    ],
)
def test_what_is_not_so_is_told_only_by_what_denies(question, text, expected):
    assert told(text, question) == expected


def test_a_list_denies_in_the_line_above_it():
    text = "The following costs are not refunded:\n- minibar\n- parking fines"
    assert told(text, "Which costs are not refunded?")[-1] == ""


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        (
            "Were there nominees with more votes against?",
            "A majority means that the votes for must exceed those against.",
            ["words"],
        ),
        ("Did the staff get a bonus in 2023?", "The board may grant a bonus.", ["words"]),
        ("Did the staff get a bonus in 2023?", "The board may grant a bonus, and it was paid in 2023.", [""]),
        ("Was the lease extended?", "The lease must be extended in writing.", ["words"]),
        ("Gab es 2023 eine Prämie?", "Der Vorstand darf eine Prämie gewähren.", ["words"]),
        ("Gab es 2023 eine Prämie?", "Im März wurde eine Prämie gezahlt.", [""]),
        ("Was dürfen Praktikanten tun?", "Praktikanten dürfen die Werkstatt betreten.", [""]),
        ("Must the lease be extended in writing?", "The lease must be extended in writing.", [""]),
    ],
)
def test_a_rule_does_not_tell_what_happened(question, text, expected):
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
        ("How high were defects?", "Defects were at 290 ppm and so below the limit.", [""]),
    ],
)
def test_what_is_below_a_limit_is_not_the_limit(question, text, expected):
    assert told(text, question) == expected
