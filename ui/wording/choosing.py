"""Every word about the model that answers, on the page that asks, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChoosingTexts:
    """The wording of one language. Braces are filled in with `str.format`."""

    label: str
    help: str
    otherwise: str
    checking: str
    hosted: str
    by: str


_GERMAN = ChoosingTexts(
    label="Sprachmodell",
    help="Wählen Sie ein Modell, oder tippen Sie einen Namen wie anthropic:claude-sonnet-4-6. Es antwortet dann"
    " allein. Welche Familien es gibt, zeigt `fundstelle models families`.",
    otherwise=", sonst ",
    checking="Das Modell wird gesucht …",
    hosted="Frage und Stellen gehen an den Anbieter von {model}.",
    by="von {model}",
)

_ENGLISH = ChoosingTexts(
    label="Language model",
    help="Choose a model, or type a name like anthropic:claude-sonnet-4-6. It then answers alone."
    " `fundstelle models families` lists the families.",
    otherwise=", else ",
    checking="Looking for the model …",
    hosted="The question and passages go to the provider of {model}.",
    by="by {model}",
)

# By the language of `Texts`.
CHOOSING_TEXTS: Mapping[str, ChoosingTexts] = {"de": _GERMAN, "en": _ENGLISH}
