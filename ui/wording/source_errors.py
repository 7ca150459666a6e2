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
    "source_busy": "„{name}“ wird gerade abgeglichen; es wurde nichts geändert.",
    "source_forgotten": "„{name}“ wird nicht mehr verfolgt.",
    "nothing_to_confirm": "Bei „{name}“ wartet nichts auf Bestätigung.",
    "folder_unknown": "Es gibt keinen Ordner {folder}.",
    "folder_of_library": "Der Ordner der Bibliothek selbst kann keine ihrer Quellen sein.",
    "bucket_unusable": "„{location}“ ist kein Bucket; anzugeben als s3://BUCKET oder s3://BUCKET/PRÄFIX/.",
    "buckets_need_package": 'Für Buckets fehlt ein Paket: pip install "fundstelle[s3]".',
    "address_with_password": "Eine Adresse mit Name oder Kennwort wird nicht gespeichert; Seiten, die das"
    " verlangen, werden nicht gelesen.",
    "address_unusable": "„{location}“ ist keine Adresse einer Website; anzugeben als"
    " https://www.example.com/docs/.",
    # How a sync ended.
    "sync_stopped": "Der Abgleich wurde abgebrochen; was fertig war, bleibt, und der nächste macht weiter.",
    "sync_held": "Der Abgleich von „{name}“ wartet auf Bestätigung. {held}",
    "removal_held": "{objection} Es wurde nichts geändert. Stimmt das so, lässt es sich auf der Seite „Quellen“"
    " bestätigen.",
    "item_not_taken": "1 Eintrag wurde nicht übernommen; {first}",
    "items_not_taken": "{count} Einträge wurden nicht übernommen; {first}",
    "item_reason": "{item}: {reason}",
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
    # Folders.
    "folder_vanished": "Den Ordner {folder} gibt es nicht mehr.",
    "folder_is_none": "{folder} ist kein Ordner mehr.",
    "folder_not_listed": "Der Ordner ließ sich nicht auflisten: {reason}.",
    "names_differ_in_encoding": "Die Namen zweier Dateien unterscheiden sich nur in ihrer Kodierung.",
    # Buckets.
    "bucket_unreadable": "Der Bucket „{bucket}“ lässt sich nicht lesen: {reason}.",
    "object_late": "Es kam nicht binnen {seconds:g} s an (`--seconds`).",
    "object_slow": "Es kam langsamer als mit {speed} Byte in der Sekunde (`--least-speed`).",
    "bucket_unreachable": "Der Bucket „{bucket}“ ist nicht zu erreichen ({failure}).",
    "bucket_unknown": "diesen Bucket gibt es nicht",
    "bucket_forbidden": "diese Zugangsdaten dürfen ihn nicht auflisten",
    "bucket_key_unknown": "der Zugangsschlüssel ist dort nicht bekannt",
    "bucket_secret_wrong": "der geheime Schlüssel ist falsch",
    "bucket_token_expired": "das Sitzungstoken ist abgelaufen",
    "bucket_elsewhere": "er liegt in einer anderen Region; geben Sie diese an",
    "bucket_answered": "der Dienst antwortete {answer}",
    "bucket_no_credentials": "es gibt keine Zugangsdaten. Setzen Sie AWS_ACCESS_KEY_ID und"
    " AWS_SECRET_ACCESS_KEY, oder geben Sie ein Profil an",
    "bucket_profile_unknown": "die AWS-Konfiguration hat kein Profil „{profile}“",
    "object_refused": "der Dienst des Buckets antwortete {answer}",
    # Sites.
    "site_busy": "Eine andere Quelle liest gerade {host}; ein Programm zugleich ist genug.",
    "site_unreadable": "{address} lässt sich nicht lesen. {reason}",
    "site_forbids": "{address} lässt sich nicht lesen: die robots.txt der Website erlaubt es nicht.",
    "site_answered": "Die Website antwortete {status}.",
    "robots_refused": "{site} lässt sich nicht lesen: auf die Frage nach der robots.txt kam {status}.",
    "robots_too_large": "Die robots.txt von {site} ist zu groß, um gelesen zu werden.",
    "too_many_pages": "Es gibt mehr als {count} Seiten; die übrigen wurden nicht besucht.",
    "too_many_listed_pages": "Es gibt mehr als {count} Seiten; die übrigen wurden ausgelassen.",
    "too_many_sitemaps": "Es gibt mehr als {count} Sitemaps; die übrigen wurden nicht gelesen.",
    "sitemap_too_large": "Die Sitemap ist zu groß.",
    "sitemap_broken": "Die Sitemap ist kein wohlgeformtes XML.",
    "many_pages_failed": "{count} Seiten hintereinander waren von {site} nicht zu bekommen. {last}",
    "page_leads_outside": "Sie führt zu {host}, außerhalb dieser Quelle; fügen Sie diese Adresse hinzu, wenn sie"
    " gemeint ist.",
    "page_missing": "Die Website sagt, dass es sie nicht gibt.",
    "page_not_fetched": "die Seite wurde nicht geholt",
    "page_connection_failed": "Die Verbindung kam nicht zustande ({failure}).",
    "page_untrusted": "Dem Zertifikat vertraut dieser Rechner nicht.",
    "page_late": "Sie kam nicht binnen {seconds:g} s an.",
    "page_compressed": "Sie ist auf eine Weise gepackt, die nicht verlangt war.",
    "page_not_unpacked": "Sie lässt sich nicht entpacken.",
    "page_private": "Ihr Rechner hat eine Adresse eines inneren Netzes; solche werden nur gefragt, wenn es"
    " erlaubt ist.",
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
