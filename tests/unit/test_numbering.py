"""The number of a list item or a section carries no amount."""

from __future__ import annotations

import pytest

from rag.types import Verdict
from tests.verdict_of import verdict_of

RULES = (
    "1. Passwörter\nPasswörter sind geheim zu halten.\n\n2. Geräte\nEin verlorenes Gerät ist am selben Tag dem"
    " Helpdesk zu melden.\n\n(3) Die Frist gilt auch an Feiertagen.\n\n§ 4 Kosten\nErsatz kostet 80 Euro, siehe"
    " Abschnitt 12."
)
STEPS = "1. Open the valve.\n2. Wait for ten minutes.\n3) Close the valve within 4 hours (see section 5)."


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("Ein verlorenes Gerät ist binnen zwei Stunden dem Helpdesk zu melden.", RULES),
        ("Ein verlorenes Gerät ist binnen 2 Tagen dem Helpdesk zu melden.", RULES),
        ("Die Frist gilt auch an drei Feiertagen.", RULES),
        ("Ersatz kostet 80 Euro und 4 Euro.", RULES),
        ("Ersatz kostet 12 Euro.", RULES),
        ("Close the valve within 3 hours.", STEPS),
        ("Close the valve within 5 hours.", STEPS),
        ("Wait for two minutes.", STEPS),
    ],
)
def test_a_number_of_a_place_is_no_amount(statement, evidence):
    assert verdict_of(statement, evidence) is Verdict.UNSUPPORTED


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("Ersatz kostet 80 Euro.", RULES),
        ("Nach § 4 kostet Ersatz 80 Euro.", RULES),
        ("(3) Die Frist gilt auch an Feiertagen.", RULES),
        ("Nach Punkt 2 ist ein verlorenes Gerät dem Helpdesk zu melden.", RULES),
        ("Wait for ten minutes in step 2.", STEPS),
        ("3. Close the valve within 4 hours.", STEPS),
        # What a document counts, a statement may name.
        ("Nach 3. Tagen endet die Frist.", "Nach 3 Tagen endet die Frist."),
        ("Die Sitzung ist am 3. Mai 2026.", "3. Mai 2026: Sitzung"),
        ("The meeting is on May 3, 2026.", "3. Mai 2026: Sitzung (meeting)"),
        ("14 Tage Urlaub stehen zu.", "14 Tage Urlaub stehen jedem zu."),
        ("Im 3. Quartal kommt der Bericht.", "3. Quartal: Der Bericht kommt."),
    ],
)
def test_a_place_is_named_by_its_number(statement, evidence):
    assert verdict_of(statement, evidence) is Verdict.VERIFIED
