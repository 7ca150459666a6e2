"""Whether a statement denies what its evidence affirms, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.analysis import analyse_in_all_languages, question_words

_NEGATION = re.compile(
    r"\b(?:nicht|kein\w*|nie|niemals|weder|verboten|untersagt|unzulässig|ungeeignet|not|no|never|none|nor|neither"
    r"|cannot|prohibited|forbidden|unsuitable|\w+n['’]t)\b",
    re.I,
)
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


def _clauses(texts: Iterable[str]) -> Iterator[str]:
    return (clause for text in texts for clause in _CLAUSE_END.split(text) if clause.strip())
