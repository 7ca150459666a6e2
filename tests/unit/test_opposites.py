"""A statement does not pass with the opposite of a word of its evidence; the same said otherwise does."""

from __future__ import annotations

import pytest

from rag.polarity import differs_in_negation

OPPOSITES = [
    ("Der Umsatz ist um 5 % gesunken.", "Der Umsatz ist um 5 % gestiegen."),
    ("Sales fell by 5 %.", "Sales rose by 5 %."),
    ("Der Antrag des Vereins wurde abgelehnt.", "Der Antrag des Vereins wurde genehmigt."),
    ("The request of the club was rejected.", "The request of the club was approved."),
    ("Eine Rückgabe der Ware ist ausgeschlossen.", "Eine Rückgabe der Ware ist möglich."),
    ("Eine Rückgabe der Ware ist unmöglich.", "Eine Rückgabe der Ware ist möglich."),
    ("A return of opened goods is impossible.", "A return of opened goods is possible."),
    ("Die Frist beginnt am 1. Mai.", "Die Frist endet am 1. Mai."),
    ("The course starts at 9 a.m.", "The course ends at 9 a.m."),
    ("Die Garantie entfällt bei gebrochenem Siegel.", "Die Garantie gilt bei gebrochenem Siegel."),
    ("The warranty is void.", "The warranty applies."),
    ("Der Vertrag ist unbefristet.", "Der Vertrag ist befristet."),
    ("The ticket is invalid on Sundays.", "The ticket is valid on Sundays."),
    ("Erstattet werden höchstens 500 EUR.", "Erstattet werden mindestens 500 EUR."),
    ("At most 500 EUR are refunded.", "At least 500 EUR are refunded."),
    ("Es dürfen nicht mehr als 5 Gäste teilnehmen.", "Es dürfen mehr als 5 Gäste teilnehmen."),
    ("No more than 5 guests may attend.", "More than 5 guests may attend."),
    ("Das Gerät darf ohne Genehmigung geöffnet werden.", "Das Gerät darf mit Genehmigung geöffnet werden."),
    ("Taxi fares are paid without a receipt.", "Taxi fares are paid with a receipt."),
    ("Der Antrag ist 3 Tage vor der Reise zu stellen.", "Der Antrag ist 3 Tage nach der Reise zu stellen."),
    ("The form is due 3 days before the trip.", "The form is due 3 days after the trip."),
    ("The office closes at 5 p.m.", "The office closes at 5 a.m."),
    ("Rauchen ist im Gebäude unzulässig.", "Rauchen ist im Gebäude zulässig."),
    ("Die Teilnahme am Kurs ist freiwillig.", "Die Teilnahme am Kurs ist verpflichtend."),
    ("Attendance at the training is voluntary.", "Attendance at the training is mandatory."),
    ("Für Reisen im Inland gilt die Tabelle A.", "Für Reisen im Ausland gilt die Tabelle A."),
]


@pytest.mark.parametrize(("one", "other"), OPPOSITES)
def test_a_sentence_says_itself_and_not_its_opposite(one, other):
    assert [differs_in_negation(each, [each]) for each in (one, other)] == [False, False]
    assert [differs_in_negation(one, [other]), differs_in_negation(other, [one])] == [True, True]


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("Der Umsatz sank 2024 um 5 %.", "Der Umsatz ist 2024 um 5 % gesunken."),
        # A negation and an opposite together say the same.
        ("Der Antrag des Vereins wurde nicht genehmigt.", "Der Antrag des Vereins wurde abgelehnt."),
        ("The request of the club was not approved.", "The request of the club was rejected."),
        ("Eine Rückgabe der Ware ist nicht möglich.", "Eine Rückgabe der Ware ist ausgeschlossen."),
        ("A return of opened goods is not possible.", "A return of opened goods is impossible."),
        ("Mehr als 5 Gäste dürfen nicht teilnehmen.", "Es dürfen nicht mehr als 5 Gäste teilnehmen."),
        ("Mit Helm ist der Zutritt erlaubt.", "Ohne Helm ist der Zutritt verboten."),
        # So do two opposites.
        ("Mindestens 500 EUR sind mit Beleg zu zahlen.", "Höchstens 500 EUR sind ohne Beleg zu zahlen."),
        # Bounds said otherwise.
        ("Es dürfen höchstens 5 Gäste teilnehmen.", "Es dürfen nicht mehr als 5 Gäste teilnehmen."),
        ("More than 5 guests need a permit.", "At most 5 guests may come without a permit."),
        # What the document says of the other case, too.
        (
            "Nach der Prüfung kostet die Abmeldung 20 EUR.",
            "Vor der Prüfung kostet die Abmeldung 10 EUR, danach 20 EUR.",
        ),
        ("Der Zutritt ist ohne Termin möglich.", "Der Zutritt ist mit oder ohne Termin möglich."),
        ("Das Ergebnis ist gestiegen.", "Die Kosten sind gesunken, das Ergebnis ist gestiegen."),
        # What expires is valid until then; "gilt" with a number may mean a term.
        ("The offer is valid until 3 May.", "The offer expires on 3 May."),
        ("Die Garantie gilt 2 Jahre.", "Die Garantie entfällt nach 2 Jahren."),
        ("The office closes at 5 pm.", "The office closes at 5 p.m. on Fridays."),
        # Both sides are named, or the other one by the way.
        ("Der Mieter zahlt dem Vermieter die Miete.", "Die Miete zahlt der Mieter an den Vermieter."),
        ("The tenant pays the landlord a deposit.", "The tenant pays a deposit to the landlord."),
        ("Der Arbeitgeber zahlt die Hälfte.", "Arbeitgeber und Arbeitnehmer zahlen je die Hälfte."),
        # What one grants the other receives.
        ("Employees get 30 days of leave per year.", "The employer grants 30 days of leave per year."),
        ("Der Mieter erhält die Kaution zurück.", "Der Vermieter zahlt die Kaution zurück."),
        ("Der Kurs ist freiwillig.", "Der Kurs ist nicht verpflichtend."),
        ("The course is not mandatory.", "The course is voluntary."),
        ("Der Helm ist verpflichtend.", "Der Helm ist Pflicht, die Weste ist freiwillig."),
        ("Reisen im Inland sind frei.", "Reisen im Inland und im Ausland sind frei."),
        # Another thing rose than the one that fell.
        ("Der Absatz von Pumpen ist gestiegen.", "Der Verlust durch Leihgeräte ist gesunken."),
    ],
)
def test_what_is_right_stays(statement, evidence):
    assert not differs_in_negation(statement, [evidence])
