"""German words that share a part with their neighbour: "Sonn- und Feiertage" are Sonntage and Feiertage."""

from __future__ import annotations

import re

from rag.compounds import part_starts

_JOINT = r"(?:,|\s+(?:und|oder|bzw\.|sowie|wie|/|&))\s+"
_LAST_SHARED = re.compile(rf"\b(?P<begin>[^\W\d_]{{3,}})-(?P<joint>{_JOINT})(?P<whole>[^\W\d_]{{6,}})")
_FIRST_SHARED = re.compile(rf"\b(?P<whole>[^\W\d_]{{6,}})(?P<joint>{_JOINT})-(?P<end>[^\W\d_]{{3,}})")
_MOST = 4  # in a row: "Wohn-, Büro-, Lager- und Verkaufsräume"


def with_whole_words(text: str) -> str:
    """The text with such words written in full, so far as their neighbours are known compounds."""
    if "-" not in text:
        return text
    for _ in range(_MOST):
        whole = _FIRST_SHARED.sub(_begin_shared, _LAST_SHARED.sub(_end_shared, text))
        if whole == text:
            break
        text = whole
    return text


def _end_shared(match: re.Match[str]) -> str:
    place = _last_part(match["whole"])
    return f"{match['begin']}{match['whole'][place:]}{match['joint']}{match['whole']}" if place else match.group()


def _begin_shared(match: re.Match[str]) -> str:
    place = _last_part(match["whole"])
    return f"{match['whole']}{match['joint']}{match['whole'][:place]}{match['end']}" if place else match.group()


def _last_part(word: str) -> int:
    """Where the last part of a compound begins; 0 for other words."""
    return next(reversed(part_starts(word.lower())), 0)
