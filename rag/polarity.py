"""Whether a statement denies what its evidence affirms, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rag.analysis import analyse_in_all_languages, count_words, question_words
from rag.opposites import is_opposite

_NEGATIONS = {
    "de": r"nicht|kein\w*|nie|niemals|weder|verboten|untersagt|unzulässig|ungeeignet",
    "en": r"not|no(?!\.\s?\d)|never|none|nor|neither|cannot|prohibited|forbidden|unsuitable|\w+n['’]t",
}
_NEGATION = re.compile(rf"\b(?:{'|'.join(_NEGATIONS.values())})\b", re.I)
# Across languages also what the other one may say with a plain "not"; of its own words only: "Not" is distress.
_IN_LANGUAGE = {
    "de": re.compile(rf"\b(?:{_NEGATIONS['de']}|ausgeschlossen|entfällt|entfallen|verweigert|abgelehnt)\b", re.I),
    "en": re.compile(
        rf"\b(?:{_NEGATIONS['en']}|excluded|ruled out|impossible|(?:inad|imper)missible|denied|refused|rejected)\b",
        re.I,
    ),
}
# "Not only", "no later than" and the like deny nothing.
_NO_DENIAL = re.compile(
    r"\b(?:nicht|not|no)\s+(?:nur|only|just|even|einmal|erst|(?:mehr|später|länger|weniger|höher|more|later|longer|less"
    r"|fewer|higher)\s+(?:als|than))\b",
    re.I,
)
# A condition or a second thought may deny what the rest of a sentence affirms. The dot of "Dr." or "3." ends none.
_CLAUSE_END = re.compile(
    r"[;,:]\s|(?:(?<!\b\w)(?<!\b\w\w)|(?<=\bNo))\.\s(?=\s*(?-i:[A-ZÄÖÜ]))|\s[–—-]\s|\n"
    r"|\b(?:aber|but|sondern|während|while|except|außer|jedoch|however|wenn|if|unless|sofern)\b"
    r"|\b(?:und|and)\s(?=(?:darf|dürfen|kann|können|muss|müssen|soll|sollen|ist|sind|wird|werden|gilt|gelten|hat|haben"
    r"|may|must|can|shall|will|should|is|are|has|have|does|do)\b)",
    re.I,
)
# Lines of a page go on in the middle of a sentence; only an item of a list or a row begins anew.
_LINE_BREAK = re.compile(r"[ \t]*\n(?!\s*(?:[-–•*|]|\d{1,3}[.)]\s))\s*")
# What is to be done by a time, and a condition that it is not done by then.
_DUTY = re.compile(
    r"\b(?:muss|musst|müssen|müsst|soll\w*|kann|kannst|können|darf|darfst|dürfen|zu \w+en|must|should|can|may"
    r"|(?:has|have|needs?) to|(?:is|are) to be)\b|^\W*\w+en Sie\b",
    re.I,
)
_BY_WHEN = re.compile(
    r"\b(?:spätestens|innerhalb|binnen|bis|vor|mindestens|within|by|before|no later than|at least|latest|until)\b",
    re.I,
)
_FEWEST_WORDS = 2  # of a part of a statement that is compared on its own
# With its clause taken out, the rest of a sentence says what it says under that condition.
_CONDITION = re.compile(
    r"[,(]?\s*\b(?:wenn|falls|if|unless|sofern|soweit|es sei denn|except|außer|ausgenommen|provided|solange)\b"
    r"[^,;.)]*",
    re.I,
)


def denies(text: str) -> bool:
    """Whether a text has a negation, in German or English."""
    return bool(_NEGATION.search(_NO_DENIAL.sub(" ", text)))


def count_negations(text: str) -> int:
    """How many negations a text has, in German or English."""
    return len(_NEGATION.findall(_NO_DENIAL.sub(" ", text)))


def denies_widely(text: str) -> bool:
    """Whether a text has a negation or a word that may stand for one, such as "excluded" or "abgelehnt"."""
    return any(_denies_in(text, language) for language in _IN_LANGUAGE)


def clauses_of(texts: Iterable[str]) -> Iterator[str]:
    """The clauses of some texts, so far as signs and conjunctions tell where they end."""
    return (each for text in texts for each in _CLAUSE_END.split(_LINE_BREAK.sub(" ", text)) if each.strip())


def conditions_of(text: str) -> list[str]:
    """The clauses of a text that make a condition ("wenn ...", "unless ...")."""
    return [match.group() for match in _CONDITION.finditer(text)]


def without_conditions(text: str) -> str:
    """The text without such clauses: what it says when they are met."""
    return _CONDITION.sub(" ", text)


def differs_in_negation(statement: str, evidence: Iterable[str]) -> bool:
    """Whether a clause of the statement says the opposite of all clauses of the evidence with most of its words.

    By a negation that only one of them has, or by opposites such as "with" and "without"; by both it says the same.
    What it denies in words of its own must be denied somewhere in the evidence.
    """
    texts = map(_with_duties, evidence) if _DUTY.search(statement) else evidence
    known = [(clause, analyse_in_all_languages(clause)) for clause in clauses_of(texts)]
    parts = [part for part in clauses_of([statement]) if len(question_words(part)) >= _FEWEST_WORDS]
    return any(_differs(part, known) for part in parts or [statement])


def _with_duties(text: str) -> str:
    """A text with what is to be done for something not to happen: "if it is not terminated by June"."""
    return _CONDITION.sub(_with_duty, text)


def _with_duty(condition: re.Match[str]) -> str:
    said = condition.group()
    duty = _NEGATION.sub(" ", said)
    return f"{said}; {duty}" if duty != said and _BY_WHEN.search(said) else said


def _differs(part: str, known: Sequence[tuple[str, frozenset[str]]]) -> bool:
    words, denied = question_words(part), denies(part)
    shared = [count_words(words, terms) for _, terms in known]
    most = max(shared, default=0)
    if not most:
        return denied and not any(denies(clause) for clause, _ in known)
    closest = [clause for (clause, _), count in zip(known, shared, strict=True) if count == most]
    plain = _NEGATION.sub(" ", part)
    return all((denies(clause) != denied) != is_opposite(part, clause, plain) for clause in closest)


def differs_across_languages(statement: str, evidence: Iterable[tuple[str, str]]) -> bool:
    """Whether a statement says yes where all its evidence, texts with their languages, says no, or vice versa."""
    # A short statement may be taken for the wrong language.
    said = denies_widely(statement)
    return all(_denies_in(text, other) != said for text, other in evidence)


def _denies_in(text: str, language: str) -> bool:
    negation = _IN_LANGUAGE.get(language, _NEGATION)
    return bool(negation.search(without_conditions(_NO_DENIAL.sub(" ", text))))
