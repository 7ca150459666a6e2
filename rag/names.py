"""Names in a statement: what is written with a capital letter and is no common word of its language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.analysis import analyse_in_all_languages
from rag.compounds import is_noun
from rag.language import detect_language
from rag.persons import TITLES, unknown_persons
from rag.proper_nouns import is_proper, other_forms, stands_in
from rag.units import is_unit
from rag.written_forms import is_month, spellings

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
# Behind these a capital letter says nothing.
_BEGINNING = tuple(".!?:„“”\"'(«»")
_NO_NAMES = frozenset(("AM", "PM", "Mio", "Mrd", "Tsd"))
# A firm's name is the word before its legal form; it may be any noun.
_LEGAL_FORM = re.compile(r"\s+(?:GmbH|gGmbH|AG|SE|KG|OHG|UG|Ltd|Inc|LLC|plc)\b")
# From this many letters on a name is hardly part of a word by chance; with fewer, "Anna" is not "Annapolis".
_LONG = 7
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
    return _is_known(name, text)


def has_other_form(name: str) -> bool:
    """Whether a name is known to differ between the languages: then another one is another name."""
    return bool(other_forms(name))


def _is_known(name: str, known: str) -> bool:
    return (
        _is_written_in(name, known)
        or (is_proper(name) and stands_in(name, known))
        or bool(analyse_in_all_languages(name) & analyse_in_all_languages(known))
    )


def _is_written_in(name: str, known: str) -> bool:
    """As a word of its own, with umlauts or without; initials and long names also as a part of one."""
    folded, spelt = known.casefold(), spellings(name.casefold())
    if len(name) >= _LONG or name.isupper():
        return any(each in folded for each in spelt)
    # "Quill" is a word of "QuillBase" as it is written.
    joined = re.search(rf"(?<![^\W\d_]){re.escape(name)}(?=[A-ZÄÖÜ])", known)
    return joined is not None or any(_as_word(each, folded) for each in spelt)


def _as_word(word: str, text: str) -> bool:
    return bool(re.search(rf"(?<![^\W\d_]){re.escape(word)}(?:['’]?s)?(?![^\W\d_])", text))


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
            if part[:1].isupper() and (is_proper(part) or not is_noun(part.lower()) or _is_firm(statement, match)):
                yield part, before


def _is_firm(statement: str, match: re.Match[str]) -> bool:
    return bool(_LEGAL_FORM.match(statement, match.end()))
