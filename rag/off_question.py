"""Sentences that are about what a question asks and still cannot answer it.

What does not happen is not told by a sentence that denies nothing; what was is not told by a rule of what shall be;
a figure below a limit is not the limit, and the figure of a quarter not that of the year.
"""

from __future__ import annotations

import re

from rag.answer_kinds import Kind, kind_asked
from rag.measure_rows import rows_of
from rag.numbers import numbers_in
from rag.periods import parts_in, years_in
from rag.polarity import denies, denies_widely
from rag.sentences import split_sentences
from rag.supports import Support, in_plain_form
from rag.written_forms import days_of_year, months_in

# Not the German word for "what".
_WAS = r"was\s+(?:(?:the|an?|there|it|he|she|any|this|that|all|his|her|its|our|your)\b|(?-i:[A-Z]\w*(?:'s)? [a-z]))"
# Yes or no may be told by either; a reason or a way is not itself denied.
_NOT_FOR_A_THING = re.compile(
    rf"\W*(?:(?:is|are|were|do|does|did|has|have|had|can|could|may|must|should|will|would|ist|sind|war(?:en)?|kann"
    r"|können|darf|dürfen|muss|müssen|soll\w*|hat|haben|hatten?|wird|werden|gibt|gab|why|how|warum|weshalb|wieso|wie"
    rf"|if|wenn|falls)\b|{_WAS})",
    re.I,
)
# Behind it another clause begins, which says of whom or when, not what is asked.
_ASIDE = re.compile(
    r",|(?<=\w)\s+(?:that|which|who|whom|whose|if|when|while|because|unless|where|wenn|falls|weil|sofern|obwohl)\s",
    re.I,
)
# What says no without a word of denial.
_SAYS_NO = re.compile(
    r"\b(?:without|fail\w*|lack\w*|except\w*|instead|only|prevent\w*|refus\w*|un[a-zäöüß]{3,}|[ia]\w+[ai]ble|rather|hardly"
    r"|rarely|seldom|little|few\w*|absen\w+|den(?:y|ies|ied)|dis\w+|stop\w*|ceas\w*|abandon\w*|replac\w*|forb\w+"
    r"|ban(?:s|ned)?|exclud\w*|avoid\w*|exempt\w*|free|closed|left out|omit\w*|ohne|außer\w*|ausgenommen|nur|statt"
    r"|fehl\w*|verhinder\w*|frei\w*|\w+frei|geschlossen|selten|kaum|wenig\w*|verzicht\w*|sperr\w*|gesperrt|verlier\w*"
    r"|verfäll\w*|erlisch\w*|erloschen|endet?|lieber|anstelle|tabu)\b",
    re.I,
)
_WAS_IT = re.compile(rf"\W*(?:(?:were|did|had|war(?:en)?|hatten?|wurden?|gab(?: es)?)\b|{_WAS})", re.I)
_RULE = re.compile(
    r"\b(?:shall|must|may|means|is deemed|are deemed|muss|müssen|darf|dürfen|soll|sollen|gilt als|gelten als"
    r"|(?:ist|sind) \w+ zu)\b",
    re.I,
)
_HAPPENED = re.compile(
    r"\b(?:was|were|had|did|ha(?:s|ve) (?:\w+ )?\w+(?:ed|en|ne|wn|ld|de)|war(?:en)?"
    r"|hatten?|wurden?|gab|ha(?:t|ben)\b.*\bge\w+[tn])\b",
    re.I,
)
_CHANGE = re.compile(
    r"\b(?:increas|decreas|reduc|declin|grow|grew|rise|rising|rose|fell|drop|improv|higher|lower|zunahme|abnahme|anstieg|rückgang"
    r"|gestiegen|gesunken|stieg|sank|wachs|wuchs|gewachsen|erhöh|verringer|verbesser|verschlechter|höher|niedriger)\w*",
    re.I,
)
_LIMIT = (
    r"(?:limits?|thresholds?|ceilings?|targets?|\w*grenz(?:e|werte?[ns]?)|\w*schwellen?\w*"
    r"|\w*ziel(?:e[ns]?|s|werte?[ns]?)?|\w*vorgaben?)"
)
_LIMIT_ASKED = re.compile(rf"\b{_LIMIT}\b", re.I)
# "290 ppm and so below the limit".
_BESIDE_LIMIT = re.compile(
    r"\b(?:below|under|above|over|within|beyond|miss\w*|unter|über|unterhalb|oberhalb|innerhalb|verfehl\w*)\s+"
    rf"(?:the|this|our|its|that|de[rmns]|die|das|diese[rmns]?|unsere[rmns]?)\s+(?:\w+\s+)?{_LIMIT}\b",
    re.I,
)
_WHOLE_YEAR = re.compile(
    r"\b(?:full[- ]year|whole year|annual\w*|twelve months|12 months|gesamtjahr\w*|ganze[ns]? jahr\w*|jahres\w*)\b",
    re.I,
)


def cannot_answer(question: str, sentence: Support) -> str:
    """What keeps a sentence from answering a question: "negation", "words" or "dates"; "" when nothing does."""
    if asks_for_denied(question) and not _says_no(sentence.text) and not _says_no(sentence.lead_in):
        return "negation"
    if _WAS_IT.match(question) and _RULE.search(sentence.text) and not _HAPPENED.search(sentence.text):
        return "words"
    if _is_beside_limit(question, sentence.plain or sentence.text):
        return "words"
    return "dates" if _is_of_part_of_year(question, sentence) else ""


def asks_for_denied(question: str) -> bool:
    """Whether a question asks for a thing of which something is denied: "Which costs are not refunded?"."""
    if _NOT_FOR_A_THING.match(question):
        return False
    aside = _ASIDE.search(question)
    return denies(question[: aside.start()] if aside else question)


def _says_no(text: str) -> bool:
    return denies_widely(text) or _SAYS_NO.search(text) is not None


def _is_beside_limit(question: str, text: str) -> bool:
    """Whether a limit is asked for, and the one figure of a text is said to be below or above it."""
    return bool(_LIMIT_ASKED.search(question) and _BESIDE_LIMIT.search(text)) and len(numbers_in(text)) == 1


def _is_of_part_of_year(question: str, sentence: Support) -> bool:
    """Whether a question wants a figure of a year, or how one came about, and the sentence tells of a quarter."""
    if not years_in(question) or parts_in(question) or _has_date(question) or not _is_about_figures(question):
        return False
    text = sentence.text
    if not (years_in(text) or parts_in(text)):
        text = _before(sentence)
    return bool(parts_in(text)) and not _WHOLE_YEAR.search(text)


def _has_date(question: str) -> bool:
    plain = in_plain_form(question)
    return bool(days_of_year(plain) or months_in(plain))


def _is_about_figures(question: str) -> bool:
    if kind_asked(question) is Kind.NUMBER or rows_of(question):
        return True
    return _CHANGE.search(question) is not None


def _before(sentence: Support) -> str:
    """The sentence before, whose period it goes on about."""
    text = sentence.passage.text[: sentence.start - sentence.passage.start]
    spans = list(split_sentences(text))
    return text[slice(*spans[-1])] if spans else ""
