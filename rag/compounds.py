"""German compounds to their parts: "Kündigungsfrist" is also found by "Frist" and "Kündigung".

A part must be a noun of the German Wiktionary (`word_lists/README.md`), the first ones with the letters that join
them to what follows. Of several ways to cut a word the one with the fewest parts counts, then the one whose parts
are found in most other compounds: "Kranke(n)|haus", not "Kran|ken|haus".
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from rag.stemming import stem_word

# The letters that join a first part to the next; `word_lists/build.py` counts by the same ones.
LINKS = ("", "s", "es", "n", "en", "er", "e", "ens")
LEAST = 3  # letters of a part
_SHORTEST = 7  # letters of a compound
# A part of three letters is in many words by chance, so it must be in many compounds.
_SHORT_USES = 10
# A noun that the list has as a whole is cut only where both parts are in use as such: "Abtei|lung" is not.
_LISTED_USES = 2
_LISTED_LEAST = 4


@dataclass(frozen=True, slots=True)
class _Cut:
    """One way to take a word apart; the least is the best."""

    more: int  # parts besides the first
    rareness: float  # the less, the more often its parts are found in compounds
    parts: tuple[str, ...]
    uses: int  # of the part that is rarest in compounds


@dataclass(frozen=True, slots=True)
class _Nouns:
    """Nouns and stems of nouns with the number of compounds in which they come first, or last."""

    first: dict[str, int]
    first_stems: dict[str, int]
    last: dict[str, int]
    last_stems: dict[str, int]


@lru_cache(maxsize=100_000)
def split_compound(word: str) -> tuple[str, ...]:
    """The parts of a German compound, both in lower case, without joining letters; () for other words."""
    if len(word) < _SHORTEST or not word.isalpha():
        return ()
    cut = _best_cut(word)
    if cut is None or (_is_listed(word) and not _is_plain(cut)):
        return ()
    return tuple(atom for part in cut.parts for atom in split_compound(part) or (part,))


def part_starts(word: str) -> list[int]:
    """Where the parts of a German compound begin, but for the first; [] for other words."""
    starts, place = [], 0
    for part in split_compound(word):
        starts.append(word.index(part, place))
        place = starts[-1] + len(part)
    return starts[1:]


def is_noun(word: str) -> bool:
    """Whether a word in lower case is a German noun in any form, listed or made of listed ones."""
    return _is_listed(word) or bool(split_compound(word))


def is_basic_noun(word: str) -> bool:
    """Whether a word in lower case is a German noun in its basic form, listed or ending in a listed one."""
    return (split_compound(word) or (word,))[-1] in _nouns().first


def _is_listed(word: str) -> bool:
    return stem_word(word, "de") in _nouns().first_stems


def _is_plain(cut: _Cut) -> bool:
    return cut.more == 1 and cut.uses >= _LISTED_USES and min(map(len, cut.parts)) >= _LISTED_LEAST


@lru_cache(maxsize=100_000)
def _best_cut(word: str) -> _Cut | None:
    return min(_cuts(word), key=lambda cut: (cut.more, cut.rareness, cut.parts), default=None)


def _cuts(word: str) -> Iterator[_Cut]:
    for place in range(LEAST, len(word) - LEAST + 1):
        begin = _first_part(word[:place])
        if begin is None:
            continue
        part, uses = begin
        rest = word[place:]
        last = _last_uses(rest)
        if last is not None:
            yield _Cut(1, -math.log1p(uses) - math.log1p(last), (part, rest), min(uses, last))
        elif (further := _best_cut(rest)) is not None:
            yield _Cut(
                further.more + 1,
                further.rareness - math.log1p(uses),
                (part, *further.parts),
                min(uses, further.uses),
            )


def _first_part(text: str) -> tuple[str, int] | None:
    """The noun that the text is as a first part, without joining letters, and in how many compounds it is one."""
    nouns = _nouns()
    for part in (text.removesuffix(link) for link in LINKS):
        if len(part) >= LEAST and _counts(part, uses := nouns.first.get(part, -1)):
            return part, uses
    # "Häuser", "Grenz": a plural, or a noun without its last letter.
    uses = nouns.first_stems.get(stem_word(text, "de"), -1) if len(text) > LEAST else -1
    return (text, uses) if _counts(text, uses) else None


def _last_uses(text: str) -> int | None:
    """In how many compounds the text, in any form, is the last part; None when it is no noun."""
    nouns = _nouns()
    uses = nouns.last_stems.get(stem_word(text, "de"), -1) if len(text) > LEAST else nouns.last.get(text, -1)
    return uses if _counts(text, uses) else None


def _counts(part: str, uses: int) -> bool:
    return uses >= (_SHORT_USES if len(part) <= LEAST else 0)


@lru_cache(maxsize=1)
def _nouns() -> _Nouns:
    packed = files("rag").joinpath("word_lists", "german_nouns.txt.gz").read_bytes()
    nouns = _Nouns({}, {}, {}, {})
    for line in gzip.decompress(packed).decode().splitlines():
        noun, first, last = line.split("\t")
        stem = stem_word(noun, "de")
        nouns.first[noun], nouns.last[noun] = int(first), int(last)
        nouns.first_stems[stem] = max(int(first), nouns.first_stems.get(stem, 0))
        nouns.last_stems[stem] = max(int(last), nouns.last_stems.get(stem, 0))
    return nouns
