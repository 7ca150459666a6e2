"""Ordinals, shares and multiples in words are those of the evidence."""

from __future__ import annotations

import pytest

from rag.types import Verdict
from tests.verdict_of import verdict_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The bonus is paid in the third quarter.", "The bonus is paid in the fourth quarter."),
        ("Der Bonus wird im ersten Quartal gezahlt.", "Der Bonus wird im zweiten Quartal gezahlt."),
        ("Der Bonus wird im ersten Halbjahr gezahlt.", "Der Bonus wird im zweiten Halbjahr gezahlt."),
        ("Die Firma zahlt die Hälfte der Kosten.", "Die Firma zahlt ein Drittel der Kosten."),
        ("Die Firma zahlt ein Viertel der Kosten.", "Die Firma zahlt ein Drittel der Kosten."),
        ("The company pays half of the costs.", "The company pays a third of the costs."),
        ("The company pays a quarter of the costs.", "The company pays a third of the costs."),
        ("Die Strafe ist das Doppelte der Miete.", "Die Strafe ist das Dreifache der Miete."),
        ("The penalty is double the rent.", "The penalty is triple the rent."),
    ],
)
def test_another_one_is_refused(one, other):
    assert [verdict_of(one, one), verdict_of(other, other)] == [Verdict.VERIFIED] * 2
    assert [verdict_of(other, one), verdict_of(one, other)] == [Verdict.UNSUPPORTED] * 2


@pytest.mark.parametrize(
    ("evidence", "statement"),
    [
        ("Im ersten Quartal wird der Bonus gezahlt.", "Der Bonus wird im ersten Quartal gezahlt."),
        ("Der Bonus wird im ersten und zweiten Quartal gezahlt.", "Der Bonus wird im ersten Quartal gezahlt."),
        ("Der Bonus wird jedes Quartal gezahlt.", "Der Bonus wird im ersten Quartal gezahlt."),
        ("Im ersten Halbjahr wird der Bonus gezahlt.", "Der Bonus wird im ersten Quartal gezahlt."),
        ("Die Firma zahlt die Hälfte der Kosten.", "Die Hälfte der Kosten zahlt die Firma."),
        ("Ein Drittel der Kosten zahlt die Firma.", "Die Firma zahlt ein Drittel der Kosten."),
        ("Die Firma zahlt ein Viertel der Kosten.", "Ein Viertel der Kosten zahlt die Firma."),
        ("Die Strafe ist das Doppelte der Miete.", "Die Strafe beträgt das Zweifache der Miete."),
        ("Eine Sitzung dauert ein Viertel Jahr.", "Die Sitzung dauert ein Viertel Jahr."),
        ("Im dritten Quartal zahlt die Firma die Hälfte.", "Die Firma zahlt die Hälfte."),
        ("The bonus is paid in the third quarter.", "In the third quarter the bonus is paid."),
        ("The bonus is paid in the first and second quarter.", "The bonus is paid in the second quarter."),
        ("The bonus is paid every quarter.", "The bonus is paid in the first quarter."),
        ("The company pays half of the costs each quarter.", "Each quarter the company pays half of the costs."),
        ("In the third quarter, half of the costs are paid.", "Half of the costs are paid in the third quarter."),
        ("The penalty is three times the rent.", "The penalty is triple the rent."),
        ("One quarter of the costs is paid.", "A quarter of the costs is paid."),
        ("A third of the staff works from home.", "One third of the staff works from home."),
        ("The second shift starts in the first half.", "The second shift starts in the first half."),
    ],
)
def test_what_is_right_stays(evidence, statement):
    assert verdict_of(statement, evidence) is Verdict.VERIFIED
