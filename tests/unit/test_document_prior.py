"""Documents are preferred for the words that they use more than the library does."""

from __future__ import annotations

import math

import pytest

from rag.document_prior import TermUse, document_priors, join_names

WORD = frozenset({"nike"})


def test_the_prior_is_the_log_of_how_much_more_a_document_uses_a_word():
    uses = {"nike": [TermUse(1, passages=60, of=160, named=False)]}
    expected = math.log(((60 + 10 * 0.1) / (160 + 10) + 0.002) / (0.1 + 0.002))
    assert document_priors([WORD], uses, {"nike": 0.1}, 100) == {1: pytest.approx(expected)}


def test_a_name_outweighs_what_the_text_says():
    uses = {"nike": [TermUse(1, 100, 100, named=False), TermUse(2, 0, 100, named=True)]}
    priors = document_priors([WORD], uses, {"nike": 0.01}, 100)
    assert priors[2] == pytest.approx(math.log(2.002 / 0.012))
    assert priors[2] > priors[1]


def test_a_word_in_many_names_says_little():
    uses = {"nike": [TermUse(each, 0, 100, named=True) for each in range(50)]}
    assert document_priors([WORD], uses, {"nike": 0.0}, 100)[7] == pytest.approx(math.log(2.002 / 0.502))


def test_a_long_text_is_about_no_more_than_six_words():
    words = [frozenset({f"word{number}"}) for number in range(9)]
    uses = {f"word{number}": [TermUse(1, 10 + 10 * number, 100, False)] for number in range(9)}
    shares = dict.fromkeys(uses, 0.01)
    assert document_priors(words, uses, shares, 100)[1] == document_priors(words[3:], uses, shares, 100)[1]


def test_a_word_that_all_use_alike_adds_nothing():
    uses = {"nike": [TermUse(1, 10, 100, False), TermUse(2, 1, 100, False)]}
    assert document_priors([WORD], uses, {"nike": 0.1}, 100) == {}


def test_a_short_document_says_less_with_one_word_than_a_long_one_with_many():
    uses = {"nike": [TermUse(1, 1, 1, False), TermUse(2, 300, 400, False)]}
    priors = document_priors([WORD], uses, {"nike": 0.01}, 100)
    assert priors[2] > 1.5 * priors[1] > 0


def test_spellings_of_one_word_count_once_and_words_add_up():
    uses = {"kauf": [TermUse(1, 50, 100, False)], "kaufs": [TermUse(1, 20, 100, False)]}
    uses["year"] = [TermUse(1, 50, 100, False)]
    shares = {"kauf": 0.01, "kaufs": 0.01, "year": 0.01}
    one = document_priors([frozenset({"kauf", "kaufs"})], uses, shares, 100)
    both = document_priors([frozenset({"kauf", "kaufs"}), frozenset({"year"})], uses, shares, 100)
    assert one == document_priors([frozenset({"kauf"})], uses, shares, 100)
    assert both[1] == pytest.approx(2 * one[1])


def test_unknown_words_are_no_documents():
    assert document_priors([frozenset({"nowhere"})], {}, {}, 0) == {}


def test_a_name_in_two_words_is_that_of_the_compound():
    of_halves = {
        "reisekost": [TermUse(1, 4, 9, True), TermUse(2, 3, 5, True), TermUse(3, 1, 7, False)],
        "richtlini": [TermUse(1, 2, 9, True), TermUse(3, 2, 7, True), TermUse(4, 0, 2, True)],
    }
    uses = {"reisekostenrichtlini": [TermUse(5, 1, 8, False)]}
    joined = join_names(
        uses, {"reisekostenrichtlini": [("reis", "kostenrichtlini"), ("reisekost", "richtlini")]}, of_halves
    )
    assert [(use.document, use.named) for use in joined["reisekostenrichtlini"]] == [(5, False), (1, True)]
    assert join_names(uses, {}, {}) == uses
