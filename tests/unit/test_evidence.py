"""What a model is shown is exact, and how well it fits the question is measured word by word."""

from __future__ import annotations

import pytest

from rag.analysis import question_words
from rag.evidence import assess_fit, covered, has_literals, term_weights
from rag.types import Hit, Passage
from tests.fakes import HashingEmbedder

TEXTS = [
    "Die Kantine ist von 11 bis 14 Uhr offen. Gäste zahlen den vollen Preis.",
    "Die Kündigungsfrist beträgt drei Monate. Kündigungen müssen schriftlich sein.",
]


def hits() -> list[Hit]:
    return [
        Hit(Passage(number, 1, "a.txt", 1, 100, 100 + len(text), text, "Regeln", "Handbuch", "de"), 2.0 - number)
        for number, text in enumerate(TEXTS)
    ]


def fit(question: str, language: str = "de"):
    embedder = HashingEmbedder()
    passages = [hits()[1].passage]
    return assess_fit(question, language, embedder.embed_question(question), passages, hits(), embedder)


def test_the_closest_sentence_counts():
    embedder = HashingEmbedder()
    question = "Die Kündigungsfrist beträgt drei Monate."
    expected = float(embedder.embed_passages([question])[0] @ embedder.embed_question(question))
    assert fit(question).similarity == pytest.approx(expected, abs=1e-6)
    assert fit("Wo ist der Parkplatz?").similarity < expected - 0.05


def test_words_are_compared_within_a_language_only():
    assert fit("Kündigungsfrist Monate").coverage == pytest.approx(1.0)
    assert fit("Kantine").coverage == 0.0
    assert fit("notice period", language="en").coverage is None


def test_rare_words_of_the_question_count_more():
    weights = term_weights("Kantine Regeln", hits())
    kantine, regeln = question_words("Kantine Regeln")
    assert weights[kantine] > weights[regeln]
    assert covered(weights, "Kantine und Regeln") == pytest.approx(1.0)
    assert covered(weights, "Kantine") > covered(weights, "Regeln")
    assert covered(weights, "nichts davon") == 0.0


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What does E15 mean?", "E03 error diaphragm", False),
        ("What does e15 mean?", "E15 › pump stopped", True),
        ("Umsatz im Jahr 2024?", "annual-report-2025.pdf", False),
        ("Umsatz im Jahr 2025?", "annual-report-2025.pdf", True),
        ("Preis der LC-2200?", "LC-2200 | 1.490 EUR", True),
        ("Wie viel nach 9 Jahren?", "nach acht Jahren", True),
        ("Darf ich 50 % mischen?", "nein", True),
    ],
)
def test_codes_and_years_must_stand_in_the_evidence(question, text, expected):
    assert has_literals(question, text) is expected
