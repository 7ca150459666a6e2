"""Replies that say yes or no: whether they add why, and whether their yes is what the evidence says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.analysis import analyse_in_all_languages, analyse_question, count_words, question_words, share_of_words
from rag.numbers import numbers_in
from rag.polarity import clauses_of, denies, denies_widely, without_conditions

_VERDICT = re.compile(r"^\s*(?:yes|no|ja|nein|doch)\b[\s,.;:!–-]*", re.I)
_YES = re.compile(r"^\s*(?:yes|ja)\b", re.I)
_ONLY = re.compile(r"\b(?:nur|lediglich|ausschließlich|allein|only|solely|exclusively)\b", re.I)
# What allows, demands or rules out.
_MODAL = re.compile(
    r"\b(?:darf|darfst|dürfen|kann|kannst|können|muss|musst|müssen|soll(?:en|te|ten)?|erlaubt|gestattet|zulässig"
    r"|zugelassen|möglich|nötig|erforderlich|vorgeschrieben|(?:un)?geeignet|(?:un)?beständig|ja|nein"
    r"|may|can|could|must|shall|should|allowed|permitted|possible|required|necessary|mandatory|eligible|entitled"
    r"|(?:un)?suitable|resistant|yes|no)\b",
    re.I,
)
# What is denied may be several things: "does not apply to death, injury or fraud".
_TURN = re.compile(r";|\b(?:but|aber|sondern|jedoch|however|except|außer)\b", re.I)
_REFERS = re.compile(r"\W*(?:this|that|these|it|they|das|dies\w*|es|sie)\b", re.I)  # to the sentence before
_FEWEST_ONLY = 2  # words of the question: "only in May" may be of another thing than what is asked about
# What remains is the question's when this share of its words is, or all but one ("einzureichen" is "einreichen").
_REPEATED = 0.7


def only_affirms(statement: str, question: str) -> bool:
    """Whether a statement begins with yes or no and adds next to nothing to what the question says itself."""
    verdict = _VERDICT.match(statement)
    if verdict is None:
        return False
    rest = statement[verdict.end() :]
    if not numbers_in(rest) <= numbers_in(question):
        return False
    words = question_words(rest) if rest.strip() else []
    share = share_of_words(words, frozenset(analyse_question(question)))
    return share >= _REPEATED or (1 - share) * len(words) <= 1


def takes_side(text: str, question: str) -> bool:
    """Whether a text can stand by itself for the yes or no to a question.

    It says what may, must or need not be, denies something, or says what the question asks whether it is so. To
    "Can I report a fault by e-mail?" a sentence about how reports are counted says neither.
    """
    if denies_widely(text) or _MODAL.search(text):
        return True
    return share_of_words(question_words(question), analyse_in_all_languages(text)) >= _REPEATED


def affirms_denied(statement: str, question: str, evidence: Iterable[str], behind: Iterable[str] = ()) -> bool:
    """Whether a yes lacks what it says yes to: the evidence has a word of the question only where it denies.

    "Report by telephone; an e-mail is not enough" is no yes to an e-mail, though it is about a report. A statement
    that goes on about that part of the evidence, or about the only one there is, is compared with it elsewhere.

    `behind` are the sentences that follow the evidence: "Liability is limited. The limit does not apply to fraud."
    is no yes for fraud, though nobody quotes the second sentence.
    """
    if not _YES.match(statement) or denies_widely(statement) or denies_widely(question):
        return False
    clauses = list(clauses_of(map(without_conditions, evidence)))
    affirmed = analyse_in_all_languages(" ".join(each for each in clauses if not _is_closed(each)))
    if not count_words(question_words(statement), affirmed):
        return False
    asked = frozenset(analyse_question(question))
    lacking = [word for word in question_words(question) if not word & affirmed]
    added = [word for word in question_words(_VERDICT.sub("", statement)) if not word & asked]
    for clause in filter(_is_closed, clauses):
        terms = analyse_in_all_languages(clause)
        if count_words(lacking, terms) >= (1 if denies(clause) else _FEWEST_ONLY):
            return not count_words(added, terms)
    parts = [part for each in behind for part in _TURN.split(each) if denies(part)]
    said = question_words(statement)
    return any(_is_exception(part, said) and _is_only_in(part, lacking, added) for part in parts)


def _is_exception(part: str, said: Sequence[frozenset[str]]) -> bool:
    """Whether a denial behind a sentence is about what that says."""
    return _REFERS.match(part) is not None or count_words(said, analyse_in_all_languages(part)) > 0


def _is_only_in(part: str, lacking: Sequence[frozenset[str]], added: Sequence[frozenset[str]]) -> bool:
    """Whether a part has some of what is lacking elsewhere, and nothing that the statement adds to its question."""
    terms = analyse_in_all_languages(part)
    return count_words(lacking, terms) > 0 and not count_words(added, terms)


def _is_closed(clause: str) -> bool:
    return denies(clause) or _ONLY.search(clause) is not None
