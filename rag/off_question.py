"""Sentences that are about what a question asks and still cannot answer it.

What is not so is not told by a sentence that says it is; what was is not told by what a word means; a figure below
a limit is not the limit, and the figure of a quarter not that of the year. Each takes much evidence: a right answer
that is refused costs more than a wrong one that other rules may find.
"""

from __future__ import annotations

import re

from rag.analysis import analyse_in_all_languages, is_stopword
from rag.language import detect_language
from rag.measure_rows import rows_of
from rag.numbers import NUMBER, numbers_in
from rag.periods import parts_in, years_in
from rag.polarity import denies_widely
from rag.sentences import split_sentences
from rag.supports import Support, in_plain_form
from rag.verb_first import begins_with_verb
from rag.written_forms import days_of_year, months_in

_PREPOSITION = (
    r"(?:in|on|at|for|to|from|by|with|of|until|since|für|auf|an|bei|mit|von|zu|ab|bis|seit|gegen|über|unter)"
)
_THING = r"who|whom|whose|which|what|where|when|wer|wen|wem|wessen|welche[nrsm]?|was|wo|wann"
_ASKS_FOR_A_THING = re.compile(
    rf"\W*(?:{_PREPOSITION}\s+)?(?P<word>{_THING}|wohin|wofür|womit|worauf|woran)\b", re.I
)
# "Can you tell me what it costs?", "Is there one, and how large is it?"
_ASKS_WITHIN = re.compile(rf"\s(?:{_THING}|why|how|warum|wie)\b", re.I)
# Behind it another clause begins, which says of whom or when, not what is asked.
_ASIDE = re.compile(
    r",|(?<=\w)\s+(?:that|which|who|whom|whose|if|when|while|because|unless|where|wenn|falls|weil|sofern|obwohl)\s",
    re.I,
)
# "For not wearing a helmet" denies the wearing, not what is asked of it; "part no." denies nothing.
_DENIAL = re.compile(
    r"(?<!\w)(?<!\b(?:for|mit|bei|von|für)\s)(?:(?:not|never|\w+n['’]t|nicht|nie|niemals|kein\w*)\b"
    r"|no(?=\s+(?!(?:of|for|is|and|or|from|on|in)\b)[^\W\d_]))"
    r"(?P<behind>(?:\s+[\w-]+){1,4})",
    re.I,
)
_NO_DENIAL = re.compile(
    r"\b(?:not|nicht)\s+(?:only|just|nur|mehr als|more than|less than|weniger als|greater|larger|later|yet)\b", re.I
)
# What says no, or something else than yes, without a word of denial.
_SAYS_NO = re.compile(
    r"\b(?:without|fail(?:s|ed|ure)?|lack(?:s|ed|ing)?|except(?:ion\w*)?|instead|only|prevent\w*|refus\w*"
    r"|rather|hardly|rarely"
    r"|seldom|little|few|absen\w+|den(?:y|ies|ied)|stop(?:s|ped)?|ceas\w+|abandon\w*|forb\w+|ban(?:s|ned)?"
    r"|exclud\w+|avoid\w*"
    r"|exempt\w*|un(?:able|paid|used|covered|available|suitable|likely|known|changed)|late|ohne|außer\w*"
    r"|ausgenommen|nur|statt"
    r"|fehl\w*|verhinder\w*|befreit|\w+frei|selten|kaum|wenig\w*|verzicht\w*|gesperrt|verfäll\w*|erlisch\w*"
    r"|erloschen|lieber"
    r"|anstelle|verspätet|verfehlt|tabu)\b",
    re.I,
)
# Yes or no of what was; in English "was" is a verb.
_WAS_IT = re.compile(r"\W*(?:were|did|had|war(?:en)?|hatten?|wurden?|gab es)\b", re.I)
_MEANS = re.compile(
    r"\b(?:shall mean|means that|(?:is|are) defined as|(?:is|are) deemed|bedeutet|gilt als|gelten als"
    r"|im sinne d\w+)\b",
    re.I,
)
_LIMIT = (
    r"(?:limits?|thresholds?|ceilings?|targets?|(?:ober|unter|schmerz)?grenz(?:e|werte?[ns]?)|schwellenwerte?[ns]?"
    r"|zielwerte?[ns]?|vorgaben?)"
)
_LIMIT_ASKED = re.compile(
    rf"\W*(?:what|which|welche[nrsm]?|was|wie hoch)\s+(?:(?:is|are|was|were|ist|sind|war|waren)\s+)?"
    rf"(?:[\w-]+\s+){{0,3}}?{_LIMIT}\b",
    re.I,
)
# "290 ppm and so below the limit", but "below the limit of 350 ppm" tells it.
_BESIDE_LIMIT = re.compile(
    r"\b(?:below|under|above|over|within|beyond|unter|über|unterhalb|oberhalb|innerhalb)\s+"
    rf"(?:the|this|our|its|that|de[rmns]|die|das|diese[rmns]?|unsere[rmns]?)\s+(?:\w+\s+)?{_LIMIT}\b"
    rf"(?!\s+(?:of|von|in höhe von|at)\W+(?:{NUMBER.pattern}))",
    re.I,
)
_FIGURE = re.compile(
    r"\b(?:revenues?|sales|turnover|profits?|income|earnings|margins?|ebit\w*|cash ?flows?|inventor(?:y"
    r"|ies)|assets|debt"
    r"|liabilities|equity|expenses?|capex|\w*umsatz\w*|\w*erlöse\w*|\w*gewinn\w*|\w*ergebnis\w*|\w*marge\w*"
    r"|\w*vorräte\w*"
    r"|schulden|eigenkapital\w*|\w*aufwand\w*|\w*aufwendungen)\b",
    re.I,
)
_PART_ASKED = re.compile(
    r"\b(?:who|wer|when|wann|quarters?|quartal\w*|half|halbjahr\w*|months?|monat\w*|season\w*)\b", re.I
)
_WHOLE_YEAR = re.compile(
    r"\b(?:full[- ]year|whole year|annual\w*|twelve months|12 months|gesamtjahr\w*|ganze[ns]? jahr\w*|jahres\w*)\b",
    re.I,
)


def cannot_answer(question: str, sentence: Support) -> str:
    """What keeps a sentence from answering a question: "negation", "words" or "dates"; "" when nothing does."""
    denied = denied_word(question)
    if (
        denied
        and denied & analyse_in_all_languages(sentence.text)
        and not _says_no(f"{sentence.lead_in} {sentence.text}")
    ):
        return "negation"
    if _WAS_IT.match(question) and _MEANS.search(sentence.text):
        return "words"
    if _is_beside_limit(question, sentence.plain or sentence.text):
        return "words"
    return "dates" if _is_of_part_of_year(question, sentence) else ""


def asks_for_thing(question: str) -> bool:
    """Whether a question asks who, what, which, when or where, not whether or how."""
    return _asking_word(question) is not None


def asks_whether(question: str) -> bool:
    """Whether a question begins with its verb and asks for nothing but yes or no; "Was kostet es?" does not."""
    return begins_with_verb(question) and not asks_for_thing(question) and not _ASKS_WITHIN.search(question)


def denied_word(question: str) -> frozenset[str]:
    """What a question for a thing says of it is not so, as terms: "refunded" of "Which costs are not refunded?"."""
    asks = _asking_word(question)
    if asks is None:
        return frozenset()
    aside = _ASIDE.search(question, asks.end())
    clause = _NO_DENIAL.sub(" ", question[: aside.start()] if aside else question)
    denial = _DENIAL.search(clause)
    words = denial["behind"].split() if denial else []
    first = next((word for word in words if not is_stopword(word)), "")
    return analyse_in_all_languages(first)


def _asking_word(question: str) -> re.Match[str] | None:
    asks = _ASKS_FOR_A_THING.match(question)
    is_verb = asks is not None and asks["word"].lower() == "was" and detect_language(question) == "en"
    return None if is_verb else asks


def _says_no(text: str) -> bool:
    return denies_widely(text) or _SAYS_NO.search(text) is not None


def _is_beside_limit(question: str, text: str) -> bool:
    """Whether a limit is asked for, and the one figure of a text is said to be below or above it."""
    return bool(_LIMIT_ASKED.match(question) and _BESIDE_LIMIT.search(text)) and len(numbers_in(text)) == 1


def _is_of_part_of_year(question: str, sentence: Support) -> bool:
    """Whether a question wants a figure of a year, or how one came about, and the sentence tells of a quarter."""
    if not years_in(question) or parts_in(question) or _PART_ASKED.search(question) or _has_date(question):
        return False
    if not (_FIGURE.search(question) or rows_of(question)):
        return False
    text = sentence.text
    if not (years_in(text) or parts_in(text)):
        text = _before(sentence)
    return bool(parts_in(text)) and not _WHOLE_YEAR.search(text)


def _has_date(question: str) -> bool:
    plain = in_plain_form(question)
    return bool(days_of_year(plain) or months_in(plain))


def _before(sentence: Support) -> str:
    """The sentence before, whose period it goes on about."""
    text = sentence.passage.text[: sentence.start - sentence.passage.start]
    spans = list(split_sentences(text))
    return text[slice(*spans[-1])] if spans else ""
