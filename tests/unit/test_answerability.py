"""The score that decides whether there is an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answerability import SHIPPED, RefusalPolicy, Signals, answer_score

GOOD = Signals(before=0.9, confidence=-0.05)
BAD = Signals(before=0.3, confidence=-0.9)

shares = st.floats(0, 1)
signals = st.builds(
    Signals,
    st.none() | shares,
    st.none() | st.floats(-1000, 0),
    st.none() | st.floats(-100, 100),
    st.none() | st.floats(-1000, 1000),
)
languages = st.sampled_from(["de", "en"])
policies = st.builds(RefusalPolicy, shares, st.floats(-5, 5), st.floats(0.1, 5))


@pytest.mark.parametrize("language", ["de", "en"])
def test_good_and_bad_evidence_are_told_apart(language):
    assert SHIPPED.is_answerable(GOOD, language)
    assert not SHIPPED.is_answerable(BAD, language)
    assert not SHIPPED.is_hopeless(replace(GOOD, confidence=None), language)
    assert SHIPPED.is_hopeless(Signals(before=0.02), language)


def test_a_library_about_other_things_makes_an_answer_less_likely_and_one_about_it_no_more():
    scores = [answer_score(replace(GOOD, closeness=each), "en") for each in (1.0, 1.2, 1.3, 1.8)]
    assert scores[0] < scores[1] < scores[2] == scores[3] == answer_score(GOOD, "en")


@pytest.mark.parametrize("name", ["before", "confidence"])
def test_every_signal_pulls_in_its_direction(name):
    weaker = replace(GOOD, **{name: getattr(BAD, name)})
    assert answer_score(weaker, "de") < answer_score(GOOD, "de")


def test_a_model_that_does_not_judge_has_decided_by_its_reply():
    unjudged = replace(BAD, before=None, confidence=None)
    for policy in (SHIPPED, RefusalPolicy(threshold=1.0)):
        assert policy.is_answerable(unjudged, "en")
        assert not policy.is_hopeless(unjudged, "en")


@given(policies, signals, languages)
def test_it_is_a_probability_whatever_the_signals(policy, given, language):
    assert 0 <= policy.probability(given, language) <= 1


@given(policies, shares, signals, languages)
def test_a_higher_threshold_never_refuses_less(policy, threshold, given, language):
    lower, higher = sorted((policy.threshold, threshold))
    told = [replace(policy, threshold=each).is_answerable(given, language) for each in (lower, higher)]
    assert told[0] >= told[1]


@given(policies, signals, languages)
def test_what_is_not_even_written_would_have_been_refused(policy, given, language):
    if policy.is_hopeless(given, language):
        assert not policy.is_answerable(given, language)


@given(policies, signals, languages)
def test_what_is_written_could_be_told_by_a_model_that_is_sure_of_it(policy, given, language):
    surest = replace(given, confidence=0.0)
    if given.before is not None:
        assert policy.is_hopeless(given, language) != policy.is_answerable(surest, language)


@given(signals, languages)
def test_threshold_zero_is_out_of_force(given, language):
    policy = RefusalPolicy(threshold=0.0)
    assert policy.is_answerable(given, language)
    assert not policy.is_hopeless(given, language)
