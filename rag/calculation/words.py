"""When a row or column is what a question names, in either language, and what of a question names nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.analysis import analyse_in_all_languages, question_words
from rag.numbers import YEAR
from rag.units import is_unit

# Usual words of accounts that mean the same, in German and English. A question in one finds a table in the other.
_SAME = tuple(
    group.split()
    for group in (
        "revenue revenues sales turnover umsatz umsätze umsatzerlöse erlöse",
        "profit income earnings gewinn ergebnis überschuss jahresüberschuss",
        "cost costs expense expenses kosten aufwand aufwendungen",
        "employees staff headcount mitarbeiter mitarbeiterinnen mitarbeitende beschäftigte",
        "assets vermögen vermögenswerte aktiva",
        "liabilities verbindlichkeiten schulden",
        "equity eigenkapital",
        "cash barmittel zahlungsmittel",
        "capex investments investitionen",
        "inventories inventory vorräte",
        "orders order auftragseingang aufträge",
        "taxes tax steuern steuer",
        "net netto",
        "gross brutto",
        "margin marge",
        "controllers regler",
        "total insgesamt gesamt summe",
    )
)
# Words of asking, which name nothing.
_UNSAID_WORDS = """
what how much many high large did does percent percentage rate growth grow grew increase increased decrease
decreased change changed rise rose fall fell decline declined compared comparison between from to until year years
fiscal fy financial amount value figure million millions billion thousand company firm answer give share ratio
part divided
difference differ more less higher lower report reported achieve achieved generate generated come came amounted
two three one decimal decimals place places round rounded

prozent prozentual höhe hoch viel viele betrag betragen betrug beträgt wert jahr jahre jahren geschäftsjahr
gestiegen gesunken gewachsen verändert zugenommen abgenommen gefallen veränderung wachstum zuwachs rückgang anstieg
vergleich gegenüber unternehmen firma anteil verhältnis geteilt unterschied differenz million millionen
milliarden mio mrd
tausend erzielt erzielte lag liegt machte gemacht hatte ausgewiesen
ein eine zwei drei nachkommastelle nachkommastellen dezimalstellen gerundet
"""
# Of a figure at one time: "Employees at year end".
_TIME_WORDS = "year end jahr ende jahresende"
_BRACKETS = re.compile(r"\([^)]*\)")


_GROUP_OF = {term: f"≈{group[0]}" for group in _SAME for word in group for term in analyse_in_all_languages(word)}

_UNSAID = frozenset(term for word in _UNSAID_WORDS.split() for term in analyse_in_all_languages(word))
_TIME = frozenset(term for word in _TIME_WORDS.split() for term in analyse_in_all_languages(word))

# Each word as the terms that count as the same word.
Words = list[frozenset[str]]


def words_of(text: str) -> Words:
    """Words that name something, years and units left aside."""
    words = [word for word in question_words(text) if not _is_aside(word)]
    return [word | {_GROUP_OF[term] for term in word if term in _GROUP_OF} for word in words]


def names_of(text: str) -> Words:
    """Words of a label or of a column's name; what stands in brackets is mostly a unit."""
    return [word for word in words_of(_BRACKETS.sub(" ", text)) if not word & _TIME]


def are_named(words: Words, by: Words) -> bool:
    """Whether each of the words is among the others; True for none."""
    return all(any(word & other for other in by) for word in words)


def is_explained(question: Words, by: Iterable[Words]) -> bool:
    """Whether each word of a question is in one of the texts, or says nothing about what is asked for."""
    known = [word for words in by for word in words]
    return all(word & _UNSAID or any(word & other for other in known) for word in question)


def _is_aside(word: frozenset[str]) -> bool:
    return any(YEAR.fullmatch(term) or is_unit(term) or not any(map(str.isalpha, term)) for term in word)
