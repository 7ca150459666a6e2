"""Every word about pictures for answers, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IllustrationTexts:
    """The wording of one language. Braces are filled in with `str.format`."""

    title: str
    model: str
    sent: str
    draw: str
    drawing: str
    save: str


ILLUSTRATION_TEXTS: Mapping[str, IllustrationTexts] = {  # by ISO 639-1
    "de": IllustrationTexts(
        title="Bild dazu erzeugen",
        model="Bildmodell",
        sent="An {model} geht nur die Frage: {prompt}",
        draw="Zeichnen",
        drawing="Das Bild wird gezeichnet …",
        save="Bild herunterladen",
    ),
    "en": IllustrationTexts(
        title="Generate a picture",
        model="Image model",
        sent="Only the question is sent to {model}: {prompt}",
        draw="Draw",
        drawing="The picture is being drawn …",
        save="Download the picture",
    ),
}
