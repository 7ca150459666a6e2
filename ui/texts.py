"""Every word of the page, in German and English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """The wording of one language. Braces are filled in with `str.format`."""

    language: str  # ISO 639-1
    ask: str
    documents: str
    ask_title: str
    ask_lead: str
    ask_empty: str
    ask_placeholder: str
    examples: str
    new_conversation: str
    restrict: str
    restrict_all: str
    restrict_help: str
    language_label: str
    searching: str
    word_for_word: str
    which_one: str
    left_out: str
    found: str
    found_none: str
    writing: str
    draft: str
    stop: str
    stopped: str
    answered: str
    not_found: str
    not_found_hits: str
    failed: str
    looked_at: str
    also_in: str
    seconds: str
    source: str
    page: str
    show_page: str
    hide_page: str
    excerpt: str
    whole_page: str
    view: str
    marked: str
    not_marked: str
    no_picture: str
    gone: str
    changed: str
    download: str
    download_gone: str
    documents_lead: str
    all_local: str
    upload: str
    upload_help: str
    drop_here: str
    uploading: str
    upload_added: str
    upload_updated: str
    upload_unchanged: str
    search_documents: str
    search_placeholder: str
    filter_label: str
    filter_all: str
    filter_busy: str
    filter_failed: str
    waiting: str
    searchable: str
    ready: str
    failed_state: str
    waiting_help: str
    searchable_help: str
    ready_help: str
    progress: str
    progress_reading: str
    quoted: str
    none_yet: str
    none_match: str
    select: str
    details: str
    details_title: str
    delete: str
    delete_selected: str
    delete_title: str
    delete_question: str
    delete_more: str
    delete_confirm: str
    delete_hint: str
    deleted: str
    answers_deleted: str
    cancel: str
    close: str
    previous: str
    next: str
    page_of: str
    facts: str
    pages: str
    passages: str
    password: str
    password_needed: str
    password_wrong: str
    try_again: str
    retrying: str
    preview: str
    preview_page: str
    preview_none: str
    note_left_out: str
    note_page: str
    note_pages: str
    note_more: str
    note_document: str
    note_background: str
    note_covered: str
    note_invisible: str
    note_tiny: str
    note_outside: str
    note_hidden: str
    note_comment: str
    note_metadata: str
    status_documents: str
    status_passages: str
    status_embedded: str
    status_changing: str
    status_model: str
    local: str
    unexpected: str


GERMAN = Texts(
    language="de",
    ask="Fragen",
    documents="Dokumente",
    ask_title="Fragen Sie Ihre Dokumente",
    ask_lead="Jede Aussage wird mit der Stelle belegt, an der sie steht. Steht etwas nicht in Ihren Dokumenten,"
    " erfahren Sie auch das.",
    ask_empty="Noch sind keine Dokumente da. Fügen Sie welche auf der Seite „Dokumente“ hinzu.",
    ask_placeholder="Ihre Frage, auf Deutsch oder Englisch",
    examples="Zum Ausprobieren",
    new_conversation="Neue Unterhaltung",
    restrict="Nur in diesen Dokumenten suchen",
    restrict_all="Alle Dokumente",
    restrict_help="Leer lassen, um in allen Dokumenten zu suchen.",
    language_label="Sprache der Oberfläche",
    searching="Ihre Dokumente werden durchsucht …",
    left_out="Weggelassen, weil kein Satz der Dokumente es trägt: {statements}",
    which_one="Mehrere Dokumente können gemeint sein. Welches meinen Sie?",
    word_for_word="Wörtlich aus Ihren Dokumenten:",
    found="Gefundene Stellen",
    found_none="Zu dieser Frage wurde keine Stelle gefunden.",
    writing="Die Stellen werden gelesen … {seconds} s",
    draft="Entwurf, die Belege werden gleich geprüft",
    stop="Anhalten",
    stopped="Angehalten, bevor die Antwort fertig war.",
    answered="Belegt",
    not_found="Nicht in Ihren Dokumenten",
    not_found_hits="Verwandte Stellen, aber keine Antwort",
    failed="Keine Antwort vom Sprachmodell",
    looked_at="Was durchsucht wurde",
    also_in="Wörtlich auch in: {names}",
    seconds="{seconds} s",
    source="Quelle",
    page="Seite",
    show_page="Im Dokument zeigen",
    hide_page="Ausblenden",
    excerpt="Ausschnitt",
    whole_page="Ganze Seite",
    view="Ansicht",
    marked="Seite {page}, die Fundstelle ist markiert",
    not_marked="Seite {page}. Die Stelle lässt sich auf dem Bild nicht genau markieren.",
    no_picture="Die Seite lässt sich nicht abbilden. Hier ist ihr Text:",
    gone="Dieses Dokument wurde inzwischen entfernt.",
    changed="Das Dokument wurde inzwischen geändert; die Stelle steht so nicht mehr darin.",
    download="Original herunterladen",
    download_gone="Das Original ist nicht mehr da.",
    documents_lead="PDF, DOCX, HTML, Markdown und Text.",
    all_local="Alles bleibt auf diesem Rechner.",
    upload="Dokumente hinzufügen",
    upload_help="Mehrere Dateien auf einmal sind möglich. Sie sind nach Sekunden über ihre Wörter auffindbar"
    " und kurz darauf auch über ihre Bedeutung.",
    drop_here="oder Dateien hierher ziehen",
    uploading="{name} wird übernommen …",
    upload_added="Übernommen: {names}",
    upload_updated="Durch die neue Fassung ersetzt: {names}",
    upload_unchanged="Schon vorhanden, unverändert: {names}",
    search_documents="Dokumente filtern",
    search_placeholder="Name enthält …",
    filter_label="Stand",
    filter_all="Alle",
    filter_busy="In Arbeit",
    filter_failed="Fehlgeschlagen",
    waiting="Wartet",
    searchable="Über Wörter auffindbar",
    ready="Bereit",
    failed_state="Fehlgeschlagen",
    waiting_help="wird gleich gelesen",
    searchable_help="die Bedeutung folgt",
    ready_help="über Wörter und Bedeutung auffindbar",
    progress="{embedded} von {passages} Abschnitten nach Bedeutung erfasst",
    progress_reading="{waiting} Dokumente warten darauf, gelesen zu werden",
    quoted="„{name}“",
    none_yet="Noch keine Dokumente. Ziehen Sie Dateien in das Feld oben.",
    none_match="Kein Dokument passt zu diesem Filter.",
    select="Dokument {number} auswählen",
    details="Öffnen",
    details_title="Dokument",
    delete="Löschen",
    delete_selected="{count} löschen",
    delete_title="Wirklich löschen?",
    delete_question="Diese Dokumente werden entfernt und ab sofort in keiner Antwort mehr verwendet:",
    delete_more="und {count} weitere",
    delete_confirm="Ja, löschen",
    delete_hint="Das Original auf Ihrem Rechner bleibt, wo es ist.",
    deleted="Gelöscht: {names}",
    answers_deleted="Gespeicherte Antworten, die daraus zitierten, sind mit gelöscht: {count}.",
    cancel="Abbrechen",
    close="Schließen",
    previous="Zurück",
    next="Weiter",
    page_of="{first}–{last} von {total}",
    facts="{size} · hinzugefügt am {added}",
    pages="{count} S.",
    passages="{count} Abschnitte",
    password="Kennwort",
    password_needed="Das Dokument ist verschlüsselt. Geben Sie sein Kennwort ein, um es zu lesen.",
    password_wrong="Dieses Kennwort öffnet das Dokument nicht. Versuchen Sie ein anderes.",
    try_again="Noch einmal versuchen",
    retrying="Das Dokument wird noch einmal gelesen.",
    preview="Vorschau",
    preview_page="Seite (1 bis {pages})",
    preview_none="Von diesem Dokument ist noch kein Text da.",
    note_left_out="{where} {count} Zeichen Text, den man beim Lesen nicht sieht ({how}); er wurde weggelassen.",
    note_page="Seite {pages} enthält",
    note_pages="Die Seiten {pages} enthalten",
    note_more="{pages} und weitere",
    note_document="Das Dokument enthält",
    note_background="in der Farbe des Hintergrunds",
    note_covered="von etwas anderem verdeckt",
    note_invisible="unsichtbar gezeichnet",
    note_tiny="zu klein zum Lesen",
    note_outside="außerhalb der Seite",
    note_hidden="als verborgen gekennzeichnet",
    note_comment="Kommentare",
    note_metadata="ein Titel, Betreff oder Stichworte, die ungewöhnlich lang sind oder Anweisungen geben",
    status_documents="Dokumente",
    status_passages="Abschnitte",
    status_embedded="nach Bedeutung erfasst",
    status_changing="Umstellung auf {embedder}: {done} von {total} Abschnitten",
    status_model="Sprachmodell",
    local="auf diesem Rechner",
    unexpected="Etwas ist schiefgegangen. Laden Sie die Seite neu; hilft das nicht, nennt das Protokoll unter"
    " der Nummer {number} die Ursache.",
)

ENGLISH = Texts(
    language="en",
    ask="Ask",
    documents="Documents",
    ask_title="Ask your documents",
    ask_lead="Every statement comes with the place where it stands. If something is not in your documents,"
    " you are told so.",
    ask_empty="There are no documents yet. Add some on the page “Documents”.",
    ask_placeholder="Your question, in English or German",
    examples="Try one of these",
    new_conversation="New conversation",
    restrict="Search only in these documents",
    restrict_all="All documents",
    restrict_help="Leave empty to search in all documents.",
    language_label="Language of this page",
    searching="Searching your documents …",
    left_out="Left out, as no sentence of the documents carries it: {statements}",
    which_one="Several documents may be meant. Which one do you mean?",
    word_for_word="Word for word from your documents:",
    found="Passages found",
    found_none="No passage was found for this question.",
    writing="Reading the passages … {seconds} s",
    draft="Draft, its sources are checked in a moment",
    stop="Stop",
    stopped="Stopped before the answer was complete.",
    answered="Verified",
    not_found="Not in your documents",
    not_found_hits="Related, but no answer",
    failed="No answer from the language model",
    looked_at="What was looked at",
    also_in="Word by word also in: {names}",
    seconds="{seconds} s",
    source="Source",
    page="page",
    show_page="Show in document",
    hide_page="Hide",
    excerpt="Excerpt",
    whole_page="Whole page",
    view="View",
    marked="Page {page}, the quoted place is marked",
    not_marked="Page {page}. The place cannot be marked exactly on the picture.",
    no_picture="The page cannot be drawn. This is its text:",
    gone="This document has been removed since.",
    changed="The document has changed since; it no longer says this.",
    download="Download original",
    download_gone="The original is no longer there.",
    documents_lead="PDF, DOCX, HTML, Markdown and text.",
    all_local="Everything stays on this computer.",
    upload="Add documents",
    upload_help="You can add several files at once. They can be found by their words within seconds,"
    " and by their meaning soon after.",
    drop_here="or drop files here",
    uploading="Taking in {name} …",
    upload_added="Added: {names}",
    upload_updated="Replaced by the new version: {names}",
    upload_unchanged="Already there, unchanged: {names}",
    search_documents="Filter documents",
    search_placeholder="Name contains …",
    filter_label="State",
    filter_all="All",
    filter_busy="In progress",
    filter_failed="Failed",
    waiting="Waiting",
    searchable="Searchable by words",
    ready="Ready",
    failed_state="Failed",
    waiting_help="will be read in a moment",
    searchable_help="meaning follows",
    ready_help="found by words and by meaning",
    progress="{embedded} of {passages} passages searchable by meaning",
    progress_reading="{waiting} documents waiting to be read",
    quoted="“{name}”",
    none_yet="No documents yet. Drop files into the field above.",
    none_match="No document matches this filter.",
    select="Select document {number}",
    details="Open",
    details_title="Document",
    delete="Delete",
    delete_selected="Delete {count}",
    delete_title="Really delete?",
    delete_question="These documents will be removed from the library and used in no answer from now on:",
    delete_more="and {count} more",
    delete_confirm="Yes, delete",
    delete_hint="The original on your computer stays where it is.",
    deleted="Deleted: {names}",
    answers_deleted="Stored answers that quoted them are deleted too: {count}.",
    cancel="Cancel",
    close="Close",
    previous="Back",
    next="Next",
    page_of="{first}–{last} of {total}",
    facts="{size} · added {added}",
    pages="{count} p.",
    passages="{count} passages",
    password="Password",
    password_needed="The document is encrypted. Enter its password to have it read.",
    password_wrong="This password does not open the document. Try another one.",
    try_again="Try again",
    retrying="The document is being read again.",
    preview="Preview",
    preview_page="Page (1 to {pages})",
    preview_none="There is no text of this document yet.",
    note_left_out="{where} {count} characters of text that a reader cannot see ({how}); it was left out.",
    note_page="Page {pages} holds",
    note_pages="Pages {pages} hold",
    note_more="{pages} and more",
    note_document="The document holds",
    note_background="in the colour of its background",
    note_covered="covered by something else",
    note_invisible="drawn invisibly",
    note_tiny="too small to be read",
    note_outside="outside the page",
    note_hidden="marked as hidden",
    note_comment="comments",
    note_metadata="a title, subject or keywords that are unusually long or give instructions",
    status_documents="documents",
    status_passages="passages",
    status_embedded="searchable by meaning",
    status_changing="Changing to {embedder}: {done} of {total} passages",
    status_model="Language model",
    local="on this computer",
    unexpected="Something went wrong. Reload the page; if that does not help, the log names the cause under"
    " number {number}.",
)


def choose_texts(language: str | None) -> Texts:
    """The wording for a language tag such as "de-AT"; English for every language that is not German."""
    return GERMAN if (language or "").lower().split("-")[0] == "de" else ENGLISH
