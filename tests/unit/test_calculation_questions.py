"""Invented questions over invented tables: what is calculated, and the traps where nothing may be told."""

from __future__ import annotations

import pytest

from rag.calculation import calculate
from rag.types import Passage


def page(text: str, number: int = 1, heading: str = "Tables", language: str = "en") -> Passage:
    return Passage(number, 1, "tables.pdf", number, 0, len(text), text, heading, None, language)


TICKETS = page(
    "Ticket\tPrice (EUR)\tValid (days)\nDay ticket\t12,50\t1\nWeek ticket\t40,00\t7\nAnnual pass\t1.289,00\t365\n",
    language="de",
)
PLANS = page("Feature\tPlan A\tPlan B\nPrice (EUR/month)\t10\t25\nUsers\t5\t50\n")
ACCOUNTS = page(
    "EUR million\t2021\t2022\t2023\n"
    "Revenue\t100.5\t110.0\t120.0\n"
    "Cost of sales\t60.0\t66.0\t70.5\n"
    "Gross profit\t40.5\t44.0\t49.5\n"
    "EBIT\t9.0\t(4.0)\t12.0\n"
    "Income taxes\t(2.0)\t(1.0)\t(3.0)\n"
    "Employees\t400\t410\t425\n"
    "Earnings per share (EUR)\t0.5\t0.2\t0.7\n"
    "Export share\t35.0 %\t36.0 %\t40.0 %\n"
)
QUARTERS = page("EUR million\tQ1 2024\tQ2 2023\tQ2 2024\tH1 2024\nRevenue\t28.0\t25.0\t30.0\t58.0\n")
SEGMENTS = page(
    "Segment\tRevenue 2024 (EUR million)\tOrders 2024 (EUR million)\n"
    "Pumps\t38.6\t39.5\nValves\t15.1\t17.8\nTotal\t53.7\t57.3\n"
)
BY_YEAR = page("Year\tRevenue (EUR million)\tOrders (EUR million)\n2022\t50.0\t55.0\n2023\t60.0\t48.0\n")
MIXED = page("Item\tBudgeted sites\t2024\nPlant North (EUR)\t3\t250000\nPlant South (EUR million)\t4\t1.5\n")
MONEY = page("Item\t2023\t2024\nLicences (EUR)\t240\t250\nHosting (USD)\t140\t150\nSupport (EUR)\t80\t90\n")
RESTATED = page("EUR million\t2023 (restated)\t2024\nRevenue\t50.0\t60.0\n")
BOTH = page("EUR million\t2023\t2023 (restated)\t2024\nRevenue\t50.0\t51.0\t60.0\n")
FOOTNOTED = page("EUR million\t2023*\t2024\nRevenue\t50.0\t60.0\n* Figures include the pumps division.\n")
TWICE = page("EUR million\t2023\t2024\nGermany\nRevenue\t30.0\t31.0\nFrance\nRevenue\t20.0\t22.0\n")
WRAPPED = page("EUR million\t2023\t2024\nOrders\t8.0\t9.0\nResult before\nTaxes\t5.0\t6.0\n")
FORECAST = page("EUR million\t2024\t2025\nRevenue\t60.0\t70.0\n", heading="Forecast")
PRICES = page("Ticket\tPrice (EUR)\nDay ticket\t9\nNight ticket\t12\n")
DRONES = page(
    "Property\tGull\tTern\n"
    "Mass\t950 g\t1.4 kg\n"
    "Flight time\t38 min\t46 min\n"
    "Class\t3 stars\t4 stars\n"
    "Price without VAT\t€6,400\t€9,950\n"
)
MODELS = page("Model\t2023\t2024\nModel 300\t6\t7\nModel 400\t8\t9\n")


@pytest.mark.parametrize(
    ("table", "language", "question", "formula"),
    [
        (TICKETS, "de", "Wie viel mehr kostet die Annual pass als die Day ticket?", "1.289 − 12,5 = 1.276,5 (EUR)"),
        (
            TICKETS,
            "en",
            "How much more does the annual pass cost than the week ticket?",
            "1,289 − 40 = 1,249 (EUR)",
        ),
        (TICKETS, "en", "How much cheaper is the day ticket than the week ticket?", "40 − 12.5 = 27.5 (EUR)"),
        (
            TICKETS,
            "en",
            "How much more expensive is the day ticket than the week ticket?",
            "12.5 − 40 = −27.5 (EUR)",
        ),
        (
            TICKETS,
            "de",
            "Um wie viel Prozent ist das Week ticket teurer als das Day ticket?",
            "(40 − 12,5) / 12,5 = 220,0 %",
        ),
        (TICKETS, "de", "Was kosten Day ticket und Week ticket zusammen?", "12,5 + 40 = 52,5 (EUR)"),
        (PRICES, "de", "Wie viel teurer ist das Night ticket als das Day ticket?", "12 − 9 = 3 (EUR)"),
        (DRONES, "en", "What is the difference in flight time between the Tern and the Gull?", "46 − 38 = 8 (min)"),
        (DRONES, "de", "Wie viel länger ist die Flight time der Tern als der Gull?", "46 − 38 = 8 (min)"),
        (
            DRONES,
            "en",
            "What is the difference in price without VAT between the Gull and the Tern?",
            "6,400 − 9,950 = −3,550 (EUR)",
        ),
        (PLANS, "en", "How much more does plan B cost than plan A?", "25 − 10 = 15"),
        (PLANS, "de", "Wie viel mehr kostet Plan B als Plan A pro Monat?", "25 − 10 = 15"),
        (
            ACCOUNTS,
            "en",
            "What is the difference between revenue and cost of sales in 2023?",
            "120 − 70.5 = 49.5 (EUR million)",
        ),
        (ACCOUNTS, "de", "Wie hoch ist die Differenz zwischen Umsatz und EBIT 2023?", "120 − 12 = 108 (Mio. EUR)"),
        (ACCOUNTS, "en", "What was the sum of EBIT and gross profit in 2023?", "12 + 49.5 = 61.5 (EUR million)"),
        (ACCOUNTS, "en", "What was the gross margin in 2023?", "49.5 / 120 = 41.3 %"),
        (ACCOUNTS, "de", "Wie hoch war die Bruttomarge 2021 (zwei Nachkommastellen)?", "40,5 / 100,5 = 40,30 %"),
        (ACCOUNTS, "en", "What was the operating margin in 2022?", "(−4) / 110 = −3.6 %"),
        (
            ACCOUNTS,
            "en",
            "What was the average revenue from 2021 to 2023?",
            "(100.5 + 110 + 120) / 3 = 110.17 (EUR million)",
        ),
        (
            ACCOUNTS,
            "de",
            "Wie hoch war der durchschnittliche Umsatz 2022 und 2023?",
            "(110 + 120) / 2 = 115 (Mio. EUR)",
        ),
        (ACCOUNTS, "de", "Summe der Umsatzerlöse von 2021 bis 2023?", "100,5 + 110 + 120 = 330,5 (Mio. EUR)"),
        (ACCOUNTS, "en", "Income taxes as a percentage of revenue in 2023?", "3 / 120 = 2.5 %"),
        (
            ACCOUNTS,
            "en",
            "What is the difference in export share between 2021 and 2023?",
            "40 − 35 = 5 (percentage points)",
        ),
        (QUARTERS, "en", "How much higher was revenue in Q2 2024 vs Q2 2023?", "30 − 25 = 5 (EUR million)"),
        (
            QUARTERS,
            "de",
            "Um wie viel Prozent ist der Umsatz vom 2. Quartal 2023 zum zweiten Quartal 2024 gestiegen?",
            "(30 − 25) / 25 = 20,0 %",
        ),
        (QUARTERS, "de", "Wie hoch war der Umsatz im ersten Halbjahr 2024?", "58.0 (EUR million)"),
        (SEGMENTS, "de", "Wie hoch ist der Anteil von Pumps am Umsatz 2024?", "38,6 / 53,7 = 71,9 %"),
        (BY_YEAR, "en", "By how much did revenue rise from 2022 to 2023?", "60 − 50 = 10 (EUR million)"),
        (BY_YEAR, "en", "How much higher is revenue than orders in 2023?", "60 − 48 = 12 (EUR million)"),
        (
            MIXED,
            "en",
            "How much higher was Plant South than Plant North in 2024?",
            "1.5 − 0.25 = 1.25 (EUR million)",
        ),
        (ACCOUNTS, "en", "By how much did gross profit exceed EBIT in 2023?", "49.5 − 12 = 37.5 (EUR million)"),
        (ACCOUNTS, "de", "Wie viel ist Umsatz abzüglich EBIT 2021?", "100,5 − 9 = 91,5 (Mio. EUR)"),
        (MONEY, "en", "Difference between licences and support in 2024?", "250 − 90 = 160 (EUR)"),
        (TWICE, "en", "What was revenue in Germany in 2024?", "31.0 (EUR million)"),
    ],
)
def test_what_is_calculated(table, language, question, formula):
    found = calculate(question, [table], language)
    assert (found and found.text.split("; ")[-1].split(": ")[-1].split(" [")[0]) == formula
    for each in found.citations if found else ():
        assert table.text[each.start : each.end] == each.quote


@pytest.mark.parametrize(
    ("table", "question"),
    [
        (DRONES, "What is the difference in mass between the Tern and the Gull?"),  # kilograms and grams
        (DRONES, "What is the difference in class between the Tern and the Gull?"),  # "4 stars" are no unit
        (ACCOUNTS, "What is the difference between revenue and cost of sales?"),  # no year
        (ACCOUNTS, "What is the difference between revenue and cost of sales in 2024?"),  # no such year
        (ACCOUNTS, "What is the difference between revenue in 2022 and cost of sales in 2023?"),  # which in which?
        (ACCOUNTS, "What is the difference between revenue and employees in 2023?"),  # money and heads
        (ACCOUNTS, "What is the difference between revenue and export share in 2023?"),
        (ACCOUNTS, "What is the difference between revenue and income taxes in 2023?"),  # a figure in brackets
        (ACCOUNTS, "What was the average revenue from 2020 to 2023?"),  # 2020 is missing
        (ACCOUNTS, "What was the average growth of revenue from 2021 to 2023?"),
        (ACCOUNTS, "What is the sum of employees from 2021 to 2023?"),  # the same people thrice
        (ACCOUNTS, "By what percentage did the export share rise from 2021 to 2023?"),  # percent or points
        (ACCOUNTS, "What was the EBIT margin of the pumps division in 2023?"),
        (ACCOUNTS, "What was the net margin in 2023?"),  # no net profit
        (ACCOUNTS, "What was the EBIT per share in 2023?"),
        (ACCOUNTS, "What were earnings in 2023?"),  # only per share
        (ACCOUNTS, "Why did the difference between revenue and cost of sales in 2023 grow?"),
        (ACCOUNTS, "Warum ist der Umsatz von 2022 auf 2023 um wie viel Prozent gestiegen?"),
        (ACCOUNTS, "What is the difference between revenue and cost of sales in 2023 in USD?"),
        (ACCOUNTS, "What was revenue in 2023 in USD?"),
        (ACCOUNTS, "What share did revenue have in 2023?"),
        (ACCOUNTS, "What would revenue be in 2023 if it grew by 10 percent?"),
        (PLANS, "How much more does plan C cost than plan A?"),
        (PLANS, "How much more does plan B cost than plan A per year?"),
        (PLANS, "How much more does plan B cost than plan A in 2024?"),
        (TICKETS, "How much more does the month ticket cost than the day ticket?"),
        (TICKETS, "Wie viel mehr kostet die Annual pass als die Day ticket in USD?"),
        (TICKETS, "How much more does the annual pass cost than the day ticket for students?"),
        (QUARTERS, "How high was revenue in 2024?"),
        (QUARTERS, "How high was revenue in Q3 2024?"),
        (QUARTERS, "By how much did revenue rise from 2023 to Q2 2024?"),
        (QUARTERS, "What was the average revenue of Q1 to Q4 2024?"),
        (QUARTERS, "How much higher was revenue in Q2?"),
        (SEGMENTS, "Wie hoch ist der Anteil von Pumps am Umsatz 2023?"),
        (SEGMENTS, "Wie hoch ist der Anteil von Pumps am Gewinn 2024?"),
        (SEGMENTS, "Wie hoch ist der Anteil von Filters am Umsatz 2024?"),
        (MONEY, "What is the difference between licences and hosting in 2024?"),  # EUR and USD
        (MONEY, "What is the sum of licences and hosting in 2024?"),
        (RESTATED, "By what percentage did revenue grow from 2023 to 2024?"),
        (BOTH, "By what percentage did revenue grow from 2023 to 2024?"),
        (FOOTNOTED, "By what percentage did revenue grow from 2023 to 2024?"),
        (TWICE, "By what percentage did revenue grow from 2023 to 2024?"),
        (WRAPPED, "By how much did taxes rise from 2023 to 2024?"),  # the label begins a line above
        (FORECAST, "By what percentage did revenue grow from 2024 to 2025?"),
        (MODELS, "What was the figure of model 500 in 2024?"),
        (MODELS, "How much higher is model 500 than model 300 in 2024?"),
    ],
)
def test_when_it_is_silent(table, question):
    for language in ("de", "en"):
        found = calculate(question, [table], language)
        assert (found and found.text) is None


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Item\t2023\t2024\nLeft\t1\t1.577\nRight\t1\t0.25\n", False),  # the sign is that of fractions elsewhere
        ("Item\t2023\t2024\nLeft\t1\t1,577\nRight\t1\t0.25\n", True),
        ("Item\t2023\t2024\nLeft\t1\t1.577\nRight\t1\t300\n", False),  # in an English document
        ("Item\t2023\t2024\nLeft\t1\t1,577\nRight\t1\t300\n", True),
    ],
)
def test_a_figure_that_may_be_a_thousand_or_a_fraction_is_not_calculated_with(text, is_told):
    found = calculate("What is the difference between left and right in 2024?", [page(text)], "en")
    assert (found is not None) == is_told


def test_rows_of_two_tables_are_not_compared():
    germany = "Germany\nEUR million\t2023\t2024\nRevenue\t30.0\t31.0\n"
    france = "France\nEUR million\t2023\t2024\nOrders\t20.0\t22.0\n"
    question = "What is the difference between revenue and orders in 2024?"
    assert calculate(question, [page(germany), page(france, 2)], "en") is None
    assert calculate(question, [page(germany + france)], "en") is None
    assert calculate(question, [page(germany + france.split("\n", 2)[2])], "en") is not None
