"""The date of what a document replaces is not its own."""

import datetime

import pytest

from rag.validity import read_dating


@pytest.mark.parametrize(
    ("beginning", "date"),
    [
        ("This replaces the policy effective 1 January 2020. Effective from 1 January 2025.", (2025, 1, 1)),
        ("Ersetzt die Fassung vom 1. Januar 2020. Stand: 1. Januar 2025", (2025, 1, 1)),
        ("Ersetzt die Fassung vom 01.01.2020\nStand: 01.01.2025", (2025, 1, 1)),
        ("Diese Ordnung löst die frühere, gültig seit 2018, ab. In Kraft ab 1. Mai 2025.", (2025, 5, 1)),
        ("Stand: 1. Januar 2025. Abgelöst ist die Fassung vom 1. Januar 2020.", (2025, 1, 1)),
        ("It supersedes the edition dated May 4, 2021. Last updated June 5, 2024", (2024, 6, 5)),
        ("The previous version dated 2019-02-03 ends. Valid from 2024-03-01", (2024, 3, 1)),
        # Said of the document itself again.
        ("Sie ersetzt die alte Ordnung und ist gültig ab 1. Januar 2025.", (2025, 1, 1)),
        ("It replaces the old policy, effective 1 January 2025.", (2025, 1, 1)),
        ("Ersetzt alle Regeln. Gültig ab 1. Januar 2025", (2025, 1, 1)),
        ("Replacement of filters\nEffective 1 January 2025", (2025, 1, 1)),
        # An ordinal and short words end no sentence.
        ("Stand d. Fassung: 1. Januar 2025", (2025, 1, 1)),
    ],
)
def test_the_document_s_own_date_counts(beginning, date):
    assert read_dating(beginning).date == datetime.date(*date)


@pytest.mark.parametrize(
    "beginning",
    [
        "Ersetzt die Fassung vom 1. Januar 2020.",
        "This policy replaces the one effective from 1 January 2020.",
        "The rules are effective. 1 January 2020 was a holiday.",
        "Die Werte haben Stand.\n\n1. Januar 2020",
    ],
)
def test_else_there_is_none(beginning):
    assert read_dating(beginning).date is None
