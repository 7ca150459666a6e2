"""A question for figures that says nothing of whose they are is asked back where several firms are meant alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.types import Hit
from rag.whose_figures import possible_firms
from tests.statement_pages import BALANCE, COVER, INCOME, passages_of

_SOUTH = [page.replace("Nordhafen", "Südkai") for page in (COVER, INCOME, BALANCE)]
DOCUMENTS = {
    1: passages_of(COVER, INCOME, BALANCE),
    2: passages_of(*_SOUTH, document="suedkai-2023.pdf"),
    3: passages_of(COVER.replace("2023", "2022"), INCOME, document="nordhafen-2022.pdf"),
    4: passages_of("Supply contract between Südkai Pumps plc and Westkamp Ltd", document="contract.pdf"),
    5: passages_of("Minutes of the board", INCOME, document="minutes.pdf"),
}


def ask(question: str, *numbers: int, scores: tuple[float, ...] = (7.0, 6.5, 6.2)) -> list[str]:
    hits = [
        Hit(replace(DOCUMENTS[number][1 if len(DOCUMENTS[number]) > 1 else 0], document_id=number), score)
        for number, score in zip(numbers, scores, strict=False)
    ]
    return possible_firms(
        question, hits, lambda number: DOCUMENTS[number][0].text, lambda number: DOCUMENTS[number]
    )


@pytest.mark.parametrize(
    "question",
    [
        "Why did the gross margin fall in FY2023?",
        "What was revenue in 2023?",
        "Wie hoch war der Umsatz 2023?",
        "What drove the change of SG&A as a percent of net sales in 2023?",
    ],
)
def test_the_best_document_of_each_firm_may_be_meant(question):
    assert ask(question, 1, 2, 3) == ["nordhafen-2023.pdf", "suedkai-2023.pdf"]


@pytest.mark.parametrize(
    "question",
    [
        "What was Nordhafen's revenue in 2023?",
        "Nordhafen revenue 2023?",
        "What was the revenue of NHP in 2023?",
        "What was the revenue of the Pumps segment in 2023?",
        "Which company had the highest revenue in 2023?",
        "When was the inventory counted in 2023?",
        "Where is cash kept in 2023?",
        "What was revenue?",
        "Who was chief executive in 2023?",
        "What did the board decide in 2023?",
    ],
)
def test_a_question_that_names_whose_or_wants_no_figures_is_clear(question):
    assert ask(question, 1, 2, 3) == []


def test_documents_of_one_firm_and_others_without_statements_leave_no_doubt():
    assert ask("What was revenue in 2023?", 1, 3) == []
    assert ask("What was revenue in 2023?", 1, 4) == []
    assert ask("What was revenue in 2023?", 1, 5) == []


def test_what_fits_far_less_is_not_meant():
    assert ask("What was revenue in 2023?", 1, 2, scores=(9.0, 4.0)) == []
