"""A reply without any time does not say how long, one without any number not how many."""

from __future__ import annotations

import pytest

from rag.answer_kinds import lacks_what_is_asked


@pytest.mark.parametrize(
    ("question", "reply", "expected"),
    [
        ("How long are records kept?", "You can export them as a file.", True),
        ("How long are records kept?", "They are kept for 36 months.", False),
        ("How long are records kept?", "They are kept until the contract ends.", False),
        ("Wie lange gilt die Frist?", "Sie gilt 20 Arbeitstage.", False),
        ("Wie lange gilt die Frist?", "Die Frist gilt für Lieferanten.", True),
        ("Wann beginnt die Sitzung?", "Sie beginnt um 9:30.", False),
        ("Wann war das?", "Im Mai.", False),
        ("Bis wann läuft der Vertrag?", "Die ersten sechs Wochen sind verbindlich.", True),
        ("Bis wann läuft der Vertrag?", "Er läuft bis 2029.", False),
        ("Bis wann ist das einzureichen?", "Innerhalb von sechs Wochen.", False),
        ("Bis wann kann ich stornieren?", "Drei Monate vorher.", False),
        ("By when is it due?", "Payment is due 30 days net.", False),
        ("By when is it due?", "Six weeks before the trip.", False),
        ("By when is it due?", "Forecasts cover 6 weeks.", True),
        ("What is the highest pressure of the pump?", "It is 40.2 l/h.", True),
        ("When is it paid?", "It is paid by bank transfer.", True),
        ("Wie viele Urlaubstage gibt es?", "Es gibt dreißig Tage Urlaub.", False),
        ("Wie viele Urlaubstage gibt es?", "Es gibt manche Tage Urlaub.", True),
        ("Wie viele Urlaubstage gibt es?", "Es gibt 30 Tage.", False),
        ("Aus wie vielen Teilen besteht es?", "Es kommt von der Firma Brehm.", True),
        ("How much does it cost?", "It is free of charge.", False),
        ("How much does it cost?", "It depends on the size of the building.", True),
        ("Zahlt ihr zu einem Stuhl dazu, und wie viel?", "Ja, zu einem Stuhl wird gezahlt.", True),
        ("Zahlt ihr zu einem Stuhl dazu, und wie viel?", "Ja, die Hälfte.", False),
        ("Wie viele Stühle gibt es?", "Es gibt einen.", False),
        ("Wer baut das Lager?", "Die Firma Hochlager.", False),
        ("Which road is closed when it rains?", "The one to the harbour.", False),
        ("When it rains, what is closed?", "The road to the harbour.", False),
        ("When was the town founded?", "It was founded in 1788.", False),
        ("", "", False),
        ("How many voted for it?", "The majority did.", False),
        ("When is it paid back?", "It is paid back if the trip is cancelled.", False),
        ("How fast may I drive in the yard?", "At walking pace.", False),
        (
            "Von welchem Hersteller stammen die Motoren der Pumpe?",
            "Die Motoren der Pumpe stammen vom Hersteller.",
            True,
        ),
        (
            "Von welchem Hersteller stammen die Motoren der Pumpe?",
            "Die Motoren der Pumpe stammen von Helmer.",
            False,
        ),
        ("What led to the closing of the harbour?", "The closing of the harbour led to the closing.", True),
        ("Who may enter the store?", "Nobody may enter the store.", False),
        ("Wer darf das Lager betreten?", "Das Lager dürfen alle betreten.", False),
        ("Which pump is larger, the Sarno or the Tavik?", "The Sarno pump is larger.", False),
        ("Is the fee paid back when it rains?", "The fee is paid back when it rains.", False),
        ("Wie heißt die Skala für Stürme?", "Die Skala für Stürme heißt Brandt-Hollmann-Skala.", False),
        ("Since when is the Sarno 2 sold?", "It is sold by dealers.", True),
        ("Which Sarno has the larger tank?", "The Sarno 40 has the larger tank.", False),
    ],
)
def test_kinds(question, reply, expected):
    assert lacks_what_is_asked(question, reply) is expected
