"""The date that a label in the head of a document gives it."""

import datetime

import pytest

from rag.validity import Dating, read_dating

_DAY, _MONTH = Dating(datetime.date(2024, 3, 12)), Dating(datetime.date(2024, 3, 1), is_month=True)


@pytest.mark.parametrize(
    "beginning",
    [
        "Date: 12 March 2024",
        "Travel policy\nDate: 12 March 2024\n\nThis policy is about travel.",
        "Reiserichtlinie\nDatum: 12.03.2024",
        "---\ntitle: Travel\ndate: 2024-03-12\n---",
        "**Date:** 12 March 2024",
        "| Date | 12 Mar 2024 |\n| Owner | Finance |",
        "Travel policy\tDate: 12 March 2024",
        "Travel policy  Date: 12 March 2024  Version 3",
        "From: Ann Lee\nDate: Tue, 12 Mar 2024 10:15",
        "Datum: Dienstag, 12. März 2024",
        "Datum:\n12.03.24",
        "Date of issue: 12 March 2024",
        "Revision date: 12 March 2024",
        "Published on 12 March 2024",
        "Published on 12 March 2024 by the personnel department",
        "Veröffentlicht am 12.03.2024",
        "Erstellt am 12.03.2024 von Frau Lindner",
        "Letzte Änderung: 12.03.2024",
        "Version 2.1 (12.03.2024)",
        "Reisehandbuch, Version 2.1 (12.03.2024)",
        "Version 2.1 | 12.03.2024",
        "An alle\n\nBerlin, den 12. März 2024\n\nDie Kantine zieht um.",
        "Frankfurt am Main, den 12.03.2024",
    ],
)
def test_a_label_tells_the_day_but_not_since_when_it_holds(beginning):
    assert read_dating(beginning) == _DAY


@pytest.mark.parametrize(
    "beginning",
    [
        "Stand: März 2024",
        "Reiserichtlinie (Stand 03/2024)",
        "Stand der Fassung: 03.2024",
        "Last updated: March 2024",
        "Travel policy, last updated Mar 2024",
        "Date: 2024-03",
        "Veröffentlicht im März 2024",
        "Version 2.1 (March 2024)",
    ],
)
def test_a_month_is_told_as_one(beginning):
    assert read_dating(beginning) == _MONTH


@pytest.mark.parametrize(
    ("beginning", "begins", "is_month"),
    [
        ("Inkrafttreten: 01.01.2025", (2025, 1, 1), False),
        ("Datum des Inkrafttretens: 1. Januar 2025", (2025, 1, 1), False),
        ("Geltungsbeginn: 01.01.2025", (2025, 1, 1), False),
        ("Effective: January 2025", (2025, 1, 1), True),
        ("Gültig ab Januar 2025", (2025, 1, 1), True),
        # It counts more than when it was written, wherever it stands.
        ("Date: 12 March 2024\nValid from 1 January 2025", (2025, 1, 1), False),
        ("Berlin, den 12. März 2024\nGültig ab 01.01.2025", (2025, 1, 1), False),
    ],
)
def test_when_it_takes_effect_is_told_apart(beginning, begins, is_month):
    assert read_dating(beginning) == Dating(datetime.date(*begins), datetime.date(*begins), is_month)


@pytest.mark.parametrize(
    ("beginning", "date"),
    [
        ("Published on 3 January 2020\nLast updated: 12 March 2024", (2024, 3, 12)),
        ("Version 1.0 (12.03.2020)\nVersion 2.0 (12.03.2024)", (2024, 3, 12)),
        ("Date: 12 March 2024\n\nIt follows the law as of 3 May 2019.", (2024, 3, 12)),
        ("Datum: 12.03.2024\n\nNach dem Beschluss vom 3. Mai 2019 gilt:", (2024, 3, 12)),
    ],
)
def test_the_last_revision_counts_and_a_label_more_than_words_in_a_sentence(beginning, date):
    assert read_dating(beginning) == Dating(datetime.date(*date))


@pytest.mark.parametrize(
    "beginning",
    [
        "Date of birth: 12 March 1984",
        "Geburtsdatum: 12.03.1984",
        "Invoice date: 12 March 2024",
        "Due date: 12 March 2024",
        "Order date\n12 March 2024",
        "Lieferdatum: 12.03.2024",
        "Bestelldatum: 12.03.2024",
        "| Amount | Date |\n| 5 | 12 March 2024 |",
        "Ordered items with the date: 12 March 2024",
        # Sentences.
        "The directive was published on 12 March 2024 in the Official Journal.",
        "The directive was\npublished on 12 March 2024\nand is long.",
        "Published on 12 March 2024, the directive is long.",
        "Veröffentlicht am 12. März 2024, ist das Gesetz lang.",
        "Das Gesetz wurde am 12. März 2024 veröffentlicht.",
        "Es war in Berlin, den 12. März 2024 vergisst niemand.",
        "We need Acrobat Version 9.1 (12.03.2024) for it.",
        "Die Zahlen vom Januar 2024 sind gut.",
        "Figures as of March 2024 are good.",
        # Days of an event.
        "Summer party\nDate: 12 July 2024\nTime: 18:00",
        "Sommerfest\nDatum: 12.07.2024\nOrt: Kantine",
        "Date: 12 March 2024 to 15 March 2024",
        "Dienstag, den 12. März 2024",
        # Far down.
        "x" * 900 + "\nDate: 12 March 2024",
        # No dates.
        "Date: March 32",
        "Datum: 31.02.2024",
        "Stand: im Frühjahr 2024",
        # The end of it.
        "Die Regel tritt am 12.03.2024 außer Kraft.",
    ],
)
def test_other_dates_are_not_the_document_s(beginning):
    assert read_dating(beginning) == Dating()
