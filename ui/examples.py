"""Questions to try out on the sample documents; each is offered only while its document is in the library."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_MOST = 4


@dataclass(frozen=True, slots=True)
class Example:
    """One question in both languages and the sample document that answers it."""

    document: str
    german: str
    english: str


_EXAMPLES = (
    Example(
        "personal/personalhandbuch.pdf",
        "Bis wie viel Uhr muss ich mich krankmelden?",
        "How many days of paid holiday do full-time employees get each year?",
    ),
    Example(
        "personal/reisekostenrichtlinie-2025.pdf",
        "Wie viel bekomme ich pro Kilometer mit dem eigenen Auto?",
        "How much is paid per kilometre for my own car?",
    ),
    Example(
        "verwaltung/annual-report-2025.pdf",
        "Welchen Umsatz hat Talbrunn im Geschäftsjahr 2025 erzielt?",
        "What was the staff turnover rate in 2025?",
    ),
    Example(
        "it/it-security-policy.pdf",
        "Wie viele Zeichen muss mein Passwort mindestens haben?",
        "How many characters does my password need at least?",
    ),
    Example(
        "it/foundation-models-einfuehrung.pdf",
        "Wie nennt man es, wenn ein Sprachmodell Dinge erfindet?",
        "How many parameters does the model BLOOM have?",
    ),
)


def choose_examples(documents: Iterable[str], language: str) -> list[str]:
    """At most four questions, in the language of the page, about documents that are there."""
    present = set(documents)
    fitting = [example for example in _EXAMPLES if example.document in present]
    return [example.german if language == "de" else example.english for example in fitting[:_MOST]]
