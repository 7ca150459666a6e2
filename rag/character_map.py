"""Where the characters of a cleaned text stood in the text they were cleaned from.

A map is a sequence of runs `(clean, raw)`: from offset `clean` on, each further character stands at
the next raw index, until the next run begins. It is stored as zlib over variable-length integers.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence

Run = tuple[int, int]
_UNPACKED_LIMIT = 16 * 1024 * 1024


def encode_character_map(runs: Sequence[Run]) -> bytes | None:
    """Pack runs ordered by clean offset; None when the map is the identity."""
    shortened = _drop_continuations(runs)
    if shortened in ([], [(0, 0)]):
        return None
    packed = bytearray()
    clean = raw = 0
    for next_clean, next_raw in shortened:
        _append(packed, next_clean - clean)
        _append(packed, _fold(next_raw - raw))
        clean, raw = next_clean, next_raw
    return zlib.compress(bytes(packed), 6)


def decode_character_map(packed: bytes | None) -> list[Run]:
    """The runs of a packed map. Raises ValueError when the bytes are not one."""
    if packed is None:
        return [(0, 0)]
    inflate = zlib.decompressobj()
    try:
        plain = inflate.decompress(packed, _UNPACKED_LIMIT)
    except zlib.error as error:
        raise ValueError("not a character map") from error
    if not inflate.eof:
        raise ValueError("not a character map")
    numbers = list(_numbers(plain))
    if len(numbers) % 2:
        raise ValueError("not a character map")
    runs = []
    clean = raw = 0
    for step, folded in zip(numbers[::2], numbers[1::2], strict=True):
        clean += step
        raw += (folded >> 1) ^ -(folded & 1)
        runs.append((clean, raw))
    return runs


def map_offset(runs: Sequence[Run], offset: int) -> int | None:
    """The raw index of the character at clean `offset`; None before the first run."""
    place = bisect_right(runs, offset, key=lambda run: run[0]) - 1
    if place < 0:
        return None
    clean, raw = runs[place]
    return raw + offset - clean


def _drop_continuations(runs: Iterable[Run]) -> list[Run]:
    kept: list[Run] = []
    for clean, raw in runs:
        if kept and kept[-1][0] == clean:
            kept.pop()  # a run of no characters
        if not kept or raw - clean != kept[-1][1] - kept[-1][0]:
            kept.append((clean, raw))
    return kept


def _fold(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _append(packed: bytearray, number: int) -> None:
    while number > 127:
        packed.append(number & 127 | 128)
        number >>= 7
    packed.append(number)


def _numbers(plain: bytes) -> Iterable[int]:
    number = shift = 0
    for byte in plain:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number = shift = 0
        elif shift > 63:
            raise ValueError("not a character map")
    if shift:
        raise ValueError("not a character map")
