"""A question that asks for several things is taken apart, and only such a question."""

from __future__ import annotations

import pytest

from rag.parts import split_question


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Wie viele Urlaubstage habe ich und bis wann muss ich sie nehmen?",
            ["Wie viele Urlaubstage habe ich?", "bis wann muss ich sie nehmen?"],
        ),
        (
            "Laut Handbuch: Wie schwer ist die Pumpe, und welche Farbe hat sie?",
            ["Laut Handbuch: Wie schwer ist die Pumpe?", "Laut Handbuch: welche Farbe hat sie?"],
        ),
        (
            "In 2018, what was the revenue and how much was spent on rent?",
            ["In 2018, what was the revenue?", "In 2018, how much was spent on rent?"],
        ),
        (
            "Gibt es einen Zuschuss für Möbel, und wie hoch ist er?",
            ["Gibt es einen Zuschuss für Möbel?", "und wie hoch ist er?"],
        ),
        (
            "Do I have to book it myself and who pays for it?",
            ["Do I have to book it myself?", "and who pays for it?"],
        ),
        ("Darf ich im Hof parken und muss ich zahlen?", ["Darf ich im Hof parken?", "und muss ich zahlen?"]),
        ("War sie verheiratet und hatte sie Kinder?", ["War sie verheiratet?", "und hatte sie Kinder?"]),
        ("Are dogs allowed, and is there a fee?", ["Are dogs allowed?", "and is there a fee?"]),
        (
            "Gibt es eine Kita und wie melde ich mein Kind an?",
            ["Gibt es eine Kita?", "und wie melde ich mein Kind an?"],
        ),
        ("Gibt es einen Fahrdienst und wer zahlt?", ["Gibt es einen Fahrdienst?", "und wer zahlt?"]),
        ("Is there a bus? How much is it?", ["Is there a bus?", "How much is it?"]),
        (
            "Wenn ich kündige, gibt es eine Abfindung und wer zahlt sie?",
            ["Wenn ich kündige, gibt es eine Abfindung?", "und wer zahlt sie?"],
        ),
        (
            "Was kostet die Kantine und ist sie freitags offen?",
            ["Was kostet die Kantine?", "und ist sie freitags offen?"],
        ),
        (
            "Can I park here, and what does it cost, and do I need a permit?",
            ["Can I park here?", "and what does it cost?", "and do I need a permit?"],
        ),
        ("Was kostet die Wartung? Und wie lange dauert sie?", ["Was kostet die Wartung?", "wie lange dauert sie?"]),
    ],
)
def test_several_questions_are_told_apart(question, parts):
    assert split_question(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Darf ich Hund und Katze mitbringen?",
        "Wird das Gerät gereinigt und geprüft?",
        "Ist das Gerät leise und hat eine Pumpe?",
        "Darf ich eine Reise buchen und sie später absagen?",
        "Muss ich den Grund angeben und wie lange das dauert?",
        "Bekomme ich Geld für einen Schreibtisch, und wie viel?",
        "Ich habe den Bus verpasst und wer zahlt das Taxi?",
        "Wer hat die Rechnung und muss sie bezahlen?",
        "Does he live and work in Kiel?",
        "Can I buy a phone and have it repaired?",
        "Can you tell me the fee and who pays it?",
        "Do you know the fee and when it is due?",
        "Is it stated who signs and who pays?",
        "Which plan is free and is the default?",
        "Are we getting a new machine this year? What did the meeting in May decide?",
        "Nenne die Frist und wer sie setzt.",
        "Wo und wann findet das Treffen statt?",
        "Welche Frist gilt für Lob und Tadel?",
        "Which is larger, A and B?",
        "Wer darf was und wann genehmigen?",
        "Explain how and why the pump fails.",
        "Unsere Abteilung zieht im Mai nach Kiel um und wir fragen uns deshalb, wer zahlt?",
        "Wie hoch ist a und wie hoch ist b und wie hoch ist c und wie hoch ist d?",
        "",
    ],
)
def test_one_question_stays_one(question):
    assert split_question(question) == [question]
