"""Whether a reply has the kind of thing a question asks for: "how long" wants a time, "how many" a number.

A verified sentence may still be no answer. Only what plainly lacks it is refused, so questions in other words pass.
Whatever is asked for, it is nothing that the question says itself.
"""

from __future__ import annotations

import re
from collections.abc import Set
from enum import StrEnum

from rag.analysis import analyse_question, is_stopword, question_words
from rag.number_words import in_figures
from rag.numbers import numbers_in
from rag.quantities import LENGTHS, lacks_quantity
from rag.units import measured
from rag.written_forms import months_in

_TIME_ASKED = re.compile(
    r"\b(?:how (?:long|quickly|often|soon)|when|(?:at )?what time|wie (?:lange|oft)|wann"
    r"|um wie ?viel uhr)\b",
    re.I,
)
_NUMBER_ASKED = re.compile(
    r"\b(?:how (?:many|much|high|large|heavy|expensive)|wie ?(?:viele?[nrs]?|hoch|groß|schwer|teuer)|was kostet"
    r"|what does .{1,80} cost)\b",
    re.I,
)
# The first one says what is asked; later ones begin a clause.
_QUESTION_WORD = re.compile(
    r"\b(?:who|whom|whose|which|why|what|where|how|when|wer|wen|wem|wessen|welche\w*|warum|weshalb|wieso|was|wo|wie|wann)\b",
    re.I,
)
# "Von welchem Hersteller ...": a preposition may stand before it.
_ASKS_FOR_SOMETHING = re.compile(rf"\W*(?:\w+\s+)?{_QUESTION_WORD.pattern}", re.I)
_CHOICE = re.compile(r"\b(?:or|oder)\b", re.I)
_CONDITION = re.compile(r"\w+ \w+ (?<!and )(?<!or )when\b", re.I)
# Little words that no index counts may be the whole answer.
_SMALL_ANSWER = re.compile(
    r"\b(?:all\w*|jede\w*|niemand\w*|kein\w*|nicht\w*|nie\w*|beide\w*|immer|selbst|hier|dort|über\w*|any\w*|every\w*|nobody"
    r"|no|not|none|nothing|never|both|always|yourself|myself|here|there|ich|wir|sie|ihr|i|we|they|he|she|you|me|us|them)\b",
    re.I,
)
_TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "o'clock"})
_BEFORE = 4  # characters of "at" or "um" before the question word
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_TIME_WORD = re.compile(
    r"(?:tag|woche|monat|jahr|quartal|stunde|minute|sekunde)(?:e|en|s|es|n)?\b|(?:sonn|mon|diens|donners|frei|sams)tags?\b"
    r"|mittwochs?\b|(?:sun|mon|tues|wednes|thurs|fri|satur)days?\b|\b(?:day|week|month|year|quarter|hour|minute|second)s?\b"
    r"|\b(?:noon|midnight|mittag|mitternacht|night|nacht|morning|evening|morgens|abends|beginn\w*|start\w*|ende\w*|end\w*"
    r"|immer|always|nie|never|dauer\w*|permanent\w*|unbegrenzt\w*|unlimited|sofort|immediately|daily|monthly|annual\w*"
    r"|täglich|jährlich|after|before|until|nach|vor|bis|once|twice|einmal|zweimal"
    r"|if|when|wenn|falls|sofern|sobald|bei|rarely|selten|often|oft|häufig\w*|regular\w*|regelmäßig\w*)\b",
    re.I,
)
# What comes again and again, and what is to be done without waiting.
_REPEATED = re.compile(
    r"\b(?:\w*(?:täglich|wöchentlich|monatlich|jährlich)\w*|(?:stunden|tage|wochen|monats|quartals|jahres?)weise"
    r"|\w*(?:hourly|nightly|weekly|monthly|quarterly|yearly|annually)|unverzüglich\w*|umgehend\w*|promptly"
    r"|without (?:undue |unreasonable )?delay|ohne (?:schuldhaftes zögern|verzug|verzögerung)"
    r"|Q[1-4]|[KC]W(?= ?\d))\b",
    re.I,
)
# What may be a time, if not always one: enough that a reply is not refused.
_MAYBE_TIME = re.compile(
    r"\b(?:(?:up)?on (?:receipt|arrival|request|delivery|demand|completion|signature|termination)|upon"
    r"|mit (?:dem )?(?:zugang|eingang|erhalt|ablauf|abschluss|unterzeichnung)|seit|since|during|während"
    r"|ab(?! \d)|asap|soon|bald\w*|schnellstmöglich\w*|now|today|tomorrow|later|jetzt|heute|morgen|später"
    r"|summer|winter|autumn|sommer\w*|herbst\w*|frühjahr\w*|frühling\w*"
    r"|weihnacht\w*|neujahr\w*|ostern|pfingsten|christmas|easter"
    r"|\w+days?|weekends?|\w*wochenende\w*|feierabend|(?:wochen|monats|quartals|jahres|schicht|dienst|vertrags)"
    r"(?:ende|anfang|beginn|schluss)\w*"
    r"|(?:\d+|three|four|five|six|seven|eight|nine|ten|several|many) times|sometimes|mehrmals|manchmal|\d+ ?mal"
    r"|(?:drei|vier|fünf|sechs|sieben|acht|neun|zehn|jedes)mal)\b",
    re.I,
)
# "How long" may ask for a length, and "how high" for a degree: "2 m", "20 pages", "low".
_LENGTH_ASKED = re.compile(r"\b(?:how long|wie lange)\b", re.I)
_LENGTH = re.compile(
    r"\d\s?(?:feet|foot|ft|inch(?:es)?|miles?|yards?|pages?|words?|characters?|lines?|meilen?|seiten?|wörter|zeichen|zeilen?)\b",
    re.I,
)
_DEGREE_ASKED = re.compile(r"\b(?:how (?:high|large|heavy)|wie ?(?:hoch|groß|schwer))\b", re.I)
_DEGREE = re.compile(
    r"\b(?:(?:gering|niedrig|klein|mittel|mäßig|moderat|minimal|hoh|groß|erheblich)(?P<ending>e[mnrs]?)?"
    r"|low|small|medium|moderate|negligible|minor)\b(?:\s+(?P<next>\w+))?",
    re.I,
)
# The word of the question itself, with which only a reply can begin or go on like this: "High.", "is very high".
_SAME_DEGREE = re.compile(
    r"(?:^\W*|\b(?:ist|sind|war|waren|als|sehr|zu|eher|is|are|was|were|as|very|too|rather|quite)\s)"
    r"(?:hoch|groß|schwer|high|large|heavy)\b",
    re.I,
)
_NUMBER_WORD = re.compile(
    r"\b(?:ein\w{0,2}|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|hundert\w*|tausend\w*|one|two|three|four|five"
    r"|six|seven|eight|nine|ten|eleven|twelve|twenty|hundreds?|thousands?|half|hälfte|halb\w*|doppelt\w*|double|once|twice"
    r"|\w*mal|\w*fach\w*|\w*mehrheit|majority|many|viele\w*|most|meisten|infinite\w*|unendlich\w*"
    r"|kein\w*|no|none|nothing|nichts|free|kostenlos|gratis|unlimited|unbegrenzt\w*|all|alle[ns]?|voll\w*|full|ganz\w*)\b",
    re.I,
)
# "Until when", "ab wann": a day, or what leads to one ("six weeks before"); "six weeks" alone does not.
_ONE_DAY_ASKED = re.compile(r"\b(?:(?:bis|ab|seit) wann|(?:until|till|by|since|from) when)\b", re.I)
_LEADS_TO_DAY = re.compile(
    r"\b(?:within|before|after|until|till|by|from|since|at the latest|no later|ago|prior|following|innerhalb|binnen"
    r"|vor|nach|bis|ab|seit|spätestens|frühestens|vorher|davor|zuvor|danach|nachher|ahead|earlier|later|net"
    r"|netto|sofort|immediately|wartezeit|zum|zu|am|an|im|in|on|\w*(?:ende|beginn|schluss|anfang)s?)\b",
    re.I,
)


class Kind(StrEnum):
    """What a reply must have to be an answer."""

    TIME = "time"
    NUMBER = "number"


def lacks_what_is_asked(question: str, reply: str) -> bool:
    """Whether a reply says nothing new, or has no time, number or quantity where the question asks for one."""
    if lacks_quantity(question, reply):
        return True
    kind = kind_asked(question)
    if kind is None:
        return _says_nothing_new(question, reply)
    if kind is Kind.TIME and _ONE_DAY_ASKED.search(question) and _is_bare_duration(reply):
        return True
    # "Ja, an einem Schreibtisch." repeats a word of the question that might count.
    return not (has_kind(kind, reply, beyond=question) or _may_answer(kind, question, reply))


def kind_asked(question: str) -> Kind | None:
    """Whether a question asks for a time or a number; None for anything else."""
    words = list(_QUESTION_WORD.finditer(question))
    # "When it rains, what ...", "Is it paid back when ...": a condition.
    if not words or (words[0].group().lower() == "when" and (len(words) > 1 or _CONDITION.search(question))):
        return None
    first = words[0]
    asked = question[max(0, first.start() - _BEFORE) :]
    if _begins_with(_TIME_ASKED, asked, first.group()):
        return Kind.TIME
    return Kind.NUMBER if _begins_with(_NUMBER_ASKED, asked, first.group()) else None


def has_kind(kind: Kind, text: str, beyond: str = "") -> bool:
    """Whether a text has a time, or a number, in figures or in words; number words of `beyond` do not count."""
    if kind is Kind.TIME:
        return _has_time(text)
    return bool(numbers_in(in_figures(text)) or _number_words(text) - _number_words(beyond))


def _is_bare_duration(text: str) -> bool:
    """Whether the only times of a text are durations that lead to no day."""
    is_day = _CLOCK.search(text) or _YEAR.search(text) or months_in(text) or _LEADS_TO_DAY.search(text)
    units = _TIMES & measured(in_figures(text)).keys()
    return not is_day and bool(units) and "o'clock" not in units


def _may_answer(kind: Kind, question: str, reply: str) -> bool:
    """Whether a reply has what may be a time, or the length or degree that this question asks for."""
    if kind is Kind.TIME:
        is_length = LENGTHS & measured(reply).keys() or _LENGTH.search(reply)
        return bool(_MAYBE_TIME.search(reply) or (is_length and _LENGTH_ASKED.search(question)))
    if not _DEGREE_ASKED.search(question):
        return False
    asked = set(question_words(question))
    return bool(_SAME_DEGREE.search(reply)) or any(_is_degree_of(asked, each) for each in _DEGREE.finditer(reply))


def _is_degree_of(asked: Set[frozenset[str]], match: re.Match[str]) -> bool:
    """Whether it is said of what is asked for: "is low", "a low risk", not "for small firms"."""
    behind = match["next"]
    if behind is None or (is_stopword(behind) and not match["ending"]):
        return True
    return bool(asked & set(question_words(behind)))


def _says_nothing_new(question: str, reply: str) -> bool:
    """Whether all of a reply is in a question that asks for something ("The developments led to the influence.").

    A choice may be answered in the question's words, and so may what asks for yes or no.
    """
    if not _ASKS_FOR_SOMETHING.match(question) or _CHOICE.search(question):
        return False
    asked = frozenset(analyse_question(question))
    # "Saffir-Simpson-Skala" shares but a part with "Skala".
    if any(not word & asked for word in question_words(reply.replace("-", " "))):
        return False
    answers = {word.lower() for word in _SMALL_ANSWER.findall(reply)}
    return not answers - set(question.lower().split()) and numbers_in(reply) <= numbers_in(question)


def _number_words(text: str) -> set[str]:
    return {word.lower() for word in _NUMBER_WORD.findall(text)}


def _begins_with(kind: re.Pattern[str], asked: str, word: str) -> bool:
    """Whether the question word is the one of this kind: "at what time", not "which ... when"."""
    match = kind.search(asked)
    return match is not None and asked.find(word) in range(match.start(), match.end())


def _has_time(text: str) -> bool:
    units = _TIMES & measured(text).keys()
    words = _TIME_WORD.search(text) or _REPEATED.search(text)
    return bool(units or words or _CLOCK.search(text) or _YEAR.search(text) or months_in(text))
