"""A most of something needs evidence that says so, and a change must change something."""

from __future__ import annotations

import pytest

from rag.extremes import changes_nothing, lacks_extreme


@pytest.mark.parametrize(
    ("statement", "question", "evidence"),
    [
        (
            "The largest liability was 7.8 million.",
            "What was the largest liability?",
            "Liabilities were 7.8 million.",
        ),
        ("Es war Pumpenbau Nord.", "Welche Firma gab das niedrigste Angebot ab?", "Pumpenbau Nord bot 4.200 EUR."),
        ("Interest was the highest.", "", "Request the interest rate in the west."),
    ],
)
def test_a_most_that_the_evidence_does_not_tell_is_objected_to(statement, question, evidence):
    assert lacks_extreme(statement, question, evidence)


@pytest.mark.parametrize(
    ("statement", "question", "evidence"),
    [
        ("The largest order was that of Weber.", "", "Weber placed the largest order."),
        ("165 EUR.", "Wie hoch ist der höchste Betrag?", "Bis zu 165 EUR werden erstattet."),
        ("7 bar.", "What is the highest pressure?", "Max. back pressure: 7 bar"),
        ("Interest was 5 million.", "How high was interest?", "Interest: 5 million"),
    ],
)
def test_what_the_evidence_tells_or_nobody_asked_for_is_not(statement, question, evidence):
    assert not lacks_extreme(statement, question, evidence)


@pytest.mark.parametrize(
    ("statement", "is_none"),
    [
        ("The share increased from 10.2% in 2022 to 10.2% in 2023.", True),
        ("Der Umsatz stieg von 1.000 auf 1000 EUR.", True),
        ("The share increased from 10.2% in 2022 to 10.5% in 2023.", False),
        ("The office moved from floor 2 to floor 2.", False),
        ("Sales rose to 10 million.", False),
    ],
)
def test_a_change_from_a_figure_to_itself_is_none(statement, is_none):
    assert changes_nothing(statement) is is_none
