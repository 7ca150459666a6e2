"""A statement does not pass with the other side of a day, an amount or a condition of its evidence."""

from __future__ import annotations

import pytest

from rag.conditions import turns_condition
from rag.types import Verdict
from tests.verdict_of import verdict_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anträge sind vor dem 30. Juni 2025 einzureichen.", "Anträge sind nach dem 30.06.2025 einzureichen."),
        ("Anträge sind bis zum 30. Juni möglich.", "Anträge sind ab dem 30. Juni möglich."),
        ("Die Regelung gilt bis 30.06.2025.", "Die Regelung gilt ab 30.06.2025."),
        ("The rule applies until 30 June 2025.", "The rule applies from June 30, 2025."),
        ("Employees who joined before 2020 get a bonus.", "Employees who joined after 2020 get a bonus."),
        ("Wer vor 2020 eingetreten ist, erhält 30 Tage.", "Wer nach 2020 eingetreten ist, erhält 30 Tage."),
        ("Submit the form by 30 June.", "Submit the form after 30 June."),
        ("Die Werkstatt ist ab 8 Uhr geöffnet.", "Die Werkstatt ist bis 8 Uhr geöffnet."),
        ("The office is open until 5 pm.", "The office is open from 5 pm."),
        ("Bestellungen über 500 EUR sind zu melden.", "Bestellungen unter 500 EUR sind zu melden."),
        ("Bestellungen ab 500 EUR sind zu melden.", "Bestellungen bis zu 500 EUR sind zu melden."),
        ("Orders above 500 EUR need approval.", "Orders below 500 EUR need approval."),
        ("Orders of more than 500 EUR need approval.", "Orders of less than 500 EUR need approval."),
        ("Käufe von mehr als 500 EUR sind zu melden.", "Käufe von weniger als 500 EUR sind zu melden."),
        ("Die Frist wird um 2 Wochen verlängert.", "Die Frist wird um 2 Wochen verkürzt."),
        ("The deadline was extended by 2 weeks.", "The deadline was shortened by 2 weeks."),
        ("The fee is refunded if the trip is cancelled.", "The fee is refunded unless the trip is cancelled."),
        ("Die Gebühr entfällt, wenn es regnet.", "Die Gebühr entfällt, es sei denn, es regnet."),
    ],
)
def test_a_sentence_does_not_carry_the_other_side(one, other):
    assert [verdict_of(one, one), verdict_of(other, other)] == [Verdict.VERIFIED] * 2
    assert [verdict_of(other, one), verdict_of(one, other)] == [Verdict.UNSUPPORTED] * 2


@pytest.mark.parametrize(
    ("evidence", "statement"),
    [
        ("Die Regelung gilt bis 30.06.2025.", "Die Regelung gilt bis zum 30. Juni 2025."),
        ("Die Regelung gilt vom 1. Januar bis 30. Juni 2025.", "Die Regelung gilt ab dem 1. Januar 2025."),
        ("Die Frist endet am 30. Juni 2025.", "Die Frist läuft bis zum 30. Juni 2025."),
        ("Die alte Preisliste gilt bis zum 30. Juni 2025.", "Die alte Preisliste endet nach dem 30. Juni 2025."),
        # Another thing has the other side, or the sentence tells both.
        ("Der alte Tarif gilt bis 30. Juni 2025.", "Der neue Tarif gilt ab 30. Juni 2025."),
        (
            "Der alte Tarif für Kunden im Inland gilt bis 30. Juni 2025.",
            "Der neue Tarif für Kunden im Inland gilt ab 30. Juni 2025.",
        ),
        (
            "Bestellungen bis 500 EUR sind frei, darüber ist eine Genehmigung nötig.",
            "Bestellungen über 500 EUR brauchen eine Genehmigung.",
        ),
        (
            "Anträge sind vor dem 30. Juni 2025 zu stellen, nach dem 30. Juni 2025 gilt anderes.",
            "Anträge sind vor dem 30. Juni 2025 zu stellen.",
        ),
        # With a negation the other side says the same.
        ("Anträge nach dem 30. Juni werden nicht geprüft.", "Anträge bis zum 30. Juni werden geprüft."),
        ("Orders below 500 EUR need no approval.", "Orders above 500 EUR need approval."),
        ("Bestellungen über 500 EUR sind zu melden.", "Ab 500 EUR sind Bestellungen zu melden."),
        ("Seit 2020 gilt die Regelung.", "Die Regelung gilt ab 2020."),
        ("The rule applies until 30 June 2025.", "The rule applies through June 30, 2025."),
        ("The rate fell from 5 % to 3 %.", "The rate fell below 5 % to 3 %."),
        ("The deposit is at least 500 EUR.", "The deposit must be 500 EUR or more."),
        ("Submit the form before 30 June.", "The form must be submitted by June 30."),
        ("The deadline was extended by 2 weeks.", "The deadline was prolonged by 2 weeks."),
        ("The gate is closed before 8 am.", "The gate opens from 8 am."),
        ("Das Tor ist vor 8 Uhr geschlossen.", "Das Tor ist ab 8 Uhr offen."),
    ],
)
def test_what_is_right_stays(evidence, statement):
    assert verdict_of(statement, evidence) is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("It is refunded if the trip did not take place.", "It is refunded unless the trip took place."),
        ("It is refunded if the claim is approved.", "It is refunded unless the claim is rejected."),
        ("It is refunded if the trip is cancelled.", "It is refunded when the trip is cancelled."),
        ("Sie entfällt, wenn es nicht regnet.", "Sie entfällt, außer wenn es regnet."),
        ("It is refunded.", "It is refunded unless the trip is cancelled."),
    ],
)
def test_a_condition_that_says_the_same_is_not_turned(statement, evidence):
    assert not turns_condition(statement, evidence)
