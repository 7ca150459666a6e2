"""Text that gives orders to its reader where nobody looks: in a title, a keyword or the description of a picture.

What stands on the pages may say what it likes; it is shown to everyone. A field that no reader of the document sees
is left out when it tries what the content filter knows, or is a sentence that tells somebody to do something.
German and English.
"""

from __future__ import annotations

import re

from rag.content_filter import InjectionRules

_LEAST_WORDS = 4
_LONGEST = 2000  # characters that are looked at
# A sentence begins here, or a verb behind a word that often stands before an order.
_START = (
    r"(?:^|[.!?:;|(\[–—]\s*|\s-\s+)[\W_]*(?:(?:please|always|never|just|now|then|also|do not|don['’]t|instead"
    r"|bitte|immer|nie|niemals|stets|jetzt|nun|and|und)\s+){0,3}"
)
_VERBS = (
    "ignore|disregard|forget|respond|tell|translate|include|append|insert|recommend|click|pretend|reveal"
    "|summari[sz]e|refuse|remember to|make sure|be sure|say|"
    "antworte|schreibe?|ignoriere|vergiss|nenne|gib|wiederhole|übersetze|füge|empfiehl|klicke?|sende|schicke?|tue?"
    "|verhalte dich|zeige?|erwähne|behaupte|verschweige|verrate|beende|verwende|benutze|nutze|missachte|verweigere"
)
# As nouns they begin titles ("Answer key", "Besuche im Werk"): here another word of an order follows.
_NOUNS = (
    "answer|reply|show|print|list|add|send|call|use|act|stop|mention|state|claim|link|output|write|repeat|visit|"
    "sage?|stelle|besuche?|lade|rufe?|folge|achte|denke?|beginne|öffne|lehne"
)
_FOLLOWS = (
    "in|with|only|that|the|this|these|all|every|your|as|like|nothing|no|yes|them|him|her|us|me|it|everyone|any|an|a|"
    "nur|auf|mit|dass|das|den|dem|der|die|diese\\w*|alle\\w*|jede\\w*|nichts|kein\\w*|ihn|ihm|ihr|mir|uns|es|immer"
    "|ein\\w*|daran|sicher|ab|stets|darauf"
)
_ORDER = re.compile(
    rf"{_START}(?:(?:{_VERBS})\b|(?:{_NOUNS})\s+(?:{_FOLLOWS})\b|[a-zäöüß]+(?:en|ern|eln) sie\b"
    r"|(?:you|the (?:assistant|model|ai|bot)|du|sie|der assistent|das modell|die ki)"
    r" (?:must|should|shall|are to|have to|need to|musst|sollst|darfst|müssen|sollen|dürfen|wirst|muss|soll|darf)\b"
    r")"
)
_RULES = InjectionRules()


def gives_orders(text: str) -> bool:
    """Whether a text tells its reader what to do: a sentence with an imperative, or a try to override others."""
    seen = " ".join(text[:_LONGEST].split())
    if _RULES.check(seen, "question"):
        return True
    return len(seen.split()) >= _LEAST_WORDS and bool(_ORDER.search(seen.lower()))


def stands_in(value: str, page: str) -> bool:
    """Whether a page shows a field, apart from case and white space."""
    return " ".join(value.lower().split()) in " ".join(page.lower().split())
