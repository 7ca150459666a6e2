"""Every word of the page of jobs, and what jobs are called elsewhere, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JobTexts:
    """The wording of one language. Braces are filled in with `str.format`."""

    title: str
    lead: str
    now: str
    history: str
    nothing_now: str
    nothing_ended: str
    more_waiting: str
    pause: str
    resume: str
    paused: str
    cancel: str
    cancelled: str
    cancelling: str
    retry: str
    retried: str
    details: str
    details_title: str
    run: str
    no_runs: str
    kind_index: str
    kind_sync: str
    kind_notify: str
    state_waiting: str
    state_running: str
    state_stuck: str
    state_done: str
    state_failed: str
    state_cancelled: str
    state_lost: str
    state_interrupted: str
    standing_paused: str
    standing_no_worker: str
    standing_unknown_kind: str
    standing_same_runs: str
    standing_later: str
    standing_later_again: str
    standing_behind: str
    standing_next: str
    standing_stopping: str
    standing_stalled: str
    standing_dead: str
    standing_silent: str
    progress: str
    progress_open: str
    remaining: str
    beginning: str
    stage_wait: str
    stage_list: str
    stage_compare: str
    stage_fetch: str
    stage_remove: str
    stage_rename: str
    stage_read: str
    stage_embed: str
    stage_merge: str
    stage_visit: str
    stage_rebuild: str
    stage_question: str
    stage_show: str
    count_added: str
    count_changed: str
    count_renamed: str
    count_removed: str
    count_kept: str
    count_failed: str
    count_read: str
    count_noted: str
    count_published: str
    count_held_back: str
    count_told: str


JOB_TEXTS: Mapping[str, JobTexts] = {  # by ISO 639-1
    "de": JobTexts(
        title="Aufträge",
        lead="Was zu tun ist, was gerade getan wird und was daraus wurde.",
        now="Jetzt",
        history="Verlauf",
        nothing_now="Es ist nichts zu tun.",
        nothing_ended="Noch ist kein Auftrag beendet.",
        more_waiting="und {count} weitere",
        pause="Anhalten",
        resume="Fortsetzen",
        paused="Seit {time} angehalten: Kein weiterer Auftrag beginnt. Was läuft, läuft zu Ende.",
        cancel="Abbrechen",
        cancelled="Auftrag {number} ist abgebrochen.",
        cancelling="Auftrag {number} endet beim nächsten Schritt.",
        retry="Wiederholen",
        retried="Auftrag {number} beginnt, sobald er an der Reihe ist.",
        details="Einzelheiten",
        details_title="Auftrag {number}",
        run="Lauf {number}",
        no_runs="Der Auftrag ist noch nicht gelaufen.",
        kind_index="Dokumente lesen und erfassen",
        kind_sync="Abgleich von „{source}“",
        kind_notify="Benachrichtigung",
        state_waiting="Wartet",
        state_running="Läuft",
        state_stuck="Hängt",
        state_done="Erledigt",
        state_failed="Fehlgeschlagen",
        state_cancelled="Abgebrochen",
        state_lost="Arbeiter beendet",
        state_interrupted="Unterbrochen",
        standing_paused="die Warteschlange ist angehalten",
        standing_no_worker="kein Arbeiter läuft; „fundstelle serve“ startet einen",
        standing_unknown_kind="diese Version kennt solche Aufträge nicht",
        standing_same_runs="Auftrag {number} tut gerade dasselbe",
        standing_later="beginnt in {duration}",
        standing_later_again="Versuch {attempt} beginnt in {duration}",
        standing_behind="hinter {number} weiteren",
        standing_next="ist als Nächstes an der Reihe",
        standing_stopping="wird abgebrochen",
        standing_stalled="seit {number} Minuten bewegt sich nichts; Abbrechen beendet ihn",
        standing_dead="sein Arbeiter wurde beendet; der nächste übernimmt",
        standing_silent="seit {number} s kein Lebenszeichen; wird nach 90 s übernommen",
        progress="{stage}: {done} von {total}",
        progress_open="{stage}: {done}",
        remaining="noch etwa {duration}",
        beginning="beginnt",
        stage_wait="Warten auf einen anderen Vorgang",
        stage_list="Auflisten",
        stage_compare="Vergleichen",
        stage_fetch="Holen",
        stage_remove="Entfernen",
        stage_rename="Umbenennen",
        stage_read="Lesen",
        stage_embed="Erfassen der Bedeutung",
        stage_merge="Aufräumen",
        stage_visit="Besuchen der Seiten",
        stage_rebuild="Erfassen der Wörter",
        stage_question="Stellen der Prüffragen",
        stage_show="Veröffentlichen",
        count_added="{count} neu",
        count_changed="{count} geändert",
        count_renamed="{count} umbenannt",
        count_removed="{count} entfernt",
        count_kept="{count} unverändert",
        count_failed="{count} nicht übernommen",
        count_read="{count} gelesen",
        count_noted="{count} mit verborgenem Text, der wegblieb",
        count_published="{count} veröffentlicht",
        count_held_back="{count} zurückgehalten",
        count_told="{count} benachrichtigt",
    ),
    "en": JobTexts(
        title="Jobs",
        lead="What is to be done, what is being done, and what became of it.",
        now="Now",
        history="History",
        nothing_now="There is nothing to do.",
        nothing_ended="No job has ended yet.",
        more_waiting="and {count} more",
        pause="Pause",
        resume="Resume",
        paused="Paused since {time}: no further job begins. What runs goes on to its end.",
        cancel="Cancel",
        cancelled="Job {number} is cancelled.",
        cancelling="Job {number} ends at its next step.",
        retry="Run again",
        retried="Job {number} begins as soon as its turn comes.",
        details="Details",
        details_title="Job {number}",
        run="Run {number}",
        no_runs="The job has not run yet.",
        kind_index="Read and index documents",
        kind_sync="Sync of “{source}”",
        kind_notify="Notification",
        state_waiting="Waiting",
        state_running="Running",
        state_stuck="Stuck",
        state_done="Done",
        state_failed="Failed",
        state_cancelled="Cancelled",
        state_lost="Worker ended",
        state_interrupted="Interrupted",
        standing_paused="the queue is paused",
        standing_no_worker="no worker is running; “fundstelle serve” starts one",
        standing_unknown_kind="this version does not know such jobs",
        standing_same_runs="job {number} does the same at the moment",
        standing_later="begins in {duration}",
        standing_later_again="try {attempt} begins in {duration}",
        standing_behind="behind {number} more",
        standing_next="is next",
        standing_stopping="is being cancelled",
        standing_stalled="nothing has moved for {number} minutes; cancelling ends it",
        standing_dead="its worker ended; the next one takes it over",
        standing_silent="no sign of life for {number} s; taken over after 90 s",
        progress="{stage}: {done} of {total}",
        progress_open="{stage}: {done}",
        remaining="about {duration} left",
        beginning="beginning",
        stage_wait="Waiting for another process",
        stage_list="Listing",
        stage_compare="Comparing",
        stage_fetch="Fetching",
        stage_remove="Removing",
        stage_rename="Renaming",
        stage_read="Reading",
        stage_embed="Embedding",
        stage_merge="Tidying",
        stage_visit="Visiting pages",
        stage_rebuild="Indexing words",
        stage_question="Putting the golden questions",
        stage_show="Publishing",
        count_added="{count} added",
        count_changed="{count} changed",
        count_renamed="{count} renamed",
        count_removed="{count} removed",
        count_kept="{count} unchanged",
        count_failed="{count} not taken",
        count_read="{count} read",
        count_noted="{count} with hidden text, left out",
        count_published="{count} published",
        count_held_back="{count} held back",
        count_told="{count} told",
    ),
}
