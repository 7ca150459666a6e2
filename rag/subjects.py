"""Whether sentences say what a statement says, but of another thing or person.

Of what the statement is about a further sentence tells, or only the question.

Only sentences of the plainest kind are compared, which begin alike: "Die Miete beträgt", "The rent is", "Frau Weber
leitet". Of all others it is not known what they are about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.analysis import (
    analyse_in_all_languages,
    analyse_question,
    further_terms,
    is_stopword,
    question_words,
)
from rag.numbers import NUMBER
from rag.persons import TITLES
from rag.sentences import split_sentences
from rag.units import is_unit, measured
from rag.written_forms import is_month

if TYPE_CHECKING:
    from rag.supports import Support

_THING = re.compile(
    r"^(?i:der|die|das|ein|eine|unsere?|the|an?|our|your)\s+(?P<name>[^\W\d_][\w-]*)\s+(?P<verb>[a-zäöüß]+)\b"
)
_PERSON = re.compile(
    rf"^(?:(?:{'|'.join(sorted(TITLES))})\b\.?\s+)+(?:[^\W\d_a-zäöüß]\w+\s+)?"
    r"(?P<name>[^\W\d_a-zäöüß][\w-]*)\s+(?P<verb>[a-zäöüß]+)\b"
)
# "You pay 5 %, the company adds 7 %": parts of a sentence with a subject each.
_PART_END = re.compile(
    r"[,;]\s+(?:(?:and|und|while|whereas|während|but|aber)\s+)?|\s(?:and|und|while|whereas|während)\s", re.I
)
_WORD = re.compile(r"[^\W\d_][\w-]*")
_BY_CHANCE = 1  # of words that a statement shares with a sentence about something else
_ASKER = re.compile(r"^\W*(?:you|du|ihr|sie|i|ich)\s", re.I)


@dataclass(frozen=True, slots=True)
class _Subject:
    name: str
    verb: str
    is_person: bool

    @classmethod
    def of(cls, sentence: str) -> _Subject | None:
        for pattern in (_PERSON, _THING):
            if match := pattern.match(sentence):
                return cls(match["name"].casefold(), match["verb"], pattern is _PERSON)
        return None

    def differs(self, other: _Subject | None) -> bool:
        """Whether both do the same and are not one; "Tarif" may be the "Premiumtarif"."""
        return (
            other is not None
            and (self.verb, self.is_person) == (other.verb, other.is_person)
            and self.name not in other.name
            and other.name not in self.name
            and not self.terms & other.terms
        )

    @property
    def terms(self) -> frozenset[str]:
        return analyse_in_all_languages(self.name)


def tells_of_another(statement: str, found: Sequence[Support], supports: Sequence[Support]) -> bool:
    """Whether the sentences found for a statement in plain form are about another thing or person than it is."""
    subject = _Subject.of(statement)
    if subject is None:
        return False
    if subject.is_person:
        return _has_anothers_words(statement, subject, found, supports)
    return _has_askers_amount(statement, subject, found) or _has_anothers_amount(
        statement, subject, found, supports
    )


def has_subject_of_question_only(statement: str, question: str, found: Sequence[Support]) -> bool:
    """ "The probation is 12 months" on "The rafts are inspected every 12 months", where a probation is asked about.

    Both in plain form. What a statement is about stands in none of its sentences, nor right before them, nor does
    any word that it has of the question; of its other words they have hardly one. Rows of tables have no subjects.
    """
    subject = _Subject.of(statement)
    if subject is None or subject.is_person or any(each.names for each in found):
        return False
    asked = frozenset(analyse_question(question))
    if not subject.terms & asked:
        return False
    had = _terms_around(found)
    if (subject.terms | frozenset(further_terms(subject.name, "de"))) & had:
        return False
    shared = [word for word in question_words(" ".join(_topics(statement))) if word & had]
    return not any(word & asked for word in shared) and len(shared) <= _BY_CHANCE


def _topics(statement: str) -> list[str]:
    """Its words that say what it is about, and not how much or when."""
    words = _WORD.findall(statement)
    return [each for each in words if not (is_stopword(each.lower()) or is_unit(each) or is_month(each))]


def _terms_around(found: Sequence[Support]) -> frozenset[str]:
    """Terms of the sentences, also as parts of words, and of what they may refer to with "it"."""
    around = " ".join(f"{each.lead_in} {_sentence_before(each)}" for each in found)
    own = " ".join(f"{each.passage.context} {each.text}" for each in found)
    had = analyse_in_all_languages(around) | frozenset(further_terms(f"{own} {around}", "de"))
    return had.union(*(each.terms for each in found))


def _sentence_before(found: Support) -> str:
    before = found.passage.text[: found.start - found.passage.start]
    spans = split_sentences(before)
    return before[slice(*spans[-1])] if spans else ""


def _has_askers_amount(statement: str, subject: _Subject, found: Sequence[Support]) -> bool:
    """ "The company pays 5 %" where it is "You pay 5 %, the company adds 7 %"."""
    told = _pairs(" ".join(each for each in _PART_END.split(statement) if not _ASKER.match(each)))
    for each in found:
        askers, own = set[tuple[str, str]](), set[tuple[str, str]]()
        for part in _PART_END.split(each.plain):
            other = _Subject.of(part.strip())
            if _ASKER.match(part):
                askers |= _pairs(part)
            elif other is not None and other.terms & subject.terms:
                own |= _pairs(part)
        if own and told & (askers - own):
            return True
    return False


def _has_anothers_amount(
    statement: str, subject: _Subject, found: Sequence[Support], supports: Sequence[Support]
) -> bool:
    """ "The deposit is 800 EUR" where 800 EUR are the rent, and the deposit is told as another amount."""
    if any(subject.terms & each.terms for each in found):
        return False
    told = _pairs(statement)
    if not told or not all(subject.differs(_Subject.of(each.plain)) for each in found):
        return False
    own = [each for each in supports if subject.terms & each.terms]
    units = {unit for unit, _ in told}
    return not any(told & _pairs(each.plain) for each in own) and any(
        _is_same(subject, each) and units & {unit for unit, _ in _pairs(each.plain)} for each in own
    )


def _has_anothers_words(
    statement: str, subject: _Subject, found: Sequence[Support], supports: Sequence[Support]
) -> bool:
    """ "Ms Weber heads sales" where she heads purchasing, and sales is headed by Mr Koch alone."""
    if not all(_is_same(subject, each) for each in found):
        return False
    had = frozenset(term for each in found for term in each.terms)
    lacking = [word for word in question_words(NUMBER.sub(" ", statement)) if not word & had]
    for word in lacking:
        holders = [each for each in supports if word & each.terms]
        if holders and all(subject.differs(_Subject.of(each.plain)) for each in holders):
            return True
    return False


def _is_same(subject: _Subject, support: Support) -> bool:
    other = _Subject.of(support.plain)
    return other is not None and (other.verb, other.terms) == (subject.verb, subject.terms)


def _pairs(text: str) -> set[tuple[str, str]]:
    return {(unit, amount) for unit, amounts in measured(text).items() for amount in amounts}
