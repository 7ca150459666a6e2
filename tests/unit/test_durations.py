"""Durations of different units differ where no month or year is short or long enough for both."""

from __future__ import annotations

import pytest

from rag.contradiction import Claim
from rag.durations import last_otherwise
from rag.supports import find_sentences
from rag.types import Passage


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("Die Frist beträgt 3 Monate.", "Die Frist beträgt 6 Wochen.", True),
        ("The period is 2 years.", "The period is 18 months.", True),
        ("Sie läuft 36 Stunden.", "Sie läuft 2 Tage.", True),
        ("Die Frist beträgt 3 Monate.", "Die Frist beträgt 90 Tage.", False),
        ("The period is 1 year.", "The period is 12 months.", False),
        ("The period is 24 hours.", "The period is 1 day.", False),
        ("Die Frist beträgt 1 Quartal.", "Die Frist beträgt 3 Monate.", False),
        # Of one unit it is compared elsewhere; working days, several durations and amounts of other things are not.
        ("Die Frist beträgt 3 Monate.", "Die Frist beträgt 4 Monate.", False),
        ("Die Frist beträgt 10 Arbeitstage.", "Die Frist beträgt 1 Woche.", False),
        ("Die Frist beträgt 3 Monate, danach 1 Woche.", "Die Frist beträgt 2 Wochen.", False),
        ("Die Frist beträgt 3 Monate.", "Die Gebühr beträgt 3 EUR.", False),
        ("", "", False),
    ],
)
def test_durations_of_different_units(one, other, differs):
    assert last_otherwise(one, other) is differs
    assert last_otherwise(other, one) is differs


@pytest.mark.parametrize(
    ("statement", "other", "differs"),
    [
        ("The notice period is three months.", "The notice period is six weeks.", True),
        ("The notice period is three months.", "The notice period is ninety days.", False),
        ("The notice period is three months.", "The trial period is six weeks.", False),
    ],
)
def test_sentences_about_one_thing_differ_in_their_durations(statement, other, differs):
    [support] = find_sentences(Passage(1, 1, "a.txt", 1, 0, len(other), other, "", "", "en"))
    assert Claim.of(statement, statement).differs_from(support, one_each=True) is differs
