"""The sentences an answer consists of when it is not the model's: in the language of the question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.history import Moment
from rag.types import Searched

_SHOWN_DOCUMENTS = 3
_SECRET = "secret"
_OF_QUESTIONS = frozenset({"override", "prompt", "role", "marks"})
_NOTHING = {
    "de": {
        "not_found": "Das steht nicht in Ihren Dokumenten.",
        "not_found_yet": "Das steht nicht in dem, was bisher durchsucht werden kann.",
        "unsupported": "Die Antwort des Modells wird von nichts in Ihren Dokumenten gestützt"
        " und deshalb nicht gezeigt.",
        "all": "Durchsucht wurden alle {library} Dokumente.",
        "all_one": "Durchsucht wurde das einzige Dokument.",
        "some": "Die Suche war auf {documents} von {library} Dokumenten beschränkt.",
        "some_one": "Das Dokument, auf das die Frage beschränkt war, kann noch nicht durchsucht werden.",
        "empty": "Es gibt noch kein Dokument, das durchsucht werden kann.",
        "then": "Es galt der Stand der Generation {generation} ({time}).",
        "staged": "Es galt der Stand mit den vorgemerkten Änderungen.",
        "nearest": "Am nächsten kommen Stellen in: {names}; dort steht aber keine Antwort.",
        "offered": "Die nächstliegenden Stellen stehen in: {names}.",
        "none": "Zu dieser Frage wurde keine Stelle gefunden.",
        "unread": "{count} weitere Dokumente werden noch gelesen und können noch nicht durchsucht werden.",
        "unread_one": "Ein weiteres Dokument wird noch gelesen und kann noch nicht durchsucht werden.",
        "unread_only": "{count} Dokumente werden noch gelesen und können noch nicht durchsucht werden.",
        "unread_only_one": "Ein Dokument wird noch gelesen und kann noch nicht durchsucht werden.",
        "changed": "{count} Dokumente werden neu gelesen; bis dahin gilt, was vorher in ihnen stand.",
        "changed_one": "Ein Dokument wird neu gelesen; bis dahin gilt, was vorher in ihm stand.",
        "unembedded": "{count} Dokumente können bisher nur nach ihren Wörtern durchsucht werden.",
        "unembedded_one": "Ein Dokument kann bisher nur nach seinen Wörtern durchsucht werden.",
    },
    "en": {
        "not_found": "This is not in your documents.",
        "not_found_yet": "This is not in what can be searched so far.",
        "unsupported": "The model's reply was supported by nothing in your documents, so it is not shown.",
        "all": "All {library} documents were searched.",
        "all_one": "The only document was searched.",
        "some": "The search was restricted to {documents} of {library} documents.",
        "some_one": "The document to which the question was restricted cannot be searched yet.",
        "empty": "There is no document yet that can be searched.",
        "then": "The library was searched as of generation {generation} ({time}).",
        "staged": "The library was searched with the staged changes.",
        "nearest": "The closest passages are in: {names}; but they do not hold an answer.",
        "offered": "The closest passages are in: {names}.",
        "none": "No passage was found for this question.",
        "unread": "{count} further documents are still being read and cannot be searched yet.",
        "unread_one": "One further document is still being read and cannot be searched yet.",
        "unread_only": "{count} documents are still being read and cannot be searched yet.",
        "unread_only_one": "One document is still being read and cannot be searched yet.",
        "changed": "{count} documents are being read anew; until then they are searched as they were.",
        "changed_one": "One document is being read anew; until then it is searched as it was.",
        "unembedded": "{count} documents can so far be searched by their words only.",
        "unembedded_one": "One document can so far be searched by its words only.",
    },
}


def not_found_text(
    language: str, nearest: Iterable[str], searched: Searched | None, moment: Moment | None, *, unsupported: bool
) -> str:
    """An honest "not in your documents", with what was searched and where the nearest passages stand.

    `nearest`: names of documents, best first; `unsupported`: the model wrote something that they do not carry.
    """
    sentences = _NOTHING["de" if language == "de" else "en"]
    names = list(dict.fromkeys(nearest))
    waits = searched is not None and bool(searched.unread or searched.changed)
    head = sentences["unsupported" if unsupported else "not_found_yet" if waits else "not_found"]
    parts = [head, searched_text(language, searched, moment), unready_text(language, searched)]
    if names:
        nearest_text = sentences["offered" if unsupported else "nearest"]
        parts.append(nearest_text.format(names=", ".join(names[:_SHOWN_DOCUMENTS])))
    elif not unsupported:
        parts.append(sentences["none"])
    return " ".join(filter(None, parts))


def searched_text(language: str, searched: Searched | None, moment: Moment | None) -> str:
    """How many documents were searched, whether these are all, and in which state of the library."""
    sentences = _NOTHING["de" if language == "de" else "en"]
    if searched is None:
        text = ""
    elif not searched.library:
        text = sentences["empty"]
    else:
        kind = "all" if searched.documents == searched.library else "some"
        text = sentences[f"{kind}_one" if searched.library == 1 else kind].format(
            documents=searched.documents, library=searched.library
        )
    if moment is None:
        return text
    state = sentences["staged" if moment.time is None else "then"]
    return f"{text} {state.format(generation=moment.generation, time=moment.time)}".strip()


def unready_text(language: str, searched: Searched | None) -> str:
    """How many documents can be searched only later, or only in part so far; "" when none."""
    if searched is None:
        return ""
    sentences = _NOTHING["de" if language == "de" else "en"]
    counts = {
        "unread" if searched.documents else "unread_only": searched.unread,
        "changed": searched.changed,
        "unembedded": searched.unembedded,
    }
    return " ".join(
        sentences[kind if count > 1 else f"{kind}_one"].format(count=count)
        for kind, count in counts.items()
        if count
    )


def missing_part_text(language: str, part: str, *, failed: bool = False) -> str:
    """What of a question of several parts the documents do not answer; `failed`: the model did not deliver."""
    if failed:
        if language == "de":
            return f"Unbeantwortet, weil das Sprachmodell keine Antwort geliefert hat: „{part}“"
        return f"Not answered, as the language model did not deliver: “{part}”"
    if language == "de":
        return f"Nicht in Ihren Dokumenten: „{part}“"
    return f"Not in your documents: “{part}”"


def only_first_text(language: str, question: str) -> str:
    """Only the beginning of what was asked is answered."""
    if language == "de":
        return f"Beantwortet ist nur: „{question}“ Zusammen mit dem Übrigen wurde nichts gefunden."
    return f"Only this is answered: “{question}” Together with the rest, nothing was found."


def read_alone_text(language: str, question: str) -> str:
    """The rest of what was written is not read as a question."""
    return f"Gelesen wurde nur: „{question}“" if language == "de" else f"Only this was read: “{question}”"


def unmentioned_text(language: str, thing: str) -> str:
    """What else was asked about, and the answer does not mention."""
    if language == "de":
        return f"Nicht erwähnt, obwohl danach gefragt war: „{thing}“"
    return f"Not mentioned, though it was asked about: “{thing}”"


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
        followed = " Anweisungen in Fragen werden nicht befolgt." if _OF_QUESTIONS & set(kinds) else ""
        return f"Der Inhaltsfilter hat etwas bemerkt ({named}).{followed}"
    if blocked:
        return f"The content filter does not let this through ({named}). Please ask in another way."
    if _SECRET in kinds:
        return f"The content filter noticed something ({named}): the answer holds credentials."
    followed = " Instructions in questions are not followed." if _OF_QUESTIONS & set(kinds) else ""
    return f"The content filter noticed something ({named}).{followed}"


def withheld_text(language: str, kinds: Sequence[str]) -> str:
    """The content filter does not let some words of the documents be shown."""
    named = ", ".join(kinds)
    if language == "de":
        return f"Der Inhaltsfilter hält Stellen der Dokumente zurück ({named})."
    return f"The content filter holds back places of the documents ({named})."


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


def cut_text(language: str, model: str) -> str:
    """The reply reached a limit of tokens."""
    if language == "de":
        return f"{model} hat die Höchstlänge einer Antwort erreicht; der unvollendete letzte Satz fehlt."
    return f"{model} reached the limit of its reply; its unfinished last sentence was left out."


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


def join_notices(*notices: str | None) -> str | None:
    """What is to be said beside an answer, each sentence once; None when it is nothing."""
    return " ".join(filter(None, dict.fromkeys(notices))) or None
