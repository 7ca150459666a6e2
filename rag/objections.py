"""What speaks against a statement though sentences carry its numbers and words: scale, dates, names, negation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.abbreviations import shorten
from rag.affirmations import affirms_denied
from rag.conditions import denies_condition, turns_condition
from rag.extremes import changes_nothing, lacks_extreme
from rag.language import detect_language, is_supported
from rag.lead_ins import with_lead_in
from rag.magnitude import differs_in_magnitude
from rag.names import has_other_form, replaced_names, unknown_names, untranslated_names
from rag.numbering import differs_in_code
from rag.numbers import YEAR, numbers_in
from rag.off_question import cannot_answer
from rag.persons import unknown_persons
from rag.polarity import differs_across_languages, differs_in_negation
from rag.premises import denied_amounts, without_denied
from rag.proposals import tells_as_done
from rag.sentences import split_sentences
from rag.shared_parts import with_whole_words
from rag.shares import differs_in_share
from rag.subjects import has_subject_of_question_only
from rag.supports import Support, in_plain_form
from rag.tiers import tells_other_step
from rag.turned_roles import turns_roles
from rag.written_forms import (
    dates_in,
    days_of_year,
    has_unknown_date,
    months_in,
    plain_dates,
    unknown_days,
)

# "Bis Oktober", "since May": a month of the question may lie within.
_BOUND = re.compile(r"\b(?:ab|bis|seit|zwischen|from|until|till|through|since|between)\b", re.I)
# What a model supposes stands in no document, unless that supposes it, too.
_GUESS = re.compile(
    r"\b(?:likely|probably|possibly|presumably|perhaps|suggest(?:s|ing)|(?:may|might|could) be (?:due|because)"
    r"|wahrscheinlich|vermutlich|möglicherweise|womöglich|vielleicht|voraussichtlich|dürfte|deutet darauf)\b",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+")
_EXCEPTIONS = 2  # sentences behind one
_LAST_PART = 5  # letters; the end of a word may be a shorter one by chance
_NEAR = 25  # characters from such a word to the day that is the bound


def is_foreign(statement: str, found: Sequence[Support]) -> bool:
    """Whether a statement is in another language than all its evidence."""
    return not {each.passage.language for each in found} & {detect_language(statement), None}


def object_to(statement: str, question: str, found: Sequence[Support], *, translated: bool = False) -> str:
    """What of the statement its evidence does not have; "" when nothing.

    A `translated` one was found by its meaning in another language: what its words cannot tell `is_doubtful` says.
    """
    if translated and not is_supported(statement):
        # In a language that nobody asked in it was written at the bidding of something else.
        return "language"
    plain = in_plain_form(statement)
    around = " ".join([*(each.header for each in found), *(each.passage.context for each in found)])
    if differs_in_magnitude(plain, " ".join(each.plain for each in found), around):
        return "units"
    if _has_other_number(statement, plain, question, found, around):
        return "numbers"
    texts = " ".join(each.text for each in found)
    if _has_unknown_date(plain, question, found) or _is_of_other_year(statement, around, texts):
        return "dates"
    unfit = [cannot_answer(question, each) for each in found]
    if unfit and all(unfit):
        return unfit[0]
    if _GUESS.search(statement) and not _GUESS.search(f"{question} {texts}"):
        return "words"
    known = f"{around} {texts}"
    if (
        lacks_extreme(statement, question, known)
        or changes_nothing(statement)
        or tells_as_done(statement, [each.text for each in found])
        or differs_in_share(statement, known)
        or turns_roles(statement, question, texts)
    ):
        return "words"
    if translated:
        return "names" if _has_other_names(plain_dates(statement), question, found) else ""
    return _object_by_words(statement, plain, question, found)


def _object_by_words(statement: str, plain: str, question: str, found: Sequence[Support]) -> str:
    """What only words of one language tell."""
    if _unknown_names(plain_dates(statement), question, found):
        return "names"
    # Where numbers alone were found in another language, the subject is another word there.
    is_own = {each.passage.language for each in found} == {detect_language(statement)}
    if is_own and has_subject_of_question_only(plain, in_plain_form(question), found):
        return "subject"
    asserted = _asserted(plain, question, found)
    evidence = [with_lead_in(asserted, each.plain, each.lead_in) for each in found]
    denied = affirms_denied(statement, question, evidence, (text for each in found for text in _behind(each)))
    return "negation" if denied or _is_turned(asserted, evidence) else ""


def _behind(sentence: Support) -> list[str]:
    """The sentences behind one in its passage, where exceptions to it stand, each on one line."""
    rest = sentence.passage.text[sentence.end - sentence.passage.start :]
    return [" ".join(rest[begin:end].split()) for begin, end in split_sentences(rest)[:_EXCEPTIONS]]


def _has_other_number(statement: str, plain: str, question: str, found: Sequence[Support], around: str) -> bool:
    """Whether a statement, as written and in plain form, has another code or the figure of another step."""
    if differs_in_code(statement, "\n".join([around, *(each.text for each in found)])):
        return True
    return tells_other_step(plain, in_plain_form(question), [each.plain for each in found])


def _is_turned(asserted: str, evidence: Sequence[str]) -> bool:
    """Whether a statement says the opposite of its evidence, or of the condition that this makes."""
    turned = len(evidence) == 1 and turns_condition(asserted, evidence[0])
    return turned or differs_in_negation(asserted, evidence) or denies_condition(asserted, evidence)


def is_doubtful(statement: str, question: str, found: Sequence[Support]) -> bool:
    """Whether a statement in another language than its evidence has a negation or names that may not be its own."""
    if not is_foreign(statement, found):
        return False
    asserted = _asserted(in_plain_form(statement), question, found)
    evidence = [(each.text, each.passage.language or "") for each in found]
    return differs_across_languages(asserted, evidence) or bool(
        _maybe_names(plain_dates(statement), question, found)
    )


def _has_other_names(statement: str, question: str, found: Sequence[Support]) -> bool:
    """A capital letter may be that of a translation, but not where a name of the evidence is left out for it."""
    if unknown_persons(statement, _quoted(found)):
        return True
    unknown = _maybe_names(statement, question, found)
    if any(has_other_form(name) for name in unknown):
        return True
    return bool(unknown) and any(
        replaced_names(statement, each.text, each.passage.language or "") for each in found
    )


def _maybe_names(statement: str, question: str, found: Sequence[Support]) -> list[str]:
    """Names that the evidence does not have; a word that the question has in lower case is none."""
    unknown = untranslated_names(statement, _quoted(found))
    return [name for name in unknown if name.lower() not in question]


def _asserted(plain: str, question: str, found: Sequence[Support]) -> str:
    """The statement without what it only says against its question."""
    had = frozenset(number for each in found for number in each.numbers)
    return without_denied(plain, denied_amounts(plain, numbers_in(in_plain_form(question)) - had))


def _has_unknown_date(plain: str, question: str, found: Sequence[Support]) -> bool:
    """A date of the question is known only where the evidence has no other."""
    sentences = " ".join(each.plain for each in found)
    known = "\n".join([sentences, *(in_plain_form(each.passage.context) for each in found)])
    asked = in_plain_form(question)
    months = months_in(known)
    if not months_in(sentences) or _BOUND.search(sentences):
        months |= months_in(asked)
    if not months_in(plain) <= months or _has_unknown_day(plain, asked, sentences, known):
        return True
    has_dates = any(dates_in(sentences.lower()))
    return has_unknown_date(plain, known if has_dates else f"{known}\n{asked}")


def _is_of_other_year(statement: str, around: str, texts: str) -> bool:
    """Whether a year of the statement, which then is the question's, is none of those that its sentences name.

    What holds "since 2024" may hold in 2026.
    """
    told = set(YEAR.findall(texts))
    is_bound = _BOUND.search(texts) is not None
    return bool(told) and not is_bound and not set(YEAR.findall(statement)) <= told | set(YEAR.findall(around))


def _has_unknown_day(plain: str, asked: str, sentences: str, known: str) -> bool:
    """Whether a day, with a year or without, is none of the evidence, which has others.

    A day of the question may lie within a bound of the evidence, but is not that bound.
    """
    if not days_of_year(sentences):
        return False
    unknown = unknown_days(plain, known)
    if not _BOUND.search(sentences):
        return bool(unknown)
    return bool(unknown - (days_of_year(asked) - _bounds(plain)))


def _bounds(plain: str) -> frozenset[tuple[int, int]]:
    """The days that are named behind "bis", "since" and the like."""
    behind = (plain[match.end() : match.end() + _NEAR] for match in _BOUND.finditer(plain))
    return frozenset(day for text in behind for day in days_of_year(text))


def _unknown_names(statement: str, question: str, found: Sequence[Support]) -> set[str]:
    """A name of the question is known only when it stands somewhere in the passage, too."""
    unknown = set(unknown_names(statement, _quoted(found)))
    if not unknown:
        return unknown
    passages = "\n".join(each.passage.in_context for each in found)
    unknown &= set(unknown_names(shorten(statement, passages), _quoted(found)))
    unknown = {name for name in unknown if not (name in question and _is_composed(name, passages))}
    return unknown & {*unknown_names(statement, question), *unknown_names(statement, passages)}


def _is_composed(name: str, passages: str) -> bool:
    """Whether it is a German compound of words that the passages have: "Ölproduktion" of "Öl" and "Produktion"."""
    words = {word.casefold() for word in _WORD.findall(passages)}
    folded = name.casefold()
    return any(
        {folded[: -len(word)], folded[: -len(word)].removesuffix("s")} & words
        for word in words
        if len(word) >= _LAST_PART and folded.endswith(word) and word != folded
    )


def _quoted(found: Sequence[Support]) -> str:
    texts = (f"{each.passage.document}\n{each.passage.context}\n{with_whole_words(each.text)}" for each in found)
    return "\n".join(texts)
