"""What a model reads first is chosen sentence by sentence; codes and years of a question are meant literally."""

from __future__ import annotations

import pytest

from rag.embedding import E5_SMALL_Q4
from rag.evidence import Reading, has_literals, rank_readings, take_first, take_further, take_rests
from rag.late_interaction import match_words
from rag.types import Hit, Passage
from tests.fakes import HashingEmbedder

TEXTS = [
    "Die Kantine ist von 11 bis 14 Uhr offen. Gäste zahlen den vollen Preis.",
    "Die Kündigungsfrist beträgt drei Monate. Kündigungen müssen schriftlich sein.",
    "Die Störung E03 bedeutet: Membran gerissen.",
]
QUESTION = "Die Kündigungsfrist beträgt drei Monate."
OTHER = "Ganz andere Sätze über Wetter und Reisen stehen auch hier. " * 8


def passage(number: int, text: str) -> Passage:
    return Passage(number, 1, "a.txt", 1, 100, 100 + len(text), text, "Regeln", "Handbuch", "de")


def hits() -> list[Hit]:
    return [Hit(passage(number, text), 2.0) for number, text in enumerate(TEXTS)]


def test_the_closest_sentence_decides_between_equal_hits():
    embedder = HashingEmbedder()
    best, *others = rank_readings(QUESTION, embedder.embed_question(QUESTION), hits(), embedder)
    expected = float(embedder.embed_passages([QUESTION])[0] @ embedder.embed_question(QUESTION))
    words = match_words(QUESTION, [hit.passage.in_context for hit in hits()], embedder)
    assert best.passage.text == TEXTS[1]
    assert best.score == pytest.approx(2.0 + 20 * expected + 20 * words[1] + 1, abs=1e-4)
    assert all(other.score < best.score - 1 for other in others)


def test_closeness_is_the_cosine_of_the_closest_sentence_and_of_the_words():
    embedder = HashingEmbedder(fingerprint=E5_SMALL_Q4.fingerprint)
    found = [Hit(passage(number, f"{text} {OTHER}"), 2.0) for number, text in enumerate(TEXTS)]
    words = match_words(QUESTION, [hit.passage.in_context for hit in found], embedder)
    for reading in rank_readings(QUESTION, embedder.embed_question(QUESTION), found, embedder):
        sentences = [f"{each}." for each in reading.passage.text.strip(" .").split(". ")]
        cosines = embedder.embed_passages(sentences) @ embedder.embed_question(QUESTION)
        assert reading.closeness == pytest.approx(max(cosines) + words[reading.passage.id], abs=1e-3)


def test_whatever_else_a_passage_says_hardly_makes_it_less_close():
    embedder = HashingEmbedder(fingerprint=E5_SMALL_Q4.fingerprint)
    vector = embedder.embed_question(QUESTION)

    def closeness(*texts: str) -> float:
        found = [Hit(passage(number, text), 2.0) for number, text in enumerate(texts)]
        [read] = [each for each in rank_readings(QUESTION, vector, found, embedder) if each.passage.id == 0]
        assert read.closeness is not None
        return read.closeness

    evidence, other = f"{TEXTS[1]} {OTHER}", f"{TEXTS[2]} {OTHER}"
    alone = closeness(evidence, other)
    # Words are compared less the mean of all that were found, which other text moves a little.
    assert closeness(f"{evidence} {OTHER} {OTHER}", other) == pytest.approx(alone, abs=0.05)
    assert closeness(evidence, f"{other} {QUESTION} {QUESTION}") == pytest.approx(alone, abs=0.05)
    assert closeness(f"{TEXTS[2]} {OTHER}", other) < alone - 0.1


def test_where_nothing_can_be_compared_closeness_is_unknown():
    known, other = HashingEmbedder(fingerprint=E5_SMALL_Q4.fingerprint), HashingEmbedder()
    vector = known.embed_question(QUESTION)
    long = [Hit(passage(number, f"{text} {OTHER}"), 2.0) for number, text in enumerate(TEXTS)]
    looks = {
        "neither vectors": (QUESTION, None, long, known),
        "nor an embedder": (QUESTION, None, long, None),
        "another one": (QUESTION, vector, long, other),
        "no word that says anything": ("Ist das so?", vector, long, known),
        "hardly any text": (QUESTION, vector, hits(), known),
    }
    for why, look in looks.items():
        assert {each.closeness for each in rank_readings(*look)} == {None}, why
    assert None not in {each.closeness for each in rank_readings(QUESTION, vector, long, known)}


def test_an_excerpt_is_the_closest_sentences_in_their_order():
    long = " ".join(f"Der Absatz {number} nennt {'x' * 60}." for number in range(8))
    text = f"Die Kantine ist zu. {long} {QUESTION} Kündigungen beträgt drei Monate. {long}"
    embedder = HashingEmbedder()
    [reading] = rank_readings(QUESTION, embedder.embed_question(QUESTION), [Hit(passage(1, text), 1.0)], embedder)
    assert f"{QUESTION}\nKündigungen beträgt drei Monate." in reading.excerpt
    assert 220 < len(reading.excerpt) < 400
    [unseen] = rank_readings(QUESTION, None, [Hit(passage(1, text), 1.0)], embedder)
    assert unseen.excerpt == text


def test_a_passage_with_the_code_of_the_question_comes_first():
    [best, *_] = rank_readings("Was heißt E03?", None, hits(), HashingEmbedder())
    assert (best.passage.text, best.score) == (TEXTS[2], 3.0)


def test_without_vectors_and_codes_the_order_stays():
    assert [each.passage.id for each in rank_readings("Kantine?", None, hits(), HashingEmbedder())] == [0, 1, 2]


def test_without_hits_there_is_nothing_to_read():
    assert rank_readings("Kantine?", HashingEmbedder().embed_question("x"), [], HashingEmbedder()) == []


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What does E15 mean?", "E03 error diaphragm", False),
        ("What does e15 mean?", "E15 › pump stopped", True),
        ("Umsatz im Jahr 2024?", "annual-report-2025.pdf", False),
        ("Umsatz im Jahr 2025?", "annual-report-2025.pdf", True),
        ("Preis der LC-2200?", "LC-2200 | 1.490 EUR", True),
        ("Wie viel nach 9 Jahren?", "nach acht Jahren", True),
        ("Darf ich 50 % mischen?", "nein", True),
        ("Preis der SD1040?", "SD-1040 | 829 EUR", True),
        ("Preis der SD-1040?", "SD1041 | 829 EUR", False),
        ("capital expenditure FY2018?", "3M 2018 annual report", True),
        ("capital expenditure FY2018?", "3M 2017 annual report", False),
        ("capital expenditure of 3M?", "PepsiCo annual report", False),
        ("Darf ich 10km weit fahren, 24h lang?", "ja", True),
        ("Revenue of the 2nd quarter, in Q2?", "second quarter", True),
        ("Geht das mit 230V und 7-Zoll-Anzeige?", "ja", True),
        ("Wie hoch ist der CO2-Ausstoß?", "CO2-Emissionen: 12 t", True),
        ("Preis der SD-1040-PV?", "SD-1040-PP | 829 EUR", False),
        ("What caused LC2-1187?", "LC2-1188: wrong clock", False),
    ],
)
def test_codes_and_years_must_stand_in_the_evidence(question, text, expected):
    assert has_literals(question, [passage(1, text)]) is expected


@pytest.mark.parametrize(
    ("languages", "count", "taken"),
    [
        (["de", "de", "de", "de", "en", "en"], 3, [0, 1, 2, 4]),
        (["de", "en", "de", "de", "en"], 3, [0, 1, 2]),
        (["de", "de", "de"], 2, [0, 1]),
        ([None, None, "de"], 2, [0, 1, 2]),
        (["en"], 3, [0]),
        ([], 3, []),
    ],
)
def test_another_language_has_its_say(languages, count, taken):
    readings = [
        Reading(Passage(1, place, "a.txt", 1, 0, 4, "Text", language=language), 9.0 - place, "Text", literal=True)
        for place, language in enumerate(languages)
    ]
    assert take_first(readings, count) == [readings[place] for place in taken]


@pytest.mark.parametrize(
    ("languages", "taken"),
    [
        (["de", "de", "de", "de", "de", "en", "de", "de", "en"], [3, 4, 8]),  # 5 was among the first
        (["de", "de", "de", "de", "de", "de"], [3, 4, 5]),
        (["en", "de", "en", "en", "en", "en", "de"], [3, 4, 6]),
        (["de", "de", "de", "de"], [3]),
        (["de"], []),
    ],
)
def test_what_is_read_further_are_the_next_ones_and_another_language(languages, taken):
    readings = [
        Reading(Passage(1, place, "a.txt", 1, 0, 4, "Text", language=language), 9.0 - place, "Text", literal=True)
        for place, language in enumerate(languages)
    ]
    assert take_further(readings, take_first(readings, 3)) == [readings[place] for place in taken]


def test_the_rests_of_the_best_ones_are_read_next():
    readings = [
        Reading(Passage(1, place, "a.txt", 1, 0, 4, "Text"), 9.0 - place, f"excerpt {place}", True, rest=rest)
        for place, rest in enumerate(["", "rest 1", "rest 2"])
    ]
    [rest] = take_rests(readings)
    assert (rest.passage, rest.score, rest.excerpt, rest.rest) == (readings[1].passage, 8.0, "rest 1", "")
