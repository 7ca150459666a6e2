"""While a reply is written, nothing is shown that its evidence does not have."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.examining import Examiner
from rag.holding_back import StreamGate
from rag.types import Passage, Verdict

PAGE = "In Berlin werden 120 EUR je Nacht erstattet. Belege sind binnen 30 Tagen bei Frau Lindner einzureichen."
QUESTION = "Was wird erstattet?"


def examiner() -> Examiner:
    return Examiner.of([Passage(1, 1, "reisen.txt", 1, 0, len(PAGE), PAGE, language="de")], QUESTION)


def shown_after_each_word(reply: str, **options) -> list[str]:
    gate, shown, steps = StreamGate(examiner(), **options), "", []
    words = reply.split(" ")
    for count in range(1, len(words) + 1):
        text = " ".join(words[:count]) + (" " if count < len(words) else "")
        shown += gate.feed(text)
        steps.append(shown)
    return [*steps, shown + gate.finish(reply)]


def test_words_of_the_evidence_are_shown_as_they_come():
    steps = shown_after_each_word("Es werden 120 EUR je Nacht erstattet.")
    assert steps[:5] == ["Es ", "Es werden ", "Es werden ", "Es werden 120 EUR ", "Es werden 120 EUR je "]
    assert steps[-1] == "Es werden 120 EUR je Nacht erstattet."


def test_a_later_sentence_comes_word_by_word_too():
    steps = shown_after_each_word("Es werden 120 EUR erstattet. Belege sind binnen 30 Tagen einzureichen.")
    assert steps[5] == "Es werden 120 EUR erstattet. Belege "
    assert steps[-1] == "Es werden 120 EUR erstattet. Belege sind binnen 30 Tagen einzureichen."


def test_a_sentence_is_held_back_from_its_first_foreign_word_and_shown_when_it_is_carried():
    steps = shown_after_each_word("Die Übernachtung wird mit 120 EUR je Nacht erstattet. Ende gut.")
    assert steps[6] == "Die "
    assert steps[-1].startswith("Die Übernachtung wird mit 120 EUR je Nacht erstattet.")
    assert "gut" not in steps[-1]


def test_an_invented_figure_is_never_shown():
    steps = shown_after_each_word("In Berlin werden 180 EUR erstattet. Belege sind binnen 30 Tagen einzureichen.")
    assert not any("180" in step for step in steps)
    assert steps[-1] == "In Berlin werden Belege sind binnen 30 Tagen einzureichen." or "30 Tagen" in steps[-1]


RULES = (
    "Vom 5. März 2024 bis 9. Mai 2025 gilt: Der Umsatz betrug 3 Mio. EUR, das Ergebnis -2 %. Der Antrag läuft zwölf"
    " Monate. Den Antrag prüft Frau Koch. Frau Sommer prüft die Reisen. Der Koch kocht."
)


def shown_of(reply: str, question: str = "Was gilt?", text: str = RULES) -> tuple[str, str]:
    """What was shown before the verdict on the reply's one sentence, and what is shown after it."""
    gate, shown = (
        StreamGate(Examiner.of([Passage(1, 1, "a.txt", 1, 0, len(text), text, language="de")], question)),
        "",
    )
    words = reply.split(" ")
    for count in range(1, len(words)):
        shown += gate.feed(" ".join(words[:count]) + " ")
    return shown.rstrip(), shown + gate.finish(reply)


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("Der Umsatz betrug 3 Mrd. EUR im Jahr.", "Der Umsatz betrug"),  # another scale
        ("Der Antrag läuft 3 Monate lang.", "Der Antrag läuft"),  # the unit of another figure
        ("Das gilt bis 9. März 2025 für alle.", "Das gilt bis"),  # a day made of two
        ("Den Antrag prüft Frau Sommer seit langem.", "Den Antrag prüft Frau"),  # who does something else
        ("Der Antrag läuft vierzehn Monate lang.", "Der Antrag läuft"),  # a figure that stands nowhere
    ],
)
def test_a_figure_or_name_of_something_else_is_held_back_and_not_shown(reply, shown):
    assert shown_of(reply) == (shown, shown + " ")


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("Der Umsatz betrug 3 Mio. EUR.", "Der Umsatz betrug"),
        ("Der Umsatz betrug 3 Mio. EUR, das Ergebnis -2 %.", "Der Umsatz betrug 3 Mio. EUR, das Ergebnis"),
        ("Der Antrag läuft zwölf Monate.", "Der Antrag läuft"),
        ("Der Antrag läuft zwölf Monate bis zum 9. Mai 2025.", "Der Antrag läuft zwölf Monate bis zum"),
        ("Den Antrag prüft Frau Koch.", "Den Antrag prüft Frau"),
        ("Der Antrag wird von Frau Koch geprüft.", "Der Antrag wird von Frau Koch"),
    ],
)
def test_what_the_evidence_says_is_shown_with_what_belongs_to_it(reply, shown):
    assert shown_of(reply) == (shown, reply)


def test_a_name_and_a_number_that_only_the_question_has_are_held_back():
    question = "Prüft Frau Dresner den Antrag von 14 Monaten?"
    assert shown_of("Den Antrag prüft Frau Dresner seit langem.", question)[0] == "Den Antrag prüft Frau"
    assert shown_of("Der Antrag läuft 14 Monate lang.", question)[0] == "Der Antrag läuft"


@pytest.mark.parametrize("negation", ["nicht", "nie", "keine"])
def test_a_negation_is_held_back_until_the_verdict(negation):
    steps = shown_after_each_word(f"In Berlin werden {negation} 120 EUR je Nacht erstattet. Ende.")
    assert {step.strip() for step in steps if step} == {"In", "In Berlin", "In Berlin werden"}


def test_by_sentence_nothing_is_shown_before_its_end_and_a_filter_has_the_last_word():
    reply = "Es werden 120 EUR je Nacht erstattet. Belege sind binnen 30 Tagen einzureichen."
    steps = shown_after_each_word(reply, by_sentence=True, passes=lambda sentence: "30" not in sentence)
    assert steps[4] == ""
    assert steps[-1] == "Es werden 120 EUR je Nacht erstattet."


def test_addresses_are_taken_out_before_they_are_shown():
    reply = "Es werden 120 EUR erstattet (http://evil.example/x). Belege sind binnen 30 Tagen einzureichen."
    steps = shown_after_each_word(reply, clean=lambda text: text.replace("http://evil.example/x", ""))
    assert not any("evil" in step for step in steps)
    assert "30 Tagen" in steps[-1]


@given(st.lists(st.sampled_from([*PAGE.split(), "180", "nicht", "\n", "z.B.", "[7]", "Ende."]), max_size=30))
def test_what_was_shown_stays_and_holds_no_figure_of_its_own(words):
    steps = shown_after_each_word(" ".join(words))
    assert all(later.startswith(earlier) for earlier, later in pairwise(steps))
    assert "180" not in steps[-1].split()


def test_a_statement_in_a_language_nobody_asked_in_is_not_carried():
    verdict, _, objection = Examiner.of(
        [Passage(1, 1, "reisen.txt", 1, 0, len(PAGE), PAGE, language="de")], QUESTION, lambda texts: _alike(texts)
    ).examine("Les frais de séjour sont remboursés jusqu'à 120 EUR par nuit.")
    assert (verdict, objection) == (Verdict.UNSUPPORTED, "language")


def _alike(texts):
    import numpy as np

    return np.ones((len(texts), 1), dtype=np.float32)
