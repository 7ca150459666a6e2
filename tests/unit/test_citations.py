"""Statements are tied to exact spans; what nothing carries is not shown."""

from __future__ import annotations

import pytest

from rag.citations import verify_reply
from rag.numbers import normalise_number
from rag.types import Passage, Verdict

PAGE = (
    "Reisekosten. Für Übernachtungen werden höchstens 120,00 EUR je Nacht erstattet. "
    "In München gelten 150,00 EUR. Belege sind binnen 30 Tagen einzureichen. "
    "Der Antrag geht an Frau Petra Lindner in der Buchhaltung."
)


def excerpt(text: str = PAGE, start: int = 40) -> Passage:
    return Passage(7, 3, "reisen.pdf", 2, start, start + len(text), text, "Übernachtung", "Reiserichtlinie", "de")


def test_each_statement_gets_the_sentence_that_carries_it():
    reply = "Erstattet werden höchstens 120 EUR je Nacht. Belege sind innerhalb von 30 Tagen einzureichen."
    verified = verify_reply(reply, "Was wird für eine Übernachtung erstattet?", [excerpt()])
    assert verified.text == (
        "Erstattet werden höchstens 120 EUR je Nacht. [1] Belege sind innerhalb von 30 Tagen einzureichen. [2]"
    )
    assert [citation.quote for citation in verified.citations] == [
        "Für Übernachtungen werden höchstens 120,00 EUR je Nacht erstattet.",
        "Belege sind binnen 30 Tagen einzureichen.",
    ]
    for citation in verified.citations:
        assert PAGE[citation.start - 40 : citation.end - 40] == citation.quote
        assert (citation.document, citation.page) == ("reisen.pdf", 2)


@pytest.mark.parametrize(
    "reply",
    [
        "Erstattet werden höchstens 125 EUR je Nacht.",
        "In München gelten 150.000 EUR.",
        "Die Kantine öffnet um elf Uhr und bietet vegetarische Gerichte an.",
    ],
)
def test_a_statement_that_nothing_carries_is_dropped(reply):
    verified = verify_reply(reply, "Was wird erstattet?", [excerpt()])
    assert (verified.text, verified.citations) == ("", ())
    assert [each.verdict for each in verified.statements] == [Verdict.UNSUPPORTED]


def test_a_translated_statement_is_followed_by_the_original_words():
    reply = "At most 150 EUR are paid in München."
    verified = verify_reply(reply, "How much is paid in München?", [excerpt()], language="en")
    assert verified.text == "At most 150 EUR are paid in München. (“In München gelten 150,00 EUR.”) [1]"
    same = verify_reply("In München gelten 150 EUR.", "Was gilt in München?", [excerpt()], language="de")
    assert same.text == "In München gelten 150 EUR. [1]"


def test_the_original_words_of_a_table_row_are_on_one_line():
    row = excerpt("München\t150,00 EUR\nBerlin\t130,00 EUR", 0)
    verified = verify_reply("It is 130 EUR in Berlin.", "How much in Berlin?", [row], language="en")
    assert verified.text == "It is 130 EUR in Berlin. (“Berlin | 130,00 EUR”) [1]"
    assert verified.citations[0].quote == "Berlin\t130,00 EUR"


def test_headings_above_a_sentence_are_not_quoted():
    text = "4 Urlaub\n4.1 Erholungsurlaub\nDer Jahresurlaub beträgt 30 Arbeitstage."
    passage = Passage(
        1, 1, "a.pdf", 4, 10, 10 + len(text), text, "4 Urlaub › 4.1 Erholungsurlaub", "Handbuch", "de"
    )
    [citation] = verify_reply("Es sind 30 Arbeitstage.", "Wie viel Urlaub?", [passage]).citations
    assert citation.quote == "Der Jahresurlaub beträgt 30 Arbeitstage."
    assert text[citation.start - 10 : citation.end - 10] == citation.quote


def test_the_models_own_markers_are_not_trusted():
    verified = verify_reply("In München gelten 150 EUR [9].", "Wie viel in München?", [excerpt()])
    assert verified.text == "In München gelten 150 EUR. [1]"
    assert verified.citations[0].quote == "In München gelten 150,00 EUR."


def test_an_amount_with_another_unit_is_not_carried():
    price = Passage(1, 1, "p.html", 1, 0, 20, "Membransatz\t94,60", "", "Preise", "de", "Teil | Preis (EUR)")
    assert not verify_reply("Der Membransatz hat 94,60 Nm.", "Wie fest?", [price]).citations
    assert verify_reply("Der Membransatz kostet 94,60 €.", "Wie teuer?", [price]).citations


def test_the_label_of_a_row_names_the_unit_of_its_figures():
    text = "15\t72\t70\t45\nGröße\tSüd\tNord\nHöchster Druck (bar)\t12,5\t7,8"
    table = Passage(
        1, 1, "netz.pdf", 1, 0, len(text), text, "", "Netz", "de", "Außen (°C) | A (°C) | B (°C) | C (°C)"
    )
    assert verify_reply("Der höchste Druck im Norden ist 7,8 bar.", "Druck?", [table]).citations
    assert not verify_reply("Der höchste Druck im Norden ist 7,8 mm.", "Druck?", [table]).citations


def test_a_full_hour_is_the_hour():
    ends = Passage(1, 1, "a.md", 1, 0, 40, "An heißen Tagen enden Arbeiten um 13 Uhr.", "", "Regeln", "de")
    assert verify_reply("An heißen Tagen enden Arbeiten um 13:00 Uhr.", "Wann?", [ends]).citations
    assert not verify_reply("An heißen Tagen enden Arbeiten um 13:30 Uhr.", "Wann?", [ends]).citations


def test_numbers_of_the_question_need_no_support():
    verified = verify_reply(
        "Bei 3 Nächten in München gelten 150 EUR.", "Was gilt bei 3 Nächten in München?", [excerpt()]
    )
    assert verified.citations


@pytest.mark.parametrize(
    ("one", "other"),
    [("1.577,50", "1,577.50"), ("1 577.5", "1577,5"), ("120,00", "120"), ("007", "7"), ("1.000.000", "1000000")],
)
def test_spellings_of_a_number_are_one_number(one, other):
    assert normalise_number(one) == normalise_number(other)


@pytest.mark.parametrize(
    ("one", "other"), [("1,5", "15"), ("0,5", "5"), ("1.577", "1.5"), ("12", "120"), ("0.833", "833")]
)
def test_different_numbers_stay_different(one, other):
    assert normalise_number(one) != normalise_number(other)


@pytest.mark.parametrize(
    ("reply", "question", "text"),
    [
        (
            "Ja, in München gelten 150 EUR.",
            "Gelten in München 150 EUR?",
            "Ja, in München gelten 150 EUR. („In München gelten 150,00 EUR.“) [1]",
        ),
        (
            "Ja, Belege sind einzureichen.",
            "Muss ich Belege einreichen?",
            "Ja, Belege sind einzureichen. („Belege sind binnen 30 Tagen einzureichen.“) [1]",
        ),
        (
            "Ja, binnen 30 Tagen sind Belege einzureichen.",
            "Muss ich Belege einreichen?",
            "Ja, binnen 30 Tagen sind Belege einzureichen. [1]",
        ),
        ("Belege sind einzureichen.", "Muss ich Belege einreichen?", "Belege sind einzureichen. [1]"),
    ],
)
def test_a_bare_yes_or_no_is_followed_by_its_reason(reply, question, text):
    assert verify_reply(reply, question, [excerpt()], language="de").text == text
