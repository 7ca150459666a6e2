"""Every word about schedules, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScheduleTexts:
    """The wording of one language. Braces are filled in with `str.format`."""

    name: str
    save: str
    remove: str
    title: str
    lead: str
    none: str
    add: str
    what: str
    when: str
    when_nightly: str
    when_hourly: str
    when_weekly: str
    when_own: str
    cron: str
    timezone: str
    jitter: str
    jitter_help: str
    next_runs: str
    no_next_runs: str
    next: str
    then: str
    last: str
    never_run: str
    paused: str
    active: str
    added: str
    run_now: str
    ran: str
    pause: str
    resume: str
    remove_title: str
    remove_question: str
    removed: str


SCHEDULE_TEXTS: Mapping[str, ScheduleTexts] = {  # by ISO 639-1
    "de": ScheduleTexts(
        name="Name",
        save="Hinzufügen",
        remove="Entfernen",
        title="Zeitpläne",
        lead="Abgleiche zu festen Zeiten.",
        none="Noch gibt es keine Zeitpläne.",
        add="Zeitplan hinzufügen",
        what="Was",
        when="Wann",
        when_nightly="Jede Nacht um 3 Uhr",
        when_hourly="Jede Stunde",
        when_weekly="Montags um 6 Uhr",
        when_own="Eigener Cron-Ausdruck",
        cron="Minute, Stunde, Tag, Monat, Wochentag",
        timezone="Zeitzone",
        jitter="Streuung in Sekunden",
        jitter_help="Jeder Lauf beginnt um bis zu so viele Sekunden später, damit nicht alles zugleich beginnt.",
        next_runs="Nächste Läufe: {times}",
        no_next_runs="Zu dieser Zeit käme nie ein Lauf.",
        next="nächster Lauf {time}",
        then="dann {time}",
        last="zuletzt {time}, Auftrag {number}",
        never_run="noch nicht gelaufen",
        paused="Angehalten",
        active="Aktiv",
        added="Der Zeitplan „{name}“ ist hinzugefügt.",
        run_now="Jetzt ausführen",
        ran="„{name}“: Auftrag {number} ist eingereiht.",
        pause="Anhalten",
        resume="Fortsetzen",
        remove_title="Zeitplan entfernen?",
        remove_question="Zum Zeitplan „{name}“ gibt es dann keine Läufe mehr. Was schon eingereiht ist, bleibt.",
        removed="Der Zeitplan „{name}“ ist entfernt.",
    ),
    "en": ScheduleTexts(
        name="Name",
        save="Add",
        remove="Remove",
        title="Schedules",
        lead="Syncs at set times.",
        none="There are no schedules yet.",
        add="Add a schedule",
        what="What",
        when="When",
        when_nightly="Every night at 3:00",
        when_hourly="Every hour",
        when_weekly="Mondays at 6:00",
        when_own="Own cron expression",
        cron="Minute, hour, day, month, day of the week",
        timezone="Time zone",
        jitter="Jitter in seconds",
        jitter_help="Each run begins up to so many seconds later, so that not everything begins at once.",
        next_runs="Next runs: {times}",
        no_next_runs="This time never comes.",
        next="next run {time}",
        then="then {time}",
        last="last {time}, job {number}",
        never_run="not run yet",
        paused="Paused",
        active="Active",
        added="The schedule “{name}” is added.",
        run_now="Run now",
        ran="“{name}”: job {number} is queued.",
        pause="Pause",
        resume="Resume",
        remove_title="Remove the schedule?",
        remove_question="The schedule “{name}” has no more runs then. What is queued already stays.",
        removed="The schedule “{name}” is removed.",
    ),
}
