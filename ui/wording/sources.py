"""Every word of the page of sources, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceTexts:
    """The wording of one language. Braces are filled in with `str.format`."""

    title: str
    lead: str
    add: str
    none: str
    kind: str
    name: str
    name_help: str
    only_here: str
    save: str
    added: str
    documents: str
    uploads: str
    never_synced: str
    synced: str
    state_new: str
    state_synced: str
    state_incomplete: str
    state_waiting: str
    state_failed: str
    state_busy: str
    last_counts: str
    sync: str
    queued: str
    queued_already: str
    preview: str
    preview_title: str
    looking: str
    looking_at: str
    would: str
    would_add: str
    would_change: str
    would_rename: str
    would_remove: str
    cannot_take: str
    renamed_to: str
    more: str
    nothing_changes: str
    would_wait: str
    show_removal: str
    waits: str
    confirm: str
    remove: str
    remove_title: str
    remove_question: str
    keep_documents: str
    removed: str
    rejected: str


SOURCE_TEXTS: Mapping[str, SourceTexts] = {  # by ISO 639-1
    "de": SourceTexts(
        title="Quellen",
        lead="Ordner, Websites und Buckets, denen die Bibliothek folgt.",
        add="Quelle hinzufügen",
        none="Noch folgt die Bibliothek keiner Quelle.",
        kind="Art",
        name="Name",
        name_help="Ihre Dokumente heißen NAME/…: Buchstaben, Ziffern, Punkte, Binde- und Unterstriche.",
        only_here="Diese Seite ist auch von anderen Rechnern erreichbar. Was dieser Rechner lesen kann, geht andere"
        " nichts an; deshalb fügt nur „fundstelle source add {kind}“ solche Quellen hinzu.",
        save="Hinzufügen",
        added="„{name}“ ist hinzugefügt. Die Vorschau zeigt, was ein Abgleich täte.",
        documents="{count} Dokumente",
        uploads="Hochgeladene Dokumente, die kein Abgleich ändert: {count}.",
        never_synced="noch nie abgeglichen",
        synced="abgeglichen am {time}",
        state_new="Neu",
        state_synced="Auf dem Stand",
        state_incomplete="Unvollständig",
        state_waiting="Braucht Bestätigung",
        state_failed="Nicht erreichbar",
        state_busy="Wird abgeglichen",
        last_counts="Zuletzt: {counts}",
        sync="Abgleichen",
        queued="Der Abgleich von „{name}“ ist Auftrag {number}.",
        queued_already="Der Abgleich von „{name}“ wartet schon, als Auftrag {number}.",
        preview="Vorschau",
        preview_title="Was ein Abgleich täte",
        looking="„{name}“ wird angesehen …",
        looking_at="{stage}: {done}",
        would="{added} hinzufügen, {changed} ändern, {renamed} umbenennen, {removed} entfernen; {kept} bleiben.",
        would_add="Hinzufügen",
        would_change="Ändern",
        would_rename="Umbenennen",
        would_remove="Entfernen",
        cannot_take="Nicht zu übernehmen",
        renamed_to="{old} → {new}",
        more="und {count} weitere",
        nothing_changes="Nichts würde sich ändern.",
        would_wait="Der Abgleich würde auf eine Bestätigung warten.",
        show_removal="Was würde entfernt?",
        waits="Es fehlt so viel, dass nichts geändert wurde. Ist ein Laufwerk nicht eingebunden?",
        confirm="Ja, entfernen",
        remove="Entfernen",
        remove_title="Quelle entfernen?",
        remove_question="Der Quelle „{name}“ wird nicht mehr gefolgt; ihre Zeitpläne werden mit entfernt.",
        keep_documents="Ihre Dokumente behalten",
        removed="„{name}“ ist entfernt; Dokumente gelöscht: {count}.",
        rejected="Was nicht übernommen wurde",
    ),
    "en": SourceTexts(
        title="Sources",
        lead="Folders, websites and buckets that the library follows.",
        add="Add a source",
        none="The library follows no source yet.",
        kind="Kind",
        name="Name",
        name_help="Its documents are called NAME/…: letters, digits, dots, hyphens and underscores.",
        only_here="This page can be reached from other computers, and what this one can read is not theirs. So only"
        " “fundstelle source add {kind}” adds such sources.",
        save="Add",
        added="“{name}” is added. The preview shows what a sync would do.",
        documents="{count} documents",
        uploads="Uploads, never changed by a sync: {count}.",
        never_synced="never synced",
        synced="synced {time}",
        state_new="New",
        state_synced="Up to date",
        state_incomplete="Incomplete",
        state_waiting="Needs confirmation",
        state_failed="Out of reach",
        state_busy="Syncing",
        last_counts="Last time: {counts}",
        sync="Sync now",
        queued="The sync of “{name}” is job {number}.",
        queued_already="The sync of “{name}” waits already, as job {number}.",
        preview="Preview",
        preview_title="What a sync would do",
        looking="Looking at “{name}” …",
        looking_at="{stage}: {done}",
        would="Would add {added}, change {changed}, rename {renamed}, remove {removed}; {kept} stay.",
        would_add="Add",
        would_change="Change",
        would_rename="Rename",
        would_remove="Remove",
        cannot_take="Cannot be taken",
        renamed_to="{old} → {new}",
        more="and {count} more",
        nothing_changes="Nothing would change.",
        would_wait="The sync would wait for confirmation.",
        show_removal="What would be removed?",
        waits="So much is missing that nothing was changed. Is a share not mounted?",
        confirm="Yes, remove",
        remove="Remove",
        remove_title="Remove the source?",
        remove_question="The source “{name}” is not followed any more; its schedules are removed too.",
        keep_documents="Keep its documents",
        removed="“{name}” is removed; documents deleted: {count}.",
        rejected="What was not taken",
    ),
}
