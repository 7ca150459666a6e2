"""The word index against a BM25 written out in full."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from ingest.lexical_writer import LexicalWriter
from rag.analysis import analyse, analyse_question
from rag.layout import DataDir
from rag.lexical import LexicalReader

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
    found = dict(reader.search(analyse_question(question), 10, 1, ()))
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
    assert reader.search(analyse_question(question), 1, 1, ())[0][0] == passage


def test_dead_and_unwanted_passages_leave_their_places_to_others(reader):
    terms = analyse_question("Frist")
    assert [passage for passage, _ in reader.search(terms, 1, 1, ())] == [7]
    assert [passage for passage, _ in reader.search(terms, 1, 1, ((7, 9),))] == [2]
    only = reader.search(terms, 5, 1, (), ((1, 2),))
    assert [passage for passage, _ in only] == [2]
    assert only[0][1] == pytest.approx(dict(reader.search(terms, 5, 1, ()))[2])
    assert reader.search(terms, 5, 1, (), ()) == []


def test_a_reader_sees_a_commit_with_the_next_generation(reader, tmp_path):
    directory = DataDir(tmp_path)
    terms = analyse_question("Zeppelin")
    assert reader.search(terms, 5, 1, ()) == []
    with LexicalWriter(directory) as writer:
        writer.add([(50, ["zeppelin"])])
        writer.commit()
        writer.delete(((1, 4),))
        writer.commit()
    assert [passage for passage, _ in reader.search(terms, 5, 2, ())] == [50]
    assert reader.search(["frist"], 5, 2, ())[0][0] == 7


def test_what_was_not_committed_is_not_there(tmp_path):
    directory = DataDir(tmp_path)
    directory.create()
    with pytest.raises(RuntimeError, match="stop"), LexicalWriter(directory) as writer:
        writer.add([(1, ["word"])])
        raise RuntimeError("stop")
    assert LexicalReader(directory).search(["word"], 5, 1, ()) == []
