"""Every word of an evidence bundle, in German and English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BundleTexts:
    """The wording of one language. Braces are filled in with `str.format`."""

    language: str  # ISO 639-1
    title: str
    filed: str
    cover: str
    question: str
    earlier: str
    searched_as: str
    restricted: str
    answer: str
    note: str
    status: dict[str, str]
    statements: str
    verdict: str
    verdicts: dict[str, str]
    sources: str
    source: str
    no_sources: str
    page: str
    characters: str
    quote: str
    excerpt: str
    context: str
    looked_at: str
    looked_at_lead: str
    looked_at_none: str
    document: str
    place: str
    made: str
    asked_at: str
    seconds: str
    generation: str
    software: str
    model: str
    weights: str
    parameters: str
    embedder: str
    model_read: str
    checksums: str
    original: str
    of_quote: str
    of_passage: str
    of_record: str
    size: str
    unknown: str
    verify: str
    verify_original: str
    verify_quote: str
    verify_record: str
    appendix: str
    appendix_caption: str
    unmarked: str
    fates: dict[str, str]  # why there is no picture, by what became of the document
    no_picture: str
    damaged: str
    footer: str


GERMAN = BundleTexts(
    language="de",
    title="Nachweis zu einer Antwort",
    filed="Vorgang {id}",
    cover="Erzeugtes Bild, gezeichnet von {model}: kein Foto und keine Quelle.",
    question="Frage",
    earlier="Vorher in derselben Unterhaltung",
    searched_as="Gesucht wurde nach: {text}",
    restricted="Gesucht wurde nur in: {names}",
    answer="Antwort",
    note="Hinweis: {text}",
    status={
        "answered": "Belegt",
        "partly": "Zum Teil belegt",
        "not_found": "Nicht in den Dokumenten",
        "quoted": "Wörtliche Zitate, ungeprüft",
        "ambiguous": "Rückfrage",
        "blocked": "Vom Inhaltsfilter angehalten",
        "failed": "Keine Antwort vom Sprachmodell",
    },
    statements="Aussagen",
    verdict="Ergebnis der Prüfung",
    verdicts={"verified": "belegt", "weak": "sinngemäß belegt", "unsupported": "nicht belegt"},
    sources="Belege",
    source="Beleg",
    no_sources="Diese Antwort führt keine Stelle an.",
    page="Seite {page}",
    characters="Zeichen {start} bis {end} des Seitentextes",
    quote="Wortlaut",
    excerpt="Ausschnitt aus der Seite, der Wortlaut ist markiert",
    context="Der Wortlaut im umgebenden Text",
    looked_at="Gefundene Stellen",
    looked_at_lead="In dieser Reihenfolge lagen sie vor, die beste zuerst.",
    looked_at_none="Es wurde keine Stelle gefunden.",
    document="Dokument",
    place="Stelle",
    made="Entstehung",
    asked_at="Zeitpunkt (UTC)",
    seconds="Dauer",
    generation="Stand des Index",
    software="Programmversion",
    model="Sprachmodell",
    weights="SHA-256 der Gewichte",
    parameters="Parameter",
    embedder="Einbettungsmodell",
    model_read="Vom Sprachmodell gelesen",
    checksums="Prüfsummen (SHA-256)",
    original="Originaldatei",
    of_quote="Wortlaut von Beleg {number}",
    of_passage="SHA-256 der Stelle",
    of_record="Vollständiger Datensatz dieser Antwort",
    size="{size} Bytes",
    unknown="nicht bekannt: Das Dokument wurde gerade ersetzt",
    verify="So wird geprüft",
    verify_original="Die Originaldatei ist dieselbe, wenn dieser Befehl ihre Prüfsumme aus der Tabelle ausgibt:",
    verify_quote="Der Wortlaut eines Belegs hat die Prüfsumme aus der Tabelle (UTF-8, ohne Zeilenende):",
    verify_record="Der Datensatz der Antwort ist unverändert, wenn diese Befehle seine Prüfsumme ausgeben:",
    appendix="Anlage {number}",
    appendix_caption="{document}, Seite {page}. Markiert: {sources}",
    unmarked="Die Stelle lässt sich auf dem Bild nicht genau markieren.",
    fates={
        "changed": "Das Dokument wurde seither geändert. Der Wortlaut ist der damals gespeicherte; die Seite"
        " von damals lässt sich nicht mehr abbilden.",
        "removed": "Das Dokument wurde seither entfernt. Der Wortlaut ist der damals gespeicherte.",
        "unknown": "Das Dokument wurde ersetzt, während die Antwort entstand. Der Wortlaut ist der damals"
        " gespeicherte.",
    },
    no_picture="Die Seite lässt sich nicht abbilden.",
    damaged="Achtung: Der gespeicherte Datensatz entspricht nicht mehr seiner Prüfsumme.",
    footer="Erstellt mit Fundstelle {version} am {time} (UTC).",
)

ENGLISH = BundleTexts(
    language="en",
    title="Evidence for an answer",
    filed="Record {id}",
    cover="Generated picture, drawn by {model}: not a photograph and not a source.",
    question="Question",
    earlier="Earlier in the same conversation",
    searched_as="Searched for: {text}",
    restricted="Searched only in: {names}",
    answer="Answer",
    note="Note: {text}",
    status={
        "answered": "Verified",
        "partly": "Verified in part",
        "not_found": "Not in the documents",
        "quoted": "Quotes word for word, not judged",
        "ambiguous": "Asked back",
        "blocked": "Stopped by the content filter",
        "failed": "No answer from the language model",
    },
    statements="Statements",
    verdict="Verdict",
    verdicts={"verified": "verified", "weak": "close in meaning", "unsupported": "unsupported"},
    sources="Sources",
    source="Source",
    no_sources="This answer cites no place.",
    page="page {page}",
    characters="characters {start} to {end} of the page's text",
    quote="Exact words",
    excerpt="Part of the page, the exact words are marked",
    context="The exact words in the text around them",
    looked_at="Passages found",
    looked_at_lead="In this order, the best one first.",
    looked_at_none="No passage was found.",
    document="Document",
    place="Place",
    made="How it was made",
    asked_at="Time (UTC)",
    seconds="Duration",
    generation="Index generation",
    software="Software version",
    model="Language model",
    weights="SHA-256 of the weights",
    parameters="Parameters",
    embedder="Embedding model",
    model_read="Read by the language model",
    checksums="Checksums (SHA-256)",
    original="Original file",
    of_quote="Exact words of source {number}",
    of_passage="SHA-256 of the passage",
    of_record="Complete record of this answer",
    size="{size} bytes",
    unknown="not known: the document was just being replaced",
    verify="How to verify",
    verify_original="The original file is the same when this command prints its checksum of the table:",
    verify_quote="The exact words of a source have the checksum of the table (UTF-8, no end of line):",
    verify_record="The record of the answer is unchanged when these commands print its checksum:",
    appendix="Appendix {number}",
    appendix_caption="{document}, page {page}. Marked: {sources}",
    unmarked="The place cannot be marked exactly on the picture.",
    fates={
        "changed": "The document has changed since. The exact words are those stored then; the page of then"
        " cannot be drawn any more.",
        "removed": "The document has been removed since. The exact words are those stored then.",
        "unknown": "The document was replaced while the answer was made. The exact words are those stored then.",
    },
    no_picture="The page cannot be drawn.",
    damaged="Attention: the stored record no longer matches its checksum.",
    footer="Made with Fundstelle {version} on {time} (UTC).",
)


def choose_bundle_texts(language: str) -> BundleTexts:
    """The wording for an answer's language."""
    return GERMAN if language == "de" else ENGLISH
