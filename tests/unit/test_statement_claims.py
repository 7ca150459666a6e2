"""Yes/no questions about figures of statements: told yes or no only where the figures say so plainly."""

from __future__ import annotations

import pytest

from tests.statement_pages import BALANCE, COVER, INCOME, WEBER, passages_of
from tests.unit.test_statement_answers import tell

SHORT = passages_of(
    COVER, INCOME, BALANCE.replace("Total current liabilities\t800", "Total current liabilities\t1,300")
)


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Did Nordhafen's revenue increase in 2023?", "Yes. Revenue: rose from"),
        ("Did Nordhafen's revenue fall in 2023?", "No. Revenue: rose from"),
        ("Has Nordhafen reduced its interest expense between 2022 and 2023?", "Yes. Interest expense: fell from"),
        ("Has Nordhafen an improving gross margin as of 2023?", "Yes. Gross margin: rose from"),
        ("Did Nordhafen's quick ratio improve in 2023?", "No. Quick ratio: fell from"),
        ("Did Nordhafen's quick ratio deteriorate in 2023?", "Yes. Quick ratio: fell from"),
        ("Is Nordhafen's operating income higher in 2023 than in 2022?", "Yes. Operating income: rose from"),
        ("Did Nordhafen have positive working capital in 2023?", "Yes. Working capital, 2023:"),
        ("Did Nordhafen have a negative operating cash flow in 2023?", "No. Operating cash flow, 2023:"),
        ("Does Nordhafen have a healthy current ratio in 2023?", "Yes. Current ratio, 2023:"),
        ("Is Nordhafen's liquidity good in 2023, judging by its current ratio?", "Yes. Current ratio, 2023:"),
        ("Did Nordhafen's interest expense go down in 2023?", "Yes. Interest expense: fell from"),
        ("Compared to 2022, was Nordhafen's revenue in 2023 higher?", "Yes. Revenue: rose from"),
        ("Was Nordhafen profitable in 2023?", "Yes. Net income, 2023: USD 670 million"),
        (
            "Are Nordhafen's 2023 financials those of a high-growth company?",
            "Yes. Revenue growth, 2023: (4,000 − 3,600) / 3,600 = 11.1 %; 10 % a year or more is held to be high;",
        ),
    ],
)
def test_what_the_figures_say_is_told_first(question, verdict):
    reply = tell(question)
    assert reply is not None
    assert reply.text.startswith(verdict)


@pytest.mark.parametrize(
    "question",
    [
        "Did Nordhafen's revenue increase or decrease in 2023?",  # a choice
        "How did Nordhafen's gross margin improve in 2023?",
        "By how much did Nordhafen's revenue increase in 2023?",
        "Did Nordhafen's effective tax rate improve in 2023?",  # which way would that be?
        "Did Nordhafen have positive capital expenditure in 2023?",
        "Is Nordhafen's gross margin good in 2023?",  # no textbook says from when on
    ],
)
def test_figures_alone_are_told_where_yes_or_no_would_be_a_guess(question):
    reply = tell(question)
    assert reply is None or not reply.text.startswith(("Yes", "No."))


@pytest.mark.parametrize(
    "question",
    [
        "Did Nordhafen's revenue increase by more than 20 % in 2023?",
        "Did Nordhafen's revenue more than double in 2023?",
        "Was Nordhafen's revenue not higher in 2023?",
        "Was Nordhafen's revenue growth higher in 2023 than in 2022?",
        "Was Nordhafen more profitable in 2023?",
        "How profitable was Nordhafen in 2023?",
        "Was Nordhafen not profitable in 2023?",
        "Was Nordhafen's revenue lower in 2022 than in 2023?",
        "Was Nordhafen's interest expense higher in 2022 than in 2023?",
        "Compared to 2023, was Nordhafen's revenue in 2022 lower?",
        "Compared to the following year, was Nordhafen's revenue lower in 2022?",
        "Did Nordhafen's revenue rise in 2022 and 2023?",
        "Did Nordhafen's revenue rise in both 2022 and 2023?",
        "Did Nordhafen's revenue rise over the last three years to 2023?",
        "Was there no decline in Nordhafen's revenue in 2023?",
        "Was the increase in Nordhafen's revenue in 2023 higher than in 2022?",
        "Did Nordhafen's net loss rise in 2023?",
        "Did Nordhafen's cash used in investing activities rise in 2023?",
    ],
)
def test_more_than_the_figures_say_is_not_affirmed(question):
    reply = tell(question)
    assert reply is None or not reply.text.startswith("Yes")


def test_what_is_healthy_is_told_with_the_mark_and_both_formulas():
    reply = tell("Does Nordhafen have a healthy liquidity profile based on its quick ratio in 2023?", SHORT)
    assert reply.text.startswith(
        "No. Quick ratio, 2023: (1,240 − 400) / 1,300 = 0.65; by another usual formula, 2023: "
        "(310 + 500) / 1,300 = "
        "0.62; 1 or more is held to be healthy; from"
    )


def test_formulas_that_disagree_give_no_verdict():
    pages = [
        page.replace("Accounts receivable, less allowances of $5 and $4\t500", "Accounts receivable\t250")
        for page in (INCOME, BALANCE)
    ]
    reply = tell("Is Nordhafen's quick ratio in 2023 healthy?", passages_of(COVER, *pages))
    assert reply.text.startswith(
        "Quick ratio, 2023: (1,240 − 400) / 800 = 1.05; by another usual formula, 2023: (310 + 250) / 800 = 0.70"
    )


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Ist der Umsatz von Weber 2024 gestiegen?", "Ja. Umsatz: gestiegen von"),
        ("Stieg der Umsatz von Weber 2024?", "Ja. Umsatz: gestiegen von"),
        ("War das Eigenkapital von Weber 2024 positiv?", "Ja. Eigenkapital, 2024:"),
        ("Hat sich die Eigenkapitalquote von Weber 2024 verschlechtert?", "Nein. Eigenkapitalquote: gestiegen von"),
    ],
)
def test_german_verdicts(question, verdict):
    reply = tell(question, WEBER, language="de")
    assert reply is not None
    assert reply.text.startswith(verdict)
