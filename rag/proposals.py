"""Whether a statement tells as done what its evidence only says was proposed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.analysis import analyse_in_all_languages, question_words, share_of_words

_REST = r"(?:[^.;]|\.(?=\d))*"
# With what is proposed behind it.
_PROPOSED = re.compile(
    r"\b(?:(?:propos(?:ed|es)|suggest(?:ed|s))\s+(?=to\b|that\b|\w+ing\b)|(?:vorgeschlagen|beantragt(?:en?)?),"
    rf"|schl(?:ug(?:en)?|ägt|agen)\b(?={_REST}\bvor\b))(?P<matter>{_REST})",
    re.I,
)
# What is told of a proposal as such, or as what may come.
_OPEN = re.compile(
    r"\b(?:propos\w+|suggest\w*|asked|requested|wanted|wants|would|could|might|should|to be|if|plan\w*|motion"
    r"|rejected|declined|refused|vorschl[aä]g\w*|vorgeschlagen|schlug|schlägt|beantragt\w*|antr[aä]g\w*|gebeten|abgelehnt"
    r"|wollten?|will|möchten?|würden?|könnten?|soll|sollt?en?|wenn|falls|geplant)\b",
    re.I,
)
_ENOUGH_WORDS = 0.5


def tells_as_done(statement: str, evidence: Iterable[str]) -> bool:
    """Whether all evidence only proposes what the statement tells: "was raised" of "proposed to raise"."""
    if _OPEN.search(statement):
        return False
    words = question_words(statement)
    return all(_proposes(text, words) for text in evidence)


def _proposes(text: str, words: list[frozenset[str]]) -> bool:
    proposed = _PROPOSED.search(text)
    return (
        proposed is not None and share_of_words(words, analyse_in_all_languages(proposed["matter"])) > _ENOUGH_WORDS
    )
