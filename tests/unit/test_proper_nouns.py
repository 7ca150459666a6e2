"""Days, countries, towns and firms are names in German, too, and are those of the document or are not told."""

from __future__ import annotations

import pytest

from rag.citations import verify_reply
from rag.names import unknown_names
from rag.types import Passage


def is_told(statement: str, text: str, language: str, question: str = "Was gilt?") -> bool:
    passage = Passage(1, 1, "a.md", 1, 0, len(text), text, "", "", language)
    return bool(verify_reply(statement, question, [passage], None, language).citations)


@pytest.mark.parametrize(
    ("text", "right", "wrong", "language"),
    [
        ("Gerichtsstand ist Hamburg.", "Der Gerichtsstand ist Hamburg.", "Der Gerichtsstand ist Berlin.", "de"),
        ("Sitz der Firma ist Österreich.", "Der Sitz ist in Österreich.", "Der Sitz ist in Frankreich.", "de"),
        ("Das Netz stellt die Telekom.", "Das Netz stellt die Telekom.", "Das Netz stellt Siemens.", "de"),
        ("Es liefert die Firma Müller GmbH.", "Es liefert Müller.", "Es liefert die Firma Becker GmbH.", "de"),
        ("Die Abfuhr ist am Montag.", "Die Abfuhr ist am Montag.", "Die Abfuhr ist am Freitag.", "de"),
        ("The office is in Annapolis.", "The office is in Annapolis.", "The office is in Anna.", "en"),
        ("The court is in Vienna.", "The court is in Vienna.", "The court is in Prague.", "en"),
        ("Collection is on Monday.", "Collection is on Monday.", "Collection is on Friday.", "en"),
    ],
)
def test_another_name_is_not_carried(text, right, wrong, language):
    assert is_told(right, text, language)
    assert not is_told(wrong, text, language)


@pytest.mark.parametrize(
    ("statement", "known"),
    [
        ("Offen ist am Dienstag.", "Montag bis Freitag 8–17 Uhr"),
        ("Offen ist am Dienstag.", "Mo–Fr 8–17 Uhr"),
        ("Offen ist am Mittwoch.", "Mo, Mi und Fr ab 9 Uhr"),
        ("Offen ist am Montag.", "Das Büro ist sonntags bis dienstags offen"),
        ("Offen ist am Samstag.", "Werktags von 8 bis 12 Uhr"),
        ("It is open on Tuesday.", "Open Mon–Fri"),
        ("It is open on Sunday.", "open daily"),
        ("It is open on Sunday.", "open at weekends"),
        ("Beginn ist am Freitag.", "Beginn: Freitagabend"),
        ("Das Büro ist in München.", "das Münchner Büro"),
        ("Das Büro ist in Bremen.", "das Bremer Büro"),
        ("Das Büro ist in Dresden.", "das Dresdner Büro"),
        ("Kunden in Frankreich zahlen mehr.", "französische Kunden zahlen mehr"),
        ("Die Anleitung ist auf Deutsch.", "a manual in German"),
        ("The office is in München.", "the Munich office"),
        ("The office is in Muenchen.", "das Büro in München"),
        ("The office is in Koeln.", "the Cologne office"),
        ("The tool is named Quill.", "QuillBase is a tool"),
        ("Das gilt in der Schweiz.", "schweizerische Kunden"),
        ("Man lernt dort Englisch.", "Der Englischkurs ist kostenlos"),
        ("Das Essen ist in der Halle.", "gegessen wird drinnen"),
        ("Das Lager gehört der Firma.", "Eigentümer ist das Unternehmen"),
    ],
)
def test_the_same_name_in_another_form_is_known(statement, known):
    assert unknown_names(statement, known) == []


@pytest.mark.parametrize(
    ("statement", "known", "expected"),
    [
        ("Offen ist am Samstag.", "Mo–Fr 8–17 Uhr", ["Samstag"]),
        ("Offen ist am Sonntag.", "So ist es richtig, Montag bis Freitag", ["Sonntag"]),
        ("Offen ist am Donnerstag.", "Mo, Mi und Fr ab 9 Uhr", ["Donnerstag"]),
        ("It is open on Sunday.", "open on weekdays", ["Sunday"]),
        ("Das gilt in der EU.", "Preise in Pfund", ["EU"]),
        ("Das Büro ist in Bern.", "das Büro Bernhard", ["Bern"]),
    ],
)
def test_other_days_and_parts_of_words_are_not(statement, known, expected):
    assert unknown_names(statement, known) == expected
