"""An amount of money is given per month or per year by whatever word of its clause says so."""

from __future__ import annotations

import pytest

from rag.units import contradicts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The annual fee is 120 EUR.", "The monthly fee is 120 EUR."),
        ("Annual fee: 120 EUR", "Monthly fee: 120 EUR"),
        ("The weekly rate is 120 EUR.", "The daily rate is 120 EUR."),
        ("The quarterly fee is $120.", "The yearly fee is $120."),
        ("The fee is 120 EUR per month.", "The annual fee is 120 EUR."),
        ("The hourly rate is 120 EUR.", "The daily rate is 120 EUR."),
        ("Der jährliche Beitrag beträgt 120 EUR.", "Der monatliche Beitrag beträgt 120 EUR."),
        ("Der Beitrag beträgt jährlich 120 EUR.", "Der Beitrag beträgt 120 EUR pro Monat."),
        ("Der Jahresbeitrag beträgt 120 EUR.", "Der Monatsbeitrag beträgt 120 EUR."),
        ("Der wöchentliche Satz ist 120 EUR.", "Der tägliche Satz ist 120 EUR."),
        ("Der vierteljährliche Beitrag ist 120 EUR.", "Der jährliche Beitrag ist 120 EUR."),
        ("Die Miete von 120 EUR wird quartalsweise gezahlt.", "Die Miete von 120 EUR wird monatlich gezahlt."),
        ("The annual fee is 120 EUR.", "The annual fee is 1200 EUR, the monthly fee is 120 EUR."),
    ],
)
def test_another_rate_contradicts(one, other):
    assert contradicts(one, other, "")
    assert contradicts(other, one, "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The monthly fee is 120 EUR.", "The fee is 120 EUR per month."),
        ("The monthly fee is 120 EUR.", "The fee is 120 EUR."),
        ("The annual fee is 120 EUR.", "Every year 120 EUR are due."),
        ("The annual fee is 120 EUR.", "The fee is 120 EUR per annum."),
        ("The yearly fee is 120 EUR.", "Annual fee: 120 EUR"),
        ("The monthly fee is 120 EUR.", "The annual fee of 1440 EUR is 120 EUR per month."),
        ("The annual fee is 120 EUR.", "The annual fee of 120 EUR is payable in monthly instalments."),
        ("The annual budget is 500 EUR.", "The annual budget for monthly meetings is 500 EUR."),
        ("The annual audit costs 500 EUR.", "The annual audit costs 500 EUR per day."),
        ("The quarterly fee is 120 EUR.", "Each quarter 120 EUR are due."),
        ("The daily rate is 120 EUR.", "The rate is 120 EUR a day."),
        ("The annual bonus is 500 EUR.", "The semi-annual review decides. The bonus is 500 EUR."),
        ("Der monatliche Beitrag ist 120 EUR.", "Der Beitrag ist 120 EUR pro Monat."),
        ("Der monatliche Beitrag ist 120 EUR.", "Monatsbeitrag: 120 EUR"),
        ("Der jährliche Beitrag ist 120 EUR.", "Der Jahresbeitrag beträgt 120 EUR."),
        ("Der Beitrag ist jährlich 120 EUR.", "Jedes Jahr sind 120 EUR zu zahlen."),
        ("Der Beitrag ist 120 EUR.", "Der Beitrag ist monatlich 120 EUR."),
        ("Das jährliche Audit kostet 500 EUR.", "Das jährliche Audit kostet 500 EUR pro Tag."),
        ("Der Beitrag ist 10 EUR monatlich.", "Der Beitrag ist 120 EUR jährlich, also 10 EUR monatlich."),
        ("Täglich 28 EUR Pauschale.", "Die Tagespauschale beträgt 28 EUR."),
        ("Die Quartalsgebühr ist 90 EUR.", "Die Gebühr ist 90 EUR vierteljährlich."),
        ("Der Wochenpreis ist 90 EUR.", "Pro Woche kostet es 90 EUR."),
        ("Im Jahr 2024 waren es 90 EUR.", "Die Monatsmiete war 2024 90 EUR."),
    ],
)
def test_the_same_rate_in_other_words_stays(one, other):
    assert not contradicts(one, other, "")
    assert not contradicts(other, one, "")
