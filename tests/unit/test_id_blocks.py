"""Blocks of ids count as the sets that they stand for."""

import random

import pytest

from ingest.id_blocks import IdBlocks


@pytest.mark.parametrize(
    ("blocks", "asked", "expected"),
    [
        ([], [(1, 5)], [0]),
        ([(1, 5)], [], []),
        ([(3, 5)], [(1, 2), (1, 3), (4, 4), (5, 9), (6, 9), (1, 9)], [0, 1, 1, 1, 0, 3]),
        # In no order, one inside another, and one that continues another.
        ([(20, 25), (1, 9), (3, 4), (10, 12)], [(1, 30), (9, 10), (13, 19), (4, 21)], [18, 2, 0, 11]),
        ([(2, 2), (2, 2)], [(2, 2)], [1]),
    ],
)
def test_ids_of_blocks(blocks, asked, expected):
    assert IdBlocks(blocks).count(asked).tolist() == expected


def test_any_blocks_count_as_sets():
    draw = random.Random(7)
    for _ in range(200):
        blocks, asked = (
            [(first, first + draw.randrange(12)) for first in draw.choices(range(1, 80), k=draw.randrange(9))]
            for _ in range(2)
        )
        held = {each for first, last in blocks for each in range(first, last + 1)}
        expected = [len(held & set(range(first, last + 1))) for first, last in asked]
        assert IdBlocks(blocks).count(asked).tolist() == expected
