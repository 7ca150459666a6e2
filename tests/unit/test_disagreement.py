"""What another document says instead: rather too few are told than one that is none."""

import pytest

from rag.disagreement import find_disagreement
from rag.types import Hit, Passage

_QUESTION = "Wie hoch ist die Pauschale für das Mittagessen in der Kantine?"
_SAID = "Die Pauschale für ein Mittagessen in der Kantine beträgt 6 Euro."


def _hit(number, document, text, also_in=()):
    return Hit(
        Passage(number, number, document, 1, 0, len(text), text, language="de"), 10.0 - number, also_in=also_in
    )


def _find(*others, said=_SAID, question=_QUESTION, versions=(), statement=None):
    cited = _hit(1, "handbuch.txt", said)
    quote = cited.passage.cite(1, 0, len(said))
    hits = [cited, *(_hit(number, name, text) for number, (name, text) in enumerate(others, start=2))]
    found = find_disagreement(question, quote, statement or said, hits, versions)
    return None if found is None else (found.passage.document, found.text)


def test_another_amount_for_the_same_thing_is_told_with_its_place():
    other = (
        "Guten Appetit! In der Kantine beträgt die Pauschale für ein Mittagessen jetzt 7,50 Euro. Wir freuen uns."
    )
    sentence = "In der Kantine beträgt die Pauschale für ein Mittagessen jetzt 7,50 Euro."
    assert _find(("aushang.md", other)) == ("aushang.md", sentence)


@pytest.mark.parametrize(
    "other",
    [
        "In der Kantine beträgt die Pauschale für ein Mittagessen 6,00 Euro.",  # they agree
        "In der Kantine beträgt die Pauschale für ein Frühstück 4 Euro.",  # another thing
        "Die Pauschale für ein Mittagessen in der Kantine gibt es seit 12 Jahren.",  # another unit
        "Die Pauschale für ein Mittagessen in der Kantine beträgt 5 oder 7 Euro.",  # no one amount
        "Mittagessen in der Kantine | Pauschale\tbeträgt\t9 Euro",  # a row of a table
    ],
)
def test_what_is_no_disagreement_is_not_told(other):
    assert _find(("aushang.md", other)) is None


_PROBATION = (
    "Die Kündigungsfrist in der Probezeit beträgt zwei Wochen.",
    "Wie lang ist die Kündigungsfrist in der Probezeit?",
)
_LEAVE = (
    "Anträge auf Bildungsurlaub sind bis zum 31. März zu stellen.",
    "Bis wann sind Anträge auf Bildungsurlaub zu stellen?",
)
_DOGS = ("Hunde sind im Büro in Kiel erlaubt.", "Sind Hunde im Büro in Kiel erlaubt?")
_SMOKING = ("Smoking is allowed on the terrace.", "Is smoking allowed on the terrace?")


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        (_PROBATION, "In der Probezeit beträgt die Kündigungsfrist vier Wochen."),
        (_LEAVE, "Anträge auf Bildungsurlaub sind bis 30.04.2026 zu stellen."),
        (_DOGS, "Hunde sind im Büro in Kiel verboten."),
        (_SMOKING, "Smoking is not allowed on the terrace."),
    ],
)
def test_number_words_days_and_a_no_disagree_too(rule, other):
    said, question = rule
    assert _find(("aushang.md", other), said=said, question=question) == ("aushang.md", other)


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        (_PROBATION, "Die Kündigungsfrist in der Probezeit beträgt zwei oder drei Wochen."),
        (_LEAVE, "Anträge auf Bildungsurlaub sind bis 31.03.2026 zu stellen."),
        (_DOGS, "Hunde sind im Büro in Kiel nicht nur erlaubt."),
        (_SMOKING, "Smoking is not allowed in the building."),
    ],
)
def test_the_same_in_other_words_or_of_another_thing_does_not(rule, other):
    said, question = rule
    assert _find(("aushang.md", other), said=said, question=question) is None


def test_versions_and_the_same_document_are_left_out():
    other = "Die Pauschale für ein Mittagessen in der Kantine beträgt 8 Euro."
    assert _find(("aushang.md", other)) is not None
    assert _find(("aushang.md", other), versions=["aushang.md"]) is None
    assert _find(("handbuch.txt", other)) is None


def test_a_question_of_one_word_tells_too_little():
    other = "Die Pauschale für ein Mittagessen in der Kantine beträgt 8 Euro."
    assert _find(("aushang.md", other), question="Pauschale?") is None


def test_a_statement_without_an_amount_is_not_compared():
    said = "Die Pauschale für ein Mittagessen in der Kantine zahlt die Firma."
    assert (
        _find(("aushang.md", "Die Pauschale für ein Mittagessen in der Kantine beträgt 8 Euro."), said=said) is None
    )


_HALL = ("Der Sitzungssaal im Neubau hat 40 Plätze.", "Wie viele Plätze hat der Sitzungssaal im Neubau?")
_SEATS = ("Our Kiel licence covers 25 seats.", "How many seats does our Kiel licence cover?")
_PRIVACY = (
    "Datenschutzbeauftragte der Werke ist Frau Petra Lindner.",
    "Wer ist für die Werke die Datenschutzbeauftragte?",
)
_CLEANING = (
    "The offices in Kiel are cleaned by Nordglanz Services GmbH.",
    "Which company cleans the offices in Kiel?",
)


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        (_HALL, "Im Neubau hat der Sitzungssaal 60 Plätze."),
        (_SEATS, "The Kiel licence of ours covers 30 seats."),
        (_PRIVACY, "Datenschutzbeauftragter der Werke ist Herr Koch."),
        (_CLEANING, "In Kiel the offices are cleaned by Blinkfein AG."),
    ],
)
def test_counted_things_and_names_disagree_too(rule, other):
    said, question = rule
    assert _find(("aushang.md", other), said=said, question=question) == ("aushang.md", other)


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        (_HALL, "Der Sitzungssaal im Neubau hat 40 bequeme Plätze."),  # they agree
        (_HALL, "Der Sitzungssaal im Neubau hat 3 Türen und viele Plätze."),  # something else is counted
        (_HALL, "Der Sitzungssaal im Neubau hat 40 Plätze, davon 5 Plätze auf dem Balkon."),  # no one number
        (_SEATS, "The test licence for Kiel and its guests covers 5 seats."),  # of something else
        (_SEATS, "In 2025 seats of our Kiel licence were covered."),  # a year
        (_PRIVACY, "Datenschutzbeauftragte der Werke ist Frau Lindner."),
        (_PRIVACY, "Datenschutzbeauftragte der Werke vertritt an Feiertagen Herr Koch."),  # another role
        (_PRIVACY, "Datenschutzbeauftragte der Werke sind Frau Lindner und Herr Koch."),
        (_CLEANING, "The windows of the offices in Kiel are washed by Blinkfein AG."),
    ],
)
def test_what_counts_or_names_something_else_does_not(rule, other):
    said, question = rule
    assert _find(("aushang.md", other), said=said, question=question) is None


def test_another_name_is_told_only_to_who_asks_for_one():
    said = "Frau Lindner leitet die Schulung in Kiel."
    other = "Frau Sommer leitet die Schulung in Kiel."
    assert _find(("aushang.md", other), said=said, question="Wer leitet die Schulung in Kiel?") is not None
    assert _find(("aushang.md", other), said=said, question="Gibt es eine Schulung in Kiel?") is None
