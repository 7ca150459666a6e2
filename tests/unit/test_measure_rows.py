"""A measure that a question names stands for the rows that it is calculated from."""

from __future__ import annotations

import numpy as np
import pytest

from rag.accounts import REVENUE
from rag.calculation.ratios import find_ratio
from rag.errors import EmbeddingFailed
from rag.measure_rows import MEASURES, rows_of
from rag.row_vectors import RowVectors
from tests.fakes import HashingEmbedder

QUICK = ("current assets", "inventories", "current liabilities")
ON_EQUITY = ("net income", "shareholders' equity")


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("What was the quick ratio in 2024?", QUICK),
        ("Compare the quick ratios of both years.", QUICK),
        ("Is the acid-test ratio above 1?", QUICK),
        ("Wie hoch ist die Liquidität 2. Grades?", QUICK),
        ("Is the business capital-intensive?", rows_of("capital intensity", "en")),
        ("Inventory turnover in 2024?", ("inventories", "cost of sales", "cost of goods sold")),
        ("the turnover of the inventories", ("inventories", "cost of sales", "cost of goods sold")),
        ("days sales outstanding", ("accounts receivable", "trade receivables", "revenue", "net sales")),
        ("What was the DSO?", rows_of("days sales outstanding", "en")),
        ("What was the ROE?", ON_EQUITY),
        ("return on average shareholders' equity", ON_EQUITY),
        ("Eigenkapitalrentabilitaet des Konzerns", ON_EQUITY),
        ("debt/equity ratio", ("total liabilities", "shareholders' equity")),
        ("net debt\nto EBITDA", rows_of("dynamischer Verschuldungsgrad", "en")),
        ("the quick ratio and the return on equity", QUICK + ON_EQUITY),
        ("the return on equity and the quick ratio", ON_EQUITY + QUICK),
        ("the working capital ratio and the quick ratio", ("current assets", "current liabilities", "inventories")),
    ],
)
def test_english_rows(question, rows):
    assert rows_of(question, "en") == rows
    assert rows


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Wie hoch war die Eigenkapitalquote?", ("Eigenkapital", "Bilanzsumme")),
        ("Wie haben sich die Eigenkapitalquoten entwickelt?", ("Eigenkapital", "Bilanzsumme")),
        ("Welche Mindesteigenkapitalquote gilt, welche Konzern-EK-Quote?", ("Eigenkapital", "Bilanzsumme")),
        ("Entwicklung des Lagerumschlags", ("Vorräte", "Umsatzkosten", "Materialaufwand")),
        ("Höhe des freien Cashflows", ("Cashflow aus der betrieblichen Tätigkeit", "Investitionen in Sachanlagen")),
        ("What is the free cash flow?", rows_of("FCF", "de")),
        ("die operative Marge", ("Betriebsergebnis", "Umsatzerlöse")),
        ("Entwicklung des Verschuldungsgrades", ("Verbindlichkeiten", "Fremdkapital", "Eigenkapital")),
    ],
)
def test_german_rows(question, rows):
    assert rows_of(question, "de") == rows
    assert rows


def test_without_a_language_the_labels_are_of_both():
    assert rows_of("equity ratio") == ("shareholders' equity", "total assets", "Eigenkapital", "Bilanzsumme")


@pytest.mark.parametrize(
    "question",
    [
        "How long is the notice period?",
        "Wie lang ist die Kündigungsfrist?",
        "What were the inventories and current liabilities in 2024?",
        "Is there a quick rationale for it?",
        "Does the dso file load?",
        "What is the current ratio of women to men?",
        "Welche Quote gilt für das Eigenkapital?",
        "Who is the DPO?",
        "",
    ],
)
def test_other_questions_name_no_measure(question):
    assert rows_of(question) == ()


def test_every_measure_has_rows_in_both_languages():
    assert all(row.english and row.german for measure in MEASURES for row in measure.rows)
    assert all(measure.rows for measure in MEASURES)
    assert REVENUE.labels >= {"revenue", "net sales", "umsatzerlöse", "gesamtumsatz"}


def test_what_is_calculated_has_the_very_name_of_its_measure():
    assert find_ratio("Wie hoch war die Eigenkapitalquote 2024?").parts >= {"eigenkapital", "total equity"}
    assert find_ratio("What were the gross margins in 2024?").parts >= {"gross profit", "rohergebnis"}
    # What is demanded is another figure than what is.
    assert find_ratio("Wie hoch ist die Mindesteigenkapitalquote 2024?") is None


class _Counting(HashingEmbedder):
    def __init__(self):
        super().__init__()
        self.asked = []

    def embed_question(self, text):
        self.asked.append(text)
        return super().embed_question(text)


def test_the_vector_is_moved_towards_the_rows_which_are_embedded_once():
    embedder, rows = _Counting(), RowVectors()
    question = "What was the quick ratio?"
    vector = HashingEmbedder().embed_question(question)
    target = HashingEmbedder().embed_question("current assets, inventories, current liabilities")
    expected = 0.5 * vector + 0.5 * target
    for _ in range(2):
        moved = rows.move(vector, question, "en", embedder)
        np.testing.assert_allclose(moved, expected / np.linalg.norm(expected), atol=1e-6)
    assert embedder.asked == ["current assets, inventories, current liabilities"]
    assert rows.move(vector, "What is the notice period?", "en", embedder) is None
    assert len(embedder.asked) == 1


def test_where_rows_cannot_be_embedded_the_vector_stays():
    class Failing(HashingEmbedder):
        def embed_question(self, text):
            raise EmbeddingFailed("busy")

    vector = HashingEmbedder().embed_question("x")
    assert RowVectors().move(vector, "What was the quick ratio?", "en", Failing()) is None
