"""Questions for figures of statements: what they want, in which years, and when they want something else."""

from __future__ import annotations

from itertools import pairwise

import pytest

from rag.statements import read_asked
from rag.statements.asked import About
from rag.statements.measures import Unit


@pytest.mark.parametrize(
    ("question", "name", "years", "about", "unit"),
    [
        ("What was revenue in 2023?", "revenue", (2023,), About.VALUES, Unit.MONEY),
        ("What is the FY2023 capex for Nordhafen?", "capex", (2023,), About.VALUES, Unit.MONEY),
        ("What was the quick ratio in FY23?", "quick ratio", (2023,), About.VALUES, Unit.TIMES),
        (
            "Did the gross margin improve between 2022 and 2023?",
            "gross margin",
            (2022, 2023),
            About.CHANGE,
            Unit.PERCENT,
        ),
        (
            "Has Nordhafen an improving gross margin as of FY 2023?",
            "gross margin",
            (2022, 2023),
            About.CHANGE,
            Unit.PERCENT,
        ),
        ("By how much did revenue grow in 2023?", "revenue", (2022, 2023), About.GROWTH, Unit.MONEY),
        (
            "How much did total assets change from 2022 to 2023 in USD millions?",
            "total assets",
            (2022, 2023),
            About.CHANGE,
            Unit.MONEY,
        ),
        (
            "What is the FY2021 - FY2023 3 year average of capex as a % of revenue?",
            "capex as a % of revenue",
            (2021, 2022, 2023),
            About.AVERAGE,
            Unit.PERCENT,
        ),
        (
            "What is the three-year average of net income for 2023?",
            "net income",
            (2021, 2022, 2023),
            About.AVERAGE,
            Unit.MONEY,
        ),
        ("What is the CAGR of revenue from 2021 to 2023?", "revenue", (2021, 2023), About.COMPOUND, Unit.MONEY),
        ("What was the D&A % margin in 2023?", "D&A % margin", (2023,), About.VALUES, Unit.PERCENT),
        (
            "What percentage of revenue was SG&A in 2023?",
            "What percentage of revenue was SG&A",
            (2023,),
            About.VALUES,
            Unit.PERCENT,
        ),
        (
            "According to the balance sheet, what was total equity? The year is FY2023.",
            "total equity",
            (2023,),
            About.VALUES,
            Unit.MONEY,
        ),
        (
            "What were days payable outstanding (DPO) in 2023?",
            "days payable outstanding",
            (2023,),
            About.VALUES,
            Unit.DAYS,
        ),
        ("Wie hoch war die Eigenkapitalquote 2024?", "Eigenkapitalquote", (2024,), About.VALUES, Unit.PERCENT),
        ("Wie hoch war das Umsatzwachstum 2024?", "Umsatz", (2023, 2024), About.GROWTH, Unit.MONEY),
        (
            "Wie hoch war der Anteil der Vorräte am Umlaufvermögen 2024?",
            "Anteil der Vorräte am Umlaufvermögen",
            (2024,),
            About.VALUES,
            Unit.PERCENT,
        ),
        (
            "Um wie viel Prozent ist der Umsatz 2024 gegenüber 2023 gestiegen?",
            "Umsatz",
            (2023, 2024),
            About.GROWTH,
            Unit.MONEY,
        ),
    ],
)
def test_figures_are_asked_for(question, name, years, about, unit):
    asked = read_asked(question)
    assert asked is not None
    assert (asked.name, asked.years, asked.about, asked.unit) == (name, years, about, unit)


@pytest.mark.parametrize(
    ("question", "part", "years", "about"),
    [
        ("What was revenue in Q2 2023?", "Q2", (2023,), About.VALUES),
        ("What was revenue in Q2'23?", "Q2", (2023,), About.VALUES),
        ("What was revenue in the second quarter of fiscal year 2023?", "Q2", (2023,), About.VALUES),
        ("What was revenue in the first half of FY2023?", "H1", (2023,), About.VALUES),
        ("Did revenue rise in Q2 of FY2023 compared to Q2 of FY2022?", "Q2", (2022, 2023), About.CHANGE),
        ("How did revenue change in Q2 2023 year over year?", "Q2", (2022, 2023), About.CHANGE),
        ("Wie hoch war der Umsatz im 2. Quartal des Geschäftsjahres 2023?", "Q2", (2023,), About.VALUES),
        (
            "Wie ist der Umsatz im zweiten Quartal 2023 zum Vorjahresquartal gestiegen?",
            "Q2",
            (2022, 2023),
            About.CHANGE,
        ),
        ("What was revenue in 2023?", "", (2023,), About.VALUES),
    ],
)
def test_quarters_and_halves_are_parts_of_years(question, part, years, about):
    asked = read_asked(question)
    assert asked is not None
    assert (asked.part, asked.years, asked.about) == (part, years, about)


@pytest.mark.parametrize(
    "question",
    [
        "What was revenue?",  # of which year?
        "What was revenue in Q1 2023 and Q2 2023?",
        "What was revenue in 2023? I mean the second quarter.",
        "Why did revenue fall in 2023?",
        "What drove the gross margin in 2023?",
        "Which segment had the highest revenue in 2023?",
        "What were revenue and net income in 2023?",
        "What was revenue per employee in 2023?",
        "What was income before taxes excluding litigation in 2023?",
        "What was revenue as a % of the market in 2023?",
        "What share of total assets was goodwill in 2023?",
        "What was the average revenue growth from 2021 to 2023?",  # of years, or a year?
        "Revenue was 4,000 in 2023. What was it in 2022?",
        "What is the change in inventories in the cash flow statement of 2023?",
        "Wie hoch war die Umsatzrendite 2024?",
        "Wie hoch war die Umsatzsteuer 2024?",
        "Wie hoch war das Umsatzziel 2024?",
        "Wie lange ist die Kündigungsfrist 2024?",
        "How many days of leave are there in 2023?",
        "",
    ],
)
def test_other_questions_want_no_figure_of_statements(question):
    assert read_asked(question) is None


@pytest.mark.parametrize(
    "definition",
    [
        "X is defined as: revenue divided by happiness.",
        "X is defined as: (revenue / total assets.",
        "X is defined as: revenue / average total assets between 2019 and 2023.",
        "X is defined as: revenue of last year / total assets.",
        "X is defined as: X / revenue.",
        "X is defined as: average of (revenue + capex) / total assets.",
    ],
)
def test_a_definition_that_is_not_understood_is_not_guessed(definition):
    assert read_asked(f"What is X in 2023? {definition}") is None


def test_definitions_within_definitions_end():
    """Each is read once, and one that grows beyond all measure is none: read anew each time they took minutes."""
    names = [f"Measure{letter}" for letter in "ABCDEFGHIJ"]
    chain = [f"{name} is defined as: {' + '.join([inner] * 6)}." for name, inner in pairwise(names)]
    question = f"What is MeasureA in 2023? {' '.join(chain)} MeasureJ is defined as: revenue."
    assert read_asked(question) is None
