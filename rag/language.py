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


# Names and codes in a sentence draw the estimate to either side.
_SURE = 0.9


def is_surely(text: str, language: str) -> bool:
    """Whether a text is in this one of the languages in use, "de" or "en", and by no means in the other."""
    given = next(each for each, code in _LANGUAGES.items() if code == language)
    return _detector().compute_language_confidence(text[:_ENOUGH_CHARACTERS], given) >= _SURE


# What a text in neither language is most likely written in; each costs a few megabytes once it is needed.
_OTHERS = (
    Language.FRENCH,
    Language.SPANISH,
    Language.ITALIAN,
    Language.DUTCH,
    Language.PORTUGUESE,
    Language.POLISH,
    Language.TURKISH,
    Language.LATIN,
)
_FEW_CHARACTERS = 20


@lru_cache(maxsize=1)
def _wider_detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_LANGUAGES, *_OTHERS).with_low_accuracy_mode().build()


def is_supported(text: str) -> bool:
    """Whether a text is German or English rather than another European language; short ones count as supported."""
    if len(text) < _FEW_CHARACTERS:
        return True
    letters = [character for character in text if character.isalpha()]
    if sum(character > "\u024f" for character in letters) > len(letters) // 2:
        return False  # no Latin script
    found = _wider_detector().detect_language_of(text[:_ENOUGH_CHARACTERS])
    return found is None or found in _LANGUAGES
