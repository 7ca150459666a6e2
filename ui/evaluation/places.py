"""Where a piece of evidence stands in the text of a page.

Only letters and digits are compared. Spaces and line ends differ from reader to reader, table cells are separated
in ways of their own, and the texts of published sets have lost quotation marks, dashes and bullets.
"""

from __future__ import annotations

import unicodedata


def find_places(text: str, wanted: str) -> list[tuple[int, int]]:
    """Half-open spans of `text` with the letters and digits of `wanted`, in any case, without overlaps.

    Whole words are preferred: "72" is in "1720" only when it stands nowhere by itself.
    """
    characters, offsets = _compact(text)
    needle, _ = _compact(wanted)
    found: list[tuple[int, int]] = []
    position = characters.find(needle) if needle else -1
    while position >= 0:
        last = position + len(needle) - 1
        found.append((offsets[position], offsets[last] + 1))
        position = characters.find(needle, last + 1)
    return [span for span in found if _is_whole(text, *span)] or found


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word goes on before or behind the span."""
    return not (text[max(0, start - 1) : start].isalnum() or text[end : end + 1].isalnum())


def _compact(text: str) -> tuple[str, list[int]]:
    """The letters and digits of the text, folded, and for each the offset it came from."""
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        for folded in unicodedata.normalize("NFKC", character).casefold():
            if folded.isalnum():
                characters.append(folded)
                offsets.append(offset)
    return "".join(characters), offsets
