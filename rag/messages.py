"""The sentences an answer consists of when it is not the model's: in the language of the question."""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import Hit

_SHOWN_DOCUMENTS = 3
_SECRET = "secret"


def not_found_text(language: str, hits: Sequence[Hit]) -> str:
    """An honest "not in your documents", with what was looked at."""
    names = list(dict.fromkeys(hit.passage.document for hit in hits))
    shown = ", ".join(names[:_SHOWN_DOCUMENTS])
    if language == "de":
        if not names:
            return "Das steht nicht in Ihren Dokumenten: Zu dieser Frage wurde keine Stelle gefunden."
        return (
            "Das steht nicht in Ihren Dokumenten. Am nächsten kommen Stellen in: "
            f"{shown}; dort steht aber keine Antwort."
        )
    if not names:
        return "This is not in your documents: no passage was found for this question."
    return f"This is not in your documents. The closest passages are in: {shown}; but they do not hold an answer."


def missing_part_text(language: str, part: str) -> str:
    """What of a question of several parts the documents do not answer."""
    if language == "de":
        return f"Nicht in Ihren Dokumenten: „{part}“"
    return f"Not in your documents: “{part}”"


def lacking_text(language: str, lacking: Sequence[str]) -> str:
    """What of the search could not be done, with what it means for the answer; "" when nothing."""
    texts = {
        "de": {
            "meaning": "Gesucht wurde nur nach Wörtern, weil das Embedding-Modell gerade nicht verfügbar ist.",
            "order": "Die Fundstellen konnten nicht neu geordnet werden.",
        },
        "en": {
            "meaning": "Only words were searched for, as the embedding model is not available now.",
            "order": "The passages could not be ordered anew.",
        },
    }
    chosen = texts["de" if language == "de" else "en"]
    return " ".join(chosen[each] for each in dict.fromkeys(lacking))


def filtered_text(language: str, kinds: Sequence[str], *, blocked: bool) -> str:
    """The content filter objects to something."""
    named = ", ".join(kinds)
    if language == "de":
        if blocked:
            return f"Der Inhaltsfilter lässt das nicht durch ({named}). Stellen Sie die Frage bitte anders."
        if _SECRET in kinds:
            return f"Der Inhaltsfilter hat etwas bemerkt ({named}): Die Antwort enthält Zugangsdaten."
        return f"Der Inhaltsfilter hat etwas bemerkt ({named}). Anweisungen in Fragen werden nicht befolgt."
    if blocked:
        return f"The content filter does not let this through ({named}). Please ask in another way."
    if _SECRET in kinds:
        return f"The content filter noticed something ({named}): the answer holds credentials."
    return f"The content filter noticed something ({named}). Instructions in questions are not followed."


def provider_filtered_text(language: str, model: str) -> str:
    """The provider of a model stopped the question or the reply."""
    if language == "de":
        return f"Der Inhaltsfilter des Anbieters von {model} lässt das nicht durch. Bitte fragen Sie anders."
    return f"The content filter of the provider of {model} does not let this through. Please ask in another way."


def passed_over_text(language: str, model: str, reason: str, answered: str) -> str:
    """Another model was asked because this one did not deliver."""
    if language == "de":
        return f"{model} hat nicht geliefert, daher wurde {answered} gefragt. ({reason})"
    return f"{model} did not deliver, so {answered} was asked. ({reason})"


def ask_back_text(language: str, candidates: Sequence[str]) -> str:
    """The question may mean several documents."""
    names = "".join(f"\n- {name}" for name in candidates)
    if language == "de":
        return f"Mehrere Dokumente können gemeint sein. Welches meinen Sie?\n{names}"
    return f"Several documents may be meant. Which one do you mean?\n{names}"


def failed_text(language: str, reason: str) -> str:
    """The model did not deliver; the evidence is still there."""
    if language == "de":
        return f"Das Sprachmodell hat keine Antwort geliefert; die nächstliegenden Stellen stehen unten. ({reason})"
    return f"The language model did not deliver an answer; the closest passages are shown below. ({reason})"


def not_stored_text(language: str, reason: str) -> str:
    """The answer is given, but cannot be shown again later."""
    if language == "de":
        return f"Antworten werden zurzeit nicht gespeichert. ({reason})"
    return f"Answers are not being stored at present. ({reason})"
