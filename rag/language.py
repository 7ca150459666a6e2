"""German or English? Detected per document and per question, to choose stemming and the language of the answer."""

from __future__ import annotations

from functools import lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

# Restricted to the languages in use: telling all 75 apart would load a gigabyte of models.
_LANGUAGES = {Language.GERMAN: "de", Language.ENGLISH: "en"}
_ENOUGH_CHARACTERS = 2000


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_LANGUAGES).build()


def detect_language(text: str, default: str = "en") -> str:
    """ISO 639-1 code of the language of a text; `default` when nothing in it tells."""
    found = _detector().detect_language_of(text[:_ENOUGH_CHARACTERS])
    return default if found is None else _LANGUAGES[found]
