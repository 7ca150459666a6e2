"""Evaluation sets: what is read, and what is said about what cannot be."""

from __future__ import annotations

import json

import pytest

from rag.errors import ConfigurationError
from ui.evaluation.dataset import Question, choose, find_set, read_questions

GOOD = {"id": "q1", "question": "How long?", "answerable": True}


def lines(tmp_path, *given):
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in given), "utf-8")
    return read_questions(file)


def test_a_full_line(tmp_path):
    evidence = [{"document": "Ver\u0061\u0308nderung.pdf", "page": 3, "text": "so"}, {"document": "b.txt"}]
    line = {
        **GOOD,
        "language": "de",
        "answers": ["drei"],
        "evidence": evidence,
        "metadata": {"kind": "fact"},
        "x": 1,
    }
    (question,), problems = lines(tmp_path, line, "", "  ")
    assert problems == []
    assert (question.id, question.language, question.answers, question.kind) == ("q1", "de", ["drei"], "fact")
    assert [(each.document, each.page, each.text) for each in question.evidence] == [
        ("Ver\u00e4nderung.pdf", 3, "so"),  # as the catalog spells names
        ("b.txt", None, None),
    ]


def test_a_bad_line_costs_only_itself(tmp_path):
    questions, problems = lines(
        tmp_path,
        GOOD,
        {**GOOD, "question": "Again?"},
        "not JSON",
        "[1]",
        {"id": "q2", "answerable": True},
        {**GOOD, "id": 3},
        {**GOOD, "id": "q4", "answerable": "yes"},
        {**GOOD, "id": "q5", "evidence": [{"document": "a.txt", "page": 0}]},
        {**GOOD, "id": "q6", "answers": [" "]},
        '{"id": "q7", "question": "\\ud800", "answerable": true}',
        {**GOOD, "id": "q8"},
    )
    assert [each.id for each in questions] == ["q1", "q8"]
    assert len(problems) == 9
    starts = [
        "Line 2 of questions.jsonl has the id “q1” once more",
        "Line 3 of questions.jsonl is not valid JSON",
        "Line 4 of questions.jsonl is not a JSON object",
        "Line 5 of questions.jsonl has no “question”",
        "Line 6 of questions.jsonl has something under “id”",
        "Line 7 of questions.jsonl has something under “answerable”",
        "Line 8 of questions.jsonl has something under “evidence.0.page”",
        "Line 9 of questions.jsonl has something under “answers.0”",
        "Line 10 of questions.jsonl is not valid JSON",
    ]
    assert all(problem.startswith(start) for problem, start in zip(problems, starts, strict=True))


def test_any_bytes_cost_only_their_line(tmp_path):
    file = tmp_path / "questions.jsonl"
    good = json.dumps({**GOOD, "question": "Kündigung\u2028?"}, ensure_ascii=False).encode()
    latin = json.dumps({**GOOD, "id": "q2", "question": "Kündigung?"}, ensure_ascii=False).encode("latin-1")
    file.write_bytes(b"\r\n".join([b"\xef\xbb\xbf" + good, latin, b"[" * 100_000, b"\x00\x00", b"null", b""]))
    questions, problems = read_questions(file)
    assert [each.question for each in questions] == ["Kündigung\u2028?"]
    assert problems == [
        "Line 2 of questions.jsonl is not UTF-8 text; it was left out.",
        "Line 3 of questions.jsonl is not valid JSON; it was left out.",
        "Line 4 of questions.jsonl is not valid JSON; it was left out.",
        "Line 5 of questions.jsonl is not a JSON object; it was left out.",
    ]
    file.write_bytes(json.dumps(GOOD).encode("utf-16"))
    assert read_questions(file) == ([], ["Line 1 of questions.jsonl is not UTF-8 text; it was left out."])
    file.write_bytes(b"")
    assert read_questions(file) == ([], [])


def test_chosen_questions_are_spread():
    questions = [Question(str(number), "?", True) for number in range(10)]
    assert [each.id for each in choose(questions, 3)] == ["0", "3", "6"]
    assert choose(questions, 10) == choose(questions, 11) == choose(questions, None) == questions


def test_a_set_has_both_parts(tmp_path):
    with pytest.raises(ConfigurationError, match=r"no folder .*documents.*--documents"):
        find_set(tmp_path, None, None)
    (tmp_path / "documents").mkdir()
    with pytest.raises(ConfigurationError, match=r"no file .*questions\.jsonl.*--questions"):
        find_set(tmp_path, None, None)
    (tmp_path / "golden.jsonl").touch()
    found = find_set(tmp_path, None, tmp_path / "golden.jsonl")
    assert (found.name, found.documents, found.questions) == (
        tmp_path.name,
        tmp_path / "documents",
        tmp_path / "golden.jsonl",
    )
