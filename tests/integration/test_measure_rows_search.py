"""A question about a measure finds the statement with its rows, in the document that the question is about."""

from __future__ import annotations

import pytest

from rag import candidates, row_vectors
from tests.fakes import HashingEmbedder

ENGLISH = "The board of {0} discussed the ratio of quick decisions to slow ones at {0} once more this year. " * 4
GERMAN = "Der Vorstand der {0} sprach auch in diesem Jahr über die Quote der Entscheidungen bei der {0}. " * 4
COMPANIES = ("Albatros", "Bussard")
QUICK = "What was the quick ratio of Bussard?"


def english(company, number):
    about = ENGLISH.format(company)
    sections = "".join(f"## Matter {each}\n\n{about}\n\n" for each in range(1, 13))
    return (
        f"# Annual report of {company}\n\n{about}\n\n{sections}## Balance sheet\n\n| Item | 2024 |\n|---|---|\n"
        f"| Total current assets | {number} |\n| Inventories | {number - 300} |\n"
        f"| Total current liabilities | {number - 100} |\n\n## Notes\n\n{about}\n"
    )


def german(company, number):
    about = GERMAN.format(company)
    sections = "".join(f"## Sache {each}\n\n{about}\n\n" for each in range(1, 13))
    return (
        f"# Geschäftsbericht der {company}\n\n{about}\n\n{sections}## Bilanz\n\n| Posten | 2024 |\n|---|---|\n"
        f"| Umlaufvermögen | {number} |\n| Vorräte | {number - 300} |\n"
        f"| Kurzfristige Verbindlichkeiten | {number - 100} |\n\n"
        f"## Anhang\n\n{about}\n"
    )


class _Counting(HashingEmbedder):
    asked = 0

    def embed_question(self, text):
        self.asked += 1
        return super().embed_question(text)


@pytest.fixture(scope="module")
def embedder():
    return _Counting()


@pytest.fixture(scope="module")
def library(library_of, embedder):
    documents = {f"{each}.md": english(each, 1000 * at) for at, each in enumerate(COMPANIES, 1)}
    documents |= {f"{each}-AG.md": german(f"{each}-Werke AG", 3000 * at) for at, each in enumerate(COMPANIES, 1)}
    with library_of(documents, embedder=embedder) as library:
        yield library


@pytest.fixture
def plain(monkeypatch):
    """Switches the rows off."""

    def switch():
        for module in (candidates, row_vectors):
            monkeypatch.setattr(module, "rows_of", lambda *_: ())

    return switch


def places(hits, text):
    return [at for at, hit in enumerate(hits) if text in hit.passage.text]


def first_of_documents(hits):
    return list(dict.fromkeys(hit.passage.document for hit in hits))


@pytest.mark.parametrize(
    ("question", "document", "row"),
    [
        (QUICK, "Bussard.md", "current liabilities | 1900"),
        (
            "Wie hoch war die Liquidität zweiten Grades der Bussard-Werke AG?",
            "Bussard-AG.md",
            "Verbindlichkeiten | 5900",
        ),
    ],
)
def test_the_statement_comes_up_in_the_document_asked_about(library, plain, question, document, row):
    found = library.search(question, k=10)
    assert found[0].passage.document == document
    plain()
    before = library.search(question, k=10)
    assert before[0].passage.document == document
    (at,), others = places(found, row), places(before, row)
    assert at == 0
    assert not others or others[0] > at


def test_documents_stay_in_their_order(library, plain):
    found = library.search(QUICK, k=60)
    plain()
    before = library.search(QUICK, k=60)
    assert first_of_documents(found) == first_of_documents(before)
    assert found[0].score == pytest.approx(before[0].score)


def test_rows_are_embedded_only_when_a_measure_is_named(library, embedder):
    library.search(QUICK, k=1)
    asked = embedder.asked
    library.search(QUICK, k=1)
    library.search("Who is the head of Bussard?", k=1)
    assert embedder.asked == asked + 2


def test_a_search_of_one_document_orders_its_passages(library):
    found = library.search("What was the quick ratio?", k=5, documents=["Albatros.md"])
    assert "Total current liabilities | 900" in found[0].passage.text
    assert {hit.passage.document for hit in found} == {"Albatros.md"}
