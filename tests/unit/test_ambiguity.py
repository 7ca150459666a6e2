"""A question is asked back only when several documents are meant alike."""

from __future__ import annotations

import pytest

from rag.ambiguity import possible_documents
from rag.types import Hit, Passage


def hit(name: str, score: float, title: str | None = None) -> Hit:
    return Hit(Passage(1, 1, name, 1, 0, 4, "Text", title=title), score)


CONTRACTS = [hit("recht/liefervertrag-alpha.pdf", 7.0), hit("recht/mietvertrag-weilburg.pdf", 6.2)]
FEW = [CONTRACTS[0], hit("recht/mietvertrag.pdf", 4.5)]
LEASES = [hit("legal/supply-contract-alpha.pdf", 7.0), hit("legal/lease-contract-weilburg.pdf", 6.2)]

NOTICES = [hit("alpha_notice_2025-07-01.pdf", 7.0), hit("beta_notice_2025_04_26.pdf", 6.2)]


@pytest.mark.parametrize(
    ("question", "hits", "expected"),
    [
        (
            "Wann endet der Vertrag?",
            CONTRACTS,
            ["recht/liefervertrag-alpha.pdf", "recht/mietvertrag-weilburg.pdf"],
        ),
        ("Was steht im Vertrag zur Haftung?", CONTRACTS, [each.passage.document for each in CONTRACTS]),
        ("Was gilt laut dem neuen Vertrag?", CONTRACTS, [each.passage.document for each in CONTRACTS]),
        ("Wie ist die Laufzeit des Vertrags?", CONTRACTS, [each.passage.document for each in CONTRACTS]),
        ("Wann endet mein Vertrag?", CONTRACTS, [each.passage.document for each in CONTRACTS]),
        ("When does our current contract end?", LEASES, [each.passage.document for each in LEASES]),
        ("When does the contract end?", LEASES, [each.passage.document for each in LEASES]),
        ("When does the contract end?", CONTRACTS, [each.passage.document for each in CONTRACTS]),
        ("Wann endet der Vertrag?", LEASES, [each.passage.document for each in LEASES]),
        ("Wie ist die Laufzeit des Vertrages?", LEASES, [each.passage.document for each in LEASES]),
        # What narrows it may be told in the other language only.
        ("When does the supply contract end?", CONTRACTS, []),
        ("When does the contract for deliveries end?", CONTRACTS, []),
        ("When does the supply contract end?", LEASES, []),
        ("When does the contract with Alpha end?", LEASES, []),
        ("Wann endet der Vertrag mit Alpha?", CONTRACTS, []),  # named
        ("Wann endet der Mietvertrag?", CONTRACTS, []),
        ("Wann endet ein Vertrag?", CONTRACTS, []),  # any contract
        ("Wann endet der Vertrag?", [CONTRACTS[0], hit("recht/mietvertrag.pdf", 3.0)], []),  # fits far less
        ("Wann endet der Vertrag?", [hit("faq.pdf", 12.0), *CONTRACTS], []),  # another document knows better
        ("Wann endet der Vertrag?", [hit("vertrag-2022.pdf", 7.0), hit("vertrag-2025.docx", 7.0)], []),  # versions
        (
            "What does the manual say?",
            [hit("a.pdf", 5.0, "Quality manual"), hit("b.pdf", 4.0, "User manual")],
            ["a.pdf", "b.pdf"],
        ),
        ("What does the notice of 1st July 2025 say?", NOTICES, []),
        ("Was steht in der Notice vom 26.04.2025?", NOTICES, []),
        ("What does the notice of 2 May 2025 say?", NOTICES, [each.passage.document for each in NOTICES]),
        ("Wann endet der Vertrag?", [], []),
        ("", CONTRACTS, []),
    ],
)
def test_which_documents_may_be_meant(question, hits, expected):
    assert possible_documents(question, hits, compared=20) == expected


@pytest.mark.parametrize(("compared", "expected"), [(9, [each.passage.document for each in FEW]), (10, [])])
def test_of_few_passages_scores_lie_further_apart_however_many_are_shown(compared, expected):
    assert possible_documents("Wann endet der Vertrag?", FEW, compared) == expected
