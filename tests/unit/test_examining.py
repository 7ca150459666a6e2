"""The verdict on a statement: its dates, figures, names and negation stand in the quotes."""

from __future__ import annotations

import numpy as np
import pytest

from rag.examining import Examiner
from rag.types import Passage, Verdict

CARRIED, REFUSED, WEAK = Verdict.VERIFIED, Verdict.UNSUPPORTED, Verdict.WEAK


def passage(text: str, language: str = "de", title: str = "") -> Passage:
    return Passage(1, 1, "regeln.pdf", 1, 0, len(text), text, "", title, language)


def verdict(text: str, question: str, statement: str, language: str = "de", title: str = "") -> Verdict:
    return Examiner.of([passage(text, language, title)], question).examine(statement)[0]


GERMAN_DATES = ["01.03.2024", "1. März 2024", "1.3.2024", "01.03.24", "2024-03-01", "1 March 2024"]
ENGLISH_DATES = ["March 1, 2024", "1 March 2024", "1st of March 2024", "Mar 1, 2024", "2024-03-01", "01.03.2024"]


@pytest.mark.parametrize("written", GERMAN_DATES)
@pytest.mark.parametrize("told", GERMAN_DATES)
def test_a_german_date_is_the_same_in_every_spelling(written, told):
    document = f"Der Vertrag gilt ab dem {written} in allen Werken."
    assert verdict(document, "Ab wann gilt er?", f"Der Vertrag gilt ab dem {told}.") is CARRIED


@pytest.mark.parametrize("written", ENGLISH_DATES)
@pytest.mark.parametrize("told", ENGLISH_DATES)
def test_an_english_date_is_the_same_in_every_spelling(written, told):
    document = f"The contract is valid from {written} at all sites."
    assert verdict(document, "From when?", f"The contract is valid from {told}.", "en") is CARRIED


@pytest.mark.parametrize(
    ("document", "statement", "expected"),
    [
        ("Der Vertrag gilt ab dem 1. März 2024.", "Der Vertrag gilt ab dem 02.03.2024.", REFUSED),
        ("Der Vertrag gilt ab dem 1. März 2024.", "Der Vertrag gilt ab dem 01.04.2024.", REFUSED),
        ("Der Vertrag gilt ab dem 1. März 2024.", "Der Vertrag gilt ab dem 01.03.2025.", REFUSED),
        # A date that is put together from two others.
        ("Der Vertrag gilt vom 01.03.2024 bis 05.04.2025.", "Der Vertrag gilt ab 01.04.2025.", REFUSED),
        ("Der Vertrag gilt vom 01.03.2024 bis 05.04.2025.", "Der Vertrag gilt bis 5. April 2025.", CARRIED),
        # Days and months that share a year.
        ("Der Vertrag gilt vom 1. bis 15. März 2024.", "Der Vertrag gilt vom 1. März 2024 an.", CARRIED),
        ("Der Vertrag gilt vom 1. Januar bis 3. Mai 2024.", "Der Vertrag gilt vom 1. Januar 2024 an.", CARRIED),
        ("Der Vertrag endet am 01.03. jedes Jahres.", "Der Vertrag endet am 1. März.", CARRIED),
        ("Der Vertrag endet am 1. März jedes Jahres.", "Der Vertrag endet am 02.03. jedes Jahres.", REFUSED),
    ],
)
def test_every_date_stands_in_the_evidence(document, statement, expected):
    assert verdict(document, "Wie lange gilt der Vertrag?", statement) is expected


@pytest.mark.parametrize(
    ("document", "statement", "expected"),
    [
        ("Die Frist beträgt vier Wochen.", "Die Frist beträgt sechs Wochen.", REFUSED),
        ("Die Frist beträgt vier Wochen.", "Die Frist beträgt vier Wochen.", CARRIED),
        ("Die Frist beträgt vier Wochen.", "Die Frist beträgt 4 Wochen.", CARRIED),
        ("Die Frist beträgt 4 Wochen.", "Die Frist beträgt vier Wochen.", CARRIED),
        ("Die Frist beträgt 4 Wochen.", "Die Frist beträgt zwölf Wochen.", REFUSED),
        ("Es gilt eine vierwöchige Frist.", "Es gilt eine sechswöchige Frist.", REFUSED),
        ("Die Frist beträgt vier Wochen.", "Es gilt eine vierwöchige Frist.", CARRIED),
        ("Die Pause dauert eine halbe Stunde.", "Die Pause dauert 0,5 Stunden.", CARRIED),
        ("Die Pause dauert eine halbe Stunde.", "Die Pause dauert zwei Stunden.", REFUSED),
        ("Die Firma trägt die Hälfte der Kosten.", "Die Firma trägt 50 % der Kosten.", CARRIED),
        ("Die Firma trägt 30 % der Kosten.", "Die Firma trägt die Hälfte der Kosten.", REFUSED),
        ("Bestellt wird je ein Dutzend Filter.", "Bestellt werden je 12 Filter.", CARRIED),
        ("Bestellt werden je 24 Filter.", "Bestellt wird je ein Dutzend Filter.", REFUSED),
        ("Bestellt werden je 24 Filter.", "Bestellt werden je zwei Dutzend Filter.", CARRIED),
        ("Erstattet werden zweihundert Euro.", "Erstattet werden 200 Euro.", CARRIED),
        ("Erstattet werden zwanzig Euro.", "Erstattet werden fünfundzwanzig Euro.", REFUSED),
        # An article claims no number, but may carry one.
        ("Die Frist endet nach einer Woche.", "Die Frist endet nach 1 Woche.", CARRIED),
        ("Der Antrag ist einzureichen.", "Ein Antrag ist einzureichen.", CARRIED),
        ("Gefahren sind in Acht zu nehmen.", "Gefahren sind in Acht zu nehmen.", CARRIED),
    ],
)
def test_german_number_words_are_numbers(document, statement, expected):
    assert verdict(document, "Was gilt?", statement) is expected


@pytest.mark.parametrize(
    ("document", "statement", "expected"),
    [
        ("The period is four weeks.", "The period is six weeks.", REFUSED),
        ("The period is 6 weeks.", "The period is six weeks.", CARRIED),
        ("The period is six weeks.", "The period is 6 weeks.", CARRIED),
        ("The period is four weeks.", "The period is one week.", REFUSED),
        ("The period is one week.", "The period is 1 week.", CARRIED),
        ("The break takes half an hour.", "The break takes 0.5 hours.", CARRIED),
        ("The company pays half of the costs.", "The company pays 50% of the costs.", CARRIED),
        ("The company pays 30% of the costs.", "The company pays half of the costs.", REFUSED),
        ("Order a dozen filters.", "Order 12 filters.", CARRIED),
        ("Order twenty-five filters.", "Order thirty-five filters.", REFUSED),
        ("Pay two hundred and fifty euros.", "Pay 250 euros.", CARRIED),
        ("Pay a hundred euros.", "Pay 200 euros.", REFUSED),
        ("A manager signs the form.", "One of the managers signs the form.", CARRIED),
        (
            "Results of the first half of 2024 are known.",
            "The results of the first half of 2024 are known.",
            CARRIED,
        ),
    ],
)
def test_english_number_words_are_numbers(document, statement, expected):
    assert verdict(document, "What applies?", statement, "en") is expected


@pytest.mark.parametrize(
    ("document", "question", "statement", "expected"),
    [
        ("Die Frist beträgt 4 Wochen.", "Beträgt die Frist 6 Wochen?", "Ja, die Frist beträgt 6 Wochen.", REFUSED),
        (
            "Die Frist beträgt vier Wochen.",
            "Beträgt die Frist sechs Wochen?",
            "Ja, es sind 6 Wochen Frist.",
            REFUSED,
        ),
        ("Die Frist beträgt 4 Wochen.", "Sind es 6 Wochen Frist?", "Ja, die Frist beträgt 6.", REFUSED),
        ("Die Frist beträgt 30 Tage.", "Beträgt die Frist 6 Wochen?", "Ja, die Frist beträgt 6 Wochen.", REFUSED),
        (
            "Mindestens 4 Wochen Frist gelten.",
            "Gelten mindestens 6 Wochen Frist?",
            "Ja, es gelten mindestens 6 Wochen Frist.",
            REFUSED,
        ),
        (
            "Die Frist beginnt am Montag. Die Frist beträgt 4 Wochen.",
            "Beträgt die Frist 6 Wochen?",
            "Die Frist beträgt 6 Wochen.",
            REFUSED,
        ),
        (
            "Die Frist beträgt 4 Wochen.",
            "Beträgt die Frist 6 Wochen?",
            "Die Frist beträgt 6 Wochen, nicht 4 Wochen.",
            REFUSED,
        ),
        (
            "Die Frist beträgt 4 Wochen.",
            "Beträgt die Frist 6 Wochen?",
            "Nein, die Frist beträgt 4 Wochen, nicht 6 Wochen.",
            CARRIED,
        ),
        (
            "Die Frist beträgt 4 Wochen.",
            "Beträgt die Frist 6 Wochen?",
            "Die Frist beträgt nicht 6 Wochen, sondern 4 Wochen.",
            CARRIED,
        ),
        ("Die Frist beträgt 6 Wochen.", "Beträgt die Frist 6 Wochen?", "Ja, die Frist beträgt 6 Wochen.", CARRIED),
        ("Die Prüfung hat 4 Schritte.", "Hat die Prüfung 6 Schritte?", "Ja, die Prüfung hat 6 Schritte.", REFUSED),
        # The asker's own situation, within the bounds of the rule, in a sentence that tells what the rule says.
        (
            "Ab 5 Jahren gibt es 30 Tage Urlaub.",
            "Ich bin seit 7 Jahren da. Wie viel Urlaub gibt es?",
            "Nach 7 Jahren gibt es 30 Tage Urlaub.",
            CARRIED,
        ),
        (
            "Ab 5 Jahren gibt es 30 Tage Urlaub.",
            "Ich bin seit 3 Jahren da. Wie viel Urlaub gibt es?",
            "Nach 3 Jahren gibt es 30 Tage Urlaub.",
            REFUSED,
        ),
        (
            "Bis 20 km werden 5 Euro gezahlt.",
            "Was wird bei 15 km gezahlt?",
            "Bei 15 km werden 5 Euro gezahlt.",
            CARRIED,
        ),
        (
            "Bis 20 km werden 5 Euro gezahlt.",
            "Was wird bei 25 km gezahlt?",
            "Bei 25 km werden 5 Euro gezahlt.",
            REFUSED,
        ),
        (
            "Je Nacht werden 150 EUR erstattet.",
            "Was gilt bei 3 Nächten?",
            "Bei 3 Nächten gelten 150 EUR je Nacht.",
            CARRIED,
        ),
        (
            "Der Umsatz betrug im Jahr 2024 genau 5 Mio. EUR.",
            "Wie hoch war der Umsatz 2025?",
            "Der Umsatz betrug im Jahr 2025 genau 5 Mio. EUR.",
            REFUSED,
        ),
        (
            "Seit 2024 beträgt die Frist 4 Wochen.",
            "Welche Frist gilt 2026?",
            "2026 beträgt die Frist 4 Wochen.",
            CARRIED,
        ),
        ("Die Frist endet im März.", "Endet die Frist im Mai?", "Ja, die Frist endet im Mai.", REFUSED),
        (
            "Von April bis Oktober gilt die Sommerregel.",
            "Was gilt im Juni?",
            "Im Juni gilt die Sommerregel.",
            CARRIED,
        ),
        (
            "Der Vertrag endet am 1. März 2024.",
            "Endet der Vertrag am 5. April 2025?",
            "Ja, der Vertrag endet am 05.04.2025.",
            REFUSED,
        ),
        (
            "Den Antrag genehmigt Frau Lindner.",
            "Genehmigt Frau Zylthor den Antrag?",
            "Ja, den Antrag genehmigt Frau Zylthor.",
            REFUSED,
        ),
        (
            "Die Anlage läuft bis 16 Uhr.",
            "Läuft die Anlage bis 13:00 Uhr?",
            "Ja, die Anlage läuft bis 13:00 Uhr.",
            REFUSED,
        ),
    ],
)
def test_what_a_german_question_assumes_is_not_confirmed_without_the_document(
    document, question, statement, expected
):
    assert verdict(document, question, statement) is expected


@pytest.mark.parametrize(
    ("document", "question", "statement", "expected"),
    [
        ("The period is 4 weeks.", "Is the period 6 weeks?", "Yes, the period is 6 weeks.", REFUSED),
        ("The period is four weeks.", "Is the period six weeks?", "Yes, the period is six weeks.", REFUSED),
        ("The period is 4 weeks.", "Is the period 6 weeks?", "No, the period is 4 weeks, not 6 weeks.", CARRIED),
        ("The period is 4 weeks.", "Is the period 6 weeks?", "The period is 4 weeks instead of 6.", CARRIED),
        (
            "From 5 years on, leave is 30 days.",
            "I have been here for 7 years. How much leave?",
            "After 7 years, leave is 30 days.",
            CARRIED,
        ),
        (
            "At least 4 weeks of notice are due.",
            "Are at least 6 weeks of notice due?",
            "Yes, at least 6 weeks of notice are due.",
            REFUSED,
        ),
        (
            "The form is signed by Ms Lindner.",
            "Is the form signed by Ms Zylthor?",
            "Yes, the form is signed by Ms Zylthor.",
            REFUSED,
        ),
    ],
)
def test_what_an_english_question_assumes_is_not_confirmed_without_the_document(
    document, question, statement, expected
):
    assert verdict(document, question, statement, "en") is expected


def test_a_name_or_year_of_the_question_may_stand_elsewhere_in_the_passage_or_its_title():
    text = "Das Werk Zylthor liegt im Norden. Die Pause dauert dort 30 Minuten."
    asked, told = "Wie lange dauert die Pause in Zylthor?", "Die Pause dauert in Zylthor 30 Minuten."
    assert verdict(text, asked, told) is CARRIED
    assert verdict(text.replace("Zylthor", "Talbrunn"), asked, told) is REFUSED
    said = "Der Umsatz war 5 Mio. EUR nach 4 Mio. EUR im Jahr 2024."
    question, statement = "Wie hoch war der Umsatz 2025?", "Der Umsatz 2025 war 5 Mio. EUR."
    assert verdict(said, question, statement) is REFUSED
    assert verdict(said, question, statement, title="Geschäftsbericht 2025") is CARRIED


@pytest.mark.parametrize(
    ("document", "statement", "expected"),
    [
        ("Der Antrag geht an Frau Petra Lindner.", "Der Antrag geht an Frau Petra Weber.", REFUSED),
        ("Der Antrag geht an Frau Petra Lindner.", "Der Antrag geht an Frau Weber.", REFUSED),
        ("Der Antrag geht an Frau Petra Lindner.", "Der Antrag geht an Petra Weber.", REFUSED),
        ("Der Antrag geht an Frau Petra Lindner.", "Der Antrag geht an Anna Lindner.", REFUSED),
        ("Der Antrag geht an Herrn Koch.", "Der Antrag geht an Herrn Richter.", REFUSED),
        ("Der Antrag geht an Dr. Koch.", "Der Antrag geht an Dr. Richter.", REFUSED),
        ("Der Antrag geht an Frau Dr. Koch.", "Der Antrag geht an Frau Dr. Richter.", REFUSED),
        ("Der Antrag geht an Herrn Bergmann.", "Der Antrag geht an Herrn Berg.", REFUSED),
        ("Der Antrag geht an Frau Petra Weber.", "Der Antrag geht an Frau Petra Weber.", CARRIED),
        ("Der Antrag geht an Frau Petra Weber.", "Der Antrag geht an Frau Weber.", CARRIED),
        ("Den Antrag prüft Webers Abteilung.", "Den Antrag prüft Frau Webers Abteilung.", CARRIED),
        ("Am Montag erhält ihn Frau Petra Weber.", "Den Antrag erhält Frau Weber Montag.", CARRIED),
        ("Der Antrag geht an die Abteilung.", "Der Antrag geht an die Buchhaltung.", CARRIED),
    ],
)
def test_a_german_surname_that_is_a_noun_is_a_name(document, statement, expected):
    assert verdict(document, "An wen geht der Antrag?", statement) is expected


@pytest.mark.parametrize(
    ("document", "statement", "expected"),
    [
        ("The form goes to Dr. Koch.", "The form goes to Dr. Richter.", REFUSED),
        ("The form goes to Petra Lindner.", "The form goes to Petra Weber.", REFUSED),
        ("The form goes to Petra Lindner.", "The form goes to Ms Lindner.", CARRIED),
    ],
)
def test_a_name_behind_an_english_title_is_a_name(document, statement, expected):
    assert verdict(document, "Who gets the form?", statement, "en") is expected


def in_meaning(text: str, language: str, question: str, statement: str) -> tuple[Verdict, str]:
    """With an embedder to which everything means the same, so that only the checks decide."""
    examiner = Examiner.of([passage(text, language)], question, lambda texts: np.ones((len(texts), 1), np.float32))
    found, _, objection = examiner.examine(statement)
    return found, objection


@pytest.mark.parametrize(
    ("document", "statement", "expected"),
    [
        ("Die Erlöse lagen bei 78,4 Mio. EUR.", "Revenue amounted to 78.4 million euros.", (CARRIED, "")),
        ("Die Erlöse lagen bei 78,4 Mrd. EUR.", "Revenue amounted to 78.4 million euros.", (REFUSED, "units")),
        ("Das Ergebnis lag bei -3 %.", "The result amounted to 3 %.", (REFUSED, "units")),
        ("Die Rechnung prüft Frau Petra Lindner.", "Invoices are checked by Ms Petra Lindner.", (CARRIED, "")),
        (
            "Die Rechnung prüft Frau Petra Lindner.",
            "All of the invoices must be checked by Ms Weber before they are paid.",
            (REFUSED, "names"),
        ),
        ("Das Lager betreibt die Firma Zylthor.", "The warehouse is operated by Northgate.", (REFUSED, "names")),
        ("Der Betriebsrat stimmt zu.", "Consent is given by the Works Council.", (CARRIED, "")),
        ("Die Rechnung geht an die Buchhaltung.", "Invoices are sent to Accounting.", (WEAK, "")),
        ("Die Lieferung kommt am Dienstag.", "Goods are delivered on Tuesday.", (CARRIED, "")),
        ("Die Lieferung kommt am Dienstag.", "Goods are delivered on Monday.", (REFUSED, "names")),
        ("Die Zentrale ist in München.", "Our headquarters are located in Munich.", (CARRIED, "")),
        ("Flüge sind nicht gestattet.", "Air travel is allowed for everybody.", (WEAK, "")),
        ("Flüge sind gestattet.", "Air travel is not allowed for anybody.", (WEAK, "")),
        ("Flüge sind nicht gestattet.", "Air travel is not allowed for anybody.", (CARRIED, "")),
        ("Parken wird erstattet, wenn kein Bus fährt.", "The company pays for leaving your car.", (CARRIED, "")),
        ("In der Not wird gezahlt.", "The company pays in an emergency.", (CARRIED, "")),
        ("Die Frist beträgt vier Wochen.", "You have got six weeks for it.", (REFUSED, "numbers")),
        ("Der Vertrag endet am 1. März 2024.", "It terminates on March 1, 2024.", (CARRIED, "")),
        ("Der Vertrag endet am 1. März 2024.", "It terminates on April 1, 2024.", (REFUSED, "dates")),
    ],
)
def test_an_english_statement_from_a_german_document(document, statement, expected):
    assert in_meaning(document, "de", "What do the rules say?", statement) == expected


@pytest.mark.parametrize(
    ("document", "statement", "expected"),
    [
        ("Revenue was 78.4 million euros.", "Die Erlöse betrugen 78,4 Mio. Euro.", (CARRIED, "")),
        ("Revenue was 78.4 billion euros.", "Die Erlöse betrugen 78,4 Mio. Euro.", (REFUSED, "units")),
        ("Invoices are checked by Ms Lindner.", "Rechnungen prüft Frau Weber.", (REFUSED, "names")),
        ("The warehouse is operated by Northgate.", "Das Lager betreibt die Firma Zylthor.", (REFUSED, "names")),
        ("Air travel is not allowed.", "Flüge sind für alle gestattet.", (WEAK, "")),
        ("Air travel is not allowed.", "Flüge sind für niemanden erlaubt und nicht gestattet.", (CARRIED, "")),
        ("Goods are delivered on Tuesday.", "Die Lieferung kommt am Dienstag.", (CARRIED, "")),
    ],
)
def test_a_german_statement_from_an_english_document(document, statement, expected):
    assert in_meaning(document, "en", "Was sagen die Regeln?", statement) == expected


def test_what_an_assumption_is_in_another_language():
    text, question = "Die Frist beträgt 4 Wochen.", "Is it a period of 6 weeks?"
    assert in_meaning(text, "de", question, "Yes, you have got 6 weeks.") == (REFUSED, "numbers")
    assert in_meaning(text, "de", question, "No, you have got 4 weeks, not 6.") == (CARRIED, "")


WIDE = "Interest income\t120\t27\t31\t44\nCard fees\t98\t24\t30\t35\n"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        # A figure of a row that is about something else.
        ("The operating margin was 27 percent, more than the 24 percent before.", REFUSED),
        ("Card fees were 24 in the second period.", REFUSED),  # which of four columns is the second?
        ("There were card fees and interest income.", CARRIED),
    ],
)
def test_a_figure_of_a_row_is_what_its_row_and_columns_say(statement, expected):
    assert verdict(WIDE, "Did the operating margin improve?", statement, "en") is expected


def test_a_row_may_be_named_by_a_part_of_what_its_column_counts():
    table = "Anlass\tArbeitstage\nEigene Eheschließung\t2\nUmzug\t1\n"
    question = "Ich heirate. Wie viele freie Tage stehen mir dafür zu?"
    assert verdict(table, question, "2 freie Tage stehen mir dafür zu.") is CARRIED


def test_a_figure_of_a_row_that_is_named_is_carried():
    table = "Figure\t2022\t2023\t2024\nNet sales\t10\t12\t14\n"
    assert verdict(table, "How much were sales in 2024?", "Net sales were 14 in 2024.", "en") is CARRIED


@pytest.mark.parametrize(
    ("document", "statement", "expected"),
    [
        ("Costs rose by 4 percent.", "Costs rose by 4 percent, probably due to wages.", REFUSED),
        (
            "Costs rose by 4 percent, probably due to wages.",
            "Costs rose by 4 percent, likely due to wages.",
            CARRIED,
        ),
        ("Die Kosten stiegen.", "Die Kosten stiegen vermutlich.", REFUSED),
    ],
)
def test_what_the_model_supposes_is_told_only_where_the_document_does(document, statement, expected):
    language = "de" if "Kosten" in document else "en"
    assert verdict(document, "What did costs do?", statement, language) is expected


SICK = "Wer arbeitsunfähig ist, informiert die Führungskraft am ersten Tag bis 8:30 Uhr. Auskunft gibt Frau Weber."


@pytest.mark.parametrize(
    ("question", "statement", "expected"),
    [
        (
            "Wann muss ich mich krankmelden?",
            "Die Führungskraft informiert mich am ersten Tag bis 8:30 Uhr.",
            REFUSED,
        ),
        (
            "Wann muss ich mich krankmelden?",
            "Ich informiere die Führungskraft am ersten Tag bis 8:30 Uhr.",
            CARRIED,
        ),
        ("Was gilt, wenn ich arbeitsunfähig bin?", "Für mich gilt am ersten Tag 8:30 Uhr.", CARRIED),
        ("Wer informiert mich am ersten Tag?", "Die Führungskraft informiert mich am ersten Tag.", CARRIED),
    ],
)
def test_what_the_asker_does_is_not_done_to_the_asker(question, statement, expected):
    assert verdict(SICK, question, statement) is expected


def test_what_the_document_says_is_done_to_its_writer_is_told():
    document = "The bank has to call me before 5 pm."
    assert (
        verdict(document, "When do I have to be called?", "The bank has to call me before 5 pm.", "en") is CARRIED
    )
    document = "I have to call the bank before 5 pm."
    assert verdict(document, "When do I have to call?", "The bank has to call me before 5 pm.", "en") is REFUSED
    document = "The plant ME opens at 5 pm."
    assert verdict(document, "When does it open?", "Plant ME opens at 5 pm.", "en") is CARRIED


def test_the_long_name_of_a_short_one_is_known_from_the_passage():
    document = "Portland ranks low in the Harbour Safety Index (HSI). In 2012 it was 139th of 176 in the HSI."
    statement = "Portland was 139th of 176 in the Harbour Safety Index (HSI) in 2012."
    assert verdict(document, "Which rank had Portland in 2012?", statement, "en") is CARRIED


def test_the_most_of_something_is_told_only_where_the_document_does():
    question, statement = "What is the largest liability?", "The largest liability is 7.8 million EUR."
    assert verdict("The hedged liability is 7.8 million EUR.", question, statement, "en") is REFUSED
    assert verdict("The largest liability is 7.8 million EUR, a loan.", question, statement, "en") is CARRIED


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("Die Suche nach Öl dauert fünf Jahre, bis eine Produktion erreicht wird.", CARRIED),
        ("Die Suche nach Gas dauert fünf Jahre, bis die Förderung erreicht wird.", REFUSED),
    ],
)
def test_a_compound_of_the_question_is_known_where_the_document_has_its_parts(document, expected):
    question = "Wie lange dauert es, bis eine Ölproduktion erreicht wird?"
    statement = "Es dauert fünf Jahre, bis eine Ölproduktion erreicht wird."
    assert verdict(document, question, statement) is expected
