"""The packed file of multilingual-e5-small: header, vocabulary, table of tensors, 4-bit blocks. numpy only."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

HEADER_START = 8  # after the magic bytes
BLOCK_VALUES = 32
BLOCK_BYTES = 18  # one float16 scale and 32 numbers of 4 bits


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces of the unigram tokenizer with their scores, and the ids of the special ones."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unk: int


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, data: bytes, position: int) -> None:
        self.data = data
        self.position = position

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.position)
        self.position += struct.calcsize("<" + layout)
        return values

    def take_bytes(self, count: int) -> bytes:
        self.position += count
        return self.data[self.position - count : self.position]


class PackedWeights:
    """A parsed packed file. Raises struct.error or ValueError when it is not one."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        cursor = _Cursor(data, HEADER_START)
        sizes = cursor.take("7i")
        (epsilon,) = struct.unpack("<f", cursor.take_bytes(4))
        cursor.take("i")  # kind of quantisation; there is one
        hidden, layers, heads, feed_forward, vocabulary, positions, types = sizes
        self.shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)
        self.vocabulary = _read_vocabulary(cursor)
        _, skipped = cursor.take("iI")
        cursor.take_bytes(skipped)
        self._offsets = _read_table(cursor)

    def floats(self, name: str, *shape: int) -> Array:
        """A tensor that is stored as float32."""
        count = int(np.prod(shape))
        values = np.frombuffer(self._data, "<f4", count, self._offsets[name][1])
        return values.reshape(shape).astype(np.float32)

    def nibbles(self, name: str, *shape: int) -> Array:
        """A tensor that is stored in blocks of 4-bit numbers, as float32."""
        blocks = int(np.prod(shape)) // BLOCK_VALUES
        raw = np.frombuffer(self._data, np.uint8, blocks * BLOCK_BYTES, self._offsets[name][1])
        raw = raw.reshape(blocks, BLOCK_BYTES)
        scale = raw[:, :2].copy().view("<f2").astype(np.float32)
        values = np.concatenate([raw[:, 2:] & 15, raw[:, 2:] >> 4], axis=1).astype(np.float32) - 8
        return (values * scale).reshape(shape)

    def rows(self, name: str, width: int) -> Array:
        """A float32 matrix whose number of rows only the table knows."""
        return self.floats(name, self._offsets[name][0] // width, width)


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, bos, eos, pad, unk = cursor.take("5i")
    (size,) = cursor.take("Q")
    offsets = np.frombuffer(cursor.take_bytes((count + 1) * 4), "<u4")
    scores = np.frombuffer(cursor.take_bytes(count * 4), "<f4")
    blob = cursor.take_bytes(size)
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
    for number, piece in ((bos, "<s>"), (eos, "</s>"), (pad, "<pad>"), (unk, "<unk>")):
        pieces[number] = piece
    return Vocabulary(tuple(pieces), tuple(float(score) for score in scores), bos, eos, pad, unk)


def _read_table(cursor: _Cursor) -> dict[str, tuple[int, int]]:
    """Name -> (number of values, offset in the file)."""
    table = {}
    (entries,) = cursor.take("i")
    for _ in range(entries):
        (size,) = cursor.take("H")
        name = cursor.take_bytes(size).decode()
        cursor.take_bytes(1)  # kind
        (count,) = cursor.take("I")
        offset, _bytes = cursor.take("QQ")
        table[name] = (count, offset)
    return table
