"""Every word of the page of generations, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GenerationTexts:
    """The wording of one language. Braces are filled in with `str.format`."""

    title: str
    lead: str
    number: str
    present: str
    counts: str
    reasons: Mapping[str, str]
    nothing: str
    differences: str
    differences_of: str
    changes: Mapping[str, str]
    no_differences: str
    go_back: str
    go_back_title: str
    go_back_lead: str
    went_back: str
    erased: str
    staged: str
    staged_lead: str
    held_back: str
    lost: str
    publish: str
    published: str
    discard: str
    discarded: str


GENERATION_TEXTS: Mapping[str, GenerationTexts] = {  # by ISO 639-1
    "de": GenerationTexts(
        title="Stände",
        lead="Was sich wann geändert hat. Zu jedem Stand, der noch aufbewahrt wird, führt ein Weg zurück.",
        number="Stand {number}",
        present="gilt jetzt",
        counts="{added} neu, {changed} geändert, {removed} entfernt",
        reasons={
            "start": "Beginn der Aufzeichnung",
            "add": "Aufgenommen",
            "sync": "Quelle abgeglichen",
            "remove": "Gelöscht",
            "rollback": "Zurückgegangen",
            "publish": "Veröffentlicht",
        },
        nothing="Noch hat sich nichts geändert.",
        differences="Änderungen",
        differences_of="Was Stand {number} geändert hat",
        changes={"added": "neu", "changed": "geändert", "removed": "entfernt"},
        no_differences="Dieselben Dokumente wie zuvor.",
        go_back="Hierhin zurück",
        go_back_title="Zu Stand {number} zurückgehen?",
        go_back_lead="Die Bibliothek zeigt dann wieder, was sie in Stand {number} gezeigt hat, als neuen Stand."
        " Es geht nichts verloren; nur was gelöscht wurde, kommt nicht wieder.",
        went_back="Die Bibliothek zeigt wieder, was sie in Stand {number} gezeigt hat.",
        erased="Seither gelöschte Dokumente (bis zu {count}) kommen nicht wieder.",
        staged="Zurückgehalten",
        staged_lead="{count} Änderungen sind vorbereitet, aber noch nicht sichtbar.",
        held_back="Die Prüffragen finden ihre Antworten nicht mehr wie zuvor.",
        lost="Diese Fragen fanden vorher ihre Antwort:",
        publish="Trotzdem veröffentlichen",
        published="Die Änderungen sind veröffentlicht.",
        discard="Verwerfen",
        discarded="{count} Änderungen sind verworfen.",
    ),
    "en": GenerationTexts(
        title="Generations",
        lead="What changed when. There is a way back to every generation that is still kept.",
        number="Generation {number}",
        present="in force",
        counts="{added} new, {changed} changed, {removed} removed",
        reasons={
            "start": "Records begin",
            "add": "Added",
            "sync": "Source synced",
            "remove": "Deleted",
            "rollback": "Rolled back",
            "publish": "Published",
        },
        nothing="Nothing has changed yet.",
        differences="What changed",
        differences_of="What generation {number} changed",
        changes={"added": "new", "changed": "changed", "removed": "removed"},
        no_differences="The same documents as before.",
        go_back="Go back to it",
        go_back_title="Go back to generation {number}?",
        go_back_lead="The library will show what it showed in generation {number} again, as a new generation."
        " Nothing is lost; only what was deleted does not come back.",
        went_back="The library shows what it showed in generation {number} again.",
        erased="Documents deleted since (up to {count}) do not come back.",
        staged="Held back",
        staged_lead="{count} changes are prepared, but not visible yet.",
        held_back="The golden questions no longer find their answers as they did.",
        lost="These questions found their answers before:",
        publish="Publish anyway",
        published="The changes are published.",
        discard="Discard",
        discarded="{count} changes are discarded.",
    ),
}
