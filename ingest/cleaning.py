"""Cleaning text without losing where its characters came from.

Cleaned text is in Unicode normal form C, has "\\n" line ends, plain spaces, no control or invisible
characters (they carry nothing for a reader but can carry instructions for a model) and no ligatures.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.character_map import Run

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\x0b\x0c\x85\u2028\u2029"
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF02D: "-", 0xF0D8: "➢", 0xF0FC: "✓"}  # of symbol fonts
_INVISIBLE = (
    *range(0x20),
    *range(0x7F, 0xA0),
    0xAD,  # soft hyphen
    0x200B,
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),  # overrides of the writing direction
    *range(0x2060, 0x2070),
    0xFEFF,
    *range(0xFFF9, 0xFFFC),
    0xFFFE,
    0xFFFF,
    *range(0xD800, 0xE000),  # lone surrogates cannot be stored as UTF-8
    *range(0xE0000, 0xE0080),  # tags
)
_KEPT = {ord("\n"), ord("\t"), ord("\r")}


def _build_table() -> dict[int, str]:
    table = {code: "" for code in _INVISIBLE if code not in _KEPT}
    table |= {ord(space): " " for space in _SPACES} | {ord(end): "\n" for end in _LINE_ENDS}
    return table | _LIGATURES | _BULLETS


_TABLE = _build_table()
_TABLE_CHARACTER = re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(_TABLE)) + "]")
_RETURN = re.compile(r"\r\n?")
_LINE_TAIL = re.compile(r"[ \t]+(?=\n|\Z)")
_GAP = re.compile(r"\n{4,}")
_EDGE = re.compile(r"\A\n+|\n+\Z")


def clean_text(raw: str) -> str:
    """Clean the text of a format that needs no map back. Idempotent."""
    text = _RETURN.sub("\n", raw).translate(_TABLE)
    text = _GAP.sub("\n\n\n", _LINE_TAIL.sub("", unicodedata.normalize("NFC", text)))
    return _EDGE.sub("", text)


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text with the raw index of each of its characters; `len(places) == len(text)`."""

    text: str
    places: Sequence[int]

    @classmethod
    def of(cls, raw: str) -> MappedText:
        """The raw text itself, each character at its own index."""
        return cls(raw, range(len(raw)))

    def replace(self, pattern: re.Pattern[str], rewrite: Callable[[re.Match[str]], str]) -> MappedText:
        """Rewrite all matches; the new characters stand where the old ones stood."""
        edits = [(*match.span(), rewrite(match)) for match in pattern.finditer(self.text)]
        return self.edit(edits)

    def edit(self, edits: Sequence[tuple[int, int, str]]) -> MappedText:
        """Apply edits `(start, end, new)` that are in order and do not overlap."""
        if not edits:
            return self
        parts: list[str] = []
        places: list[int] = []
        last = 0
        for start, end, new in edits:
            parts += (self.text[last:start], new)
            places += self.places[last:start]
            places += [self.places[min(start + step, max(start, end - 1))] for step in range(len(new))]
            last = end
        parts.append(self.text[last:])
        places += self.places[last:]
        return MappedText("".join(parts), places)

    def runs(self) -> list[Run]:
        """The map as runs for `rag.character_map.encode_character_map`."""
        runs: list[Run] = []
        expected = -1
        for offset, place in enumerate(self.places):
            if place != expected:
                runs.append((offset, place))
            expected = place + 1
        return runs


def clean_mapped(source: MappedText) -> MappedText:
    """The same cleaning as `clean_text`, with every character's origin kept."""
    text = source.replace(_RETURN, lambda _: "\n")
    text = text.replace(_TABLE_CHARACTER, lambda match: _TABLE[ord(match[0])])
    text = _compose(text).replace(_LINE_TAIL, lambda _: "")
    text = text.replace(_GAP, lambda _: "\n\n\n")
    return text.replace(_EDGE, lambda _: "")


def _compose(source: MappedText) -> MappedText:
    """Normal form C, one cluster (a character and the marks on it) at a time."""
    if unicodedata.is_normalized("NFC", source.text):
        return source
    text = source.text
    starts = [place for place, character in enumerate(text) if not _continues(character)]
    if not starts or starts[0]:
        starts.insert(0, 0)
    edits = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        cluster = text[start:end]
        composed = unicodedata.normalize("NFC", cluster)
        if composed != cluster:
            edits.append((start, end, composed))
    return source.edit(edits)


def _continues(character: str) -> bool:
    """Whether a character can merge with the one before it: marks and Hangul vowels and finals."""
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"
