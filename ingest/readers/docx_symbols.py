"""Symbols of a DOCX: characters that are named by a font and a place in it, as "≥" by Symbol and F0B3."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from ingest.readers.office_package import Element, attribute

# What stands for a symbol that is not known: a reader of the page sees that there is something.
UNKNOWN = "▯"
# Adobe's encoding of the Symbol font, from place 0x20 and from 0xA0 on; "▯" has no character of its own.
_SYMBOL_LOW = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλµνοπθρστυϖωξψζ{|}∼"
_SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…▯▯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪▯⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
# Of the pictorial fonts: boxes, ticks, crosses, bullets, arrows and circled numbers, as forms and lists use them.
_WINGDINGS = {
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "❑",
    0x72: "❒",
    0x75: "◆",
    0x76: "❖",
    0x78: "☒",
    0xA1: "○",
    0xA7: "▪",
    0xA8: "□",
    0xD8: "➢",
    0xDF: "←",
    0xE0: "→",
    0xE1: "↑",
    0xE2: "↓",
    0xE8: "➔",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
    **dict(enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩", 0x80)),
    **dict(enumerate("⓿❶❷❸❹❺❻❼❽❾❿", 0x8B)),
}
_FONTS: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {
        "symbol": dict(enumerate(_SYMBOL_LOW, 0x20)) | dict(enumerate(_SYMBOL_HIGH, 0xA0)),
        "wingdings": _WINGDINGS,
        "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□"},
        "webdings": {0x61: "✓", 0x72: "✗"},
    }
)
_PRIVATE = range(0xF000, 0xF100)  # where Word puts the 256 places of a symbol font


def show_symbol(symbol: Element) -> str:
    """The character of a `w:sym` element, UNKNOWN for one that is not known."""
    font = (attribute(symbol, "font") or "").strip().casefold()
    try:
        code = int(attribute(symbol, "char") or "", 16)
    except ValueError:
        return UNKNOWN
    if font in _FONTS:
        return _FONTS[font].get(code - 0xF000 if code in _PRIVATE else code, UNKNOWN)
    return chr(code) if _is_shown(code) else UNKNOWN


def _is_shown(code: int) -> bool:
    """Whether a place in an ordinary font is a character with a meaning of its own."""
    return 0 <= code < 0x110000 and unicodedata.category(chr(code))[0] in "LMNPSZ"
