"""Every word of the page that compares language models, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rag.types import AnswerStatus


@dataclass(frozen=True, slots=True)
class CompareTexts:
    """The wording of one language. Braces are filled in with `str.format`."""

    title: str
    lead: str
    none_set: str
    models: str
    too_few: str
    placeholder: str
    compare: str
    waits: str
    reading: str
    evidence: str
    hosted: str
    verified: str
    seconds: str
    first_word: str
    tokens: str
    about: str
    free: str
    no_price: str
    stopped: str
    statuses: Mapping[AnswerStatus, str]


_GERMAN = CompareTexts(
    title="Vergleichen",
    lead="Eine Frage an mehrere Sprachmodelle, die alle dieselben Stellen lesen.",
    none_set="Welche Modelle verglichen werden, sagt die Einstellung compare_models, mindestens zwei, zum Beispiel"
    " in fundstelle.toml: {example}",
    models="Zwei bis vier Modelle",
    too_few="Wählen Sie mindestens zwei Modelle.",
    placeholder="Ihre Frage, auf Deutsch oder Englisch",
    compare="Vergleichen",
    waits="Wartet, bis das Modell davor fertig ist …",
    reading="Liest die Stellen … {seconds} s",
    evidence="Diese Stellen hatten alle Modelle ({count})",
    hosted="Frage und Stellen gehen an die Anbieter von: {models}.",
    verified="{verified} von {statements} Aussagen belegt",
    seconds="{seconds} s",
    first_word="erstes Wort nach {seconds} s",
    tokens="{read} + {written} Tokens",
    about="etwa",
    free="kostenlos",
    no_price="Preis unbekannt",
    stopped="Angehalten, bevor die Antwort fertig war.",
    statuses={
        AnswerStatus.ANSWERED: "Belegt",
        AnswerStatus.PARTLY: "Teilweise belegt",
        AnswerStatus.QUOTED: "Wörtlich",
        AnswerStatus.NOT_FOUND: "Nicht in Ihren Dokumenten",
        AnswerStatus.AMBIGUOUS: "Rückfrage",
        AnswerStatus.BLOCKED: "Vom Inhaltsfilter angehalten",
        AnswerStatus.FAILED: "Keine Antwort",
    },
)

_ENGLISH = CompareTexts(
    title="Compare",
    lead="One question to several language models, all of which read the same passages.",
    none_set="The setting compare_models says which models are compared, two at least, for example in"
    " fundstelle.toml: {example}",
    models="Two to four models",
    too_few="Choose at least two models.",
    placeholder="Your question, in English or German",
    compare="Compare",
    waits="Waits until the model before is done …",
    reading="Reads the passages … {seconds} s",
    evidence="All models had these passages ({count})",
    hosted="The question and passages go to the providers of: {models}.",
    verified="{verified} of {statements} statements verified",
    seconds="{seconds} s",
    first_word="first word after {seconds} s",
    tokens="{read} + {written} tokens",
    about="about",
    free="free",
    no_price="price unknown",
    stopped="Stopped before the answer was complete.",
    statuses={
        AnswerStatus.ANSWERED: "Verified",
        AnswerStatus.PARTLY: "Partly verified",
        AnswerStatus.QUOTED: "Word for word",
        AnswerStatus.NOT_FOUND: "Not in your documents",
        AnswerStatus.AMBIGUOUS: "Asked back",
        AnswerStatus.BLOCKED: "Stopped by the content filter",
        AnswerStatus.FAILED: "No answer",
    },
)

# By the language of `Texts`.
COMPARE_TEXTS: Mapping[str, CompareTexts] = {"de": _GERMAN, "en": _ENGLISH}
