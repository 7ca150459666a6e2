"""Every word of the dashboard and of what readers think of answers, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DashboardTexts:
    """The wording of one language. Braces are filled in with `str.format`."""

    title: str
    lead: str
    documents: str
    failed_documents: str
    passages: str
    embedded: str
    queue: str
    queue_running: str
    queue_paused: str
    answers: str
    not_found: str
    thumbs: str
    thumbs_of: str
    no_thumbs: str
    last_runs: str
    no_runs: str
    unanswered: str
    no_unanswered: str
    slow: str
    no_answers: str
    not_kept: str
    cost: str
    no_cost: str
    model: str
    calls: str
    input_tokens: str
    output_tokens: str
    price: str
    unknown: str
    total: str
    total_of: str
    question: str
    time: str
    duration: str
    job: str
    result: str
    rate: str


DASHBOARD_TEXTS: Mapping[str, DashboardTexts] = {  # by ISO 639-1
    "de": DashboardTexts(
        title="Überblick",
        lead="Wie es der Bibliothek geht und was sie gefragt wird.",
        documents="Dokumente",
        failed_documents="{count} fehlgeschlagen",
        passages="Abschnitte",
        embedded="{share} % nach Bedeutung erfasst",
        queue="Aufträge warten",
        queue_running="{count} laufen",
        queue_paused="angehalten",
        answers="gespeicherte Antworten",
        not_found="{count} ohne Fundstelle",
        thumbs="Daumen hoch",
        thumbs_of="{up} von {total}",
        no_thumbs="noch keine Daumen",
        last_runs="Letzte Läufe",
        no_runs="Noch ist nichts gelaufen.",
        unanswered="Nicht beantwortete Fragen",
        no_unanswered="Keine der gespeicherten Fragen blieb ohne Antwort.",
        slow="Langsamste Antworten",
        no_answers="Noch sind keine Antworten gespeichert.",
        not_kept="Antworten werden nicht gespeichert (Einstellung keep_answers_days).",
        cost="Sprachmodelle in diesem Monat",
        no_cost="In diesem Monat hat noch kein gehostetes Modell geantwortet. Lokale Modelle kosten nichts.",
        model="Modell",
        calls="Aufrufe",
        input_tokens="Tokens gelesen",
        output_tokens="Tokens geschrieben",
        price="Kosten ({currency})",
        unknown="unbekannt",
        total="{cost} {currency} in diesem Monat",
        total_of="{cost} von {limit} {currency} in diesem Monat",
        question="Frage",
        time="Zeit",
        duration="Dauer",
        job="Auftrag",
        result="Ergebnis",
        rate="War das hilfreich?",
    ),
    "en": DashboardTexts(
        title="Overview",
        lead="How the library is doing, and what it is asked.",
        documents="documents",
        failed_documents="{count} failed",
        passages="passages",
        embedded="{share} % searchable by meaning",
        queue="jobs waiting",
        queue_running="{count} running",
        queue_paused="paused",
        answers="stored answers",
        not_found="{count} not in the documents",
        thumbs="thumbs up",
        thumbs_of="{up} of {total}",
        no_thumbs="no thumbs yet",
        last_runs="Last runs",
        no_runs="Nothing has run yet.",
        unanswered="Unanswered questions",
        no_unanswered="None of the stored questions stayed unanswered.",
        slow="Slowest answers",
        no_answers="No answers are stored yet.",
        not_kept="Answers are not stored (setting keep_answers_days).",
        cost="Language models this month",
        no_cost="No hosted model has answered this month. Local models cost nothing.",
        model="Model",
        calls="Calls",
        input_tokens="Tokens read",
        output_tokens="Tokens written",
        price="Cost ({currency})",
        unknown="unknown",
        total="{cost} {currency} this month",
        total_of="{cost} of {limit} {currency} this month",
        question="Question",
        time="Time",
        duration="Took",
        job="Job",
        result="Result",
        rate="Was this helpful?",
    ),
}
