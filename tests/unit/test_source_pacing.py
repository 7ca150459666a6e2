"""Streams that drip: pieces at once, a limit of time, a least speed."""

from __future__ import annotations

import pytest

from ingest.originals import receive
from ingest.progress import Stopped
from ingest.sources.pacing import Limits, PacedStream
from rag.errors import SourceUnreachable
from rag.layout import DataDir


class Dripping:
    """Gives `piece` bytes after each pause, by a clock of its own."""

    def __init__(self, total, piece, pause):
        self.now, self._left, self._piece, self._pause = 0.0, total, piece, pause

    def __call__(self, size):
        self.now += self._pause
        count = min(size, self._piece, self._left)
        self._left -= count
        return b"x" * count


def _paced(drops, seconds=900.0, least_speed=0):
    return PacedStream(drops, Limits(seconds, least_speed), lambda: drops.now)


def test_what_arrives_quickly_comes_in_whole_blocks_and_what_drips_at_once():
    assert [len(_paced(Dripping(5000, 100, 0.0)).read(2000))] == [2000]
    dripping = _paced(Dripping(7, 1, 0.5))
    assert [len(dripping.read(2000)) for _ in range(5)] == [2, 2, 2, 1, 0]


def test_an_object_that_never_ends_is_given_up():
    dripping = _paced(Dripping(10_000, 1, 10.0), seconds=60)
    with pytest.raises(SourceUnreachable, match="did not arrive within 60 s"):
        for _ in range(100):
            dripping.read(2000)


@pytest.mark.parametrize(("piece", "arrives"), [(1500, True), (900, False)], ids=["fast enough", "too slow"])
def test_the_least_speed_is_that_of_each_minute(piece, arrives):
    stream = _paced(Dripping(200_000, piece, 1.0), least_speed=1000)
    read = 0
    try:
        while block := stream.read(1 << 20):
            read += len(block)
    except SourceUnreachable as given_up:
        assert str(given_up) == "It came slower than 1000 bytes a second (`--least-speed`)."
    assert (read == 200_000) is arrives
    assert arrives or read == 59 * 900


def test_copying_ends_between_two_blocks_and_leaves_nothing(tmp_path):
    directory = DataDir(tmp_path)
    directory.create()
    steps = iter(range(3))

    def step():
        if next(steps, None) is None:
            raise Stopped

    with pytest.raises(Stopped):
        receive(directory, "notes.txt", _paced(Dripping(1000, 1, 1.0)), 10_000, step)
    assert list(directory.incoming.iterdir()) == []


def test_the_kind_of_a_dripping_file_is_told_from_its_head_not_its_first_byte(tmp_path):
    directory = DataDir(tmp_path)
    directory.create()
    text = b"%PDF-1.7\n" + b"x" * 20_000
    rest = iter(text[at : at + 3] for at in range(0, len(text), 3))
    received = receive(directory, "leaflet.pdf", PacedStream(lambda size: next(rest, b""), Limits(900)), 100_000)
    assert (received.media_type, received.size) == ("application/pdf", len(text))
