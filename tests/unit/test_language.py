"""The language of short questions, which hold names and words of the other language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.language import detect_language, is_surely

_TESTS = Path(__file__).parents[1]
_QUESTIONS = ("golden.jsonl", "calibration_set/*/*.jsonl", "reader_training/libraries/*/questions.jsonl")
# Fewer than three words of a language in them, and names.
_WRONG = {"norrfjord agm 2026 date", "FX-12 rotor nut torque?", "KLK-2 jet torque?"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What is the fee for a sauna in Aachen?", "en"),
        ("Which phone number does Schlüsseldienst Vahl have?", "en"),
        ("Who was the man in the war?", "en"),
        ("Will Herr Müller kommen?", "de"),
        ("War die Sauna offen?", "de"),
        ("Was kostet Microsoft Office for Business?", "de"),
        ("Preis Tarif A?", "de"),
        ("Was steht im Art of War über Spione?", "de"),
        ("Was steht in The State of AI?", "de"),
        ("Wovon handelt The Art of the Deal?", "de"),
        ("Was enthält The Guide to the Galaxy?", "de"),
        ("Worum geht es in How to Win Friends and Influence People?", "de"),
        ("The Rise and Fall of the Empire: wer hat es geschrieben?", "de"),
        ("Was the State of Ohio asked?", "en"),
        ("Was Bank of America fined?", "en"),
        ("Is The State of AI in the archive?", "en"),
        ("Who wrote Der Stand der Technik und die Zukunft der Arbeit?", "en"),
        ("What does Das Handbuch für den Vertrieb say?", "en"),
        ("Wer ist Leiter der Abteilung Recht?", "de"),
        ("The State of AI", "en"),
    ],
)
def test_little_words_tell_the_language_of_a_short_question(text, language):
    assert detect_language(text) == language


def test_what_has_no_letters_has_the_language_of_what_went_before():
    assert (detect_language("4711?", "de"), detect_language("", "en")) == ("de", "en")


def test_an_english_statement_with_a_german_name_is_not_surely_german():
    text = "Schlüsseldienst Vahl is the only one that opens a lock for less."
    assert is_surely(text, "en")
    assert not is_surely(text, "de")


def test_the_questions_of_all_sets():
    files = [path for pattern in _QUESTIONS for path in sorted(_TESTS.glob(pattern))]
    lines = [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]
    assert len(lines) > 1600
    assert {each["question"] for each in lines if detect_language(each["question"]) != each["language"]} <= _WRONG
