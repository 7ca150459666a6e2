"""From ranked passages to a list worth showing: nothing twice, neighbours as one place, more than one document when
the question compares."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rag.catalog import Snapshot
from rag.types import Hit, Passage

# A merged hit stays short enough to be read as one place.
_MERGED_CHARACTERS = 2400
# "Compare A with B", "Unterschied zwischen A und B": answered from several documents.
_COMPARISON = re.compile(
    r"\b(?:compar\w*|versus|vs\.?|differ(?:s|ed|ence|ences|ent)?|verg(?:leich|lich)\w*|unterschied\w*|unterscheide\w*"
    r"|im gegensatz|gegenüber)\b",
    re.I,
)
# "Which pays more, A or B?", "Wer zahlt mehr: A oder B?"
_CHOICE = re.compile(
    r"\b(?:more|less|fewer|most|least|(?:high|low|larg|great|small|bigg|long|short|cheap|old|new|fast|slow)(?:er|est)"
    r"|better|best|mehr|weniger|meisten|wenigsten|(?:höher|niedriger|größer|kleiner|länger|kürzer|teurer|billiger"
    r"|günstiger|besser|älter|neuer|schneller|langsamer)\w*)\b.*\b(?:or|oder)\b",
    re.I | re.S,
)
# When a question compares, so many first hits are not all of one document.
_EARLY = 5
# A reader of one passage after the other gives up long before.
_LOOKED_AT = 15
_LOOKED_AT_FIRST = 9
_OF_EACH_LANGUAGE = 9


def compares(question: str) -> bool:
    """Whether a question asks for two or more things to be held against each other."""
    return bool(_COMPARISON.search(question) or _CHOICE.search(question))


def drop_copies(hits: Sequence[Hit]) -> list[Hit]:
    """The first of several passages with the same text: what filings and forms repeat word by word says no more.

    It names the documents of the others.
    """
    alike: dict[str, list[Hit]] = {}
    for hit in hits:
        alike.setdefault(" ".join(hit.passage.text.split()).casefold(), []).append(hit)
    return [replace(same[0], also_in=_other_documents(same)) for same in alike.values()]


def _other_documents(same: Sequence[Hit]) -> tuple[str, ...]:
    names = dict.fromkeys(hit.passage.document for hit in same)
    return tuple(name for name in names if name != same[0].passage.document)


def spread_documents(hits: Sequence[Hit]) -> list[Hit]:
    """The hits, the best one of a second document among the first five.

    No more is moved: a report often compares its years by itself.
    """
    early = {hit.passage.document_id for hit in hits[: _EARLY - 1]}
    other = next((place for place, hit in enumerate(hits) if hit.passage.document_id not in early), None)
    if len(early) != 1 or other is None or other < _EARLY:
        return list(hits)
    return [*hits[: _EARLY - 1], hits[other], *hits[_EARLY - 1 : other], *hits[other + 1 :]]


def mix_languages(found: Sequence[Hit], deeper: Sequence[Hit]) -> list[Hit]:
    """Hits worth a close look: the first ones, and of each language some, as far as `deeper` in the list there are.

    Chance words in common put many passages in the question's language before the only one that answers it in
    another, which comes first among those of its own.
    """
    mixed = list(found[:_LOOKED_AT_FIRST])
    have = Counter(hit.passage.language for hit in mixed)
    known = {hit.passage.id for hit in mixed}
    for hit in deeper:
        language = hit.passage.language
        if language is not None and have[language] < _OF_EACH_LANGUAGE and hit.passage.id not in known:
            have[language] += 1
            mixed.append(hit)
    known |= {hit.passage.id for hit in mixed}
    rest = [hit for hit in found[_LOOKED_AT_FIRST:] if hit.passage.id not in known]
    return [*mixed, *rest[: max(0, _LOOKED_AT - len(mixed))]]


def merge_neighbours(snapshot: Snapshot, found: Sequence[Hit]) -> list[Hit]:
    """Adjacent passages of a page become one hit, at the place of the best one."""
    hits: list[Hit] = []
    for new in found:
        place = len(hits)
        # A passage between two others joins all three.
        while (near := _neighbour(hits, new)) is not None:
            other = hits.pop(near)
            new = _merge(snapshot, other, new) if near < place else _merge(snapshot, new, other)
            place = min(near, place)
        hits.insert(place, new)
    return hits


def _neighbour(hits: Sequence[Hit], new: Hit) -> int | None:
    return next((place for place, hit in enumerate(hits) if _adjacent(hit.passage, new.passage)), None)


def _merge(snapshot: Snapshot, better: Hit, other: Hit) -> Hit:
    """Both as one; another document says the same only when it says both."""
    also_in = tuple(name for name in better.also_in if name in other.also_in)
    return replace(better, passage=_join(snapshot, better.passage, other.passage), also_in=also_in)


def _adjacent(one: Passage, other: Passage) -> bool:
    if (one.document_id, one.page) != (other.document_id, other.page):
        return False
    gap = max(one.start, other.start) - min(one.end, other.end)
    return gap <= 3 and max(one.end, other.end) - min(one.start, other.start) <= _MERGED_CHARACTERS


def _join(snapshot: Snapshot, one: Passage, other: Passage) -> Passage:
    start, end = min(one.start, other.start), max(one.end, other.end)
    stored = snapshot.page(one.document_id, one.page)
    text = stored[0].text[start:end] if stored is not None else one.text
    first = min(one, other, key=lambda passage: passage.start)
    return replace(one, start=start, end=end, text=text, table=first.table)
