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
    kind_folder: str
    kind_website: str
    kind_s3: str
    name: str
    name_help: str
    location_folder: str
    location_website: str
    location_s3: str
    include: str
    exclude: str
    patterns_help: str
    option_hidden: str
    option_mode: str
    mode_auto: str
    mode_sitemap: str
    mode_crawl: str
    option_depth: str
    option_pages: str
    option_allow_private: str
    option_endpoint_url: str
    option_region: str
    option_profile: str
    folders_elsewhere: str
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
        kind_folder="Ordner",
        kind_website="Website",
        kind_s3="S3-Bucket",
        name="Name",
        name_help="Ihre Dokumente heißen NAME/…: Buchstaben, Ziffern, Punkte, Binde- und Unterstriche.",
        location_folder="Ordner auf diesem Rechner",
        location_website="Adresse der Seite, des Verzeichnisses oder der Sitemap",
        location_s3="Bucket, als s3://BUCKET/ANFANG/",
        include="Nur diese Namen",
        exclude="Diese Namen nicht",
        patterns_help="Muster wie *.pdf oder personal/*, durch Kommas getrennt. Leer: alle.",
        option_hidden="Auch verborgene Dateien",
        option_mode="Seiten finden über",
        mode_auto="Sitemap, sonst Links",
        mode_sitemap="Sitemap",
        mode_crawl="Links",
        option_depth="Klicks von der ersten Seite",
        option_pages="Höchstens so viele Seiten",
        option_allow_private="Auch Adressen im eigenen Netz",
        option_endpoint_url="Adresse des Dienstes, wenn es nicht Amazon ist",
        option_region="Region",
        option_profile="Profil der AWS-Konfiguration mit den Zugangsdaten",
        folders_elsewhere="Diese Seite ist auch von anderen Rechnern erreichbar. Ordnern dieses Rechners"
        " folgt deshalb nur „fundstelle source add folder“.",
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
        kind_folder="Folder",
        kind_website="Website",
        kind_s3="S3 bucket",
        name="Name",
        name_help="Its documents are called NAME/…: letters, digits, dots, hyphens and underscores.",
        location_folder="Folder on this computer",
        location_website="Address of the page, the folder or the sitemap",
        location_s3="Bucket, as s3://BUCKET/PREFIX/",
        include="Only these names",
        exclude="Not these names",
        patterns_help="Patterns such as *.pdf or hr/*, separated by commas. Empty: all.",
        option_hidden="Also hidden files",
        option_mode="Find pages by",
        mode_auto="sitemap, else links",
        mode_sitemap="sitemap",
        mode_crawl="links",
        option_depth="Clicks from the first page",
        option_pages="At most so many pages",
        option_allow_private="Also addresses of this network",
        option_endpoint_url="Address of the service, if it is not Amazon's",
        option_region="Region",
        option_profile="Profile of the AWS configuration with the credentials",
        folders_elsewhere="This page can be reached from other computers. So only “fundstelle source add"
        " folder” follows folders of this one.",
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
