"""Text to index terms, per language: the one place that decides which words are the same word.

German: the Snowball stemmer of version 3 also folds `ae`, `oe`, `ue` and `ß`, so "Kuendigung" finds "Kündigung";
compounds are also found by their parts.
Numbers, dates, paragraph signs and product codes stay searchable as they are written ("1.577", "WP-200/B", "§").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from rag.compounds import part_starts, split_compound
from rag.numbers import YEAR
from rag.stemming import LANGUAGES, stem_word
from rag.written_forms import date_forms, number_forms, spellings

# A number with separators, or a code of letters and digits joined by - / . _, or a word, or a section sign.
_TOKEN = re.compile(r"\d+(?:[.,:/\-]\d+)+|\w+(?:[-/._]\w+)+|\w+|§+")
_JOINTS = re.compile(r"[-/._,:]")
_WORD = re.compile(r"[^\W\d_]+")
# As it is said.
_SPOKEN_CLAUSE = re.compile(r"\b(?:paragra(?:ph|f)(?:en)?|section)\s+(\d+[a-z]?)\b", re.I)
_CLAUSE = re.compile(r"(?:(?P<sign>§+)|\b(?:art|artikel|article)\b\.?)\s*(?P<number>\d+[a-z]?)\b", re.I)

# What they count in a question where a word counts 1, and a number 2 (docs/experiments.md).
_PART_WEIGHT = 0.5
_CLAUSE_WEIGHT = 2.0
_DATE_WEIGHT = 4.0  # in one term what its three parts count otherwise
# "FY2018", "GJ2025": a year, whatever kind of year it is called (fiscal, calendar, Geschäfts-, Wirtschaftsjahr).
_KIND_OF_YEAR = re.compile(rf"(?:fy|cy|gj|wj)({YEAR.pattern})")

# Closed-class words only: they carry no topic in either language, and each costs a long posting list.
STOPWORDS = {
    "de": frozenset(
        "aber als am an auch auf aus bei bin bis bist da damit dann das dass dem den der des die dies diese diesem "
        "diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es euch für hat habe haben "
        "hier ich ihr im in ins ist ja kann man mein mich mir mit nach noch nun nur ob oder ohne schon sehr sein "
        "seine sich sie sind so soll um und uns unser unter vom von vor war was wenn wer werden wie wieder wir "
        "wird wo wurde wurden zu zum zur welche welcher welches welchem welchen wann wieviel wem wen".split()
    ),
    "en": frozenset(
        "a an and are as at be been but by can could did do does for from had has have he her his how i if in into "
        "is it its may me my no of on or our she should so than that the their them then there these they this "
        "those to was we were what when where which who whom whose why will with would you your".split()
    ),
}


def analyse(text: str, language: str | None) -> list[str]:
    """Index terms of a text in reading order; an unknown language is only folded, not stemmed."""
    return [
        term
        for token in _TOKEN.findall(unicodedata.normalize("NFKC", text).lower())
        for term in _terms(token, language or "")
    ]


def further_terms(text: str, language: str | None) -> list[str]:
    """What the index holds of a text besides, as often as it occurs: parts of German compounds, "§242" of "§ 242".

    Only words with a capital letter are taken apart: others are hardly ever compounds, but often look like them.
    """
    text = unicodedata.normalize("NFKC", text)
    words = [word for word in _WORD.findall(text) if word[0].isupper()] if language == "de" else []
    return [*_clauses(text), *(part for word in words for part in _part_terms(word.lower()))]


def further_question_terms(text: str, language: str) -> dict[str, float]:
    """Terms of passages that a question may be about though it has other words, and what each counts.

    Parts of German compounds, clauses ("§242"), dates written in another way. A word of the question counts 1.
    """
    text = unicodedata.normalize("NFKC", text).lower()
    words = [word for word in _WORD.findall(text) if not is_stopword(word)] if language == "de" else []
    weights = {part: _PART_WEIGHT for word in words for part in _part_terms(word)}
    weights |= dict.fromkeys([*_clauses(text), *map("§{}".format, _SPOKEN_CLAUSE.findall(text))], _CLAUSE_WEIGHT)
    for digits, names in date_forms(text):
        weights |= dict.fromkeys(digits, _DATE_WEIGHT)
        weights |= {term: 1.0 for name in names for language in LANGUAGES for term in _terms(name, language)}
    return weights


def compound_halves(text: str) -> dict[str, list[tuple[str, str]]]:
    """The index term of each German compound of a question, and the terms of the two words it may be written as.

    "Reisekostenrichtlinie" is "Reisekosten-Richtlinie" in the name of a file.
    """
    words = {word for word in _WORD.findall(unicodedata.normalize("NFKC", text).lower()) if not is_stopword(word)}
    return {
        stem_word(word, "de"): [(stem_word(word[:cut], "de"), stem_word(word[cut:], "de")) for cut in cuts]
        for word in sorted(words)
        if (cuts := part_starts(word))
    }


def analyse_in_all_languages(text: str) -> frozenset[str]:
    """Distinct index terms of a text as any of the languages would have them: to compare it with a question's."""
    return frozenset(term for language in LANGUAGES for term in analyse(text, language))


def analyse_question(text: str) -> list[str]:
    """Distinct terms a question looks for, in both languages: names and numbers meet documents of either."""
    return list(dict.fromkeys(term for word in question_words(text) for term in sorted(word)))


def is_stopword(word: str) -> bool:
    """Whether a word carries no topic in one of the languages."""
    return any(word.lower() in words for words in STOPWORDS.values())


def question_words(text: str) -> list[frozenset[str]]:
    """The content words of a question, each as the index terms that count as the same word."""
    words = _TOKEN.findall(unicodedata.normalize("NFKC", text).lower())
    kept = [word for word in words if not is_stopword(word)] or words
    return [_word_terms(word) for word in dict.fromkeys(kept)]


def share_of_words(words: Sequence[frozenset[str]], terms: Collection[str], of_none: float = 1.0) -> float:
    """The share of such words that are among the terms; `of_none` when there are no words."""
    return count_words(words, terms) / len(words) if words else of_none


def count_words(words: Iterable[frozenset[str]], terms: Collection[str]) -> int:
    """How many of such words are among the terms."""
    return sum(1 for word in words if not word.isdisjoint(terms))


def _word_terms(word: str) -> frozenset[str]:
    # German stems are without umlauts; English texts are indexed with them.
    english = (term for spelling in spellings(word) for term in _terms(spelling, "en"))
    return frozenset([*_terms(word, "de"), *english]) | number_forms(word)


@lru_cache(maxsize=200_000)
def _terms(token: str, language: str) -> tuple[str, ...]:
    """A token as it is indexed: whole, and for a joined one also its parts."""
    parts = [part for part in _JOINTS.split(token) if part] if _JOINTS.search(token) else []
    if not parts:
        return (_stem(token, language),)
    if all(part.isdigit() for part in parts):
        return (token,)
    return (token, *(_stem(part, language) for part in parts))


def _stem(word: str, language: str) -> str:
    if language not in LANGUAGES or not word.isalpha():
        year = _KIND_OF_YEAR.fullmatch(word)
        return year[1] if year else word
    return stem_word(word, language)


def _clauses(text: str) -> list[str]:
    """Paragraphs and articles of laws and contracts, each as one term."""
    return [("§" if match["sign"] else "art") + match["number"].lower() for match in _CLAUSE.finditer(text)]


@lru_cache(maxsize=200_000)
def _part_terms(word: str) -> tuple[str, ...]:
    return tuple(stem_word(part, "de") for part in split_compound(word))
