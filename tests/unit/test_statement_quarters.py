"""Figures of quarters: told where the document says which one it is, and never those of another time."""

from __future__ import annotations

import pytest

from rag.statements import Source, answer_from_statements, read_asked
from tests.statement_pages import (
    CASH,
    COVER,
    DEICHKIND,
    GERMAN_QUARTER,
    INCOME,
    NORDHAFEN,
    NORDHAFEN_QUARTER,
    QUARTERLY_BALANCE,
    QUARTERLY_COVER,
    QUARTERLY_INCOME,
    WEEKS_BALANCE,
    WEEKS_COVER,
    WEEKS_INCOME,
    passages_of,
)

WEBER = passages_of(
    "Weber Maschinen AG\nQuartalsmitteilung", GERMAN_QUARTER, document="weber-q3.pdf", language="de"
)


def tell(question: str, *documents, language: str = "en"):
    asked = read_asked(question)
    found = [Source(each[0].document, lambda each=each: each[0].text, lambda each=each: each) for each in documents]
    reply = None if asked is None else answer_from_statements(question, asked, found, language)
    return None if reply is None else reply.text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "What was Nordhafen's revenue in Q2 2023?",
            "Revenue, Q2 2023: USD 1,000 million; from Net sales: 1,000 (Q2 2023) [1]",
        ),
        (
            "What was Nordhafen's net income in the second quarter of fiscal year 2022?",
            "Net income, Q2 2022: USD 130 million; from Net income: 130 (Q2 2022) [1]",
        ),
        (
            "What was Nordhafen's net income in H1 2023?",
            "Net income, H1 2023: USD 300 million; from Net income: 300 (H1 2023) [1]",
        ),
        (
            "What was Nordhafen's operating cash flow in the first half of 2023?",
            "Operating cash flow, H1 2023: 350 million; from Net cash provided by operating activities: 350 "
            "(H1 2023) [1]",
        ),
        (
            "What were Nordhafen's total current assets at the end of Q2 2023?",
            "Total current assets, Q2 2023: USD 1,220 million; from Total current assets: 1,220 (Q2 2023) [1]",
        ),
        (
            "What were Nordhafen's total assets at the end of Q4 2022?",
            "Total assets, Q4 2022: USD 3,400 million; from Total assets: 3,400 (Q4 2022) [1]",
        ),
        (
            "What was Nordhafen's quick ratio for Q2 of FY2023?",
            "Quick ratio, Q2 2023: (1,220 − 420) / 800 = 1.00; from Total current assets: 1,220 (Q2 "
            "2023); Inventories: 420 (Q2 2023); Total current liabilities: 800 (Q2 2023) [1][2][3]",
        ),
        (
            "Did Nordhafen's net income as a percent of sales increase in Q2 of FY2023 compared to Q2 of FY2022?",
            "Yes. Net income as a percent of sales: rose from 14.44 % (Q2 2022) to 17.00 % (Q2 2023), by "
            "2.56 percentage points; Q2 2022: 130 / 900 = 14.44 %; Q2 2023: 170 / 1,000 = 17.00 %; "
            "from Net income: 130 (Q2 2022), 170 (Q2 2023); Net sales: 900 (Q2 2022), 1,000 (Q2 2023) "
            "[1][2]",
        ),
        (
            "By what percentage did Nordhafen's revenue grow in Q2 2023 versus the same quarter of the prior year?",
            "Revenue, Q2 2022–Q2 2023: +11.1 %; (1,000 − 900) / 900 = 11.1 %; from Net sales: 900 (Q2 "
            "2022), 1,000 (Q2 2023) [1]",
        ),
    ],
)
def test_figures_of_quarters_and_halves_are_told(question, expected):
    assert tell(question, NORDHAFEN_QUARTER) == expected


@pytest.mark.parametrize(
    "question",
    [
        "What was Nordhafen's revenue in Q1 2023?",
        "What was Nordhafen's revenue in Q3 2023?",
        "What was Nordhafen's revenue in Q2 2021?",
        "What was Nordhafen's revenue in H2 2022?",
        "What was Nordhafen's revenue in 2023?",
        "What was Nordhafen's net income in Q4 2022?",
        "What was Nordhafen's operating cash flow in Q2 2023?",  # only that of six months
        "What was Nordhafen's EBITDA in Q2 2023?",
        "What were Nordhafen's total assets at the end of Q2 2022?",
        "What were Nordhafen's total assets at the start of Q2 2023?",
        "How did Nordhafen's total assets change in Q2 2023?",  # since when?
        "How did Nordhafen's revenue change in Q2 2023 compared to the previous quarter?",
        "How did Nordhafen's revenue change from Q1 2023 to Q2 2023?",
        "What was Nordhafen's revenue year to date in Q2 2023?",
        "What was Nordhafen's revenue through Q2 2023?",
        "What was Nordhafen's revenue in the year-ago quarter of Q2 2023?",
        "What was Nordhafen's return on assets in Q2 2023?",
        "What was Nordhafen's inventory turnover in Q2 2023?",
        "What was Nordhafen's average revenue of Q2 2022 and Q2 2023?",
        "What was Südhafen's revenue in Q2 2023?",
        "What was the revenue of the pump segment in Q2 2023?",
    ],
)
def test_other_times_and_other_things_are_not_told(question):
    assert tell(question, NORDHAFEN_QUARTER) is None


def test_whole_years_tell_nothing_of_quarters():
    assert tell("What was Nordhafen's revenue in Q2 2023?", NORDHAFEN) is None
    assert tell("What was Nordhafen's net income in Q4 2023?", NORDHAFEN) is None


def test_a_quarter_in_the_notes_of_an_annual_report_is_not_that_of_the_firm():
    note = """\
Effects on the statements of income
Three months ended December 31,
2023\t2022
Net sales\t11\t10
Operating income\t4\t3
Interest expense\t2\t2
Other\t1\t1
"""
    annual = passages_of(f"{COVER}\nFourth quarter 2023", INCOME, CASH, note)
    assert tell("What was Nordhafen's revenue in Q4 2023?", annual) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What was Deichkind's gross margin in Q2 FY2023?", "Gross margin, Q2 2023: 100,000 / 250,000 = 40.0 %; "),
        ("What were Deichkind's net sales in Q2 FY2022?", "Net sales, Q2 2022: USD 230,000 thousand; "),
        (
            "What were Deichkind's inventories at the end of Q2 2022?",
            "Inventories, Q2 2022: USD 167,000 thousand; ",
        ),
        (
            "What were Deichkind's inventories at the end of Q4 FY2022?",
            "Inventories, Q4 2022: USD 160,000 thousand; ",
        ),
    ],
)
def test_a_year_that_ends_in_january_is_called_as_the_document_calls_it(question, expected):
    told = tell(question, DEICHKIND)
    assert told is not None
    assert told.startswith(expected)


@pytest.mark.parametrize(
    "cover",
    [
        WEEKS_COVER.replace("Second Quarter", "Third Quarter"),  # the balance is that of a second
        WEEKS_COVER.replace("Second Quarter Fiscal 2023", "Quarterly").replace("fiscal 2022", "the year"),
        WEEKS_COVER.replace("2023", "2024").replace("fiscal 2022", "fiscal 2022 and 2023"),
    ],
)
def test_a_fiscal_quarter_that_is_not_plain_is_not_told(cover):
    doubtful = passages_of(cover, WEEKS_INCOME, WEEKS_BALANCE, document="deichkind-release.pdf")
    assert tell("What were Deichkind's net sales in Q2 FY2023?", doubtful) is None


def test_a_quarter_on_the_first_page_alone_may_be_that_of_a_dividend():
    cover = "Deichkind Stores Inc.\nThe dividend for the fourth quarter of 2023 is paid in May."
    doubtful = passages_of(cover, WEEKS_INCOME, document="deichkind-release.pdf")
    assert tell("What were Deichkind's net sales in Q4 FY2023?", doubtful) is None


def test_quarters_far_from_those_of_the_calendar_are_those_of_fiscal_years_only():
    """The second quarter of the year that ends in June 2023 ends in December 2022."""
    income = QUARTERLY_INCOME.replace("June 30", "December 31").replace("2023\t2022", "2022\t2021")
    balance = QUARTERLY_BALANCE.replace("June 30, 2023\tDecember 31, 2022", "December 31, 2022\tJune 30, 2022")
    cover = QUARTERLY_COVER.replace("June 30, 2023", "December 31, 2022")
    report = passages_of(f"{cover}\nIn the second quarter of fiscal year 2023 we sold pumps.", income, balance)
    assert tell("What was Nordhafen's revenue in Q2 2023?", report) is None
    assert tell("What was Nordhafen's revenue in Q2 2022?", report) is None
    told = tell("What was Nordhafen's revenue in Q2 FY2023?", report)
    assert told == "Revenue, Q2 2023: USD 1,000 million; from Net sales: 1,000 (Q2 2023) [1]"


def test_german_quarters_are_told_in_german():
    question = "Wie hoch war die Bruttomarge von Weber im dritten Quartal 2024 gegenüber dem Vorjahresquartal?"
    assert tell(question, WEBER, language="de") == (
        "Bruttomarge: gestiegen von 36,00 % (Q3 2023) auf 40,00 % (Q3 2024), um 4,00 "
        "Prozentpunkte; Q3 2023: (250 − 160)"
        " / 250 = 36,00 %; Q3 2024: (320 − 192) / 320 = 40,00 %; aus Umsatzerlöse: 250,0 (Q3 "
        "2023), 320,0 (Q3 2024);"
        " Umsatzkosten: 160,0 (Q3 2023), 192,0 (Q3 2024) [1][2]"
    )
    assert tell("Wie hoch war der Umsatz von Weber im 3. Quartal 2024?", WEBER, language="de") == (
        "Umsatz, Q3 2024: 320 Mio. EUR; aus Umsatzerlöse: 320,0 (Q3 2024) [1]"
    )
    assert tell("Wie hoch war der Umsatz von Weber im 2. Quartal 2024?", WEBER, language="de") is None


def test_a_row_with_a_gap_is_not_read_where_a_column_of_changes_could_fill_it():
    income = QUARTERLY_INCOME.replace("Six Months Ended June 30,", "").replace("2022\t2023\t2022", "2022\t% change")
    income = income.replace("\t$ 1,900\t$ 1,750", "\t11.1%").replace("\t342\t760\t650", "\t342\t17.0%")
    income = income.replace("220\t180\t410\t340", "180\t(100.0)%").replace("\t$ 300\t$ 250", "\t30.8%")
    income = income.replace("558\t1,140\t1,100", "558\t7.5%")
    report = passages_of(QUARTERLY_COVER, income, QUARTERLY_BALANCE)
    assert tell("What was Nordhafen's revenue in Q2 2023?", report) is not None
    assert tell("What was Nordhafen's operating income in Q2 2023?", report) is None
