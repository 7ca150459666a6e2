"""Growth is calculated however it is asked for: by two years, by the year before, by the year in the mean."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rag.calculation import calculate
from rag.types import Passage


def table(text: str) -> Passage:
    return Passage(1, 1, "annual-report.pdf", 2, 10, 10 + len(text), text, "Group", "Annual Report", "en")


FIGURES = (
    "Key figure\t2023\t2024\t2025\n"
    "Revenue (EUR million)\t31,120\t32,765\t34,229\n"
    "Capital expenditure (EUR million)\t1,420\t1,577\t1,610\n"
    "Employees at year end\t398\t405\t412\n"
)
ROSE_2024 = "Revenue (EUR million): 31,120 (2023), 32,765 (2024); 32,765 − 31,120 = 1,645 (EUR million) [1]"
UMSATZ = "Kennzahl\t2023\t2024\t2025\nUmsatz (Mio. EUR)\t70,5\t73,9\t78,4\nMitarbeiter\t398\t405\t412\n"
GREW_2024 = "Revenue (EUR million): 31,120 (2023), 32,765 (2024); (32,765 − 31,120) / 31,120 = 5.3 % [1]"
STIEG_UM_2024 = "Umsatz (Mio. EUR): 70,5 (2023), 73,9 (2024); 73,9 − 70,5 = 3,4 (Mio. EUR) [1]"
STIEG_2024 = "Umsatz (Mio. EUR): 70,5 (2023), 73,9 (2024); (73,9 − 70,5) / 70,5 = 4,8 % [1]"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What was the year-on-year growth of revenue in 2024?", GREW_2024),
        ("What was the revenue growth rate in 2024?", GREW_2024),
        ("How strongly did revenue grow from 2023 to 2024?", GREW_2024),
        ("By what percentage did revenue grow in 2024 over the previous year?", GREW_2024),
        (
            "By how much did revenue grow in 2024 compared with the previous year?",
            ROSE_2024,
        ),
        (
            "What was the compound annual growth rate of revenue from 2023 to 2025?",
            "Revenue (EUR million): 31,120 (2023), 34,229 (2025); (34,229 / 31,120)^(1/2) − 1 = 4.9 % [1]",
        ),
        (
            "What was the capital expenditure to revenue ratio in 2024?",
            "Capital expenditure (EUR million) / Revenue (EUR million) (2024): 1,577 / 32,765 = 4.8 % [1][2]",
        ),
        (
            "What was capital expenditure as a percentage of revenue in 2024?",
            "Capital expenditure (EUR million) / Revenue (EUR million) (2024): 1,577 / 32,765 = 4.8 % [1][2]",
        ),
        ("How much did revenue grow in 2024?", ROSE_2024),
        ("By how much did revenue rise in 2024?", ROSE_2024),
        ("How has revenue changed in 2024?", ROSE_2024),
        ("How did revenue develop from 2023 to 2024?", ROSE_2024),
        (
            "How many employees were added in 2025?",
            "Employees at year end: 405 (2024), 412 (2025); 412 − 405 = 7 [1]",
        ),
        # No year before, in the mean of one year, of which nothing is known.
        ("How much did revenue grow in 2023?", None),
        ("How much did revenue of the moon division grow in 2024?", None),
        ("How has the strategy changed in 2024?", None),
        ("What was the revenue growth rate in 2023?", None),
        ("What was the compound annual growth rate of revenue from 2024 to 2025?", None),
        ("What was the revenue growth of the moon division in 2024?", None),
        ("What would revenue growth in 2024 have been?", None),
    ],
)
def test_growth_in_english(question, told):
    found = calculate(question, [table(FIGURES)], "en")
    assert (found and found.text) == told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Wie stark ist der Umsatz 2024 gegenüber 2023 gewachsen?", STIEG_2024),
        ("Wie stark stieg der Umsatz von 2023 auf 2024?", STIEG_2024),
        ("Um wie viel Prozent wuchs der Umsatz 2024 gegenüber dem Vorjahr?", STIEG_2024),
        ("Wie hoch war das Umsatzwachstum 2024?", STIEG_2024),
        (
            "Um wie viel stieg der Umsatz 2024 im Vergleich zu 2023?",
            STIEG_UM_2024,
        ),
        (
            "Wie viele Mitarbeiter kamen von 2024 auf 2025 hinzu?",
            "Mitarbeiter: 405 (2024), 412 (2025); 412 − 405 = 7 [1]",
        ),
        (
            "Wie hoch war das durchschnittliche jährliche Wachstum des Umsatzes von 2023 bis 2025?",
            "Umsatz (Mio. EUR): 70,5 (2023), 78,4 (2025); (78,4 / 70,5)^(1/2) − 1 = 5,5 % [1]",
        ),
        ("Um wie viel ist der Umsatz 2024 gestiegen?", STIEG_UM_2024),
        ("Wie viel ist der Umsatz 2024 gewachsen?", STIEG_UM_2024),
        ("Wie hat sich der Umsatz 2024 entwickelt?", STIEG_UM_2024),
        ("Wie hat sich die Strategie 2024 entwickelt?", None),
        ("Wie hoch war das Auslandsumsatzwachstum 2024?", None),
        ("Warum wuchs der Umsatz 2024 gegenüber dem Vorjahr um so viel Prozent?", None),
    ],
)
def test_growth_in_german(question, told):
    found = calculate(question, [table(UMSATZ)], "de")
    assert (found and found.text) == told


def test_a_row_that_is_the_growth_is_told_and_not_calculated():
    own = f"{FIGURES}Revenue growth (percent)\t4.1\t5.2\t4.4\nBook to bill ratio\t1.1\t1.2\t0.9\n"
    grown = calculate("What was the revenue growth in 2024 in percent?", [table(own)], "en")
    assert grown is not None and grown.text == "Revenue growth (percent), 2024: 5.2 [1]"
    ratio = calculate("What was the book to bill ratio in 2025?", [table(own)], "en")
    assert ratio is not None and ratio.text == "Book to bill ratio, 2025: 0.9 [1]"


def test_the_yearly_growth_is_that_which_leads_from_the_first_to_the_last():
    found = calculate(
        "What was the CAGR of revenue from 2023 to 2025 (two decimal places)?", [table(FIGURES)], "en"
    )
    assert found is not None
    rate = Decimal(found.text.split(" = ")[1].split(" %")[0]) / 100
    assert abs(31120 * (1 + rate) ** 2 - 34229) < 4  # half of the last place of the rate


SPENT = "Capital expenditure (EUR million) / Revenue (EUR million) (2024): 1,577 / 32,765 = 4.8 % [1][2]"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What share of revenue went to capital expenditure in 2024?", SPENT),
        ("How much of revenue was spent on capital expenditure in 2024?", SPENT),
        ("What proportion of revenue was capital expenditure in 2024?", SPENT),
        ("What share of revenue went to dividends in 2024?", None),
        ("How much of revenue was spent in 2024?", None),
        (
            "What do capital expenditure and revenue add up to in 2024?",
            "Capital expenditure (EUR million): 1,577 (2024); Revenue (EUR million): 32,765 (2024);"
            " 1,577 + 32,765 = 34,342 (EUR million) [1][2]",
        ),
    ],
)
def test_shares_and_sums_as_people_ask_for_them(question, told):
    found = calculate(question, [table(FIGURES)], "en")
    assert (found and found.text) == told


@pytest.mark.parametrize(
    "question",
    [
        "Welcher Anteil des Umsatzes entfiel 2025 auf Forschung und Entwicklung?",
        "Wie viel Prozent des Umsatzes gingen im Jahr 2025 in die Forschung und Entwicklung?",
        "Wie viel vom Umsatz floss 2025 in Forschung und Entwicklung?",
        "Wie viel Prozent des Umsatzes machte Forschung und Entwicklung 2025 aus?",
    ],
)
def test_german_shares(question):
    found = calculate(question, [table(f"{UMSATZ}Forschung und Entwicklung (Mio. EUR)\t3,0\t3,4\t4,1\n")], "de")
    assert found is not None
    assert found.text == (
        "Forschung und Entwicklung (Mio. EUR) / Umsatz (Mio. EUR) (2025): 4,1 / 78,4 = 5,2 % [1][2]"
    )


MARKDOWN = (
    "All amounts in EUR thousand.\n\n| | 2024 | 2025 |\n|---|---|---|\n| Revenue | 18,420 | 20,262 |\n"
    "| Cost of materials | 7,110 | 7,950 |\n| Sales per store | 310 | 325 |\n"
    "| Employees at year end | 142 | 155 |\n"
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What was revenue in 2025?", "Revenue, 2025: 20,262 (EUR thousand) [1]"),
        ("How many employees were there in 2025?", "Employees at year end, 2025: 155 [1]"),
        (
            "How much did revenue grow in 2025?",
            "Revenue: 18,420 (2024), 20,262 (2025); 20,262 − 18,420 = 1,842 (EUR thousand) [1]",
        ),
        (
            "What was the revenue per employee in 2025?",
            "Revenue / Employees at year end (2025): 20,262 / 155 = 130.72 (EUR thousand) [1][2]",
        ),
        (
            "What was the cost of materials for each employee in 2024, to one decimal place?",
            "Cost of materials / Employees at year end (2024): 7,110 / 142 = 50.1 (EUR thousand) [1][2]",
        ),
        (
            "How much did sales per store grow in 2025?",
            "Sales per store: 310 (2024), 325 (2025); 325 − 310 = 15 (EUR thousand) [1]",
        ),
        ("How much did revenue per employee grow in 2025?", None),
        ("What was the revenue per customer in 2025?", None),
        ("What was the revenue per employee in Spain in 2025?", None),
        ("What was the number of employees per employee in 2025?", None),
        ("What was the revenue per cost of materials in 2025?", None),
        ("What was the revenue per employee in USD in 2025?", None),
    ],
)
def test_a_line_above_a_markdown_table_says_what_its_amounts_are(question, told):
    found = calculate(question, [table(MARKDOWN)], "en")
    assert (found and found.text) == told
