"""The score that decides whether there is an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answerability import Signals, answer_probability, is_answerable, is_hopeless

GOOD = Signals(similarity=0.90, before=0.9, confidence=-0.05)
BAD = Signals(similarity=0.78, before=0.5, confidence=-0.5)


def test_good_and_bad_evidence_are_told_apart():
    assert is_answerable(GOOD)
    assert not is_answerable(BAD)
    assert not is_hopeless(replace(GOOD, confidence=None))


@pytest.mark.parametrize("name", ["similarity", "before", "confidence"])
def test_every_signal_pulls_in_its_direction(name):
    weaker = replace(GOOD, **{name: getattr(BAD, name)})
    assert answer_probability(weaker) < answer_probability(GOOD)


def test_a_model_that_does_not_judge_has_decided_by_its_reply():
    unjudged = replace(BAD, before=None, confidence=None)
    assert is_answerable(unjudged)
    assert not is_hopeless(unjudged)


@given(
    st.floats(-1, 1),
    st.none() | st.floats(0, 1),
    st.none() | st.floats(-20, 0),
)
def test_it_is_a_probability_whatever_the_signals(similarity, before, confidence):
    assert 0 <= answer_probability(Signals(similarity, before, confidence)) <= 1
