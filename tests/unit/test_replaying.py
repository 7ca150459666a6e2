"""Ranks then and now, and what may be stored of a model."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.tracing import model_parameters
from tests.fakes import ScriptedModel
from ui.answers.replaying import Found, RankThenNow, compare_ranks

found = st.builds(
    Found,
    st.integers(1, 3),
    st.just("a.txt"),
    st.integers(1, 2),
    st.integers(0, 3),
    st.integers(4, 6),
    st.sampled_from("xyz"),
)


def passage(words, page=1, start=0):
    return Found(1, "a.txt", page, start, start + 10, words)


@given(st.lists(found))
def test_the_same_list_has_no_changes(passages):
    assert compare_ranks(passages, passages) == []


@given(st.lists(found), st.lists(found))
def test_every_passage_is_accounted_for_once(then, now):
    changes = compare_ranks(then, now)
    gone = [each.then for each in changes if each.now is None]
    new = [each.now for each in changes if each.then is None]
    assert len(then) - len(gone) == len(now) - len(new)
    assert len(set(gone)) == len(gone)
    assert len(set(new)) == len(new)


def test_gone_moved_and_new():
    then = [passage("x"), passage("y"), passage("z", page=2)]
    now = [passage("y"), passage("z", page=2, start=5), passage("w")]
    assert compare_ranks(then, now) == [
        RankThenNow("a.txt", 1, 0, 10, 1, None),
        RankThenNow("a.txt", 1, 0, 10, 2, 1),
        RankThenNow("a.txt", 2, 0, 10, 3, 2),
        RankThenNow("a.txt", 1, 0, 10, None, 3),
    ]


def test_another_place_is_a_change_at_the_same_rank():
    (change,) = compare_ranks([passage("x")], [passage("x", page=2)])
    assert (change.then, change.now) == (1, 1)


def test_a_new_name_alone_is_none():
    assert compare_ranks([passage("x")], [replace(passage("x"), document="b.txt")]) == []


class Hosted(ScriptedModel):
    told: dict[str, object]

    @property
    def _identifying_params(self):
        return self.told


@pytest.mark.parametrize("secret", ["api_key", "openai_api_key", "auth_token", "client_secret", "PASSWORD"])
def test_secrets_are_no_parameters(secret):
    model = Hosted(reply="", told={"temperature": 0.0, "max_tokens": 7, secret: "geheim", "client": object()})
    assert model_parameters(model) == {"temperature": 0.0, "max_tokens": 7}
