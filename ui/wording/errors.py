"""What can go wrong, by the codes of sentences: in German, and where the page says it otherwise than a command."""

from __future__ import annotations

from collections.abc import Mapping

from ui.wording.source_errors import GERMAN_OF_SOURCES

_GERMAN: Mapping[str, str] = {
    # Jobs.
    "job_unknown": "Einen Auftrag {job} gibt es nicht.",
    "job_has_ended": "Auftrag {job} ist schon beendet; es gibt nichts abzubrechen.",
    "job_is_running": "Auftrag {job} läuft gerade.",
    "job_cancelled_before": "Er wurde abgebrochen, bevor er lief.",
    "job_cancelled_running": "Er wurde abgebrochen, während er lief.",
    "job_replaced": "{reason} Auftrag {job} macht an seiner Stelle weiter.",
    "job_given_up": "{reason} Das war Versuch {attempt}; von selbst kommt kein weiterer.",
    "job_failed_inside": "Ein Fehler im Inneren ({failure}); Einzelheiten stehen im Protokoll unter {id}.",
    "more_notes": "… und {count} weitere.",
    "worker_stopped": "Der Arbeiter wurde beendet; der nächste macht weiter.",
    "worker_ended": "Sein Arbeiter endete, ohne fertig zu werden.",
    "worker_silent": "Seit {seconds:.0f} s kam kein Lebenszeichen; um {time} wurde er übernommen.",
    "sync_payload": "Ein Abgleich bekommt seine Quelle und sonst nichts.",
    "channel_unknown": "Einen Weg namens „{channel}“, jemanden zu benachrichtigen, gibt es nicht.",
    "mail_login": "Der Mailserver hat smtp_user und smtp_password nicht angenommen.",
    "mail_unsupported": "Der Mailserver kann nicht, was smtp_security oder smtp_user verlangen.",
    "mail_refused": "Der Mailserver hat die Nachricht abgelehnt (Code {status}).",
    "mail_addresses": "Der Mailserver hat die Adressen in notify_email abgelehnt.",
    "mail_insecure": "Die Verbindung zum Mailserver ist nicht sicher ({failure}).",
    "mail_unreachable": "Der Mailserver ist nicht zu erreichen ({failure}).",
    "webhook_answered": "Der Webhook antwortete mit Status {status}.",
    "webhook_late": "Der Webhook antwortete nicht binnen {seconds:g} s.",
    "webhook_unreachable": "Der Webhook ist nicht zu erreichen ({failure}).",
    # Schedules.
    "schedule_name_unusable": "Ein Zeitplan braucht einen Namen aus druckbaren Zeichen.",
    "schedule_name_taken": "Es gibt schon einen Zeitplan namens „{name}“.",
    "schedule_unknown": "Es gibt keinen Zeitplan namens „{name}“ mehr.",
    "schedule_jitter": "Die Streuung eines Zeitplans beträgt 0 bis 86400 Sekunden.",
    "schedule_kind_unknown": "Aufträge der Art „{kind}“ lassen sich nicht planen, nur: {known}.",
    "cron_fields": "„{expression}“ ist kein Zeitplan: Nötig sind fünf Felder (Minute, Stunde, Tag, Monat,"
    " Wochentag), und es sind {count}. „0 3 * * *“ ist jede Nacht um drei.",
    "cron_two_days": "Tag und Wochentag können nicht beide angegeben werden, denn Cron-Programme sind sich nicht"
    " einig, was das heißt; setzen Sie eines davon auf *.",
    "cron_never": "„{expression}“ kommt nie: Kein solcher Monat hat diesen Tag.",
    "cron_field": "{field}: „{text}“ ist nicht zu verstehen; möglich sind {allowed}, Listen (1,2), Bereiche"
    " (1-5), Schritte (*/2) oder *.",
    "cron_minute": "Minute",
    "cron_hour": "Stunde",
    "cron_day": "Tag",
    "cron_month": "Monat",
    "cron_weekday": "Wochentag",
    "cron_minutes": "0 bis 59",
    "cron_hours": "0 bis 23",
    "cron_days": "1 bis 31",
    "cron_months": "1 bis 12 oder jan bis dec",
    "cron_weekdays": "0 bis 7 oder sun bis sat",
    "timezone_unknown": "Es gibt keine Zeitzone „{name}“; nehmen Sie einen Namen wie Europe/Berlin oder UTC.",
    # Generations and the gate.
    "generation_to_come": "Stand {number} gibt es noch nicht; jetzt gilt {present}.",
    "generation_not_kept": "Was die Bibliothek damals enthielt, wird nicht mehr aufbewahrt; der älteste Stand"
    " ist {first} vom {time} (Einstellung keep_generations_days).",
    "moment_unusable": "„{text}“ ist weder die Nummer eines Stands noch ein Datum wie 2026-03-01 oder"
    " 2026-03-01T12:00.",
    "document_cannot_come_back": "„{name}“ kann nicht wiederkommen, weil jetzt ein anderes Dokument so heißt;"
    " entfernen Sie dieses oder benennen Sie es um. Es wurde nichts geändert.",
    "document_cannot_be_published": "„{name}“ lässt sich nicht veröffentlichen, weil ein anderes Dokument unter"
    " diesem Namen wiedergekommen ist; verwerfen Sie die Änderungen oder entfernen Sie jenes. Es wurde nichts"
    " veröffentlicht.",
    "not_read_yet": "„{name}“ ist noch nicht gelesen. Es wurde nichts veröffentlicht; versuchen Sie es später"
    " wieder.",
    "staged_set_changed": "Die vorbereiteten Änderungen haben sich während der Prüfung geändert. Es wurde nichts"
    " veröffentlicht; versuchen Sie es noch einmal.",
    "new_bytes_wait": "Eine neue Fassung von „{name}“ wird noch gelesen. Es wurde nichts geändert; versuchen Sie"
    " es später wieder.",
    "gate_none": "Es sind keine Prüffragen hinterlegt.",
    "gate_counts": "{right} von {questions} Prüffragen finden ihre Antwort ({share:.1%})",
    "gate_passed": "{told}.",
    "gate_failed": "{told}, aber {reason}.",
    "gate_failed_twice": "{told}, aber {first}, und {other}.",
    "gate_share": "verlangt sind {share:.1%}",
    "gate_lost": "{lost} davon finden sie heute und fänden sie dann nicht mehr, höchstens {allowed} dürfen das",
    "gate_unchecked": "Die Prüffragen ließen sich nicht stellen: {reason}",
    "gate_damaged": "Die Prüffragen wurden auf der Platte geändert oder beschädigt; `fundstelle gate set {file}`"
    " hinterlegt sie neu.",
    "gate_unreadable": "Die Prüffragen lassen sich nicht lesen ({reason}); `fundstelle gate set {file}`"
    " hinterlegt sie neu.",
    "gate_worse": "Schlechter: {ids}.",
    "gate_changes": "Dokumente: {names}.",
    "gate_questions_unusable": "{problem} Alle Prüffragen müssen brauchbar sein; es wurde nichts geändert.",
    "gate_not_judged": "Keine Frage in {file} lässt sich prüfen: eine beantwortbare braucht „evidence“.",
    "gate_ids_unknown": "{ids} soll verloren gehen dürfen, aber keine prüfbare Frage heißt so.",
    "gate_all_lost": "Wenn jede Frage verloren gehen darf, gibt es nichts zu prüfen.",
    "names_and_more": "{names} und {more} weitere",
    "changes_held_back": "{count} Änderungen sind zurückgehalten.",
    "publish_or_discard": "Auf der Seite „Stände“ lassen sie sich veröffentlichen oder verwerfen.",
    # Models that are chosen by name.
    "model_name_unusable": "„{model}“ ist kein Name eines Modells: Nötig ist Familie:Name, zum Beispiel {example}.",
    "model_family_unknown": "Die Familie des Modells {model} ist nicht bekannt. Bekannt sind: {known}.",
    "model_package_missing": "Dem Modell {model} fehlt ein Paket. Dieser Befehl installiert es: pip install"
    ' "fundstelle[{extra}]"',
    "model_key_missing": "Das Modell {model} braucht einen Schlüssel: Setzen Sie {variable}, oder die Einstellung"
    " model_api_key_file auf eine Datei, in der er steht.",
    "model_needs_aws": "Das Modell {model} braucht Zugangsdaten von AWS (Umgebung, Profil oder Rolle) und eine"
    " Region.",
    "model_path_not_listed": "{model} ist ein Pfad oder eine Adresse; wählen lässt sich das erst, wenn"
    " compare_models es nennt.",
    "embedder_path_elsewhere": "{embedder} ist ein Pfad oder eine Adresse; wählen lässt sich das nur an dem"
    " Computer, auf dem diese Seite läuft, oder mit der Einstellung embedder.",
    "reranker_path_elsewhere": "{reranker} ist ein Pfad; wählen lässt sich das nur an dem Computer, auf dem diese"
    " Seite läuft, oder mit der Einstellung reranker.",
    "endpoint_unknown": "In den Einstellungen gibt es keinen Endpunkt {endpoint}, den {model} nennt. {known}",
    "endpoint_model_missing": "{model} nennt kein Modell eines Endpunkts: Nötig ist endpoint:NAME/MODELL. {known}",
    "endpoints_known": "Bekannt sind: {names}.",
    "endpoints_none": "Es ist keiner eingestellt: Geben Sie ihm einen Abschnitt [endpoints.NAME] mit seiner"
    " base_url.",
    "endpoint_key_missing": "Der Endpunkt {endpoint} nimmt seinen Schlüssel aus der Umgebungsvariablen {variable},"
    " die nicht gesetzt ist.",
    "endpoint_key_unreadable": "Die Datei {file} (api_key_file des Endpunkts {endpoint}) lässt sich nicht lesen,"
    " oder es steht etwas anderes darin als ein Schlüssel.",
    # The library as a whole.
    "library_busy": "Gerade schreibt ein anderer Vorgang in die Bibliothek. Es wurde nichts geändert; versuchen"
    " Sie es wieder, wenn er fertig ist.",
    "catalog_locked": "Ein anderer Vorgang sperrt den Katalog dieser Bibliothek. Es wurde nichts geändert;"
    " versuchen Sie es später wieder.",
    "disk_full": "Die Platte ist voll. Was fertig war, bleibt; schaffen Sie Platz und versuchen Sie es wieder.",
    "disk_full_unchanged": "Die Platte ist voll; es wurde nichts geändert. Schaffen Sie Platz und versuchen Sie"
    " es wieder.",
    "disk_full_not_added": "Die Platte ist voll, daher wurde „{name}“ nicht hinzugefügt. Schaffen Sie Platz und"
    " fügen Sie es noch einmal hinzu.",
    "document_unknown": "Es gibt kein Dokument namens „{name}“ mehr.",
    "document_unknown_then": "In diesem Stand gab es kein Dokument namens „{name}“.",
    "document_our_fault": "Bei diesem Dokument ist im Inneren von Fundstelle etwas schiefgegangen; Einzelheiten"
    " stehen im Protokoll. Die anderen Dokumente sind davon nicht betroffen.",
}

# Why a document could not be read, by the cause.
_GERMAN_UNREADABLE: Mapping[str, str] = {
    "unreadable_empty": "Die Datei enthält keinen Text.",
    "unreadable_damaged": "Die Datei ist beschädigt; öffnen Sie sie in ihrem Programm und speichern Sie sie neu.",
    "unreadable_encrypted": "Das Dokument ist verschlüsselt; geben Sie sein Kennwort ein.",
    "unreadable_protected": "Die Datei ist verschlüsselt; speichern Sie sie ohne Kennwort und fügen Sie sie neu"
    " hinzu.",
    "unreadable_wrong_password": "Dieses Kennwort öffnet das Dokument nicht.",
    "unreadable_needs_ocr": "Die Seiten sind Bilder ohne Text; die Datei braucht zuerst eine Texterkennung (OCR).",
    "unreadable_too_large": "Die Datei ist zu groß, um gelesen zu werden; teilen Sie sie auf.",
    "unreadable_timeout": "Das Lesen hat zu lange gedauert; teilen Sie die Datei auf.",
    "unreadable_unsupported": "Dieses Format wird nicht gelesen; speichern Sie die Datei als DOCX oder PDF.",
}

# Errors whose sentences have no code, by their types.
_GERMAN_TYPES: Mapping[str, str] = {
    "FundstelleError": "Das ist nicht gelungen. Die Meldung: {detail}",
    "ConfigurationError": "Eine Einstellung oder Angabe ist nicht brauchbar. Die Meldung: {detail}",
    "QuestionRejected": "Diese Frage lässt sich nicht stellen. Die Meldung: {detail}",
    "MomentRejected": "Damit ist weder ein Stand noch eine Zeit gemeint. Die Meldung: {detail}",
    "LibraryBusy": "Gerade arbeitet ein anderer Vorgang daran; versuchen Sie es später wieder. Die Meldung:"
    " {detail}",
    "DocumentNotFound": "Das Dokument gibt es nicht mehr.",
    "AnswerNotFound": "Die Antwort ist nicht mehr gespeichert.",
    "SourceNotFound": "Die Quelle gibt es nicht mehr.",
    "SourceForbidden": "Dieser Quelle darf nur folgen, wer an diesem Rechner sitzt. Die Meldung: {detail}",
    "SourceUnreachable": "Die Quelle lässt sich nicht lesen. Die Meldung: {detail}",
    "ImplausiblePlan": "Der Abgleich wartet auf Bestätigung. Die Meldung: {detail}",
    "GenerationNotKept": "Dieser Stand wird nicht mehr aufbewahrt. Die Meldung: {detail}",
    "GenerationConflict": "Dieser Stand lässt sich nicht zeigen. Die Meldung: {detail}",
    "AnswersUnusable": "Die gespeicherten Antworten lassen sich nicht benutzen. Die Meldung: {detail}",
    "JobNotFound": "Den Auftrag gibt es nicht mehr.",
    "JobUnsuitable": "Das geht bei diesem Auftrag jetzt nicht. Die Meldung: {detail}",
    "JobRefused": "Der Auftrag lässt sich so nicht ausführen. Die Meldung: {detail}",
    "UsageUnusable": "Die Aufzeichnung der Kosten lässt sich nicht benutzen. Die Meldung: {detail}",
    "UploadRejected": "Die Datei wurde nicht angenommen. Die Meldung: {detail}",
    "UploadTooLarge": "Die Datei ist zu groß. Die Meldung: {detail}",
    "UploadUnsupported": "Dateien dieser Art werden nicht gelesen. Die Meldung: {detail}",
    "ModelUnavailable": "Ein Modell fehlt oder lässt sich nicht laden. Die Meldung: {detail}",
    "EmbeddingFailed": "Das Modell für die Bedeutungssuche liefert nicht. Die Meldung: {detail}",
    "RerankingFailed": "Das Modell für die Rangfolge liefert nicht. Die Meldung: {detail}",
    "SnapshotCorrupt": "Eine Indexdatei fehlt oder ist beschädigt. Die Meldung: {detail}",
    "AnswerStopped": "Die Antwort wurde abgebrochen.",
    "GenerationFailed": "Das Sprachmodell hat keine Antwort geliefert. Die Meldung: {detail}",
    "ProviderThrottled": "Der Modelldienst nimmt gerade keine weiteren Anfragen an. Die Meldung: {detail}",
    "ProviderUnavailable": "Der Modelldienst ist nicht zu erreichen oder zu langsam. Die Meldung: {detail}",
    "CredentialsRejected": "Der Modelldienst nimmt die Zugangsdaten nicht an. Die Meldung: {detail}",
    "ModelNotOffered": "Der Modelldienst kennt das Modell nicht. Die Meldung: {detail}",
    "ReplyBroken": "Die Antwort des Modelldienstes war unvollständig. Die Meldung: {detail}",
    "ReplyFiltered": "Der Inhaltsfilter des Modelldienstes hat die Antwort angehalten. Die Meldung: {detail}",
    "LimitReached": "Eine Grenze für Ausgaben oder Tokens ist erreicht. Die Meldung: {detail}",
    "StorageFull": "Die Platte ist voll; schaffen Sie Platz und versuchen Sie es wieder.",
}

# What operating systems say most, by its symbol; anything else stays in the system's own words.
_GERMAN_SYSTEM: Mapping[str, str] = {
    "system_ENOENT": "es ist nicht mehr da",
    "system_EACCES": "keine Berechtigung",
    "system_EPERM": "nicht erlaubt",
    "system_EISDIR": "es ist ein Ordner",
    "system_ENOTDIR": "es ist kein Ordner",
    "system_EIO": "Ein- oder Ausgabefehler",
    "system_ENOSPC": "die Platte ist voll",
    "system_EDQUOT": "das Kontingent ist ausgeschöpft",
    "system_ENAMETOOLONG": "der Name ist zu lang",
    "system_ELOOP": "zu viele Verknüpfungen hintereinander",
    "system_EMFILE": "zu viele offene Dateien",
    "system_ESTALE": "das Laufwerk ist nicht mehr eingebunden",
    "system_ETIMEDOUT": "es kam keine Antwort",
    "system_EHOSTDOWN": "der Rechner ist nicht zu erreichen",
    "system_EHOSTUNREACH": "der Rechner ist nicht zu erreichen",
}

# Templates of `str.format` by language (ISO 639-1), then by code; a code that is missing is said as it came.
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "de": {**GERMAN_OF_SOURCES, **_GERMAN, **_GERMAN_UNREADABLE, **_GERMAN_TYPES, **_GERMAN_SYSTEM},
    # Options of the command line mean nothing on a page.
    "en": {
        "unreadable_encrypted": "The document is encrypted; enter its password.",
        "unreadable_wrong_password": "This password does not open the document.",
    },
}
