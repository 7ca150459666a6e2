"""Words to stems, by Snowball: inflected forms of a word count as the same word."""

from __future__ import annotations

import threading

import Stemmer

LANGUAGES = {"de": "german", "en": "english"}

# PyStemmer's objects are not safe to share between threads.
_stemmers = threading.local()


def stem_word(word: str, language: str) -> str:
    """The stem of a word in lower case; in an unknown language the word itself."""
    name = LANGUAGES.get(language)
    if name is None:
        return word
    stemmer = getattr(_stemmers, name, None)
    if stemmer is None:
        # The cache inside is unbounded by default; callers keep what they need often.
        stemmer = Stemmer.Stemmer(name, 0)
        setattr(_stemmers, name, stemmer)
    return str(stemmer.stemWord(word))
