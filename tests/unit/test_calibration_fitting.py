"""Cuts and scales, on scores whose best cut is known."""

from __future__ import annotations

import math
from itertools import chain, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ConfigurationError
from ui.calibration.curve import curve_points, draw_curve, possible_cuts, table_cuts
from ui.calibration.fitting import Goal, choose_cut, fit, fit_scale, require_enough, separation
from ui.calibration.sample import Sample
from ui.evaluation.dataset import Question

NONE = -math.inf


def sample(right=(), wrong=(), unanswerable=(), unjudged=()):
    """Scores of right and of wrong replies to answerable questions, of any to unanswerable ones, and of others."""
    groups = [list(each) for each in (right, wrong, unanswerable, unjudged)]
    kinds = np.repeat(np.arange(4), [len(group) for group in groups])
    scores = np.array(list(chain(*groups)), dtype=float)
    told = np.isfinite(scores)
    return Sample(scores, kinds != 2, told & (kinds == 0), told & ((kinds == 1) | (kinds == 2)))


finite = st.floats(-8, 8).map(lambda value: round(value, 2))
scores = st.lists(finite | st.just(NONE), min_size=1, max_size=25)
samples = st.builds(sample, scores, scores, scores, scores)
goals = st.builds(Goal, st.sampled_from(["max_wrong", "target_refusal"]), st.floats(0.05, 0.95))


def test_the_known_best_cut_is_found():
    given = sample(right=range(10, 30), unanswerable=range(-10, 10))
    # Of 20 unanswerable ones one may be told: (1 + 1) / (20 + 1) is within a tenth, (2 + 1) / (20 + 1) is not.
    assert choose_cut(given, Goal("target_refusal", 0.9)) == 8.5
    # Of all 40, three: (3 + 1) / 41.
    assert choose_cut(given, Goal("max_wrong", 0.1)) == 6.5
    assert given.rates(6.5) == {
        "refused": 17 / 20,
        "false": 0.0,
        "wrong": 3 / 40,
        "right": 1.0,
        "error": 3 / 23,
    }


def test_what_is_refused_anyway_counts_as_refused():
    given = sample(right=[3.0] * 10, unanswerable=[NONE] * 19 + [5.0])
    assert choose_cut(given, Goal("target_refusal", 0.9)) == pytest.approx(2.95)
    assert given.rates(-100)["refused"] == 19 / 20


def test_a_reply_that_was_not_judged_counts_where_it_can():
    given = sample(right=[2.0], unanswerable=[1.0], unjudged=[4.0])
    assert given.rates(0) == {"refused": 0.0, "false": 0.0, "wrong": 1 / 2, "right": 1.0, "error": 1 / 2}
    assert given.rates(3)["false"] == 1 / 2


def test_replies_less_sure_than_all_that_were_tested_stay_refused():
    assert choose_cut(sample(right=[2.0] * 20, unanswerable=[NONE] * 20), Goal("max_wrong", 0.1)) < 2.0


@pytest.mark.parametrize(
    "given",
    [
        sample(right=[1.0] * 20, unanswerable=[2.0] * 20),  # the wrong way round
        sample(right=[NONE] * 20, unanswerable=[NONE] * 20),  # nothing to tell
        sample(right=[2.0] * 4, unanswerable=[1.0] * 4),  # eight questions promise no tenth
    ],
)
def test_a_goal_that_is_only_met_by_refusing_everything_is_not_met(given):
    fitted = fit(given, Goal("max_wrong", 0.1))
    assert (fitted.cut, fitted.policy, fitted.expected) == (None, None, {})


@given(samples, goals)
def test_the_chosen_cut_is_the_lowest_that_holds(given, goal):
    costly, counted = goal.costs(given)

    def holds(cut):
        return ((costly & given.shown(cut)).sum() + 1) / (counted.sum() + 1) <= goal.allowed + 1e-9

    cut = choose_cut(given, goal)
    lower = [each for each in possible_cuts(given) if given.shown(each).any() and (cut is None or each < cut)]
    assert cut is None or (holds(cut) and given.shown(cut).any())
    assert not any(holds(each) for each in lower if cut is None or not same(given, each, cut))


def same(given, one, other):
    return bool((given.shown(one) == given.shown(other)).all())


@given(samples, finite, finite)
def test_a_higher_cut_never_refuses_less(given, one, other):
    lower, higher = (given.rates(cut) for cut in sorted((one, other)))
    assert lower["refused"] <= higher["refused"]
    assert lower["false"] <= higher["false"]
    assert not lower["wrong"] < higher["wrong"]


@given(samples)
@settings(max_examples=20)
def test_the_curve_rises_from_what_is_refused_anyway_to_everything(given):
    curve = draw_curve(given)
    assert (np.diff(curve.false) >= 0).all() and (np.diff(curve.refused) >= 0).all()
    assert (curve.false[-1], curve.refused[-1]) == (1, 1) or not given.told.any()
    assert curve.refused[0] == np.isneginf(given.scores[~given.answerable]).mean()
    assert (curve.low <= curve.high).all()
    points = curve_points(given, fit(given, Goal("max_wrong", 0.5)).scale)
    assert all(a.threshold <= b.threshold and a.refused <= b.refused for a, b in pairwise(points))


def test_the_table_has_the_cuts_that_were_asked_for():
    given = sample(right=np.arange(50) / 10, unanswerable=-np.arange(50) / 10)
    cuts = table_cuts(given, [-0.4, 1.23])
    assert cuts == sorted(cuts)
    assert {-0.4, 1.23} < set(cuts)
    assert 8 <= len(cuts) <= 12


def test_expected_figures_are_worse_than_those_of_the_fit():
    random = np.random.default_rng(3)
    given = sample(right=random.normal(1, 1, 60), unanswerable=random.normal(-1, 1, 60))
    fitted = fit(given, Goal("max_wrong", 0.05))
    wrong = fitted.expected["wrong"]
    assert given.rates(fitted.cut)["wrong"] <= wrong.value <= 0.06
    assert wrong.low < wrong.value < wrong.high
    assert (wrong.n, fitted.expected["refused"].n) == (120, 60)


def test_the_goal_holds_for_questions_that_were_not_seen():
    """On average over many small files, as conformal risk control promises."""
    random = np.random.default_rng(5)
    shares = []
    for _ in range(300):
        cut = choose_cut(
            sample(right=random.normal(2, 1, 15), unanswerable=random.normal(0, 1, 15)), Goal("target_refusal", 0.8)
        )
        shares.append(1.0 if cut is None else (random.normal(0, 1, 400) < cut).mean())
    assert 0.79 <= np.mean(shares) <= 0.85


def test_the_scale_of_many_replies_is_found():
    random = np.random.default_rng(1)
    scores = random.normal(0, 3, 4000)
    right = random.random(4000) < 1 / (1 + np.exp(-(0.7 + 0.5 * scores)))
    offset, slope = fit_scale(sample(right=scores[right], wrong=scores[~right]))
    assert offset == pytest.approx(0.7, abs=0.1)
    assert slope == pytest.approx(0.5, abs=0.05)


def test_a_scale_that_cannot_be_fitted_stays_the_shipped_one():
    assert fit_scale(sample(right=[1.0] * 20, wrong=[0.0] * 20)) is None  # too few
    assert fit_scale(sample(right=[1.0] * 60, wrong=[0.0] * 9)) is None  # too few of a kind
    backwards = sample(right=np.linspace(-4, 0, 200), wrong=np.linspace(0, 4, 200))
    assert fit_scale(backwards) is None
    fitted = fit(backwards, Goal("max_wrong", 0.3))
    assert (fitted.rescaled, fitted.scale.offset, fitted.scale.slope) == (False, 0.0, 1.0)


@given(st.lists(finite, min_size=25, max_size=60), st.lists(finite, min_size=25, max_size=60))
@settings(max_examples=30)
def test_a_scale_keeps_the_order_and_decides_nothing(right, wrong):
    given = sample(right=right, wrong=wrong, unanswerable=[NONE])
    scale = fit_scale(given)
    assert scale is None or (math.isfinite(scale[0]) and scale[1] > 0)
    fitted = fit(given, Goal("max_wrong", 0.3))
    if fitted.cut is not None:
        by_policy = [fitted.policy.probability_of(score) >= fitted.policy.threshold for score in given.scores]
        assert by_policy == given.shown(fitted.cut).tolist()


def test_how_well_the_score_separates():
    assert separation(sample(right=[2, 3], wrong=[0, 1])) == 1.0
    assert separation(sample(right=[1, 1], wrong=[1])) == 0.5
    assert separation(sample(right=[1])) is None


def questions(answerable, unanswerable):
    return [Question(str(n), "?", n < answerable) for n in range(answerable + unanswerable)]


def test_too_few_questions_are_refused_with_a_sentence():
    require_enough(questions(10, 10), Goal("max_wrong", 0.1))
    with pytest.raises(ConfigurationError, match=r"at least 10 .* there are 30 and 9\. Nothing was changed"):
        require_enough(questions(30, 9), Goal("max_wrong", 0.1))
    with pytest.raises(ConfigurationError, match="at least 19 questions without an answer; there are 18"):
        require_enough(questions(30, 18), Goal("target_refusal", 0.95))
    require_enough(questions(30, 19), Goal("target_refusal", 0.95))
    with pytest.raises(ConfigurationError, match="The problems above cost 1: run the command again"):
        require_enough(questions(30, 9), Goal("max_wrong", 0.1), 1)
    with pytest.raises(ConfigurationError, match="at least 99 questions; there are 40"):
        require_enough(questions(20, 20), Goal("max_wrong", 0.01))
