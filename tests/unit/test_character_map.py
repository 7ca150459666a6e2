"""Character maps survive packing and answer for every offset."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.character_map import decode_character_map, encode_character_map, map_offset

PLACES = st.lists(st.integers(min_value=0, max_value=100_000), max_size=60)


def runs_of(places):
    return [(offset, place) for offset, place in enumerate(places) if not offset or place != places[offset - 1] + 1]


@settings(max_examples=100)
@given(PLACES)
def test_a_map_round_trips_for_every_offset(places):
    packed = encode_character_map(runs_of(places))
    runs = decode_character_map(packed)
    assert [map_offset(runs, offset) for offset in range(len(places))] == places


def test_the_identity_needs_no_map():
    assert encode_character_map([(0, 0)]) is None
    assert map_offset(decode_character_map(None), 41) == 41


def test_an_offset_before_the_first_run_has_no_place():
    assert map_offset([(3, 7)], 2) is None
    assert map_offset([(3, 7)], 4) == 8


@pytest.mark.parametrize("packed", [b"", b"no map", b"x\x9cc\x00\x00\x00\x01\x00\x01"[:5] + b"!!"])
def test_bytes_that_are_no_map_are_refused(packed):
    with pytest.raises(ValueError, match="not a character map"):
        decode_character_map(packed)


def test_a_map_that_inflates_beyond_reason_is_refused():
    import zlib

    with pytest.raises(ValueError, match="not a character map"):
        decode_character_map(zlib.compress(b"\x01" * 70_000_000))
