"""An amount stays with the thing that a sentence gives it to."""

from __future__ import annotations

import pytest

from rag.examining import Examiner
from rag.paired import pairs_otherwise
from rag.types import Passage, Verdict

GERMAN = "Zu zahlen sind Miete 800 € und Kaution 2.400 €."
ENGLISH = "Full-time 30 days, part-time 15 days of leave."


@pytest.mark.parametrize(
    ("evidence", "statement", "otherwise"),
    [
        (GERMAN, "Die Miete beträgt 2.400 €.", True),
        (GERMAN, "Die Kaution beträgt 800 €.", True),
        (GERMAN, "Die Miete beträgt 800 €.", False),
        (GERMAN, "Die Kaution beträgt 2.400 €, die Miete 800 €.", False),
        (GERMAN, "Neben der Miete ist eine Kaution von 2.400 € zu zahlen.", False),
        (GERMAN, "Zu zahlen sind 2.400 €.", False),
        (GERMAN, "Die Mietkaution beträgt 2.400 €.", False),
        ("Rent of EUR 800 and a deposit of EUR 2,400.", "The rent is EUR 2,400.", True),
        ("Rent of EUR 800 and a deposit of EUR 2,400.", "The deposit is EUR 2,400.", False),
        (ENGLISH, "Part-time employees get 30 days.", True),
        (ENGLISH, "Full-time employees get 30 days.", False),
        ("Es gibt 12 Monate Garantie und 3 Jahre Ersatzteile.", "Ersatzteile gibt es 12 Monate.", True),
        ("Es gibt 12 Monate Garantie und 3 Jahre Ersatzteile.", "Die Garantie gilt 12 Monate.", False),
        # Not plain: one word for all, a word for some, rows, what stands on both sides.
        ("Im Jahr 5 Tage, im Jahr 7 Tage.", "Im Jahr sind es 7 Tage.", False),
        ("Die Frist von 3 Monaten gilt, sonst 14 Tage.", "Die Frist ist 14 Tage.", False),
        ("Miete\t800\nKaution\t2.400", "Die Miete beträgt 2.400.", False),
        ("Lieferung 3 Tage, Express 1 Tag.", "Die Expresslieferung dauert 1 Tag.", False),
        ("", "", False),
    ],
)
def test_an_amount_stays_with_its_thing(evidence, statement, otherwise):
    assert pairs_otherwise(statement, evidence) is otherwise


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("Die Miete beträgt 2.400 €.", Verdict.UNSUPPORTED),
        ("Die Miete beträgt 800 €.", Verdict.VERIFIED),
        ("Die Kaution beträgt 2.400 €.", Verdict.VERIFIED),
    ],
)
def test_it_decides_the_verdict(statement, verdict):
    passage = Passage(1, 1, "vertrag.pdf", 1, 0, len(GERMAN), GERMAN, "", "", "de")
    assert Examiner.of([passage], "Wie hoch sind Miete und Kaution?").examine(statement)[0] is verdict
