"""Scores that are fair to both languages and to fresh documents."""

from __future__ import annotations

import math

import pytest

from rag.fusion import (
    FOREIGN_SHARE,
    LEXICAL_WEIGHT,
    PRIOR_WEIGHT,
    Baseline,
    Candidate,
    fuse,
    reachable_score,
    reorder_within,
    term_weight,
)

CHANCE = Baseline(0.80, 0.02)


def order(candidates):
    return [candidate.passage for candidate in candidates]


def test_the_score_is_the_sum_of_both_halves():
    (candidate,) = fuse({1: 5.0}, 10.0, {1: 0.86}, {1: CHANCE})
    assert candidate.score == pytest.approx(LEXICAL_WEIGHT * 0.5**1.5 + 3.0)
    assert (candidate.lexical, candidate.similarity) == (5.0, 0.86)


def test_the_other_language_is_measured_by_its_own_chance():
    german, english = Baseline(0.84, 0.02), Baseline(0.78, 0.02)
    ranked = fuse({}, 0.0, {1: 0.86, 2: 0.85}, {1: german, 2: english})
    assert order(ranked) == [2, 1]


def test_a_fresh_document_is_ranked_by_its_words():
    ranked = fuse({1: 9.0, 2: 1.0}, 10.0, {2: 0.80, 3: 0.81}, {2: CHANCE, 3: CHANCE})
    assert order(ranked)[0] == 1
    assert ranked[0].similarity is None


def test_a_score_beyond_the_reachable_counts_as_all_words():
    assert fuse({1: 30.0}, 10.0, {}, {})[0].score == LEXICAL_WEIGHT


def test_equal_scores_are_ordered_by_id():
    assert order(fuse({2: 1.0, 1: 1.0}, 10.0, {}, {})) == [1, 2]


def test_no_candidates():
    assert fuse({}, 0.0, {}, {}) == []


def test_reachable_score_takes_the_rarest_spelling_of_each_word():
    words = [frozenset({"frist", "frists"}), frozenset({"2025"})]
    frequencies = {"frist": 50, "frists": 0, "2025": 10}
    rarest = math.log(1 + 100.5 / 0.5)
    year = 2 * math.log(1 + 90.5 / 10.5)
    assert reachable_score(words, frequencies, 100) == pytest.approx(1.6 * (rarest + year))


@pytest.mark.parametrize(("term", "weight"), [("e03", 2.0), ("wp-200/b", 2.0), ("pumpe", 1.0), ("§", 1.0)])
def test_codes_and_numbers_count_twice(term, weight):
    assert term_weight(term) == weight


def test_what_speaks_for_the_document_is_added_to_its_passages():
    scores = {each.passage: each.score for each in fuse({1: 5.0, 2: 5.0}, 10.0, {}, {}, {2: 4.0})}
    assert scores[2] - scores[1] == pytest.approx(PRIOR_WEIGHT * 4.0)


# Passages 1 and 2 in the question's language, 3 and 4 in the other.
SIMILARITIES = {1: 0.84, 2: 0.83, 3: 0.855, 4: 0.82}


def scores_of(priors, foreign, lexical=None):
    baselines = dict.fromkeys(SIMILARITIES, CHANCE)
    return {
        each.passage: each.score for each in fuse(lexical or {}, 10.0, SIMILARITIES, baselines, priors, foreign)
    }


def first_of(scores):
    return max(scores, key=scores.get)


def test_words_that_a_document_in_another_language_cannot_use_do_not_hide_it():
    priors = {1: 3.0, 2: 2.0}
    assert first_of(scores_of(priors, ())) == 1
    assert first_of(scores_of(priors, {3, 4})) == 3


def test_a_passage_in_another_language_is_given_part_of_what_the_best_of_the_own_has_for_its_document():
    before, after = scores_of({1: 3.0, 2: 2.0, 3: 1.0}, ()), scores_of({1: 3.0, 2: 2.0, 3: 1.0}, {3, 4})
    gain = FOREIGN_SHARE * PRIOR_WEIGHT * (3.0 - 1.0)
    assert after == pytest.approx({1: before[1], 2: before[2], 3: before[3] + gain, 4: before[4] + gain})


def test_a_document_that_is_named_in_any_language_keeps_its_lead():
    before, after = scores_of({1: 1.0, 3: 4.0}, ()), scores_of({1: 1.0, 3: 4.0}, {3, 4})
    assert after == before


def test_words_in_common_still_count_for_the_question_s_own_language():
    assert first_of(scores_of({}, {3, 4}, {2: 9.0})) == 2


@pytest.mark.parametrize("foreign", [(), {1, 2, 3, 4}])
def test_where_all_passages_are_in_one_language_nothing_is_given(foreign):
    assert scores_of({1: 3.0}, foreign) == scores_of({1: 3.0}, ())


def candidates(scores):
    return [Candidate(passage, score, None, None) for passage, score in scores.items()]


def test_passages_are_ordered_anew_within_their_documents_only():
    documents = {1: 10, 2: 10, 3: 20, 4: 20, 5: 30, 6: 10}
    ranked = candidates({1: 9.0, 3: 8.0, 2: 5.0, 4: 4.0, 5: 3.0})
    anew = candidates({4: 20.0, 3: 19.5, 6: 7.0, 2: 6.0, 1: 5.0})
    found = {each.passage: each.score for each in reorder_within(ranked, anew, documents)}
    # The best of each document has what the best had; the others are as far behind as they are anew.
    assert found == {6: 9.0, 2: 8.0, 4: 8.0, 3: 7.5, 1: 7.0, 5: 3.0}
    assert list(found) == [6, 2, 4, 3, 1, 5]


def test_without_a_new_order_all_stays():
    ranked = candidates({2: 9.0, 1: 8.0})
    assert reorder_within(ranked, [], {1: 10, 2: 20}) == ranked
