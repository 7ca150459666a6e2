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
    assert steps[:4] == ["Es ", "Es werden ", "Es werden 120 ", "Es werden 120 EUR "]
    assert steps[-1] == "Es werden 120 EUR je Nacht erstattet."


def test_a_sentence_is_held_back_from_its_first_foreign_word_and_shown_when_it_is_carried():
    steps = shown_after_each_word("Die Übernachtung wird mit 120 EUR je Nacht erstattet. Ende gut.")
    assert steps[6] == "Die "
    assert steps[-1].startswith("Die Übernachtung wird mit 120 EUR je Nacht erstattet.")
    assert "gut" not in steps[-1]


def test_an_invented_figure_is_never_shown():
    steps = shown_after_each_word("In Berlin werden 180 EUR erstattet. Belege sind binnen 30 Tagen einzureichen.")
    assert not any("180" in step for step in steps)
    assert steps[-1] == "In Berlin werden Belege sind binnen 30 Tagen einzureichen." or "30 Tagen" in steps[-1]


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
