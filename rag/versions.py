"""Which of several versions of a document counts: the newest, unless the question names another one.

Two documents are versions of one when their names differ only in a year or a version number, and perhaps in their
format ("policy-2022.docx" and "policy-2025.pdf", "manual_v2.pdf" and "manual_v2.1.pdf").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from rag.numbers import YEAR
from rag.types import Hit

# Enough to put a passage behind its newer twin, not enough to hide the only passage about something.
_PENALTY = 2.0
# "v2", "V2.1", "version 3": the number must not go on in a word or a longer one.
_NUMBERED = re.compile(r"(?<![^\W_])v(?:ersion)?[ ._-]?(\d{1,3}(?:\.\d{1,3})*)(?![^\W_])", re.I)
_MARK = re.compile(rf"{YEAR.pattern}|{_NUMBERED.pattern}", re.I)
_BLANK = "\0"
_FORMAT = re.compile(r"\.[A-Za-z]{2,8}$")


@dataclass(frozen=True, slots=True)
class Version:
    """What tells one version of a document from another."""

    family: str  # the same for all versions of a document
    order: tuple[int, ...]  # the greater, the newer
    label: str  # as people call it: "2022", or "2.1" of a version number
    is_year: bool


def version_of(name: str) -> Version | None:
    """The version that the name of a document tells; None when it tells none."""
    stem = _stem(name)
    years = [int(year) for year in YEAR.findall(stem)]
    numbers = _NUMBERED.findall(stem)
    if not years and not numbers:
        return None
    parts = tuple(int(part) for part in numbers[-1].split(".")) if numbers else ()
    label = str(max(years)) if years else numbers[-1]
    return Version(_MARK.sub(_BLANK, stem), (max(years, default=0), *parts), label, bool(years))


def family_of(name: str) -> str:
    """What all versions of a document have in common."""
    return _MARK.sub(_BLANK, _stem(name))


def version_pattern(name: str) -> str | None:
    """A pattern for SQLite's GLOB that the names of all versions of a document match, and perhaps others.

    None for a name that tells no version.
    """
    stem = _stem(name)
    if not _MARK.search(stem):
        return None
    # A character in brackets stands for itself.
    parts = [re.sub(r"[*?\[]", r"[\g<0>]", part) for part in family_of(name).split(_BLANK)]
    return "*".join([*parts, ""])


def versions_by_family(names: Iterable[str]) -> list[list[tuple[Version, str]]]:
    """Names of documents that have other versions among these, with what tells them apart, a list a family."""
    families: dict[str, list[tuple[Version, str]]] = {}
    for name in set(names):
        version = version_of(name)
        if version is not None:
            families.setdefault(version.family, []).append((version, name))
    return [family for family in families.values() if len(family) > 1]


def superseded_documents(
    names: Iterable[str], coming: Collection[str] = (), ended: Collection[str] = ()
) -> dict[str, Version]:
    """Names of versions that do not hold; the newest of each family is not among them.

    Those `coming`, in force from a later day only, and those `ended`, in force until an earlier day only, do not
    hold either where another version does.
    """
    outdated: dict[str, Version] = {}
    for family in versions_by_family(names):
        begun = [each for each in family if each[1] not in coming]
        holding = [each for each in begun if each[1] not in ended] or begun or family
        newest = max(version.order for version, _ in holding)
        outdated |= {
            name: version for version, name in family if version.order < newest or (version, name) not in holding
        }
    return outdated


def is_named(version: Version, question: str) -> bool:
    """Whether a question names this version."""
    return version.label in YEAR.findall(question) or version.label in _NUMBERED.findall(question)


def prefer_current(
    question: str,
    hits: Sequence[Hit],
    names: Iterable[str],
    coming: Collection[str] = (),
    ended: Collection[str] = (),
) -> list[Hit]:
    """Hits with versions that do not hold moved back, best first; those that the question names stay.

    `coming` are the documents that are in force from a later day only, `ended` those until an earlier day.
    """
    outdated = {
        name
        for name, version in superseded_documents(names, coming, ended).items()
        if not is_named(version, question)
    }
    if not outdated:
        return list(hits)
    moved = [_move_back(hit) if hit.passage.document in outdated else hit for hit in hits]
    return sorted(moved, key=lambda hit: -hit.score)


def _move_back(hit: Hit) -> Hit:
    return replace(hit, score=hit.score - _PENALTY, superseded=True)


def _stem(name: str) -> str:
    """The name without what tells its format."""
    return _FORMAT.sub("", name)
