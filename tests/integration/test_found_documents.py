"""What a question must find, over a dozen short documents: each promise of the search by one question or two."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from rag import Turn
from rag.types import Retrieved
from tests.fakes import HashingEmbedder

GERMAN = "Weitere Regeln hat die Geschäftsleitung dazu bisher nicht beschlossen, es gilt das Übliche im Haus. " * 5
ENGLISH = "Nothing else was decided about this by the board, and the usual rules of the house go on as before. " * 5
ROWS = (
    "Net income",
    "Depreciation and amortization",
    "Change in inventories",
    "Deferred taxes",
    "Share-based compensation",
    "Change in receivables",
    "Net cash from operations",
    "Capital expenditures",
    "Proceeds from sale of equipment",
    "Acquisitions of businesses",
    "Dividends paid",
    "Repayment of debt",
)
# What a reader of German knows in English, for an embedder that is told so.
TRANSLATED = {"wartung": "maintenance", "heizung": "boiler", "jährlich": "yearly"}


class _Bilingual(HashingEmbedder):
    """Takes some German words for their English ones."""

    def embed_passages(self, texts, progress=None):
        return super().embed_passages([_translate(text) for text in texts], progress)

    def embed_question(self, text):
        return super().embed_question(_translate(text))


def _translate(text):
    return re.sub(r"\w+", lambda word: TRANSLATED.get(word.group().lower(), word.group()), text)


def section(title, text, filler):
    return f"## {title}\n\n{text} {filler}\n\n"


def report(company, year, number):
    rows = "".join(f"| {row} | {number + 17 * at} | {number + 13 * at} |\n" for at, row in enumerate(ROWS))
    return (
        f"# Annual report {year}\n\nThis is the report of {company} Inc. {ENGLISH}\n\n"
        "## Statement of cash flows\n\nIn millions of dollars\n\n"
        f"| Item | {year} | {year - 1} |\n|---|---|---|\n{rows}\n"
        f"## Employees\n\nThe company had {number} employees at the end of {year}. {ENGLISH}\n"
    )


DOCUMENTS = {
    "vertrag-nord.md": f"# Liefervertrag Nord\n\n{GERMAN}\n\n## Ende\n\nDie Kündigungsfrist beträgt drei Monate.\n",
    "hausordnung.md": f"# Hausordnung\n\n{GERMAN}\n\n## Schluss\n\nDie Frist einer Kündigung ist sechs Wochen.\n",
    "Reisekostenrichtlinie.md": section("Belege", "Belege sind binnen 30 Tagen abzugeben.", GERMAN),
    "Dienstwagen-Ordnung_2024.md": section("Belege", "Belege sind binnen 21 Tagen abzugeben.", GERMAN),
    "Fuhrpark.md": section("Belege", "Belege sind binnen 14 Tagen abzugeben.", GERMAN),
    "contacts.md": section("Calls", "Ms Mueller answers calls.", ENGLISH) + "The yard is at Goethestraße.\n",
    "satzung.md": section("§ 42 Treue", "Es gilt Treue.", GERMAN) + section("§ 43 Form", "Schriftlich.", GERMAN),
    "laufzeiten.md": section("A", "Ende: 30. Juni 2027.", GERMAN) + section("B", "Ende: 15.03.2029.", GERMAN),
    "pumpen.md": section("Groß", "Die Pumpe WP-200/B fördert 1.577 Liter.", GERMAN)
    + section("Klein", "Die Pumpe WP-210/A ist 2.355,50 EUR wert.", GERMAN),
    "boiler.md": section("Boiler", "The yearly maintenance of the boiler is in May.", ENGLISH),
    "heizung.md": section("Öfen", "Öfen werden im Herbst gereinigt.", GERMAN),
    **{
        f"{company}_{year}.md": report(company, year, 1000 * number + year)
        for number, company in enumerate(("Albatros", "Bussard", "Condor"))
        for year in (2021, 2022, 2023)
    },
}


@pytest.fixture(scope="module")
def library(library_of):
    documents = DOCUMENTS | {"pumpen-kopie.md": DOCUMENTS["pumpen.md"]}
    with library_of(documents, embedder=_Bilingual()) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "document", "text"),
    [
        ("Welche Frist für die Kündigung hat der Liefervertrag?", "vertrag-nord.md", "drei Monate"),
        ("Frist der Kuendigung im Liefervertrag", "vertrag-nord.md", "drei Monate"),
        ("Wie lang ist die Kündigungsfrist laut Hausordnung?", "hausordnung.md", "sechs Wochen"),
        ("Bis wann sind laut Reisekostenrichtlinie Belege abzugeben?", "Reisekostenrichtlinie.md", "30 Tagen"),
        ("Bis wann sind laut Dienstwagenordnung Belege abzugeben?", "Dienstwagen-Ordnung_2024.md", "21 Tagen"),
        ("Bis wann sind laut Fuhrpark Belege abzugeben?", "Fuhrpark.md", "14 Tagen"),
        ("Is Müller answering calls?", "contacts.md", "Ms Mueller"),
        ("Is the yard at Goethestrasse?", "contacts.md", "Goethestraße"),
        ("Was steht in § 42?", "satzung.md", "§ 42 Treue"),
        ("Was sagt Paragraph 43?", "satzung.md", "§ 43 Form"),
        ("Was hat am 30.06.2027 ein Ende?", "laufzeiten.md", "30. Juni 2027"),
        ("Ende bei B: March 15, 2029?", "laufzeiten.md", "15.03.2029"),
        ("WP-200/B", "pumpen.md", "WP-200/B"),
        ("1,577 litres", "pumpen.md", "1.577 Liter"),
        ("Was für eine Pumpe ist 2355,50 € wert?", "pumpen.md", "2.355,50 EUR"),
        ("Wann ist die Wartung der Heizung jährlich?", "boiler.md", "in May"),
        ("Capital expenditures of Bussard in 2022", "Bussard_2022.md", "| Capital expenditures | 3141 |"),
        ("What were the dividends paid by Condor in FY2023?", "Condor_2023.md", "| Dividends paid | 4193 |"),
        ("How many employees did Albatros have at the end of 2021?", "Albatros_2021.md", "2021 employees"),
    ],
)
def test_the_place_is_found_first(library, question, document, text):
    (first, *_) = library.search(question, k=5)
    assert first.passage.document.replace("-kopie", "") == document
    assert text in first.passage.text


def test_words_that_another_language_cannot_have_in_common_do_not_hide_it(library_of):
    gates = "".join(section(f"Tor {n}", f"Die Wartung von Tor {n} ist noch offen.", GERMAN) for n in range(6))
    halls = section("Öfen", "Die Heizung der Halle wird jährlich im Herbst gereinigt.", GERMAN)
    documents = {**DOCUMENTS, "tore.md": gates, "heizung.md": halls}
    with library_of(documents, embedder=_Bilingual()) as library:
        hits = library.search("Wann ist die Wartung der Heizung jährlich?", k=5)
    assert [hit.passage.document for hit in hits[:3]] == ["heizung.md", "boiler.md", "tore.md"]


def test_a_row_far_below_its_header_comes_with_header_and_heading(library):
    passages = [hit.passage for hit in library.search("Repayment of debt of Bussard in 2022", k=5)]
    best = next(each for each in passages if "Repayment of debt" in each.text)
    assert best.document == "Bussard_2022.md"
    assert "2022 | 2021" in best.in_context
    assert "Statement of cash flows" in best.in_context


def test_copies_are_one_hit_that_names_the_other_document(library):
    hits = library.search("WP-200/B", k=10)
    (first,) = [hit for hit in hits if "WP-200/B" in hit.passage.text]
    assert {first.passage.document, *first.also_in} == {"pumpen.md", "pumpen-kopie.md"}


def test_neighbours_are_one_hit(library):
    hits = library.search("Statement of cash flows and employees of Condor in 2023", k=20)
    places = sorted(
        (hit.passage.start, hit.passage.end) for hit in hits if hit.passage.document == "Condor_2023.md"
    )
    assert places
    assert all(later[0] - earlier[1] > 3 or later[1] - earlier[0] > 2400 for earlier, later in pairwise(places))


@pytest.mark.parametrize(
    "question",
    [
        "Compare the employees of Albatros and Condor at the end of 2022",
        "Who had more employees in 2022, Albatros or Condor?",
        "Vergleiche die employees von Albatros und Condor 2022",
    ],
)
def test_a_comparison_shows_both_documents(library, question):
    documents = [hit.passage.document for hit in library.search(question, k=5)]
    assert {"Albatros_2022.md", "Condor_2022.md"} <= set(documents)


def test_a_chain_of_follow_ups_stays_with_its_subject(library):
    history = [
        Turn("What were the dividends paid by Albatros in 2022?", "2192 million dollars. [1]"),
        Turn("And by Bussard?", "3192 million dollars. [1]"),
    ]
    events = library.answer("And by Condor?", history=history)
    hits = next(event for event in events if isinstance(event, Retrieved)).hits
    condor = next(hit.passage for hit in hits if hit.passage.document.startswith("Condor"))
    assert condor.document == "Condor_2022.md"
