"""Times and lengths of time for a person."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def moment_text(seconds: float, language: str, zone: str | None) -> str:
    """A time in seconds since 1970 as the clock of a time zone shows it; UTC where there is no such zone."""
    moment = datetime.fromtimestamp(seconds, _zone(zone))
    return moment.strftime("%-d.%-m.%Y, %H:%M" if language == "de" else "%Y-%m-%d, %H:%M")


def iso_moment_text(moment: str, language: str, zone: str | None) -> str:
    """The same for an ISO 8601 time."""
    return moment_text(datetime.fromisoformat(moment).timestamp(), language, zone)


def duration_text(seconds: float, language: str) -> str:
    """A length of time: 40 s, 12 min, 1.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    text = f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
    return text.replace(".", ",") if language == "de" else text


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
