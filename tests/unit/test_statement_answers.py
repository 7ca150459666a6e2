"""Figures of a firm's statements: told with the calculation and the rows, and never those of something else."""

from __future__ import annotations

import pytest

from rag.statements import Source, answer_from_statements, read_asked
from tests.statement_pages import (
    BALANCE,
    CASH,
    COVER,
    INCOME,
    NORDHAFEN,
    WEBER,
    passages_of,
)


def source(passages) -> Source:
    return Source(passages[0].document, lambda: passages[0].text, lambda: passages)


def tell(question: str, *documents, language: str = "en"):
    asked = read_asked(question)
    found = [source(each) for each in documents or (NORDHAFEN,)]
    return None if asked is None else answer_from_statements(question, asked, found, language)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "What is the FY2023 capital expenditure amount (in USD millions) for Nordhafen? Rely on the "
            "details shown in "
            "the cash flow statement.",
            "Capital expenditure, 2023: 300 million; from Purchases of property, plant and equipment (PP&E): (300) "
            "(2023) [1]",
        ),
        (
            "What was Nordhafen's net PP&E at the end of 2023? Answer in USD billions.",
            "Net PP&E, 2023: USD 2,000 million = USD 2.000 billion; from Property, plant and equipment, net: 2,000 "
            "(2023) [1]",
        ),
        (
            "Has Nordhafen's quick ratio improved or declined between FY2022 and FY2023?",
            "Quick ratio: fell from 1.13 (2022) to 1.05 (2023), by 0.08; 2022: (1,190 − 400) / 700 = 1.13; 2023: "
            "(1,240 − 400) / 800 = 1.05; by another usual formula, 2022: (290 + 480) / 700 = 1.10; 2023: "
            "(310 + 500) / 800 = 1.01; from Total current assets: 1,190 (2022), 1,240 (2023); "
            "Finished goods: 240 (2022), 260 "
            "(2023); Raw materials and supplies: 160 (2022), 140 (2023); Total current liabilities: 700 (2022), "
            "800 (2023); Cash and cash equivalents: 290 (2022), 310 (2023); Accounts receivable, "
            "less allowances of $5 "
            "and $4: 480 (2022), 500 (2023) [1][2][3][4][5][6]",
        ),
        (
            "By what percentage did Nordhafen's revenue grow from 2022 to 2023?",
            "Revenue, 2022–2023: +11.1 %; (4,000 − 3,600) / 3,600 = 11.1 %; from Net sales: 3,600 (2022), "
            "4,000 (2023) "
            "[1]",
        ),
        (
            "What was Nordhafen's retention ratio in 2023?",
            "Retention ratio, 2023: (670 − 150) / 670 = 77.6 %; from Net income attributable to Nordhafen Pumps "
            "plc: 670 (2023); Dividends paid to shareholders: (150) (2023) [1][2]",
        ),
        (
            "What is the 2021 to 2023 CAGR of Nordhafen's revenue?",
            "Revenue, 2021–2023: 15.5 %; (4,000 / 3,000)^(1 / 2) − 1 = 15.5 %; from Net sales: 3,000 (2021), 4,000 "
            "(2023) [1]",
        ),
        (
            "What is the FY2021 - FY2023 3 year average of capex as a % of revenue for Nordhafen?",
            "Capex as a % of revenue, average of 2021 to 2023: 7.0 %; 2021: 200 / 3,000 = 6.7 %; 2022: 250 / "
            "3,600 = "
            "6.9 %; 2023: 300 / 4,000 = 7.5 %; from Purchases of property, plant and equipment (PP&E): (200) "
            "(2021), "
            "(250) (2022), (300) (2023); Net sales: 3,000 (2021), 3,600 (2022), 4,000 (2023) [1][2]",
        ),
        (
            "What was the effective tax rate of Nordhafen in 2023?",
            "Effective tax rate, 2023: 171 / 855 = 20.0 %; from Provision for income taxes: (171) (2023); "
            "Income before "
            "income taxes: 855 (2023) [1][2]",
        ),
        (
            "What is the FY2023 return on assets (ROA) for Nordhafen? ROA is defined as: FY2023 net income / "
            "(average "
            "total assets between FY2022 and FY2023). Round your answer to two decimal places.",
            "Return on assets (ROA), 2023: 670 / ((3,600 + 3,400) / 2) = 0.19; from Net income attributable "
            "to Nordhafen "
            "Pumps plc: 670 (2023); Total assets: 3,600 (2023), 3,400 (2022) [1][2]",
        ),
        (
            "How did Nordhafen's debt change in 2023?",
            "Debt: fell from USD 1,060 million (2022) to USD 1,050 million (2023), by USD 10 million (0.94 "
            "%); 2022: 60 "
            "+ 1,000 = USD 1,060 million; 2023: 150 + 900 = USD 1,050 million; from Short-term debt: — (2022), 100 "
            "(2023); Current portion of long-term debt: 60 (2022), 50 (2023); Long-term debt, less current "
            "portion: "
            "1,000 (2022), 900 (2023) [1][2][3]",
        ),
    ],
)
def test_figures_are_told_with_their_calculation_and_their_rows(question, expected):
    reply = tell(question)
    assert reply is not None
    assert reply.text == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Wie hoch war die Eigenkapitalquote von Weber 2024?",
            "Eigenkapitalquote, 2024: 420 / 1.000 = 42,0 %; aus Eigenkapital: 420,0 (2024); Bilanzsumme: "
            "1.000,0 (2024) "
            "[1][2]",
        ),
        (
            "Wie hoch war die EBIT-Marge der Weber Maschinen AG 2024?",
            "EBIT-Marge, 2024: 125 / 1.250 = 10,0 %; aus Betriebsergebnis: 125,0 (2024); Umsatzerlöse: "
            "1.250,0 (2024) "
            "[1][2]",
        ),
        (
            "Um wie viel ist der Umsatz von Weber von 2023 auf 2024 in Mio. Euro gestiegen?",
            "Umsatz: gestiegen von 1.000 Mio. EUR (2023) auf 1.250 Mio. EUR (2024), um 250 Mio. EUR (25,00 %); aus "
            "Umsatzerlöse: 1.000,0 (2023), 1.250,0 (2024) [1]",
        ),
    ],
)
def test_german_questions_are_answered_in_german(question, expected):
    reply = tell(question, WEBER, language="de")
    assert reply is not None
    assert reply.text == expected


def test_every_citation_is_a_row_of_its_page():
    reply = tell("What was Nordhafen's current ratio in 2023?")
    pages = {number: text for number, text in enumerate((COVER, INCOME, BALANCE, CASH), 1)}
    assert len(reply.citations) == 2
    for cited in reply.citations:
        assert pages[cited.page][cited.start : cited.end] == cited.quote


@pytest.mark.parametrize(
    "question",
    [
        "What was the revenue of the pump segment in 2023?",
        "What was revenue from controllers in 2023?",
        "How much revenue did the controllers business bring in during 2023?",
        "What was the revenue of Südhafen in 2023?",
        "What was Südhafen's gross margin in 2023? Nordhafen is a competitor.",
        "What was US revenue in 2023?",
        "What were the purchases of inventory by Nordhafen in 2023?",
        "How much did Nordhafen spend on inventory in 2023?",
        "How much cash did Nordhafen generate in 2023?",
        "How much debt did Nordhafen repay in 2023?",
        "How much income taxes did Nordhafen pay in 2023?",
        "What was the market value of equity in 2023?",
        "What was comparable sales growth in 2023?",
        "What was Nordhafen's cash at the beginning of 2023?",
        "What is 10% of Nordhafen's revenue in 2023?",
        "What was Nordhafen's revenue in 2019?",
        "What was Nordhafen's revenue in 2023 in EUR?",
        "What was interest coverage excluding leases in 2023?",
        "What was Nordhafen's adjusted net income in 2023?",
        "What was expected revenue in 2023?",
        "What will net income be in 2023 according to the forecast?",
    ],
)
def test_what_is_not_the_whole_firm_or_not_in_its_statements_is_not_told(question):
    assert tell(question) is None


def test_the_document_of_the_year_itself_is_preferred():
    later = passages_of(
        COVER, INCOME.replace("2023\t2022\t2021", "2024\t2023\t2022"), document="nordhafen-2024.pdf"
    )
    reply = tell("What was Nordhafen's revenue in 2023?", later, NORDHAFEN)
    assert [each.document for each in reply.citations] == ["nordhafen-2023.pdf"]
    only_later = tell("What was Nordhafen's revenue in 2023?", later)
    assert [each.document for each in only_later.citations] == ["nordhafen-2024.pdf"]


def test_a_report_of_a_quarter_tells_nothing_of_a_year():
    quarterly = passages_of("Nordhafen Pumps plc\nQUARTERLY REPORT PURSUANT TO SECTION 13", BALANCE)
    assert tell("What were Nordhafen's total assets in 2023?", quarterly) is None


def test_thousands_and_millions_are_not_mixed():
    mixed = passages_of(COVER, INCOME, BALANCE.replace("(Dollars in millions)", "(Dollars in thousands)"))
    assert tell("What was Nordhafen's return on assets in 2023?", mixed) is None
    assert tell("What were Nordhafen's total assets in 2023?", mixed) is not None


def test_only_documents_about_the_firm_are_read():
    read = []

    def passages():
        read.append(1)
        return NORDHAFEN

    question = "What was Südhafen's revenue in 2023?"
    found = [Source("nordhafen-2023.pdf", lambda: COVER, passages)]
    assert answer_from_statements(question, read_asked(question), found, "en") is None
    assert read == []
