"""The score that decides whether there is an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answerability import Signals, answer_probability, is_answerable, is_hopeless

GOOD = Signals(before=0.9, confidence=-0.05)
BAD = Signals(before=0.3, confidence=-0.9)


@pytest.mark.parametrize("language", ["de", "en"])
def test_good_and_bad_evidence_are_told_apart(language):
    assert is_answerable(GOOD, language)
    assert not is_answerable(BAD, language)
    assert not is_hopeless(replace(GOOD, confidence=None), language)
    assert is_hopeless(Signals(before=0.02), language)


@pytest.mark.parametrize("name", ["before", "confidence"])
def test_every_signal_pulls_in_its_direction(name):
    weaker = replace(GOOD, **{name: getattr(BAD, name)})
    assert answer_probability(weaker, "de") < answer_probability(GOOD, "de")


def test_a_model_that_does_not_judge_has_decided_by_its_reply():
    unjudged = replace(BAD, before=None, confidence=None)
    assert is_answerable(unjudged, "en")
    assert not is_hopeless(unjudged, "en")


@given(st.none() | st.floats(0, 1), st.none() | st.floats(-20, 0), st.sampled_from(["de", "en"]))
def test_it_is_a_probability_whatever_the_signals(before, confidence, language):
    assert 0 <= answer_probability(Signals(before, confidence), language) <= 1
