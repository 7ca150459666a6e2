"""A question about a firm's figures is answered by code from the statements of the document that it is about."""

from __future__ import annotations

import pytest

from rag import AnswerStatus
from tests.fakes import JudgingModel
from tests.statement_pages import BALANCE, CASH, INCOME

# As text files, whose pages are one: each statement is a document's part.
NORTH = "Nordhafen Pumps plc\nAnnual report 2023\n\n" + "\n\n".join((INCOME, BALANCE, CASH))
SOUTH = NORTH.replace("Nordhafen", "Suedwind").replace("4,000", "9,000")


@pytest.fixture
def library(library_of):
    model = JudgingModel(replies={})
    with library_of({"nordhafen-2023.txt": NORTH, "suedwind-2023.txt": SOUTH}, model) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "document", "told"),
    [
        ("What was the net margin of Nordhafen in 2023?", "nordhafen-2023.txt", "670 / 4,000 = 16.8 %"),
        ("What was the net margin of Suedwind in 2023?", "suedwind-2023.txt", "670 / 9,000 = 7.4 %"),
    ],
)
def test_the_firm_that_the_question_names_is_the_one_that_is_told(library, question, document, told):
    answer = library.ask(question)
    assert answer.status is AnswerStatus.ANSWERED
    assert told in answer.text
    assert {each.document for each in answer.citations} == {document}
    assert answer.model == ""  # no model had a part in it


def test_a_removed_document_tells_nothing_any_more(library_of):
    model = JudgingModel(replies={})
    with library_of({"nordhafen-2023.txt": NORTH}, model) as library:
        question = "What was the net margin of Westkamp in 2023?"
        assert library.ask(question).status is AnswerStatus.NOT_FOUND
