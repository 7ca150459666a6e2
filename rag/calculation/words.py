"""When a row or column is what a question names, in either language, and what of a question names nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rag.analysis import analyse_in_all_languages, is_stopword, question_words
from rag.calculation.operations import PERCENT_WORDS, Operation
from rag.periods import without_periods
from rag.scales import powers_in
from rag.units import is_unit, units_in

# Usual words of accounts that mean the same, in German and English. A question in one finds a table in the other.
_SAME = tuple(
    group.split()
    for group in (
        "revenue revenues sales turnover umsatz umsätze umsatzerlöse erlöse",
        "profit income earnings gewinn ergebnis überschuss jahresüberschuss",
        "cost costs expense expenses kosten aufwand aufwendungen",
        "price prices fee fees preis preise gebühr gebühren entgelt",
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
what how much many high large did does from to until between by year years fiscal financial amount value figure
million millions billion thousand company firm answer
give calculate report reported achieve achieved generate generated
come came amounted per two three one decimal decimals place places round rounded whole

höhe hoch viel viele wieviel betrag betragen betrug beträgt wert jahr jahre jahren jahres geschäftsjahr unternehmen
firma million millionen milliarden mio mrd tausend erzielt erzielte pro je lag liegt machte
gemacht hatte ausgewiesen zwischen
berechne ein eine zwei drei nachkommastelle nachkommastellen dezimalstellen gerundet
"""
# Of a figure at one time: "Employees at year end".
_TIME_WORDS = "year end jahr ende jahresende"
_COST_WORDS = "cost costs kosten kostet price preis"
_BRACKETS = re.compile(r"\([^)]*\)")
_TOKEN = re.compile(r"\w+(?:[-._&]+\w+)*")  # "EUR/month" is two words
# Units that are also what a row is about: "Day ticket", "Minutes of use".
_NAMING_UNITS = {"minute", "hour", "day", "week", "month"}


_GROUP_OF = {term: f"≈{group[0]}" for group in _SAME for word in group for term in analyse_in_all_languages(word)}

# Each word as the terms that count as the same word.
Words = list[frozenset[str]]


@lru_cache(maxsize=20)
def _terms_of(words: str) -> frozenset[str]:
    return frozenset(term for word in words.split() for term in analyse_in_all_languages(word))


def words_of(text: str) -> Words:
    """Words that name something, periods and units left aside; [] for none."""
    bare = " ".join(word for word in _TOKEN.findall(without_periods(text)) if not is_stopword(word))
    words = [word for word in question_words(bare) if not _is_aside(word)]
    return [word | {same for term in word for same in _same(term)} for word in words]


def names_of(text: str) -> Words:
    """Words of a label or of a column's name; what stands in brackets is mostly a unit."""
    time = _terms_of(_TIME_WORDS)
    return [word for word in words_of(_BRACKETS.sub(" ", text)) if not word & time and not powers_in(min(word))]


def price_words() -> Words:
    """What a question means that asks what something costs."""
    return [frozenset({"≈price"})]


def are_named(words: Words, by: Words) -> bool:
    """Whether each of the words is among the others; True for none."""
    return all(any(word & other for other in by) for word in words)


def said(question: Words, operation: Operation, *, costs: bool = False, percent: bool = False) -> Words:
    """The words of a question that name something, and do not only ask for an operation, a price or a rate."""
    asking = (_UNSAID_WORDS, operation.value, _COST_WORDS if costs else "", PERCENT_WORDS if percent else "")
    unsaid = frozenset(term for words in asking for term in _terms_of(words))
    return [word for word in question if not word & unsaid]


def is_explained(words: Words, by: Iterable[Words]) -> bool:
    """Whether each word is in one of the texts."""
    return are_named(words, [word for words in by for word in words])


def is_all(words: Words, of: str) -> bool:
    """Whether there are words, all of them among these."""
    terms = _terms_of(of)
    return bool(words) and all(word & terms for word in words)


def _same(term: str) -> set[str]:
    groups = {_GROUP_OF[term]} if term in _GROUP_OF else set()
    return groups | {f"≈{unit}" for unit in units_in(term)}


def _is_aside(word: frozenset[str]) -> bool:
    return any(
        not any(map(str.isalpha, term)) or (is_unit(term) and not units_in(term) <= _NAMING_UNITS) for term in word
    )
