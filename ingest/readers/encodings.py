"""Bytes of a text file to Unicode."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from ingest.sniffing import guess_utf16, looks_like_text
from rag.errors import UnreadableCause, UnreadableDocument

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the mark of UTF-16, so it comes first
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 200_000  # bytes that a guess looks at
# Letters and signs that German and English texts in Windows-1252 use beyond ASCII.
_WESTERN = frozenset("äöüÄÖÜßéèêàâçñóíáôîûëï§¤°²³µ–—„“”‘’‚•…€£©®™«»´·½¼× \u00a0\u00ad")


def decode_text(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text and the name of its encoding; `declared` is what the file says of itself.

    Raises UnreadableDocument when the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding
    if not looks_like_text(data[:_SAMPLE]):
        raise UnreadableDocument(
            "The file holds binary data, not text; it may be damaged or have the wrong ending.",
            UnreadableCause.DAMAGED,
        )
    return _decode_unmarked(data, declared)


def _decode_unmarked(data: bytes, declared: str | None) -> tuple[str, str]:
    wide = guess_utf16(data[:_SAMPLE])
    if wide:
        return data.decode(wide, "replace"), wide
    for encoding in ("utf-8", _known(declared)):
        if encoding:
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    encoding = _guess_single_byte(data)
    return data.decode(encoding, "replace"), encoding


def _known(declared: str | None) -> str | None:
    if not declared:
        return None
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return None
    # Browsers read files that claim Latin-1 as Windows-1252; codecs that are not texts are refused.
    if name in ("iso8859-1", "ascii"):
        return "cp1252"
    return name if re.match(r"iso8859|cp|koi8|mac|big5|euc|gb|shift|utf", name) else None


def _guess_single_byte(data: bytes) -> str:
    """Prefer Windows-1252, or ISO-8859-15 for its euro sign, over exotic guesses that fit as well."""
    beyond = bytes(byte for byte in data[:_SAMPLE] if byte > 127)
    letters = beyond.decode("cp1252", "replace")
    western = sum(letter in _WESTERN for letter in letters)
    if western >= 0.9 * len(letters):
        only_latin9 = b"\xa4" in beyond and not any(byte < 0xA0 for byte in beyond)
        return "iso8859-15" if only_latin9 else "cp1252"
    best = from_bytes(data[:_SAMPLE]).best()
    return best.encoding if best is not None else "cp1252"
