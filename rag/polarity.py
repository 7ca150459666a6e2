"""Whether a statement denies what its evidence affirms, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.analysis import analyse_in_all_languages, question_words

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
# A condition or a second thought may deny what the rest of its sentence affirms.
_CLAUSE_END = re.compile(
    r"[;,:.]\s|\s[–—-]\s|\n|\b(?:aber|but|sondern|während|while|except|außer|jedoch|however|wenn|if|unless|sofern)\b",
    re.I,
)
# With its clause taken out, the rest of a sentence says what it says under that condition.
_CONDITION = re.compile(
    r"[,(]?\s*\b(?:wenn|falls|if|unless|sofern|soweit|es sei denn|except|außer|ausgenommen|provided|solange)\b"
    r"[^,;.)]*",
    re.I,
)


def denies(text: str) -> bool:
    """Whether a text has a negation, in German or English."""
    return bool(_NEGATION.search(_NO_DENIAL.sub(" ", text)))


def differs_in_negation(statement: str, evidence: Iterable[str]) -> bool:
    """Whether all clauses of the evidence that have most of the statement's words say yes where it says no."""
    words = question_words(statement)
    closest: list[str] = []
    most = 0
    for clause in _clauses(evidence):
        terms = analyse_in_all_languages(clause)
        shared = sum(1 for word in words if word & terms)
        if shared > most:
            most, closest = shared, [clause]
        elif shared == most:
            closest.append(clause)
    return most > 0 and all(denies(clause) != denies(statement) for clause in closest)


def differs_across_languages(statement: str, evidence: Iterable[tuple[str, str]]) -> bool:
    """Whether a statement says yes where all its evidence, texts with their languages, says no, or vice versa."""
    # A short statement may be taken for the wrong language.
    said = any(_denies_in(statement, language) for language in _IN_LANGUAGE)
    return all(_denies_in(text, other) != said for text, other in evidence)


def _denies_in(text: str, language: str) -> bool:
    negation = _IN_LANGUAGE.get(language, _NEGATION)
    return bool(negation.search(_CONDITION.sub(" ", _NO_DENIAL.sub(" ", text))))


def _clauses(texts: Iterable[str]) -> Iterator[str]:
    return (clause for text in texts for clause in _CLAUSE_END.split(text) if clause.strip())
