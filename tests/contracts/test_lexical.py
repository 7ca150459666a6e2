"""The word index against a BM25 written out in full."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from ingest.lexical_writer import LexicalWriter
from rag.analysis import analyse, analyse_question, further_question_terms, further_terms, question_words
from rag.errors import SnapshotCorrupt
from rag.layout import DataDir
from rag.lexical import LexicalReader, document_mark

PASSAGES = {
    1: ("Die Kündigungsfrist beträgt drei Monate zum Quartalsende.", "de"),
    2: ("Der Urlaub beträgt 30 Tage im Jahr, die Frist für Anträge zwei Wochen.", "de"),
    3: ("Straßenbahn und Bus werden erstattet; Taxi nur nach 22:00 Uhr.", "de"),
    4: ("The notice period is three months to the end of a quarter.", "en"),
    5: ("Travelling expenses are reimbursed within 14 days.", "en"),
    6: ("Die Pumpe WP-200/B fördert 1.577 Liter je Stunde nach § 5 der Norm.", "de"),
    7: ("Frist Frist Frist", "de"),
}


@pytest.fixture
def reader(tmp_path):
    directory = DataDir(tmp_path)
    directory.create()
    with LexicalWriter(directory) as writer:
        writer.add((passage, analyse(text, language)) for passage, (text, language) in PASSAGES.items())
        writer.commit()
    return LexicalReader(directory)


def plain(question: str) -> dict[str, float]:
    """The terms of a question, all with the same weight."""
    return dict.fromkeys(analyse_question(question), 1.0)


def brute_force(question: str) -> dict[int, float]:
    """BM25 with k1 1.2 and b 0.75, as Robertson wrote it and Lucene weights it."""
    documents = {passage: Counter(analyse(text, language)) for passage, (text, language) in PASSAGES.items()}
    lengths = {passage: sum(terms.values()) for passage, terms in documents.items()}
    average = sum(lengths.values()) / len(lengths)
    scores: dict[int, float] = {}
    for term in analyse_question(question):
        holders = [passage for passage, terms in documents.items() if terms[term]]
        weight = math.log(1 + (len(documents) - len(holders) + 0.5) / (len(holders) + 0.5))
        for passage in holders:
            frequency = documents[passage][term]
            norm = 1.2 * (1 - 0.75 + 0.75 * lengths[passage] / average)
            scores[passage] = scores.get(passage, 0.0) + weight * frequency * 2.2 / (frequency + norm)
    return scores


@pytest.mark.parametrize(
    "question",
    [
        "Wie lange ist die Frist?",
        "notice period quarter",
        "Urlaub Tage Anträge",
        "WP-200/B",
        "travel expenses 14 days",
    ],
)
def test_scores_equal_bm25(reader, question):
    found = dict(reader.search(plain(question), 10, 1, ()))
    expected = brute_force(question)
    assert found.keys() == expected.keys()
    for passage, score in expected.items():
        assert found[passage] == pytest.approx(score, rel=1e-4)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("Kuendigungsfrist", 1),
        ("Kündigungsfristen", 1),
        ("Strassenbahnen", 3),
        ("travelled expense", 5),
        ("WP-200/B", 6),
        ("wp 200", 6),
        ("1.577", 6),
        ("§ 5", 6),
    ],
)
def test_words_are_found_however_they_are_written(reader, question, passage):
    assert reader.search(plain(question), 1, 1, ())[0][0] == passage


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Frist der Kündigung", "Die Kündigungsfristen stehen im Vertrag."),
        ("Welche Kündigungsfrist gilt?", "Die Frist der Kündigung steht im Vertrag."),
        ("Kosten einer Reise", "Reisekostenrichtlinie"),
        ("§ 242 BGB", "Nach §242 gilt Treu und Glauben."),
        ("Artikel 6", "Nach Art. 6 Abs. 1 ist das erlaubt."),
        ("bis zum 30. Juni 2027", "Gültig bis 30.06.2027."),
        ("2027-06-30", "The contract ends on June 30, 2027."),
        ("1,577 units", "1.577 Stück"),
        ("Paragraph 242 BGB", "Nach §242 gilt Treu und Glauben."),
        ("section 242", "Nach §242 gilt Treu und Glauben."),
        ("30.06.27", "Gültig bis 30. Juni 2027."),
        ("06/30/2027", "Gültig bis 30.06.2027."),
        ("1.577,50 €", "Der Preis ist $1,577.50."),
    ],
)
def test_parts_of_compounds_clauses_dates_and_numbers_are_found_in_other_forms(tmp_path, question, text):
    directory = DataDir(tmp_path)
    directory.create()
    # As many terms of the same kind, about something else.
    others = ["Der Urlaub dauert 14 Tage.", "Nach § 17 und Art. 9 am 3. Mai 2019 sind 2.355 Teile bestellt worden."]
    with LexicalWriter(directory) as writer:
        for passage, each in enumerate([text, *others]):
            writer.add([(passage, [*analyse(each, "de"), *further_terms(each, "de")])])
        writer.commit()
    weights = further_question_terms(question, "de") | plain(question)
    best, *rest = LexicalReader(directory).search(weights, 5, 1, ())
    assert best[0] == 0
    assert all(score < best[1] for _, score in rest)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Wann ist Frau Müller da?", "Ms Mueller takes calls on Mondays."),
        ("When is Mueller there?", "Ms Müller takes calls on Mondays."),
        ("Goethestrasse", "The office is at Goethestraße 5."),
        ("Goethestraße", "The office is at Goethestrasse 5."),
    ],
)
def test_german_names_in_english_texts_are_found_in_either_spelling(question, text):
    assert any(word & set(analyse(text, "en")) for word in question_words(question))


@pytest.mark.parametrize(
    ("text", "year"),
    [("FY2018", "2018"), ("GJ2025", "2025"), ("3M_FY2018_10K", "2018"), ("FY2018/19", "2018"), ("cy 2020", "2020")],
)
def test_a_year_is_the_year_whatever_kind_it_is_called(text, year):
    assert year in analyse(text, "en")
    assert year in analyse_question(text)


@pytest.mark.parametrize("code", ["ral2004", "din1986", "fy201", "fy20181"])
def test_codes_that_look_like_years_stay_codes(code):
    assert analyse(code, "de") == [code]


def test_dead_passages_leave_their_places_to_others(reader):
    terms = plain("Frist")
    assert [passage for passage, _ in reader.search(terms, 1, 1, ())] == [7]
    assert [passage for passage, _ in reader.search(terms, 1, 1, ((7, 9),))] == [2]


def test_only_passages_of_the_given_documents_take_places(tmp_path):
    directory = DataDir(tmp_path)
    directory.create()
    with LexicalWriter(directory) as writer:
        writer.add((each, ["frist"] * (1 + each % 3) + [document_mark(each // 10)]) for each in range(40))
        writer.commit()
    reader = LexicalReader(directory)
    everywhere = dict(reader.search({"frist": 1.0}, 40, 1, ()))
    inside = reader.search({"frist": 1.0}, 40, 1, (), [1, 11])
    assert {passage for passage, _ in inside} == set(range(10, 20))
    assert all(score == pytest.approx(everywhere[passage]) for passage, score in inside)
    assert {passage for passage, _ in reader.search({"frist": 1.0}, 40, 1, ((10, 14),), [1])} == set(range(15, 20))
    assert reader.search({"frist": 1.0}, 40, 1, (), []) == []


def test_a_damaged_index_is_told_apart_from_a_defect(reader, tmp_path):
    assert reader.document_frequencies(["frist"], 1) == ([2], len(PASSAGES))
    for path in DataDir(tmp_path).lexical.glob("*.term"):
        content = bytearray(path.read_bytes())
        content[: len(content) // 2] = bytes(len(content) // 2)
        path.write_bytes(content)
    with pytest.raises(SnapshotCorrupt, match="fundstelle rebuild"):
        LexicalReader(DataDir(tmp_path)).document_frequencies(["frist"], 1)


def test_a_reader_sees_a_commit_with_the_next_generation(reader, tmp_path):
    directory = DataDir(tmp_path)
    terms = plain("Zeppelin")
    assert reader.search(terms, 5, 1, ()) == []
    with LexicalWriter(directory) as writer:
        writer.add([(50, ["zeppelin"])])
        writer.commit()
        writer.delete(((1, 4),))
        writer.commit()
    assert [passage for passage, _ in reader.search(terms, 5, 2, ())] == [50]
    assert reader.search({"frist": 1.0}, 5, 2, ())[0][0] == 7


def test_what_was_not_committed_is_not_there(tmp_path):
    directory = DataDir(tmp_path)
    directory.create()
    with pytest.raises(RuntimeError, match="stop"), LexicalWriter(directory) as writer:
        writer.add([(1, ["word"])])
        raise RuntimeError("stop")
    assert LexicalReader(directory).search({"word": 1.0}, 5, 1, ()) == []
