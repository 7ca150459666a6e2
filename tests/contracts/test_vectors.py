"""Vector segments against a NumPy reference: values, not shapes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import SnapshotCorrupt
from rag.layout import DataDir
from rag.vectors import (
    Segment,
    VectorReader,
    collapse_ids,
    expand_ranges,
    fetch_vectors,
    pack_ranges,
    search_segments,
    unpack_ranges,
    write_segment,
)

DIMENSION = 16


@pytest.fixture
def directory(tmp_path):
    directory = DataDir(tmp_path)
    directory.create()
    return directory


def unit_vectors(count: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def reference(ids, vectors, question, k, dead=(), wanted=None):
    """Brute force over everything that may be returned."""
    found = []
    for passage, vector in zip(ids, vectors, strict=True):
        if any(first <= passage <= last for first, last in dead):
            continue
        if wanted is not None and not any(first <= passage <= last for first, last in wanted):
            continue
        found.append((int(passage), float(vector @ question)))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]


def three_segments(directory):
    blocks = [np.arange(1, 41), np.concatenate([np.arange(60, 80), np.arange(100, 130)]), np.arange(200, 203)]
    vectors = [unit_vectors(len(block), seed) for seed, block in enumerate(blocks)]
    records = [
        write_segment(directory, f"s{number}", block, part, "model@1")
        for number, (block, part) in enumerate(zip(blocks, vectors, strict=True))
    ]
    segments = [Segment.load(directory, record) for record in records]
    return np.concatenate(blocks), np.concatenate(vectors), segments, records


@pytest.mark.parametrize(
    ("dead", "wanted"),
    [
        ((), None),
        (((5, 20), (70, 110)), None),
        ((), ((30, 65), (201, 201))),
        (((1, 39),), ((1, 60),)),
        (((1, 1000),), None),
        ((), ()),
    ],
)
def test_search_equals_brute_force(directory, dead, wanted):
    ids, vectors, segments, _ = three_segments(directory)
    for seed in range(5):
        question = unit_vectors(1, 100 + seed)[0]
        found = search_segments(segments, question, 7, dead, wanted)
        expected = reference(ids, vectors, question, 7, dead, wanted)
        assert [passage for passage, _ in found] == [passage for passage, _ in expected]
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-5)


def test_the_only_allowed_row_among_many_is_found(directory):
    """Filters come before top-k: a filter after it misses a match that is far down the list."""
    ids = np.arange(1, 1002)
    vectors = unit_vectors(1001, 3)
    segment = Segment.load(directory, write_segment(directory, "s", ids, vectors, "model@1"))
    question = vectors[0]
    worst = int(np.argmin(vectors @ question)) + 1
    assert search_segments([segment], question, 5, (), ((worst, worst),)) == [
        (worst, pytest.approx(float(vectors[worst - 1] @ question), abs=1e-5))
    ]


def test_vectors_come_back_as_they_were_written(directory):
    ids, vectors, segments, _ = three_segments(directory)
    wanted = np.array([1, 40, 41, 75, 129, 202, 999])
    found = fetch_vectors(segments, wanted)
    assert sorted(found) == [1, 40, 75, 129, 202]
    for passage, vector in found.items():
        assert np.array_equal(vector, vectors[list(ids).index(passage)])


@pytest.mark.parametrize("position", [0, 40, -1])
def test_one_flipped_byte_is_noticed(directory, position):
    _, _, _, records = three_segments(directory)
    path = directory.segment(records[0].id)
    payload = bytearray(path.read_bytes())
    payload[position] ^= 1
    path.write_bytes(payload)
    with pytest.raises(SnapshotCorrupt, match="checksum"):
        Segment.load(directory, records[0])


def test_a_broken_segment_does_not_stop_the_others(directory):
    _, _, _, records = three_segments(directory)
    directory.segment(records[1].id).unlink()
    segments, trouble = VectorReader(directory).open(records)
    assert [segment.record.id for segment in segments] == ["s0", "s2"]
    assert len(trouble) == 1
    assert "missing" in trouble[0]


def test_ids_must_ascend_and_match_the_vectors(directory):
    with pytest.raises(ValueError, match="ascending"):
        write_segment(directory, "s", np.array([2, 1]), unit_vectors(2, 0), "model@1")
    with pytest.raises(ValueError, match="one vector"):
        write_segment(directory, "s", np.array([1, 2, 3]), unit_vectors(2, 0), "model@1")


@given(st.sets(st.integers(min_value=0, max_value=300)))
@settings(max_examples=50)
def test_ranges_round_trip(ids):
    ranges = collapse_ids(ids)
    assert expand_ranges(ranges).tolist() == sorted(ids)
    assert unpack_ranges(pack_ranges(ranges)) == ranges
    assert all(later[0] - earlier[1] > 1 for earlier, later in pairwise(ranges))
