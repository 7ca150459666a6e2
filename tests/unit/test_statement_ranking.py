"""Which of several figures of statements is the highest or lowest."""

from __future__ import annotations

import pytest

from rag.statements import answer_from_statements, read_ranked
from tests.statement_pages import COVER, INCOME, NORDHAFEN, passages_of
from tests.unit.test_statement_answers import source

SHEET = """\
Consolidated Balance Sheets
(Dollars in millions)
December 31,\tDecember 31,
2023\t2022
Assets
Current assets:
Cash and cash equivalents\t$ 310\t$ 290
Accounts receivable (Note 4)\t530\t500
Inventories\t400\t400
Total current assets\t1,240\t1,190
Property and equipment\t3,000\t2,800
Less: accumulated depreciation\t2,600\t2,300
Property and equipment, net\t400\t500
Goodwill\t360\t310
Total assets\t$ 2,000\t$ 2,000
Liabilities and equity
Current liabilities:
Accounts payable\t400\t360
Short-term debt\t100\t140
Total current liabilities\t500\t500
Long-term debt\t700\t800
Total liabilities\t1,200\t1,300
Total equity\t800\t700
Total liabilities and equity\t$ 2,000\t$ 2,000
"""
FIRM = passages_of(COVER, INCOME, SHEET)


def tell(question: str, passages=FIRM, language: str = "en"):
    ranked = read_ranked(question)
    return None if ranked is None else answer_from_statements(question, ranked, [source(passages)], language)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "What was the largest liability in Nordhafen's balance sheet in 2023?",
            "Long-term debt: USD 700 million (2023), the highest; then Accounts payable: USD 400 million; "
            "Short-term debt: USD 100 million; of Total liabilities: USD 1,200 million [1][2][3][4]",
        ),
        (
            "What was Nordhafen's largest asset at the end of 2023?",
            "Accounts receivable: USD 530 million (2023), the highest; then Inventories: USD 400 million; Property "
            "and equipment, net: USD 400 million; of Total assets: USD 2,000 million [1][2][3][4]",
        ),
        (
            "Which is the smallest current asset of Nordhafen in 2022?",
            "Cash and cash equivalents: USD 290 million (2022), the lowest; then Inventories: USD 400 million; "
            "Accounts receivable: USD 500 million; of Total current assets: USD 1,190 million [1][2][3][4]",
        ),
        (
            "Was cost of sales or gross profit higher for Nordhafen in 2023?",
            "Cost of sales: USD 2,400 million (2023), the highest; then Gross profit: USD 1,600 million [1][2]",
        ),
        (
            "Which was higher for Nordhafen in 2023, operating income or net income?",
            "Operating income: USD 900 million (2023), the highest; then Net income attributable "
            "to Nordhafen Pumps "
            "plc: USD 670 million [1][2]",
        ),
    ],
)
def test_the_highest_is_told_with_what_it_was_compared_with(question, expected):
    reply = tell(question)
    assert reply is not None
    assert reply.text == expected


def test_flows_of_cash_are_compared_with_their_signs():
    most = "Among operations, investing and financing activities, which brought Nordhafen the most cash in 2023?"
    assert tell(most, NORDHAFEN).text.startswith(
        "Net cash provided by (used in) operating activities: 880 million (2023), the "
        "highest; then Net cash used in "
        "investing activities: −290 million"
    )
    least = "Which of operating, investing and financing cash flows was the lowest for Nordhafen in 2023?"
    assert tell(least, NORDHAFEN).text.startswith(
        "Net cash used in financing activities: −570 million (2023), the lowest"
    )


def test_german_questions_are_answered_in_german():
    question = "Was war der größte Vermögenswert von Nordhafen 2023?"
    assert tell(question, language="de").text.startswith(
        "Accounts receivable: 530 Mio. USD (2023), der höchste Wert; dann"
    )


@pytest.mark.parametrize(
    "question",
    [
        "What was the largest liability of Nordhafen's pump segment in 2023?",
        "What was the largest liability of Südhafen in 2023?",
        "What was the largest asset of Nordhafen?",  # of which year?
        "What was the largest asset of Nordhafen in Q2 2023?",
        "What was Nordhafen's largest asset in 2022 and 2023?",
        "What was the largest non-current asset of Nordhafen in 2023?",
        "Which segment had the highest revenue of Nordhafen in 2023?",
        "Why was goodwill the largest asset of Nordhafen in 2023?",
        "What was the largest asset sold by Nordhafen in 2023?",
        "Which asset grew the most for Nordhafen in 2023?",
        "What was the largest asset of Nordhafen in 2019?",
        "Which company had the largest current assets in 2023?",
        "What were Nordhafen's revenue and net income in the most recent year, 2023?",
        "Is Nordhafen's revenue or net income higher in 2023 than in the prior year?",
        "How much larger was Nordhafen's largest asset in 2023?",
        "What was the average largest asset of Nordhafen in 2023?",
        "What was the second largest asset of Nordhafen in 2023?",
    ],
)
def test_other_questions_are_not_told(question):
    assert tell(question) is None


def test_what_uses_most_is_not_what_brings_in_most():
    question = "Which of operating, investing and financing activities used the most cash of Nordhafen in 2023?"
    assert tell(question, NORDHAFEN) is None


def test_the_side_may_stand_apart_from_the_superlative():
    apart = tell("Which of Nordhafen's current liabilities was the largest in 2023?")
    assert apart.text.startswith("Accounts payable: USD 400 million (2023), the highest; then Short-term debt")


def test_parts_of_one_thing_count_together():
    parts = "Inventories\nRaw materials\t250\t250\nFinished goods\t290\t150\nTotal inventories\t540\t400"
    sheet = SHEET.replace("Inventories\t400\t400", parts).replace("\t530\t500", "\t390\t500")
    reply = tell("What was Nordhafen's largest current asset in 2023?", passages_of(COVER, INCOME, sheet))
    assert reply.text.startswith("Total inventories: USD 540 million (2023), the highest; then Accounts receivable")


def test_without_a_total_liabilities_are_what_is_left_beside_the_equity():
    sheet = SHEET.replace("Total liabilities\t1,200\t1,300\n", "Shareholders' equity:\n")
    reply = tell("What was Nordhafen's largest liability in 2023?", passages_of(COVER, INCOME, sheet))
    assert reply.text == (
        "Long-term debt: USD 700 million (2023), the highest; then Accounts payable: USD 400 million; "
        "Short-term debt: USD 100 million [1][2][3]"
    )
    broken = sheet.replace("Long-term debt\t700", "Long-term debt\t710")
    assert tell("What was Nordhafen's largest liability in 2023?", passages_of(COVER, INCOME, broken)) is None


def test_rows_that_do_not_add_up_are_not_compared():
    broken = passages_of(COVER, SHEET.replace("Goodwill\t360", "Goodwill\t390"))
    assert tell("What was Nordhafen's largest asset in 2023?", broken) is None


def test_an_outflow_without_its_sign_is_not_compared():
    cash = NORDHAFEN[-1].text.replace("(290)", "290")
    broken = passages_of(COVER, INCOME, cash)
    question = "Which of operating, investing and financing cash flows was the lowest for Nordhafen in 2023?"
    assert tell(question, broken) is None
