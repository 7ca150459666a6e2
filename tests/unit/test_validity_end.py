"""Until when a document is in force, as its beginning says."""

import datetime

import pytest

from rag.validity import read_dating

_END = datetime.date(2025, 5, 31)


@pytest.mark.parametrize(
    "beginning",
    [
        # Lines of the head.
        "Effective from 12 March 2025, valid until 31 May 2025",
        "Bonus\nEffective from 12 March 2025\nValid until: 31 May 2025",
        "Valid from 1 January 2025 to 31 May 2025",
        "Effective date: 1 January 2025\nExpiry date: 31 May 2025",
        "Effective from 1 January 2025\nExpires on 31 May 2025",
        "| Valid until | 31 May 2025 |",
        "Gültig ab 01.01.2025 bis 31.05.2025",
        "Preisliste\nGültig vom 01.01.2025 bis zum 31.05.2025",
        "Preisliste\nGültig: 01.01.2025 bis 31.05.2025",
        "Gültigkeit: 01.01.2025 – 31.05.2025",
        "**Gültig bis:** Mai 2025",
        "Befristet bis 31.05.2025",
        "Aktion im Frühling, gültig bis 31.05.2025\n\nText",
        "Travel policy\nVersion 3.0 | Effective 1 January 2025 | Valid until 31 May 2025",
        "Gültig ab 12.03.2025; tritt am 31.05.2025 außer Kraft",
        "Gültig ab: 12. März 2025\nAußer Kraft ab: 31. Mai 2025",
        "Inkrafttreten: 12.03.2025\nAußerkrafttreten: 31.05.2025",
        # Sentences about the document.
        "Diese Richtlinie tritt am 1.1.2025 in Kraft und am 31.05.2025 außer Kraft.",
        "Diese Richtlinie tritt am 1.1.2025 in Kraft. Sie tritt mit Ablauf des 31. Mai 2025 außer Kraft.",
        "Urlaub\n\nDiese Dienstvereinbarung gilt bis 31.05.2025.",
        "Diese Preisliste ist gültig bis 31.05.2025. Preise ohne Steuer.",
        "Diese Vereinbarung tritt am 1. Januar 2025 in Kraft und ist bis zum 31. Mai 2025 befristet.",
        "This policy expires on 31 May 2025.",
        "Travel\n\nThis travel policy takes effect on 1 January 2025. It expires on 31 May 2025.",
        "These prices apply until 31 May 2025.\n\nThey do not contain tax, if none is told.",
    ],
)
def test_an_end_is_read(beginning):
    dating = read_dating(beginning)
    assert dating.ends == _END
    assert not dating.has_ended(_END)
    assert dating.has_ended(_END + datetime.timedelta(days=1))


def test_the_end_is_not_the_begin():
    assert read_dating("Die Richtlinie tritt am 31.05.2025 außer Kraft.").begins is None
    dating = read_dating("Diese Richtlinie tritt am 1.1.2025 in Kraft und am 31.05.2025 außer Kraft.")
    assert dating.begins == dating.date == datetime.date(2025, 1, 1)
    assert read_dating("Gültig ab: 1.1.2025\nAußer Kraft ab: 31.05.2025").begins == datetime.date(2025, 1, 1)


@pytest.mark.parametrize(
    "beginning",
    [
        # Ends of something else.
        "Hausordnung\n\nDer Ausweis ist gültig bis 31.05.2025.",
        "Hausordnung\nDer Ausweis ist\ngültig bis 31.05.2025.",
        "Hausordnung\n\n| Ausweis | gültig bis 31.05.2025 |",
        "Hausordnung\n\nDie Ausweise sind bis zum 31.05.2025 gültig.",
        "Hausordnung\n\nAnträge können bis 31.05.2025 gestellt werden.",
        "Rules\n\nYour old card expires on 31 May 2025.",
        "Rules\n\nYour card is sent by mail. It expires on 31 May 2025.",
        "Old badges stay valid until 31 May 2025",
        "This policy is effective from 1 January 2025. Old badges stay valid until 31 May 2025.",
        "This policy is effective from 1 January 2025; old badges stay valid until 31 May 2025.",
        "This policy is effective from 1 January 2025 and old badges stay valid until 31 May 2025.",
        "These rules say that cards are valid until 31 May 2025.",
        "This policy covers travel from 1 January 2025 to 31 May 2025.",
        "Diese Richtlinie gilt für Anträge bis 31.05.2025.",
        "Gültig ab 1.1.2025.\n\nDie Sonderregel gilt ab 1.2.2025 bis 31.5.2025.",
        "Die Verordnung tritt am 31.05.2025 außer Kraft.",
        "Expiry date: 31 May 2025",  # of what, where nothing is in force
        # Of what it replaces.
        "The previous policy was valid until 31 May 2025.",
        "This policy replaces the one valid until 31 May 2025.",
        # It may go on.
        "This agreement expires on 31 May 2025 unless it is renewed.",
        "Valid until 31 May 2025\nunless a new list appears",
        "Dieser Vertrag gilt bis 31.05.2025. Er verlängert sich um ein Jahr.",
        "This policy is not valid until 31 May 2025.",
        # No end of what begins later.
        "Valid from 1 June 2025\nValid until 31 May 2025",
        "Stand: 1. Juni 2025, gültig bis 31.05.2025",
        "Valid until further notice",
        "x" * 900 + "\nValid until: 31 May 2025",
    ],
)
def test_else_there_is_none(beginning):
    assert read_dating(beginning).ends is None
