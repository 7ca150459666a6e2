"""Every word of the form of the gate, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GateTexts:
    """The wording of one language. Braces are filled in with `str.format`."""

    title: str
    none: str
    wants: str
    wants_lost: str
    wants_answers: str
    may_lose_count: str
    attach: str
    change: str
    file: str
    file_kept: str
    file_missing: str
    share: str
    max_lost: str
    max_lost_help: str
    may_lose: str
    may_lose_help: str
    k: str
    answers: str
    tell_of: str
    tell_of_questions: str
    tell_of_documents: str
    tell_of_both: str
    tell_of_none: str
    tell_most: str
    save: str
    saved: str
    remove: str
    removed: str
    allowed: str


GATE_TEXTS: Mapping[str, GateTexts] = {  # by ISO 639-1
    "de": GateTexts(
        title="Prüffragen",
        none="Keine Prüffragen sind hinterlegt: Was ein Abgleich bringt, wird ungeprüft veröffentlicht.",
        wants="{file}: {share} der Fragen müssen ihre Antwort unter den ersten {k} Treffern finden.",
        wants_lost="Höchstens {count} dürfen sie verlieren.",
        wants_answers="Auch das Sprachmodell wird gefragt.",
        may_lose_count="Es zählen nicht: {ids}.",
        attach="Prüffragen hinterlegen",
        change="Prüfung ändern",
        file="Datei mit Prüffragen (.jsonl)",
        file_kept="Ohne Datei bleiben die hinterlegten Fragen.",
        file_missing="Wählen Sie eine Datei mit Prüffragen.",
        share="Anteil, der seine Antwort finden muss, in Prozent",
        max_lost="Höchstens so viele verlorene Antworten",
        max_lost_help="Fragen, die ihre Antwort heute finden und dann nicht mehr. Leer: beliebig viele.",
        may_lose="Diese Fragen zählen nicht",
        may_lose_help="Sie werden gestellt und gemeldet, dürfen ihre Antwort aber verlieren.",
        k="Treffer, die angesehen werden",
        answers="Auch das Sprachmodell fragen",
        tell_of="In Meldungen nennen",
        tell_of_questions="Fragen, die schlechter wurden",
        tell_of_documents="geänderte Dokumente",
        tell_of_both="beides",
        tell_of_none="nur Anzahlen",
        tell_most="Davon höchstens",
        save="Übernehmen",
        saved="Die Prüfung gilt: {count} Fragen zählen.",
        remove="Prüffragen entfernen",
        removed="Die Prüffragen sind entfernt.",
        allowed="Diese Fragen verlören ihre Antwort auch, und das ist erlaubt:",
    ),
    "en": GateTexts(
        title="Golden questions",
        none="No golden questions are attached: what a sync brings is published unchecked.",
        wants="{file}: {share} of the questions must find their answer among the first {k} hits.",
        wants_lost="At most {count} may lose it.",
        wants_answers="The language model is asked too.",
        may_lose_count="Do not count: {ids}.",
        attach="Attach golden questions",
        change="Change the gate",
        file="File of golden questions (.jsonl)",
        file_kept="Without a file the attached questions stay.",
        file_missing="Choose a file of golden questions.",
        share="Share that must find its answer, per cent",
        max_lost="At most so many lost answers",
        max_lost_help="Questions that find their answer today and would not any more. Empty: any number.",
        may_lose="These questions do not count",
        may_lose_help="They are put and told of, but may lose their answer.",
        k="Hits that are looked at",
        answers="Ask the language model too",
        tell_of="Name in messages",
        tell_of_questions="questions that got worse",
        tell_of_documents="changed documents",
        tell_of_both="both",
        tell_of_none="numbers only",
        tell_most="Of these at most",
        save="Apply",
        saved="The gate is set: {count} questions count.",
        remove="Detach the questions",
        removed="The questions are detached.",
        allowed="These questions would lose their answers too, which is allowed:",
    ),
}
