"""Sentences beside a question that ask nothing of documents: how a reply is to be written, and orders to write one.

A person writes facts, conditions and further requests in the same form ("Answer for part-time employees."), so a
wish is only what says nothing else; whatever could narrow a question, or add to it, is read with it.
"""

from __future__ import annotations

import re

from rag.analysis import is_stopword

_POLITE = r"\W*(?:(?:please|bitte|and|und|then|dann|now|nun)\s+)*"
# "Print the answer", not "Print jobs are stuck": an English verb is none before a noun.
_ITS_OBJECT = (
    r"(?=\W*$|\W+(?:all|an?|as|at|back|backwards|by|each|every\w*|from|in|it|just|like|me|no|not|only|sie|that|the|these"
    r"|this|to|us|using|with|without|your|\w+ly)\b)"
)
_YOUR = r"\b(?:your|deine[mnrs]?|ihre[mnrs]?)\s+(?:\w+\s+){0,2}?"
_REPLY = rf"{_YOUR}(?:answers?|messages?|repl(?:y|ies)|responses?(?!\s+times?\b)|antwort(?:en)?|nachricht(?:en)?)\b"
_ANSWER = re.compile(rf"{_POLITE}(?:(?:answer|reply|respond){_ITS_OBJECT}|antworte(?:n\s+sie)?\b)", re.I)
_WRITE = re.compile(
    rf"{_POLITE}(?:(?:compose|draft|print|repeat|replace|rewrite|spell|translate|write){_ITS_OBJECT}"
    r"|(?:ersetze|formuliere|schreibe|übersetze|verfasse|wiederhole)(?:n\s+sie)?\b|schreib\b)",
    re.I,
)
# Whatever else is to be done with the reply: "End your reply with ...", "Remove the spaces from your response".
_OF_REPLY = re.compile(
    rf"{_POLITE}(?:in\s+{_REPLY}|{_REPLY}\s+(?:has\s+to|is\s+to|must|needs\s+to|shall|should|soll|sollte|muss|darf)\b"
    rf"|(?P<verb>[^\W\d_]+)(?:\s+sie)?\s+"
    rf"(?:{_REPLY}|.*?\b(?:an|at|aus|by|from|in|into|mit|of|on|through(?:out)?|to|von|with(?:in)?|zu)\s+{_REPLY}))",
    re.I | re.S,
)
# These may say by what the question is to be answered: "Use the trainees' rules in your answer".
_OF_CONTENT = re.compile(
    r"(?:apply|base|consider|cover|focus|follow|include|limit|list|mention|name|quote|regard|respect|restrict|take|use"
    r"|(?:beachte|befolge|begrenze|beschränke|behandle|berücksichtige|erwähne|liste|nenne|nimm|nutze|stütze|verwende|zitiere|gehe?)n?|nehmen)$",
    re.I,
)
# In which form a figure is wanted is part of what is asked.
_OF_FIGURES = re.compile(
    r"\b(?:round|rund)|decimal|\bdigits?\b|percent|prozent|%|millio|billion|milliard|thousand|tausend|\bmio\b|\bmrd\b"
    r"|nachkomma|currenc|währung|dollar|\beuros?\b|\bpounds?\b|\bpfund\b|franken|\bfrancs?\b|\b(?:usd|eur|chf|gbp)\b"
    r"|\b(?:int|float)\b|integer|(?<!in)format(?:en?|s)?\b|einheit|\bunits?\b|stunden?\b|\bhours?\b|\bdays?\b|\btagen?\b"
    r"|\bweeks?\b|\bwochen?\b|\bmonths?\b|\bmonaten?\b|\byears?\b|\bjahren?\b"
    r"|\b(?:as|in|als|mit) (?:an? |einer )?(?:whole |ganze[nr]? )?(?:numbers?|zahl(?:en)?)\b",
    re.I,
)
ASKER = re.compile(r"\b(?:i|my|we|our|ich|wir|mein\w*|unser\w*)\b", re.I)
# Who asks, and by what: this belongs to what is asked, whatever is to be done.
_OF_ASKER = rf"{ASKER.pattern}|\b(?:according|gemäß|laut|article|artikel|section|abschnitt|absatz)\b|§"
_FOR = (
    r"(?:for|für|regarding|concerning|regard|respect|nach|bezüglich|hinsichtlich|if|when|wenn|falls|where"
    r"|assum\w*)\b"
)
_NARROWS = re.compile(rf"{_OF_ASKER}|\b{_FOR}", re.I)
# "Write a letter for the school" is no "Answer for pupils".
_NARROWS_REPLY = re.compile(rf"{_OF_ASKER}|{_REPLY}\s+{_FOR}", re.I)
_ADDS = re.compile(
    r"\b(?:also|too|auch|außerdem|zusätzlich|additionally|besides|dass|who|whom|whose|what"
    r"|which|how|why|wer|wem|wen|was|wann|wie\s+(?:lange?|viele?|hoch|oft|weit|groß)|welche\w*|warum|ob|whether)\b",
    re.I,
)
# What these ask for may stand in the documents, or not.
_TELL = re.compile(
    rf"{_POLITE}(?:(?:admit|announce|assert|calculate|claim|compare|confirm|correct|create|declare|describe|develop"
    rf"|explain|give|include|list|pretend|provide|reveal|say|show|state|summari[sz]e|tell)(?:{_ITS_OBJECT}|(?=\W+\w+\W*$))"
    r"|(?:behaupte|berechne|beschreibe|bestätige|erkläre|erstelle|nenne|sage|vergleiche|verrate|zeige)(?:n\s+sie)?\b|gib\b|geben\s+sie\b"
    r"|listen\s+sie\b|liste\s+(?:alle|bitte|die|mir)\b)",
    re.I,
)


# What is pasted between fences may be an error message, whose codes are asked about; names in a program are not.
_FENCE = re.compile(r"```.*?(?:```|$)", re.S)
_PROGRAM = re.compile(r"\w\([^)\n]*\)|^\s*(?:import|from|def|class|return) \w", re.M)
_LEAD = re.compile(
    rf"[^.?!\n]*(?:{_REPLY}|{_YOUR}(?:code|implementation|lösung|outputs?|solution)\b)[^.?!\n]*\s*$", re.I
)
_LONGEST_LEAD = 300


def without_programs(text: str, *, only_added: bool = False) -> str:
    """A text without programs between fences.

    `only_added`: those that are to be put into the reply, with the words that say so ("Put into your code: ...").
    """
    kept = ""
    end = 0
    for fence in _FENCE.finditer(text):
        kept += text[end : fence.start()]
        end = fence.end()
        lead = _LEAD.search(kept, max(0, len(kept) - _LONGEST_LEAD))
        if not _PROGRAM.search(fence.group()) or (only_added and lead is None):
            kept += fence.group()
        elif only_added and lead is not None:
            kept = kept[: lead.start()]
    return kept + text[end:]


def is_wish(sentence: str) -> bool:
    """Whether it says how the reply is to be written, and nothing of what is asked."""
    if _OF_FIGURES.search(sentence) or _ADDS.search(sentence):
        return False
    if _ANSWER.match(sentence) or _WRITE.match(sentence):
        return not _NARROWS.search(sentence)
    of_reply = _of_reply(sentence)
    if of_reply is None or _OF_CONTENT.match(of_reply["verb"] or ""):
        return False
    return not _NARROWS_REPLY.search(sentence)


def is_order(sentence: str) -> bool:
    """Whether it orders something else to be told or written; not for whom or in which case."""
    if _TELL.match(sentence) or _ANSWER.match(sentence):
        return not _NARROWS.search(sentence)
    return bool(_WRITE.match(sentence) or _of_reply(sentence)) and not _NARROWS_REPLY.search(sentence)


def _of_reply(sentence: str) -> re.Match[str] | None:
    """What is to be done with the reply; None where the first word is none that tells to do something."""
    found = _OF_REPLY.match(sentence)
    return None if found and found["verb"] and is_stopword(found["verb"]) else found
