"""The sentences that tell what another document says instead, in the language of the question."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TypeAlias

from rag.validity import Dating, Standing
from rag.versions import Version
from rag.written_forms import month_name

_Heads: TypeAlias = dict[Standing, str]
_VERSIONS: dict[str, _Heads] = {
    "de": {
        Standing.NEWER: "Die neuere Fassung {named}",
        Standing.OLDER: "Die frühere, überholte Fassung {named}",
        Standing.COMING: "Ab {begins} gilt etwas anderes: Die Fassung {named}",
        Standing.CURRENT: "Die derzeit geltende Fassung {named}",
        Standing.ENDED: "Die Fassung {named}, die nur bis {ends} galt,",
        Standing.UNEXPIRED: "Die nicht abgelaufene Fassung {named}",
    },
    "en": {
        Standing.NEWER: "The newer version {named}",
        Standing.OLDER: "The earlier version {named}, now superseded,",
        Standing.COMING: "From {begins} another rule holds: the version {named}",
        Standing.CURRENT: "The version {named}, which is in force now,",
        Standing.ENDED: "The version {named}, which was valid until {ends} only,",
        Standing.UNEXPIRED: "The version {named}, which has not expired,",
    },
}
_DOCUMENTS: dict[str, _Heads] = {
    "de": {
        Standing.NEWER: "Ein neueres Dokument",
        Standing.OLDER: "Ein älteres, überholtes Dokument",
        Standing.COMING: "Ab {begins} gilt etwas anderes: Ein anderes Dokument",
        Standing.CURRENT: "Ein Dokument, das schon gilt,",
        Standing.ENDED: "Ein Dokument, das nur bis {ends} galt,",
        Standing.UNEXPIRED: "Ein Dokument, das nicht abgelaufen ist,",
        Standing.UNKNOWN: "Ein anderes Dokument",
    },
    "en": {
        Standing.NEWER: "A newer document",
        Standing.OLDER: "An older document, now superseded,",
        Standing.COMING: "From {begins} another rule holds: another document",
        Standing.CURRENT: "A document that is in force already",
        Standing.ENDED: "A document that was valid until {ends} only",
        Standing.UNEXPIRED: "A document that has not expired",
        Standing.UNKNOWN: "Another document",
    },
}
# Before what the answer cites, once the other side was told.
_SECOND: dict[str, _Heads] = {
    "de": {
        Standing.NEWER: "Überholt ist damit ({place}):",
        Standing.CURRENT: "Erst ab {begins} gilt ({place}):",
        Standing.UNEXPIRED: "Nur bis {ends} galt ({place}):",
    },
    "en": {
        Standing.NEWER: "Superseded by it ({place}):",
        Standing.CURRENT: "Only from {begins} this holds ({place}):",
        Standing.UNEXPIRED: "Only until {ends} this was valid ({place}):",
    },
}
# The date that the sentence tells of the other document, or of the cited one where that comes second.
_TOLD = {Standing.COMING: "begins", Standing.ENDED: "ends"}
_TOLD_SECOND = {Standing.CURRENT: "begins", Standing.UNEXPIRED: "ends"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of two documents that disagree."""

    document: str
    dating: Dating
    version: Version | None = None  # None: the two are no versions of each other


def tell_other(
    language: str, standing: Standing, cited: Side, other: Side, quote: str, number: int, *, first: bool
) -> str:
    """What the other document says, as quote `number`; told `first`, the cited one is named with its own words."""
    named = _named(language, standing, cited, other, first=first)
    return f"{named} sagt: „{quote}“ [{number}]" if language == "de" else f"{named} says: “{quote}” [{number}]"


def tell_apart(
    language: str, standing: Standing, cited: Side, other: Side, numbers: tuple[int, int], *, first: bool
) -> str:
    """Which of two quotes holds, numbered as those of the cited and of the other document.

    Whether both are about what was asked is for the reader to say.
    """
    said = "sagt dazu" if language == "de" else "says on this"
    told = f"{_named(language, standing, cited, other, first=first)} {said}: [{numbers[1]}]."
    return f"{told} {introduce_cited(language, standing, cited)} [{numbers[0]}]." if first else told


def introduce_cited(language: str, standing: Standing, cited: Side) -> str:
    """The words before what the answer cites, where the other side was told first."""
    place = _place(language, cited, told=_TOLD_SECOND.get(standing))
    return _SECOND[language][standing].format(place=place, **_bounds(language, cited.dating))


def _named(language: str, standing: Standing, cited: Side, other: Side, *, first: bool) -> str:
    chosen = (_DOCUMENTS if other.version is None else _VERSIONS)[language][standing]
    head = chosen.format(named=_name(language, other.version), **_bounds(language, other.dating))
    place = _place(language, other, told=_TOLD.get(standing))
    if not first and (cited.dating.date or cited.dating.ends):
        place += f"; {'zitiert' if language == 'de' else 'cited'}: {_place(language, cited)}"
    return f"{head} ({place})"


def _name(language: str, version: Version | None) -> str:
    if version is None or not version.is_year:
        return "" if version is None else version.label
    return f"{'von' if language == 'de' else 'of'} {version.label}"


def _place(language: str, side: Side, told: str | None = None) -> str:
    """The document and its dates, save the one that the sentence tells already."""
    dating, parts = side.dating, [side.document]
    if dating.date and told != "begins":
        parts.append(_show(language, dating.date, dating.is_month))
    if dating.ends and told != "ends":
        parts.append(f"{'gültig bis' if language == 'de' else 'valid until'} {_show(language, dating.ends)}")
    return ", ".join(parts)


def _bounds(language: str, dating: Dating) -> dict[str, str]:
    return {
        "begins": _show(language, dating.begins, dating.is_month) if dating.begins else "",
        "ends": _show(language, dating.ends) if dating.ends else "",
    }


def _show(language: str, date: datetime.date, is_month: bool = False) -> str:
    if is_month:
        return f"{month_name(date.month, language)} {date.year}"
    return f"{date:%d.%m.%Y}" if language == "de" else date.isoformat()
