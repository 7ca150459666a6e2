"""Amounts of other years, or the same amount in another scale, are no disagreement."""

from __future__ import annotations

import pytest

from rag.contradiction import Claim
from rag.scaled_amounts import in_full
from rag.supports import find_sentences
from rag.types import Passage


def _differs(sentence, other, *, one_each=True):
    support = find_sentences(Passage(1, 1, "a.md", 1, 0, len(other), other, "", None, "de"))[0]
    return Claim.of(sentence, sentence).differs_from(support, one_each=one_each)


@pytest.mark.parametrize(
    ("sentence", "other", "expected"),
    [
        ("Der Umsatz betrug 2023 in Kiel 15 Mio. EUR.", "Der Umsatz betrug 2022 in Kiel 12 Mio. EUR.", False),
        ("Der Umsatz betrug 2023 in Kiel 15 Mio. EUR.", "Der Umsatz betrug 2023 in Kiel 12 Mio. EUR.", True),
        ("Der Umsatz betrug 2023 in Kiel 15 Mio. EUR.", "Der Umsatz betrug in Kiel 12 Mio. EUR.", True),
        ("Revenue in Kiel was EUR 15 million in 2023.", "Revenue in Kiel was EUR 12 million in 2022.", False),
        ("Revenue in Kiel was EUR 15 million in 2023.", "Revenue in Kiel was EUR 12 million in 2023.", True),
        # A rule of another year that takes its place is another saying of the same.
        ("Ab 2024 beträgt die Pauschale 6 Euro.", "Ab 1. März 2025 beträgt die Pauschale 7 Euro.", True),
        (
            "From 2024 the lunch allowance in Kiel is 6 euros.",
            "The lunch allowance in Kiel is 7 euros from 2025.",
            True,
        ),
        ("Der Umsatz in Kiel betrug 1.500 Mio. EUR.", "In Kiel betrug der Umsatz 1,5 Mrd. EUR.", False),
        ("Der Umsatz in Kiel betrug 1.500 Mio. EUR.", "In Kiel betrug der Umsatz 1,6 Mrd. EUR.", True),
        ("Der Umsatz in Kiel betrug 3 Mio. EUR.", "In Kiel betrug der Umsatz 3 Mrd. EUR.", True),
        ("Revenue in Kiel was 1,500 million euros.", "In Kiel revenue was 1.5 billion euros.", False),
        ("Revenue in Kiel was 1.577 billion euros.", "In Kiel revenue was 1,577 million euros.", False),
        ("Der Umsatz in Kiel betrug 500 TEUR.", "In Kiel betrug der Umsatz 0,5 Mio. EUR.", False),
    ],
)
def test_amounts_of_documents(sentence, other, expected):
    assert _differs(sentence, other) is expected
    assert _differs(other, sentence) is expected


def test_versions_of_one_document_differ_in_years_as_well():
    old, new = "Im Jahr 2022 beträgt die Pauschale 6 Euro.", "Im Jahr 2025 beträgt die Pauschale 7 Euro."
    assert _differs(old, new, one_each=False)


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("Es sind 1.500 Mio. EUR.", "Es sind 1500000000 EUR."),
        ("Es waren 1,577 Mrd. EUR.", "Es waren 1577000000 EUR."),
        ("It was EUR 1.577 billion.", "It was EUR 1577000000."),
        ("It was 1,577 million.", "It was 1577000000."),
        ("Es sind 12 Pumpen für 1.500 EUR.", "Es sind 12 Pumpen für 1.500 EUR."),
        ("7" * 5000 + " Mio. EUR", "7" * 5000 + " Mio. EUR"),
    ],
)
def test_in_full(text, full):
    assert in_full(text) == full
