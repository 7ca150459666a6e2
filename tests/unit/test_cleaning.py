"""Cleaned text is safe to show and store, and knows where its characters came from."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cleaning import MappedText, clean_mapped, clean_text

AWKWARD = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "aäÄ ß\u0308\u0301\u00ad\u200b\ufeff\ufb01\u00a0\u2003\r\n\t\f\x00\x02\x0b\u2028\ud800"
            "\u212b한\u1161\U000e0041-"
        ),
        st.characters(),
    ),
    max_size=80,
)


def test_clean_text_removes_what_nobody_sees():
    assert clean_text("a\x00b\u00adc\u200bd\ufeffe\U000e0041f\u202eg\ud800h") == "abcdefgh"


def test_clean_text_writes_plain_spaces_and_line_ends():
    assert clean_text("5\u00a0%\u2009netto \r\nzwei\rdrei\u2028vier\x0bfünf") == "5 % netto\nzwei\ndrei\nvier\nfünf"


def test_clean_text_composes_letters_and_takes_ligatures_apart():
    assert clean_text("Gu\u0308te e\ufb03zient \u212b") == "Güte effizient Å"


def test_clean_text_keeps_lines_but_not_long_gaps():
    assert clean_text("\n\nA\n\n\n\n\n\nB  \n   C\n") == "A\n\n\nB\n   C"


@settings(max_examples=60)
@given(AWKWARD)
def test_cleaning_is_idempotent_and_storable(raw):
    cleaned = clean_text(raw)
    assert clean_text(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "\x00" not in cleaned
    assert cleaned.encode().decode() == cleaned


@settings(max_examples=60)
@given(AWKWARD)
def test_mapped_cleaning_gives_the_same_text_as_plain_cleaning(raw):
    assert clean_mapped(MappedText.of(raw)).text == clean_text(raw)


@settings(max_examples=60)
@given(AWKWARD)
def test_every_cleaned_character_stands_where_its_origin_stood(raw):
    cleaned = clean_mapped(MappedText.of(raw))
    assert len(cleaned.places) == len(cleaned.text)
    assert list(cleaned.places) == sorted(cleaned.places)
    for character, place in zip(cleaned.text, cleaned.places, strict=True):
        if unicodedata.category(character)[0] in "LN" and unicodedata.category(raw[place]) != "Co":
            assert unicodedata.normalize("NFKD", character)[0] in unicodedata.normalize("NFKD", raw[place])


def test_runs_describe_the_places():
    cleaned = clean_mapped(MappedText.of("\ufeffAb\r\nfu\u0308r"))
    assert cleaned.text == "Ab\nfür"
    assert list(cleaned.places) == [1, 2, 3, 5, 6, 8]
    assert cleaned.runs() == [(0, 1), (3, 5), (5, 8)]
