"""Text to index terms, per language: the one place that decides which words are the same word.

German: the Snowball stemmer of version 3 also folds `ae`, `oe`, `ue` and `ß`, so "Kuendigung" finds "Kündigung".
Numbers, dates, paragraph signs and product codes stay searchable as they are written ("1.577", "WP-200/B", "§").
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

from rag.numbers import YEAR

LANGUAGES = {"de": "german", "en": "english"}

# A number with separators, or a code of letters and digits joined by - / . _, or a word, or a section sign.
_TOKEN = re.compile(r"\d+(?:[.,:/\-]\d+)+|\w+(?:[-/._]\w+)+|\w+|§+")
_JOINTS = re.compile(r"[-/._,:]")
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

# PyStemmer's objects are not safe to share between threads.
_stemmers = threading.local()


def analyse(text: str, language: str | None) -> list[str]:
    """Index terms of a text in reading order; an unknown language is only folded, not stemmed."""
    return [
        term
        for token in _TOKEN.findall(unicodedata.normalize("NFKC", text).lower())
        for term in _terms(token, language or "")
    ]


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
    return [
        frozenset(term for language in LANGUAGES for term in _terms(word, language)) for word in dict.fromkeys(kept)
    ]


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
    name = LANGUAGES.get(language)
    if name is None or not word.isalpha():
        year = _KIND_OF_YEAR.fullmatch(word)
        return year[1] if year else word
    stemmer = getattr(_stemmers, name, None)
    if stemmer is None:
        # The cache inside is unbounded by default; ours above is enough.
        stemmer = Stemmer.Stemmer(name, 0)
        setattr(_stemmers, name, stemmer)
    return str(stemmer.stemWord(word))
