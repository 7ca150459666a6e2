"""What may be a time, a length or a degree is an answer, too; what plainly is none stays refused."""

from __future__ import annotations

import pytest

from rag.answer_kinds import Kind, has_kind, lacks_what_is_asked


@pytest.mark.parametrize(
    "reply",
    [
        "Monatlich.",
        "Die Filter werden wöchentlich gereinigt.",
        "Halbjährlich.",
        "Die Prüfung findet vierteljährlich statt.",
        "Es wird quartalsweise abgerechnet.",
        "Mit vierzehntäglicher Leerung.",
        "It is checked weekly.",
        "The tanks are emptied quarterly.",
        "Nightly.",
        "Semi-annually.",
        "Unverzüglich.",
        "It must be reported promptly.",
        "Without undue delay.",
        "Ohne schuldhaftes Zögern.",
        "It is due in Q3.",
        "Geliefert wird in KW 12.",
    ],
)
def test_what_comes_again_or_at_once_is_a_time(reply):
    assert has_kind(Kind.TIME, reply)
    assert not lacks_what_is_asked("Wann und in welchen Abständen geschieht das?", reply)


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("When is the invoice due?", "It is due on receipt."),
        ("When is the rent due?", "On arrival."),
        ("Wann wird die Kündigung wirksam?", "Mit Zugang des Schreibens."),
        ("Wann ist das Bad geschlossen?", "Im Sommer und zu Weihnachten."),
        ("Wie oft wird gelüftet?", "Dreimal."),
        ("How often is it rinsed?", "It is rinsed three times."),
        ("How long is the table?", "The table is 2 m long."),
        ("How long may the report be?", "It may have 20 pages."),
        ("Wie lange Kabel sind erlaubt?", "Erlaubt sind 10 m."),
        ("Wie hoch ist das Risiko?", "Das Risiko ist gering."),
        ("Wie hoch ist das Risiko?", "Gering."),
        ("Wie hoch ist das Risiko?", "Es besteht ein geringes Risiko."),
        ("Wie hoch ist das Risiko?", "Das Risiko ist hoch."),
        ("Wie groß ist der Einfluss auf den Betrieb?", "Der Einfluss ist mittel und klingt ab."),
        ("How high is the risk of frost?", "The risk is low."),
        ("How high is the risk of frost?", "It is rated as high."),
        ("How large is the effect?", "Negligible."),
    ],
)
def test_times_lengths_and_degrees_answer(question, reply):
    assert not lacks_what_is_asked(question, reply)


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("When is it paid?", "It is paid by bank transfer, as is normal."),
        ("Wann wird gezahlt?", "Möglicherweise wird per Überweisung gezahlt."),
        ("Wann wird geprüft?", "Die Prüfung ist nachträglich erfasst."),
        ("When is the cable replaced?", "The cable is 2 m long."),  # no length is asked for
        ("Wie hoch ist die Gebühr?", "Für kleine Firmen gilt die andere Gebühr."),
        ("How high is the fee?", "Small firms pay another."),
        ("How much is the fee?", "The fee is low."),  # no degree is asked for
        ("Wie viele Stühle gibt es?", "Der Bestand ist gering."),
        ("Wie hoch ist das Risiko?", "Das Risiko hängt vom Wetter ab."),
    ],
)
def test_what_is_none_is_still_refused(question, reply):
    assert lacks_what_is_asked(question, reply)
