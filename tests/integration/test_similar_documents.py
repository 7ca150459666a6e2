"""Many documents that say almost the same: the one that the question means comes first."""

from __future__ import annotations

import pytest

COMPANIES = ("Albatros", "Bussard", "Condor", "Dohle", "Eichelhaeher", "Falke", "Gimpel", "Habicht")
# Long enough for a passage of its own in each section; only some sections name the company.
FILLER = "Nothing else was agreed about this and no further paper will be asked for by either side later. " * 4
LEASE = f"""# Lease of the warehouse

The tenant is {{company}} GmbH, called the tenant below. {FILLER}

## Deposit

The deposit is 4000 euros and is due when the keys are handed over. It is paid back in spring. {FILLER}

## Notice

Either side may give notice of six months to the end of a quarter, in writing and signed by hand. {FILLER}

## Repairs

{{company}} GmbH bears small repairs up to 200 euros each; the owner bears all others and the roof. {FILLER}
"""


def leases(tenants):
    return {name: LEASE.format(company=company) for name, company in tenants.items()}


@pytest.fixture
def library(library_of, tmp_path):
    tenants = {f"lease-{number}.md": company for number, company in enumerate(COMPANIES)}
    with library_of(leases(tenants | {"Ibis.md": "The firm named above"}), data_dir=tmp_path / "data") as library:
        yield library


@pytest.mark.parametrize("number", range(len(COMPANIES)))
def test_the_document_that_is_about_the_company_comes_first(library, number):
    (first, *_) = library.search(f"How much is the deposit of {COMPANIES[number]}?", k=3)
    assert first.passage.document == f"lease-{number}.md"
    assert "4000 euros" in first.passage.text


def test_the_name_of_a_document_counts_as_well(library):
    (first, *_) = library.search("How much is the deposit of Ibis?", k=3)
    assert first.passage.document == "Ibis.md"
    assert "4000 euros" in first.passage.text


def test_only_the_named_documents_are_searched(library):
    hits = library.search("How much is the deposit of Condor?", k=5, documents=["lease-0.md", "lease-1.md"])
    assert {hit.passage.document for hit in hits} == {"lease-0.md", "lease-1.md"}


def test_documents_outside_the_named_ones_take_no_places(library_of):
    others = {f"Condor-{number}.md": "Condor" for number in range(14)}
    named = {f"lease-{number}.md": "Dohle" if number == 33 else "Falke" for number in range(20, 34)}
    with library_of(leases(others | named)) as library:
        hits = library.search("How much is the deposit of Condor and Dohle?", k=5, documents=named)
    assert hits[0].passage.document == "lease-33.md"
    assert {hit.passage.document for hit in hits} <= set(named)


def test_without_a_usable_word_index_meaning_serves(library, tmp_path):
    for path in (tmp_path / "data" / "lexical").glob("*.term"):
        path.write_bytes(bytes(path.stat().st_size))
    (first, *_) = library.search("How much is the deposit?", k=3)
    assert first.lexical is None
    assert "deposit" in first.passage.text
