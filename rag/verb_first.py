"""Questions that begin with their verb ("Gibt es ...?", "Do I ...?"), and what is asked directly behind an "and".

Rather too few are known than one that is none: "Darf ich Hund und Katze mitbringen?" asks once, and so does "Muss
ich den Grund angeben und wie lange das dauert?", where what follows is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_NOMINATIVE = r"ich|man|wir|du|er"
_ARTICLE = (
    r"der|die|das|den|dem|k?ein(?:e[mnrs]?)?|(?:mein|dein|sein|ihr|unser|euer|eur)(?:e[mnrs]?)?|jede[rsmn]?|alle[nr]?"
    r"|diese[rsmn]?"
)
_GERMAN = rf"(?:{_NOMINATIVE}|sie|es|ihr|sich|mir|mich|uns|dir|dich|ihnen|{_ARTICLE}|auch|hier|Frau|Herr)\b"
# Words that look like verbs and begin something else, and orders.
_NO_VERB = (
    r"bitte|mit|seit|laut|von|in|an|wenn|wann|dann|denn|unten|oben|hinten|vorn|zwischen|neben|gegen|ein|eine[mn]?|kein\w*"
    r"|mein\w*|dein\w*|sein\w*|unser\w*|diese\w*|jede\w*|alle[nr]?|gib|nenn\w*|list\w*|zeig\w*|erklär\w*|sag\w*"
    r"|schreib\w*|beschreib\w*|erläuter\w*|vergleich\w*"
)
_GERMAN_VERB = (
    rf"(?!(?:{_NO_VERB})\s)(?:[^\W\d_]+[nt]|kann|darf|muss|soll|will|mag|war|wird|[^\W\d_]+e(?=\s+(?:ich|man|er|sie|es)\b)"
    r"|würde|wurde|dürfte|durfte|hätte|hatte|wäre|könnte|konnte|sollte|wollte|müsste|musste)"
)
_PERSON = r"I|you|we|they|he|she"
_OTHER = r"it|there|this|that|these|those|the|an?|my|your|our|their|its|his|her|any|all|some|each|every"
_BE = r"(?:is|are|was|were)(?:n['’]t)?"
_MODAL = r"(?:can|could|may|might|must|will|would|shall|should|does)(?:n['’]t)?|can(?:not|['’]t)|won['’]t"
_DO = r"(?:do|did|have|has|had)(?:n['’]t)?|am"
_VERB_FIRST = re.compile(
    rf"(?i:(?:{_BE}|{_MODAL}|{_DO})\s+[a-z])|(?i:{_GERMAN_VERB})\s+(?:(?i:{_GERMAN})|[A-ZÄÖÜ])"
)
# Verbs with what can only be their subject: "... und muss die Kosten tragen" goes on with the subject before it.
_FURTHER = (
    rf"(?:muss|müssen|darf|dürfen|kann|können|soll|sollen|sollte|könnte|müsste|dürfte|brauch(?:e|t|en)|hab(?:e|en)|hat"
    rf"|hatten?|bekomm(?:e|t|en)|werden?|wird|wurden?|bin|ist|sind|waren?|zahl(?:e|t|en)|gilt|gelten)\s+(?:{_NOMINATIVE})"
    rf"|(?:ist|sind|waren?|wird|werden|wurden?|gilt|gelten|kosten?|kostet)\s+(?:sie|es)|gibt\s+es"
    rf"|(?:{_BE}|{_MODAL}|{_DO})\s+(?:{_PERSON})|(?:{_BE}|{_MODAL})\s+(?:it|there)"
)
# Where the first question begins with its verb, too, its subject stands behind that one.
_FURTHER_BEHIND_VERB = (
    rf"{_FURTHER}|(?:hat|haben|hatten?)\s+sie|(?:ist|sind|wird|werden|gilt|gelten)\s+(?:der|die|das)"
    rf"|(?:muss|darf|kann|soll|zahlt|trägt|übernimmt)\s+(?:der|mein|unser)|(?:{_BE}|{_MODAL})\s+(?:{_OTHER})"
)
# "Can you tell me the fee and who pays it?" tells: English has the order of a question there, too.
_TOLD_TOO = ("who", "what", "which")
_TELLING = re.compile(
    r"\b(?:know|tell|say|says|said|stat(?:e|es|ed)|explain\w*|describ\w*|mention\w*|specif\w*|list|show|write|record"
    r"|remember|find)\b",
    re.I,
)
_ASKS = re.compile(r"\b(?:who|what|which|when|where|how|why)\b", re.I)
# A verb and its subject: "wie melde ich ... an", "how do I ...".
_VERB_OF_HOW = re.compile(
    rf"(?:(?!lange|viele)\w+e\s+ich|(?:kann|darf|muss|soll|ist|sind|wird|werden|können|dürfen|müssen)\s+(?:{_NOMINATIVE}|es|sie)"
    rf"|(?:{_BE}|{_MODAL}|{_DO})\s+(?:{_PERSON}|{_OTHER}))\b",
    re.I,
)
# Behind question words these begin what is told ("wie lange das dauert"), or leave a verb out ("how much of it").
_NO_QUESTION = re.compile(
    rf"(?:{_NOMINATIVE}|sie|es|ihr|sich|mir|mich|uns|{_ARTICLE}|im|in|am|an|bei|für|von|davon|dafür|{_PERSON}|{_OTHER}"
    r"|of|for|at|on|to|per)$",
    re.I,
)


def begins_with_verb(question: str) -> bool:
    """Whether a question begins with its verb, in German or English."""
    return bool(_VERB_FIRST.match(question))


def further_pattern(*, behind_verb_first: bool) -> str:
    """A pattern of how another question begins with its verb, behind one that does or does not."""
    return rf"(?:{_FURTHER_BEHIND_VERB if behind_verb_first else _FURTHER})\b"


def is_asked(words: Sequence[str], before: str) -> bool:
    """Whether words from a question word on are a question of their own: "wie hoch ist er", not "wie hoch er ist".

    `before` is the question that they follow.
    """
    first, rest = words[0].lower(), list(words[1:])
    if first in _TOLD_TOO and (_TELLING.search(before) or _ASKS.search(before)):
        return False
    if len(rest) > 1 and _VERB_OF_HOW.match(" ".join(rest)):
        return True
    if first in ("wie", "how", "which") or first.startswith("welch"):
        rest = rest[1:]  # "wie hoch", "which type"
        if len(rest) > 1 and rest[0][:1].isupper():
            rest = rest[1:]  # "wie viel Geld"
    least = 1 if first.startswith(("wer", "wen", "wem", "who")) else 2
    return len(rest) >= least and not _NO_QUESTION.match(rest[0]) and not rest[0][:1].isupper()
