"""German or English? Detected per document and per question, to choose stemming and the language of the answer."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from rag.analysis import STOPWORDS

# Restricted to the languages in use: telling all 75 apart would load a gigabyte of models.
_LANGUAGES = {Language.GERMAN: "de", Language.ENGLISH: "en"}
_ENOUGH_CHARACTERS = 2000


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_LANGUAGES).build()


def detect_language(text: str, default: str = "en") -> str:
    """ISO 639-1 code of the language of a text; `default` when nothing in it tells."""
    leaning = _leaning_to_german(text)
    return default if leaning == 0 else "de" if leaning > 0 else "en"


# Names and codes in a sentence draw the estimate to either side.
_SURE = math.log(0.9 / 0.1)


def is_surely(text: str, language: str) -> bool:
    """Whether a text is in this one of the languages in use, "de" or "en", and by no means in the other."""
    leaning = _leaning_to_german(text)
    return (leaning if language == "de" else -leaning) >= _SURE


_WORD = re.compile(r"[^\W\d_]{2,}")  # one letter is a part of a name: "Tarif A", "Type I"
# Written alike in both languages, each time as another word.
_HOMOGRAPHS = frozenset("am bin die hat her man war will".split())
# As frequent as those that no index needs, and kept in it as they change what is asked.
_FREQUENT = {
    "de": STOPWORDS["de"].union(
        "alle darf dürfen gibt gilt heißt kein keine können kostet muss müssen nicht steht über viel viele"
        " warum weshalb wieso wofür womit worin worum wovon".split()
    ),
    "en": STOPWORDS["en"].union("about all any cost get how many much must not there".split()),
}
_LITTLE_WORDS = {
    code: _FREQUENT[code] - _FREQUENT[other] - _HOMOGRAPHS for code, other in (("de", "en"), ("en", "de"))
}
# What a little word adds to the logarithm of the odds. In a short question the letters of one name outweigh those
# of all its little words: "sauna" and "Aachen" those of "What is the fee for a".
_LITTLE_WORD_WEIGHT = 2.0
_LEAST = 1e-6  # so sure no letters are that words do not count


# What joins the capitalized words of a title.
_JOINING = {
    "de": "am aus das dem den der des die für im in mit über und vom von zu zum zur",
    "en": "a an and at by for from in of on or the to with",
}
_CAPITALIZED = r"\b[^\W\d_a-zß-öø-ÿ][\w’'-]*"
_TITLES = {
    code: re.compile(f"{_CAPITALIZED}(?:[ :&]+(?:(?:{words.replace(' ', '|')}) +)*{_CAPITALIZED})+")
    for code, words in _JOINING.items()
}


def _leaning_to_german(text: str) -> float:
    """Logarithm of the odds of German against English by letters and by little words; 0 when nothing tells."""
    text = text[:_ENOUGH_CHARACTERS]
    for code, other in (("de", "en"), ("en", "de")):
        frame = _frame_of_titles(text, code, other)
        if frame != text:
            leaning = _leaning_by_parts(frame)
            if (leaning if code == "de" else -leaning) >= _SURE:
                return leaning
    return _leaning_by_parts(text)


def _frame_of_titles(text: str, code: str, other: str) -> str:
    """What is left of a text in one language without the titles it names in the other one.

    "Was steht in The State of AI?" is German: the little words of the title are the title's. The text itself when
    it has little words of the other language outside, or none of its own.
    """
    first = _WORD.match(text)
    # A question's first word is capitalized, too, and no part of the title behind it.
    asks = first is not None and first.group().lower() in _FREQUENT[code]
    opened = text[:1].lower() + text[1:] if asks else text

    def leave_out(title: re.Match[str]) -> str:
        told = any(word in _LITTLE_WORDS[other] for word in _WORD.findall(title.group().lower()))
        return " " if told else title.group()

    frame = _TITLES[other].sub(leave_out, opened)
    words = set(_WORD.findall(frame.lower()))
    is_frame = frame != opened and words & _FREQUENT[code] and not words & _LITTLE_WORDS[other]
    return frame if is_frame else text


def _leaning_by_parts(text: str) -> float:
    by_letters = {each.language: each.value for each in _detector().compute_language_confidence_values(text)}
    words = _WORD.findall(text.lower())
    german, english = (sum(word in _LITTLE_WORDS[code] for word in words) for code in ("de", "en"))
    odds = (by_letters[Language.GERMAN] + _LEAST) / (by_letters[Language.ENGLISH] + _LEAST)
    return math.log(odds) + _LITTLE_WORD_WEIGHT * (german - english)


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
