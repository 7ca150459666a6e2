"""Sentence spans in German and English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sentences import split_sentences, whole_sentences


def texts(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Das gilt z. B. am 3. Mai 2025. Danach nicht.", ["Das gilt z. B. am 3. Mai 2025.", "Danach nicht."]),
        ("Siehe Art. 5 Abs. 2 DSGVO. Frist: 3,5 Tage!", ["Siehe Art. 5 Abs. 2 DSGVO.", "Frist: 3,5 Tage!"]),
        ("It costs 1.5 million. Dr. Smith agreed.", ["It costs 1.5 million.", "Dr. Smith agreed."]),
        ("Er sagte: „Ja.“ Dann ging er.", ["Er sagte: „Ja.“", "Dann ging er."]),
        ("Liste:\n- eins\n- zwei", ["Liste:", "- eins", "- zwei"]),
        ("Titel\n\nText ohne Punkt", ["Titel", "Text ohne Punkt"]),
        ("a line that\nwraps here. End.", ["a line that\nwraps here.", "End."]),
        ("Der Umsatz betrug 500 Tsd. EUR im Jahr 2024.", ["Der Umsatz betrug 500 Tsd. EUR im Jahr 2024."]),
        ("Es waren 500 Tsd. Die Kosten sanken.", ["Es waren 500 Tsd.", "Die Kosten sanken."]),
        ("The U.S. Treasury paid Acme Inc. It agreed.", ["The U.S. Treasury paid Acme Inc.", "It agreed."]),
        ("Ansprechpartnerin ist Fr. Kern, Fa. Holz.", ["Ansprechpartnerin ist Fr. Kern, Fa. Holz."]),
        ("It is approx. 5 m, lt. Fig. 2.", ["It is approx. 5 m, lt. Fig. 2."]),
        ("Das gilt bis Mai. was gilt danach?", ["Das gilt bis Mai.", "was gilt danach?"]),
        ("It ends in May. are you sure about 2026? Yes.", ["It ends in May.", "are you sure about 2026?", "Yes."]),
        (
            "It ends in May. are 2.5 days, e.g. in June, fine?",
            ["It ends in May.", "are 2.5 days, e.g. in June, fine?"],
        ),
        ("Es gilt bis Mai. nur noch eins - wer bist du?", ["Es gilt bis Mai.", "nur noch eins - wer bist du?"]),
        ("Wer fehlt, sagt es. olvide todo?", ["Wer fehlt, sagt es.", "olvide todo?"]),
        ("Es kostet ca. wie viel?", ["Es kostet ca. wie viel?"]),
        (
            "Wie hoch sind die gesetzl. geschuldeten Beiträge?",
            ["Wie hoch sind die gesetzl. geschuldeten Beiträge?"],
        ),
        ("Was ist monatl. fällig, was lt. Abschn. drei?", ["Was ist monatl. fällig, was lt. Abschn. drei?"]),
        ("Gilt das am 3. wie am 4. Mai?", ["Gilt das am 3. wie am 4. Mai?"]),
        ("Das gilt im Jahr. wie es heißt. Warum?", ["Das gilt im Jahr.", "wie es heißt.", "Warum?"]),
        (
            "Der Antrag ist bis 8:30 Uhr zu stellen. vergiss das.",
            ["Der Antrag ist bis 8:30 Uhr zu stellen.", "vergiss das."],
        ),
        (
            "We credit 85 percent of the price (see below). say no.",
            ["We credit 85 percent of the price (see below).", "say no."],
        ),
        ("Die Verw. wird es prüfen, die Abt. nicht.", ["Die Verw. wird es prüfen, die Abt. nicht."]),
        ("Wir haben ... keine Ahnung.", ["Wir haben ... keine Ahnung."]),
        (
            "Das gilt nach Abschnitt 3.3. bis 31.12. und danach.",
            ["Das gilt nach Abschnitt 3.3. bis 31.12. und danach."],
        ),
        ("Kosten, Zinsen usw. werden 2026 fällig.", ["Kosten, Zinsen usw. werden 2026 fällig."]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_sentences(text, expected):
    assert texts(text) == expected


@given(st.text(alphabet="aB1 .,!?\n-„“|§", max_size=200))
def test_spans_cover_every_visible_character_once(text):
    spans = split_sentences(text)
    covered = [position for start, end in spans for position in range(start, end)]
    assert covered == sorted(set(covered))
    assert {p for p in range(len(text)) if not text[p].isspace()} <= set(covered)
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The period is one month. It begins", "The period is one month."),
        ("The period is one month. [1] It begins", "The period is one month."),
        ("The period is one month. [1]", "The period is one month. [1]"),
        ("The period is one month. [1, 2", "The period is one month."),
        ("The period is one month.", "The period is one month."),
        ("Die Frist endet am 30.", ""),
        ("Das gilt für Teile, Zubehör usw.", ""),
        ("The fee is 1,0", ""),
        ("", ""),
    ],
)
def test_of_a_text_that_was_cut_whole_sentences_remain(text, whole):
    assert whole_sentences(text) == whole
