"""What can be wrong with sources, their items and files, in German, by the codes of the sentences."""

from __future__ import annotations

from collections.abc import Mapping

GERMAN_OF_SOURCES: Mapping[str, str] = {
    # What was entered.
    "source_name_unusable": "„{name}“ kann keine Quelle benennen: bis zu 64 Buchstaben, Ziffern, Punkte,"
    " Bindestriche und Unterstriche.",
    "source_name_taken": "Es gibt schon eine Quelle namens „{name}“.",
    "source_unknown": "Es gibt keine Quelle namens „{name}“ mehr.",
    "source_kind_unknown": "Es gibt keine Quellen der Art „{kind}“, nur: {known}.",
    "source_option_unusable": "Die Angabe „{option}“ ist so nicht möglich.",
    "source_kind_here_only": "Quellen der Art „{kind}“ lassen sich nicht über HTTP hinzufügen; „fundstelle source"
    " add“ auf dem Rechner selbst darf es.",
    "source_option_here_only": "Die Angabe „{option}“ ist über HTTP nicht möglich; „fundstelle source add“ auf dem"
    " Rechner selbst darf sie machen.",
    "path_not_allowed": "Dieser Ort liegt nicht unter api_source_folders; „fundstelle source add“ auf dem Rechner"
    " selbst darf ihn hinzufügen.",
    "path_unusable": "Das ist kein Pfad, dem gefolgt werden könnte.",
    "source_busy": "„{name}“ wird gerade abgeglichen; es wurde nichts geändert.",
    "source_forgotten": "„{name}“ wird nicht mehr verfolgt.",
    "nothing_to_confirm": "Bei „{name}“ wartet nichts auf Bestätigung.",
    # How a sync ended.
    "sync_stopped": "Der Abgleich wurde abgebrochen; was fertig war, bleibt, und der nächste macht weiter.",
    "sync_held": "Der Abgleich von „{name}“ wartet auf Bestätigung. {held}",
    "removal_held": "{objection} Es wurde nichts geändert. Stimmt das so, lässt es sich auf der Seite „Quellen“"
    " bestätigen.",
    "item_not_taken": "1 Eintrag wurde nicht übernommen; {first}",
    "items_not_taken": "{count} Einträge wurden nicht übernommen; {first}",
    "item_reason": "{item}: {reason}",
    "hidden_left_out": "{count} Zeichen Text, den man beim Lesen nicht sieht; er wurde weggelassen.",
    "place_vanished": "{vanished} Bis dahin waren dort {documents}.",
    "source_empty": "Die Quelle ist jetzt leer; bis dahin waren dort {documents}. Ist ein Laufwerk nicht"
    " eingebunden oder eine Website gestört?",
    "source_unreadable": "Von der Quelle ließ sich nichts mehr lesen; bis dahin waren dort {documents}. Ist ein"
    " Laufwerk nicht eingebunden oder eine Website gestört?",
    "loss_gone": "Es waren {documents}, davon fehlen {gone}.",
    "loss_unseen": "Es waren {documents}, davon ließen sich {unseen} nicht ansehen.",
    "loss_gone_and_unseen": "Es waren {documents}, davon fehlen {gone}, und {unseen} ließen sich nicht ansehen.",
    "one_document": "1 Dokument",
    "documents": "{count} Dokumente",
    # Single items.
    "item_not_opened": "Öffnen nicht möglich: {reason}.",
    "item_not_seen": "Ansehen nicht möglich: {reason}.",
    "item_too_large": "„{name}“ hat {size} MB; erlaubt sind {limit} MB (Einstellung max_upload_bytes). Es wurde"
    " nicht geholt.",
    "many_not_fetched": "{count} Dokumente hintereinander ließen sich nicht holen; was vorher geholt wurde,"
    " bleibt. {last}",
    "document_name_taken": "Ein anderes Dokument heißt schon „{name}“, und ein Abgleich ersetzt es nie.",
    "document_follows_source": "„{name}“ gehört zur Quelle „{source}“: Ändern Sie es dort, oder geben Sie dieser"
    " Datei einen anderen Namen.",
    "stored_answers": "gespeicherte Antworten",
    "answers_not_erased": "Die Dokumente sind entfernt, aber gespeicherte Antworten können ihren Text noch"
    " enthalten, bis sie beim nächsten Schreiben gelöscht werden. {reason}",
    # Files.
    "file_empty": "„{name}“ ist leer (0 Bytes); darin gibt es nichts zu lesen.",
    "file_has_no_bytes": "„{name}“ ist leer (0 Bytes).",
    "file_too_large": "„{name}“ ist größer als erlaubt ({limit} MB, Einstellung max_upload_bytes).",
    "file_is": "„{name}“ ist {advice}.",
    "a_spreadsheet": "eine Tabellenkalkulation; exportieren Sie ihre Blätter als CSV oder PDF",
    "a_presentation": "eine Präsentation; exportieren Sie sie als PDF",
    "a_drawing": "eine Zeichnung; exportieren Sie sie als PDF",
    "an_open_document": "eine OpenDocument-Datei; speichern Sie sie als DOCX oder PDF",
    "an_e_book": "ein E-Book; wandeln Sie es in PDF oder HTML um",
    "file_is_package": "„{name}“ ist ein Archiv oder Paket; entpacken Sie es und fügen Sie die Dokumente darin"
    " hinzu. {supported}",
    "file_is_archive": "„{name}“ ist ein Archiv; entpacken Sie es und fügen Sie die Dokumente darin hinzu.",
    "file_is_ole": "„{name}“ hat ein altes oder verschlüsseltes Office-Format; speichern Sie es als DOCX oder PDF.",
    "file_is_rtf": "„{name}“ hat das Rich-Text-Format; speichern Sie es als DOCX oder PDF.",
    "file_is_postscript": "„{name}“ ist PostScript; wandeln Sie es in PDF um.",
    "file_is_picture": "„{name}“ ist ein Bild; machen Sie daraus erst ein PDF mit Texterkennung (OCR).",
    "file_is_binary": "„{name}“ ist weder Text noch ein Dokument, das gelesen werden kann. {supported}",
    "file_suffix": "„{name}“: Dateien mit der Endung „{suffix}“ werden nicht gelesen. {supported}",
    "supported_kinds": "Gelesen werden PDF, DOCX, HTML, Markdown und reiner Text.",
    "name_no_unicode": "Ein Dateiname ist kein gültiges Unicode; benennen Sie die Datei um.",
    "name_control_characters": "„{name}“: Ein Dateiname darf keine Steuerzeichen enthalten; benennen Sie die"
    " Datei um.",
    "name_absolute": "„{name}“: Der Name eines Dokuments muss relativ sein, kein absoluter Pfad.",
    "name_climbs": "„{name}“: Der Name eines Dokuments darf „..“ nicht enthalten.",
    "name_missing": "Ein Dokument braucht einen Namen.",
    "name_too_long": "„{name}…“: Der Dateiname ist zu lang; kürzen Sie ihn.",
}
