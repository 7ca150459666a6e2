"""One model on this machine in memory at a time."""

from __future__ import annotations

import threading

import pytest

from rag.providers.residence import Residence
from rag.types import Token


class Chain:
    """Counts how often it was let go of."""

    def __init__(self, *, is_local=True):
        self.is_local = is_local
        self.released = 0

    def release(self):
        self.released += 1


def words(*texts):
    yield from (Token(text) for text in texts)


def test_the_former_model_goes_when_another_one_is_asked():
    residence, first, second = Residence(), Chain(), Chain()
    assert list(residence.during(first, words("a"))) == [Token("a")]
    assert list(residence.during(first, words("b"))) == [Token("b")]
    assert (first.released, second.released) == (0, 0)
    list(residence.during(second, words("c")))
    assert (first.released, second.released) == (1, 0)
    with residence.hold(first):
        assert (first.released, second.released) == (1, 1)


def test_another_model_waits_while_one_answers_and_can_be_stopped():
    residence, first, second = Residence(), Chain(), Chain()
    answering = residence.during(first, words("a", "b"))
    assert next(answering) == Token("a")
    waiting, shared = residence.during(second, words("c")), residence.during(first, words("d"))
    assert next(waiting) == Token("")
    assert first.released == 0
    # Whoever comes later waits behind, though the model is there: else nobody else would ever have a turn.
    assert next(shared) == Token("")
    waiting.close()
    assert list(shared) == [Token("d")]
    assert list(answering) == [Token("b")]
    assert (first.released, second.released) == (0, 0)


def test_an_answer_that_fails_makes_room():
    def fail():
        yield Token("a")
        raise RuntimeError

    residence, second = Residence(), Chain()
    with pytest.raises(RuntimeError):
        list(residence.during(Chain(), fail()))
    assert list(residence.during(second, words("b"))) == [Token("b")]


def test_a_hosted_model_never_waits():
    residence, local, hosted = Residence(), Chain(), Chain(is_local=False)
    with residence.hold(local), residence.hold(hosted):
        assert list(residence.during(hosted, words("a"))) == [Token("a")]
    assert local.released == 0


def test_threads_take_turns():
    residence, chains = Residence(), [Chain(), Chain()]
    inside, most = [], []

    def ask(chain):
        def events():
            inside.append(chain)
            most.append(len(set(map(id, inside))))
            yield Token("a")
            inside.remove(chain)

        for _ in range(20):
            list(residence.during(chain, events()))

    threads = [threading.Thread(target=ask, args=(chains[number % 2],)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert len(most) == 80 and max(most) == 1
