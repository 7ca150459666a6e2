"""Names in a statement: what is written with a capital letter and is no common word of its language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.analysis import analyse_in_all_languages
from rag.compounds import is_noun
from rag.language import detect_language
from rag.persons import TITLES, unknown_persons
from rag.units import is_unit
from rag.written_forms import is_month

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
# Behind these a capital letter says nothing.
_BEGINNING = tuple(".!?:„“”\"'(«»")
_NO_NAMES = frozenset(("AM", "PM", "Mio", "Mrd", "Tsd"))
# Names that have another form in the other language; months are compared as dates.
_PAIRS = (
    "montag monday|dienstag tuesday|mittwoch wednesday|donnerstag thursday|freitag friday|samstag saturday"
    "|sonnabend saturday|sonntag sunday|ostern easter|weihnachten christmas|pfingsten whitsun|münchen munich"
    "|köln cologne|nürnberg nuremberg|hannover hanover|wien vienna|zürich zurich|genf geneva|brüssel brussels"
    "|mailand milan|prag prague|warschau warsaw|deutschland germany|österreich austria|schweiz switzerland"
    "|frankreich france|italien italy|spanien spain|polen poland|niederlande netherlands|belgien belgium"
    "|europa europe|bayern bavaria|sachsen saxony|deutsch german|englisch english|französisch french|eu european"
)
# What is named with one of these is told in a common word: "the Works Council" for "der Betriebsrat".
_DESCRIBED = re.compile(r"\b(?:the|an?|our|your|its|their|this|each|every)(?:\s+[^\W\d_][\w’'-]*){0,3}\s*$", re.I)


def unknown_names(statement: str, known: str) -> list[str]:
    """Names of a statement that do not stand in the known text, in any inflection.

    A German noun is no name but behind a title or a first name; an English one in capitals within a sentence is.
    """
    names = names_in(statement, detect_language(statement))
    return [*(name for name in names if not _is_known(name, known)), *unknown_persons(statement, known)]


def untranslated_names(statement: str, known: str) -> list[str]:
    """Those unknown names of a statement in another language that may be translations: "sent to Accounting"."""
    return [
        name
        for name, before in _names_in_place(statement, detect_language(statement))
        if not has_name(name, known) and not _is_described(before)
    ]


def replaced_names(statement: str, evidence: str, language: str) -> list[str]:
    """Names of the evidence, a text in this language, that a translated statement does not have."""
    return [name for name in names_in(evidence, language) if not has_name(name, statement)]


def names_in(text: str, language: str) -> list[str]:
    """The names of a text in this language, as they are written."""
    return [name for name, _ in _names_in_place(text, language)]


def has_name(name: str, text: str) -> bool:
    """Whether a text has the name, in any inflection or in its form of the other language."""
    folded = text.casefold()
    return _is_known(name, text) or any(form in folded for form in _other_forms(name))


def has_other_form(name: str) -> bool:
    """Whether a name is known to differ between the languages: then another one is another name."""
    return bool(_other_forms(name))


def _is_known(name: str, known: str) -> bool:
    return name.casefold() in known.casefold() or bool(
        analyse_in_all_languages(name) & analyse_in_all_languages(known)
    )


def _other_forms(name: str) -> list[str]:
    word = name.casefold()
    return [other for pair in _PAIRS.split("|") for other in pair.split() if word in pair.split() and other != word]


def _is_described(before: str) -> bool:
    """Whether all words since an article are written with a capital letter."""
    match = _DESCRIBED.search(before)
    return match is not None and all(word[0].isupper() for word in match.group().split()[1:])


def _names_in_place(statement: str, language: str) -> Iterator[tuple[str, str]]:
    """Each name with what stands before it."""
    for match in _WORD.finditer(statement):
        word, before = match.group(), statement[: match.start()].rstrip()
        if not word[0].isupper() or not before or before.endswith(_BEGINNING):
            continue
        if is_unit(word) or is_month(word) or word in _NO_NAMES or word in TITLES:
            continue
        if language != "de":
            yield word, before
            continue
        # "EU-Land" names the EU; what is not written with a capital letter or is a noun names nothing.
        for part in word.split("-"):
            if part[:1].isupper() and not is_noun(part.lower()):
                yield part, before
