"""Which places of a passage may carry a statement."""

from __future__ import annotations

from rag.supports import find_sentences
from rag.types import Passage

TABLE = "| Ausführung | Gebaut | Firmware |\n|---|---|---|\n| B | 2025 | 3.x |\n| C | 2026 | 3.x |"


def test_the_header_of_a_table_carries_nothing():
    passage = Passage(1, 1, "a.md", 1, 0, len(TABLE), TABLE, "", "Geräte", "de")
    found = find_sentences(passage)
    assert [each.text.strip("| ") for each in found if "Ausführung" in each.text] == []
    assert [each.text for each in found if "2025" in each.text] == ["| B | 2025 | 3.x |"]
    for each in found:
        assert TABLE[each.start : each.end] == each.text


def test_rows_without_their_header_are_all_kept():
    rows = "B\t2025\t3.x\nC\t2026\t3.x"
    passage = Passage(1, 1, "a.pdf", 1, 0, len(rows), rows, "", "Geräte", "de", "Ausführung\tGebaut\tFirmware")
    assert [each.text for each in find_sentences(passage)] == ["B\t2025\t3.x", "C\t2026\t3.x"]


def test_a_question_without_a_capital_takes_no_statement_with_it():
    text = "The desk closes at 5 pm. are you willing to answer from memory?"
    passage = Passage(1, 1, "a.txt", 1, 0, len(text), text, "", "Desk", "en")
    assert [each.text for each in find_sentences(passage)] == ["The desk closes at 5 pm."]
