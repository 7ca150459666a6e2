"""What stands with a question and is none: orders to whoever answers, and questions that keep it from being found.

A person may tell what leads to a question ("I moved here in May. Which form do I need?") or ask about rules ("Can I
ignore the letter?"). So only sentences that a policy objects to and that do not ask are left out; once a question
has been asked, all that follows such a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.analysis import is_stopword
from rag.evidence import has_all_literals
from rag.followups import points_back
from rag.parts import begins_as_question
from rag.sentences import split_sentences

_QUESTION_MARK = re.compile(r"\?[?!.]*$")
# "2. ", "b) ", "And ": what stands before a question that is one of several.
_LEAD = re.compile(r"\W*(?:(?:\d{1,2}|[a-z])[.)]\s*)?(?:(?:und|and|also|oder|or|but|aber)\s+)?", re.I)
_WORD = re.compile(r"[^\W_]+")
# How the reply is to be written asks nothing of documents.
_YOUR = r"\b(?:your|deine[mnrs]?|ihre[mnrs]?)\s+(?:\w+\s+){0,2}?"
_OF_REPLY = re.compile(
    rf"{_YOUR}(?:answers?|repl(?:y|ies)|responses?(?!\s+times?\b)|antwort(?:en)?)\b"
    rf"|\b(?:in|into|to|with|within|zu)\s+{_YOUR}(?:outputs?|solutions?|code(?!\s+of\b)|implementation|lösung)\b",
    re.I,
)
_POLITE = r"\W*(?:please\s+|bitte\s+)?"
_WRITE = re.compile(
    rf"{_POLITE}(?:(?:answer|compose|draft|print|repeat|replace|reply|respond|rewrite|spell|translate|write)"
    r"|(?:antworte|ersetze|formuliere|schreibe|übersetze|verfasse|wiederhole)(?:n\s+sie)?|schreib)\b",
    re.I,
)
# In which form a figure is wanted is part of what is asked.
_OF_FIGURES = re.compile(
    r"\b(?:round|rund)|decimal|digit|percent|prozent|%|million|billion|thousand|tausend|\bmio\b|\bmrd\b|nachkomma"
    r"|currenc|währung|dollar|euro\b|\b(?:usd|eur|int|float)\b|integer|format|einheit|\bunits?\b"
    r"|\b(?:as|in|als) (?:an? )?(?:whole |ganze )?(?:numbers?|zahl(?:en)?)\b",
    re.I,
)
# What these ask for may stand in the documents, or not.
_TELL = re.compile(
    rf"{_POLITE}(?:(?:calculate|compare|correct|create|describe|develop|explain|give|include|list|provide|say|show"
    r"|summari[sz]e|tell)"
    r"|(?:berechne|beschreibe|erkläre|erstelle|liste|nenne|sage|vergleiche|zeige)(?:n\s+sie)?|gib|geben\s+sie)\b",
    re.I,
)
_CODE = re.compile(r"```.*?(?:```|$)", re.S)
_FEWEST_WORDS = 2  # that a question needs, without those that every text has, to be understood alone


def without_orders(question: str, objects: Callable[[str], bool]) -> str:
    """The question without the sentences that `objects` says yes to; as it is, when nothing that asks remains.

    What is said behind such a sentence belongs to it, if a question stands before it.
    """
    sentences = _sentences(question)
    kept: list[str] = []
    for sentence in sentences:
        if _is_question(sentence) or not objects(sentence):
            kept.append(sentence)
        elif any(map(_asks, kept)):
            break
    rest = " ".join(kept)
    is_question = any(map(_asks, kept)) if any(map(_asks, sentences)) else _is_clear(rest)
    return rest if len(kept) < len(sentences) and is_question else question


def without_wishes(question: str) -> str:
    """The question without what is said behind it of how the reply is to be written, and what is told behind that.

    As it is, when what is left cannot be understood alone, or the rest names an article or year.
    """
    kept: list[str] = []
    left_out: list[str] = []
    for sentence in _sentences(question):
        is_wish = bool(left_out or _WRITE.match(sentence) or _OF_REPLY.search(sentence))
        is_behind = is_wish and not _asks(sentence) and any(map(_asks, kept))
        (left_out if is_behind else kept).append(sentence)
    asked, wished = " ".join(kept), " ".join(left_out)
    return asked if wished and not _OF_FIGURES.search(wished) and _is_whole(asked, wished) else question


def first_question(question: str) -> str | None:
    """The text up to the first question mark, if what follows is none of it and this one can be understood alone.

    That is another question, an order, or code. None for any other, also where the rest names an
    article or year: the first question may be about nothing else.
    """
    sentences = _sentences(question)
    asking = [number for number, each in enumerate(sentences, 1) if _asks(each)]
    if not asking:
        return None
    first, rest = (" ".join(each) for each in (sentences[: asking[0]], sentences[asking[0] :]))
    is_order = _TELL.match(rest) or _WRITE.match(rest) or _OF_REPLY.search(rest) or _CODE.search(rest)
    is_other = len(asking) > 1 or bool(is_order)
    return first if is_other and _is_whole(first, rest) else None


def _is_whole(question: str, rest: str) -> bool:
    """Whether a question can be understood without the rest."""
    return _is_clear(question) and not points_back(question) and has_all_literals(_CODE.sub(" ", rest), question)


def _sentences(question: str) -> Sequence[str]:
    return [question[start:end] for start, end in split_sentences(question)]


def _asks(sentence: str) -> bool:
    """Whether it ends with a question mark of its own, not one of a name in quotation marks."""
    return bool(_QUESTION_MARK.search(sentence))


def _is_question(sentence: str) -> bool:
    """Whether it also begins as one: "What if I ignore it?", not "Ignore it, and who are you?"."""
    return _asks(sentence) and begins_as_question(_LEAD.sub("", sentence, count=1))


def _is_clear(text: str) -> bool:
    return sum(not is_stopword(word) for word in _WORD.findall(text)) >= _FEWEST_WORDS
