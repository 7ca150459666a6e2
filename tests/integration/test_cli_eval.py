"""`fundstelle eval` over a tiny set: figures, files, problems and exit codes."""

from __future__ import annotations

import json

import pytest

from tests.command import Result
from tests.fakes import HashingEmbedder, ScriptedModel, fake_openers
from ui.cli import main
from ui.evaluation.store import default_store

LEAVE = "Employees receive 30 days of paid leave each calendar year."
HOTEL = "Hotel costs of up to 120 euros a night are paid by the company."
NOTICE = "Die Kündigungsfrist beträgt drei Monate zum Quartalsende."


class _KnowsOne(ScriptedModel):
    """Answers the question about leave and no other."""

    def _stream(self, messages, *rest, **options):
        known = "How many days" in str(messages[-1].content)
        yield from (super() if known else ScriptedModel(reply="NOT_FOUND"))._stream(messages)


MODEL = _KnowsOne(reply="You receive 30 days of paid leave each calendar year.")
QUESTIONS = [
    {
        "id": "leave",
        "question": "How many days of paid leave do employees receive each calendar year?",
        "language": "en",
        "answers": ["30 days"],
        "answerable": True,
        "evidence": [{"document": "hr/handbook.txt", "page": 2, "text": "30 DAYS of  paid leave"}],
        "metadata": {"kind": "fact"},
    },
    {
        "id": "hotel",
        "question": "Up to which costs are hotels paid by the company?",
        "language": "en",
        "answers": ["120 EUR"],
        "answerable": True,
        "evidence": [{"document": "hotel.txt", "page": None, "text": "120 euros"}],
        "metadata": {"kind": "fact"},
    },
    {
        "id": "moon",
        "question": "Zebra quark xylophone?",
        "language": "de",
        "answers": [],
        "answerable": False,
        "evidence": [],
        "metadata": {"kind": "far"},
    },
]


@pytest.fixture
def folder(tmp_path):
    documents = tmp_path / "set" / "documents"
    (documents / "hr").mkdir(parents=True)
    (documents / "hr" / "handbook.txt").write_text(f"Welcome to all of you.\f{LEAVE}\n", encoding="utf-8")
    (documents / "hotel.txt").write_text(HOTEL + "\n", encoding="utf-8")
    (documents / "vertrag.txt").write_text(NOTICE + "\n", encoding="utf-8")
    return write_questions(tmp_path / "set", *QUESTIONS)


def write_questions(folder, *lines):
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    (folder / "questions.jsonl").write_text("\n".join(texts) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def embedder():
    return HashingEmbedder()


@pytest.fixture
def run(tmp_path, capsys, monkeypatch, embedder):
    """Runs `eval`, with a cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("FUNDSTELLE_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object, **options: object) -> Result:
        openers = fake_openers(embedder, **options)
        code = main(["eval", *map(str, arguments), "--data", str(tmp_path / "mine")], openers)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call


def test_search_is_measured_at_each_level(run, folder, tmp_path):
    result = run(folder, "--report", "report.json", "--json")
    assert (result.code, result.err) == (0, "")
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["problems"] == result.json["problems"] == []
    assert {key: report["ingest"][key] for key in ("documents", "pages", "added", "removed", "failed")} == {
        "documents": 3,
        "pages": 4,
        "added": 3,
        "removed": 0,
        "failed": {},
    }
    counted = {name: metric["n"] for name, metric in report["metrics"].items() if name.endswith(".mrr")}
    assert counted == {"document.mrr": 2, "page.mrr": 1, "span.mrr": 1}
    for name in ("document.recall@1", "page.recall@1", "span.recall@1", "document.ndcg@10"):
        assert report["metrics"][name] | {"n": 0} == {"value": 1, "low": 1, "high": 1, "n": 0}
    assert report["metrics"]["seconds.retrieval.median"]["value"] > 0
    assert not any(name.startswith(("answer", "refusal", "citation")) for name in report["metrics"])
    assert set(report["groups"]["language"]) == {"de", "en"}
    assert report["groups"]["kind"]["fact"]["document.mrr"]["n"] == 2
    rows = {row["id"]: row for row in report["rows"]}
    assert rows["leave"]["evidence"] == [["hr/handbook.txt", 2]]
    assert rows["leave"]["hits"][0] == {"document": "hr/handbook.txt", "page": 2, "start": 0, "end": len(LEAVE)}
    assert (rows["hotel"]["evidence"], rows["moon"]["retrieval"]) == ([["hotel.txt", None]], {})
    assert set(result.json) == {"report"} | set(report) - {"rows"}


def test_text_of_evidence_without_a_page_is_found_when_asked_for(run, folder):
    metrics = run(folder, "--locate", "--json").json["metrics"]
    assert (metrics["span.recall@1"]["value"], metrics["span.recall@1"]["n"]) == (1, 2)
    assert metrics["page.mrr"]["n"] == 1


def test_answers_are_measured(run, folder):
    result = run(folder, "--answers", "--report", "report.json", "--json", model=MODEL)
    assert result.code == 0
    metrics = {name: metric["value"] for name, metric in result.json["metrics"].items()}
    rows = {row["id"]: row for row in json.loads(folder.with_name("report.json").read_text())["rows"]}
    leave, hotel, moon = (rows[name]["reply"] for name in ("leave", "hotel", "moon"))
    assert leave["status"] == "answered"
    assert leave["text"] == "You receive 30 days of paid leave each calendar year. [1]"
    assert (leave["contained"], leave["numeric"], leave["exact"], leave["right"], leave["cited"]) == (
        True,
        True,
        False,
        True,
        1,
    )
    assert leave["citations"] == [
        {"document": "hr/handbook.txt", "page": 2, "quote": LEAVE, "gold": True, "verbatim": True}
    ]
    assert leave["f1"] == pytest.approx(2 * 2 / (10 + 2))  # "30 days" in ten words
    assert leave["signals"] == {}  # this model says nothing about how sure it is
    assert leave["timings"]["retrieval"] >= 0
    assert (hotel["status"], moon["status"]) == ("not_found", "not_found")
    assert (hotel["right"], hotel["f1"], moon["right"]) == (False, 0, None)
    expected = {
        "answer.right": 0.5,
        "answer.wrong": 0,
        "answer.contained": 0.5,
        "answer.numeric": 0.5,
        "answer.exact": 0,
        "refusal.precision": 0.5,
        "refusal.recall": 1,
        "refusal.f1": pytest.approx(2 / 3, abs=1e-6),
        "refusal.false": 0.5,
        "citation.precision": 1,
        "citation.recall": 1,
        "citation.verbatim": 1,
    }
    assert {name: metrics[name] for name in expected} == expected
    assert metrics["seconds.answer.median"] >= 0
    assert result.json["metrics"]["seconds.first_word.median"]["n"] >= 1


def test_the_second_run_reads_only_what_changed(run, folder, embedder):
    run(folder)
    embedder.embedded.clear()
    assert run(folder, "--json").json["ingest"]["unchanged"] == 3
    assert embedder.embedded == []
    (folder / "documents" / "vertrag.txt").unlink()
    (folder / "documents" / "hotel.txt").write_text("Hotels are not paid any more.\n", encoding="utf-8")
    ingest = run(folder, "--json").json["ingest"]
    assert (ingest["updated"], ingest["unchanged"], ingest["removed"], ingest["documents"]) == (1, 1, 1, 2)
    assert embedder.embedded == ["Hotels are not paid any more."]


def test_the_store_lies_in_the_cache_and_the_report_beside_it(run, folder, tmp_path):
    result = run(folder, "--json")
    store = default_store((folder / "documents").resolve())
    assert store.parent == tmp_path / "cache" / "fundstelle" / "evaluation"
    assert store.name.startswith("set-")
    assert result.json["report"].startswith(f"{store}-2")
    assert not (tmp_path / "mine" / "catalog.sqlite3").exists()  # the user's library is left alone


def test_a_library_is_not_taken_for_a_store(run, folder, tmp_path, embedder):
    assert main(["add", str(folder), "--data", str(tmp_path / "own")], fake_openers(embedder)) == 0
    result = run(folder, "--store", tmp_path / "own")
    assert result.code == 2
    assert "--store" in result.err
    assert run(folder, "--store", tmp_path / "other").code == 0
    assert run(folder, "--store", tmp_path / "other").code == 0


def test_parts_of_a_set_may_lie_elsewhere(run, folder, tmp_path):
    (tmp_path / "empty").mkdir()
    result = run("empty", "--documents", folder / "documents", "--questions", folder / "questions.jsonl", "--json")
    assert (result.code, result.json["name"], result.json["metrics"]["document.mrr"]["n"]) == (0, "empty", 2)


def test_limit_takes_every_nth(run, folder, tmp_path):
    run(folder, "--limit", 1, "--report", "report.json")
    assert [row["id"] for row in json.loads((tmp_path / "report.json").read_text())["rows"]] == ["leave"]


def test_tables_for_a_person(run, folder, tmp_path):
    result = run(folder, "--answers", "--markdown", "tables.md", model=MODEL)
    assert (tmp_path / "tables.md").read_text().rstrip() in result.out
    assert result.out.startswith("# Evaluation of set\n\n3 questions, 2 of them answerable, over 3 documents")
    assert "| document | 2 | 1.000 [1.000, 1.000] |" in result.out
    assert "| right: an accepted answer with a citation of a gold page | 2 | 0.500 [" in result.out
    assert "## By language" in result.out
    assert "\nThe report is in " in result.out


def test_what_is_wrong_with_a_set_is_said_and_the_rest_evaluated(run, folder, tmp_path):
    bad = [
        {**QUESTIONS[0], "id": "x1", "evidence": [{"document": "missing.pdf", "page": 1, "text": "a"}]},
        {**QUESTIONS[0], "id": "x2", "evidence": [{"document": "hr/handbook.txt", "page": 9, "text": "a"}]},
        {**QUESTIONS[0], "id": "x3", "question": "long " * 500},
    ]
    write_questions(folder, *QUESTIONS, "broken", QUESTIONS[0], *bad)
    result = run(folder, "--report", "report.json", "--json")
    assert result.code == 1
    problems = result.json["problems"]
    assert [problem.split(":")[0] for problem in problems[2:]] == ["Question x1", "Question x2", "Question x3"]
    assert problems[0].startswith("Line 4 of questions.jsonl is not valid JSON")
    assert "id “leave” once more" in problems[1]
    assert "no document “missing.pdf”" in problems[2]
    assert "2 pages and no page 9" in problems[3]
    assert "max_question_chars" in problems[4]
    assert [line for line in result.err.splitlines() if line in problems] == problems  # progress may stand between
    rows = {row["id"]: row for row in json.loads((tmp_path / "report.json").read_text())["rows"]}
    assert rows["x1"]["retrieval"] == {}
    assert set(rows["x2"]["retrieval"]) == {"document"}
    assert rows["x3"]["retrieval"]["page"]["mrr"] == 0  # a question the product rejects found nothing
    assert rows["leave"]["retrieval"]["page"]["mrr"] == 1


def test_an_unread_document_matters_when_a_question_needs_it(run, folder):
    (folder / "documents" / "empty.txt").write_bytes(b"")
    unneeded = run(folder, "--json")
    assert (unneeded.code, list(unneeded.json["ingest"]["failed"])) == (0, ["empty.txt"])
    assert "empty.txt: " in unneeded.err
    write_questions(folder, {**QUESTIONS[0], "evidence": [{"document": "empty.txt", "page": 1, "text": "a"}]})
    needed = run(folder, "--json")
    assert (needed.code, needed.json["problems"], needed.json["metrics"]["page.mrr"]["value"]) == (1, [], 0)


def test_a_defect_costs_one_question(run, folder):
    result = run(folder, "--json", crash_on="Zebra")
    assert result.code == 1
    assert result.json["problems"][0].startswith("Question moon: Something went wrong inside Fundstelle")


def test_a_failing_model_fails_the_run(run, folder):
    result = run(folder, "--answers", "--json", model=ScriptedModel(reply="You receive", fail_after=1))
    assert result.code == 1
    assert result.json["metrics"]["answer.right"]["value"] == 0


def test_ctrl_c_keeps_what_was_asked(run, folder, monkeypatch):
    asked = []

    def stop_at_the_second(library, question, **_):
        asked.append(question)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return []

    monkeypatch.setattr("rag.library.Library.search", stop_at_the_second)
    result = run(folder, "--json")
    assert result.code == 130
    assert result.json["problems"] == ["Stopped after 1 of 3 questions; the figures hold for these only."]
    assert result.json["metrics"]["document.mrr"]["n"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--compare"),
        (["set", "--compare", "a", "b"], "--compare"),
        (["nowhere"], "no folder"),
        (["set", "--report", "nowhere/report.json"], "cannot be written"),
        (["set", "--questions", "none.jsonl"], "no file"),
        (["--compare", "a.json", "b.json"], "cannot be read"),
        (["set", "--k", "0"], "--k"),
    ],
)
def test_usage_errors(run, folder, arguments, said):
    result = run(*arguments)
    assert result.code == 2
    assert said in result.err


def test_a_set_without_questions(run, folder):
    write_questions(folder, "broken")
    result = run(folder)
    assert result.code == 2
    assert "is not valid JSON" in result.err
    assert "There is no question in" in result.err


@pytest.fixture
def reports(run, folder):
    """One run in which all goes well, and one in which the handbook is gone."""
    run(folder, "--answers", "--report", "a.json", model=MODEL)
    (folder / "documents" / "hr" / "handbook.txt").write_text("Nothing of interest.\f\fBlank.\n", encoding="utf-8")
    run(folder, "--answers", "--report", "b.json", model=MODEL)


def test_compare(run, reports):
    result = run("--compare", "a.json", "b.json", "--report", "c.json", "--json")
    assert result.code == 0
    assert (result.json["questions"], result.json["notes"]) == (3, ["3 questions were compared."])
    metrics = {each["metric"]: each for each in result.json["metrics"]}
    right = metrics["answer.right"]
    assert (right["a"], right["b"], right["difference"], right["n"]) == (0.5, 0, -0.5, 2)
    assert (right["won"], right["lost"]) == ([], ["leave"])
    assert right["low"] == -1
    assert right["p"] > 0.9  # one question proves nothing
    assert metrics["refusal.false"]["lost"] == ["leave"]  # a refusal more is worse, although the figure rises
    assert metrics["refusal.false"]["difference"] == 0.5
    assert metrics["refusal.recall"]["difference"] == 0
    back = {each["metric"]: each for each in run("--compare", "b.json", "a.json", "--json").json["metrics"]}
    assert (back["answer.right"]["difference"], back["answer.right"]["won"]) == (0.5, ["leave"])


def test_compare_for_a_person(run, reports, tmp_path):
    result = run("--compare", "a.json", "b.json", "--markdown", "c.md")
    assert (tmp_path / "c.md").read_text() == result.out
    right = "right: an accepted answer with a citation of a gold page"
    assert f"| {right} | 2 | 0.500 | 0.000 | -0.500 | -1.000 … +0.000 |" in result.out
    assert f"- {right}, lost: leave" in result.out


def test_a_run_compared_with_itself(run, reports):
    metrics = run("--compare", "a.json", "a.json", "--json").json["metrics"]
    assert {(each["difference"], each["p"], *each["won"], *each["lost"]) for each in metrics} == {(0, 1)}


def test_compare_takes_the_common_questions(run, folder, reports):
    write_questions(folder, QUESTIONS[0], {**QUESTIONS[1], "question": "Another?"}, {**QUESTIONS[2], "id": "new"})
    run(folder, "--report", "c.json")
    result = run("--compare", "a.json", "c.json", "--json")
    assert result.json["questions"] == 1
    assert "(3 and 3); the 1 that both have" in result.json["notes"][0]
    assert not any(each["metric"].startswith("answer") for each in result.json["metrics"])
    write_questions(folder, {**QUESTIONS[0], "id": "other"})
    run(folder, "--report", "d.json")
    nothing = run("--compare", "a.json", "d.json")
    assert (nothing.code, "no question in common" in nothing.err) == (2, True)


def test_a_file_that_is_no_report(run, folder, tmp_path):
    (tmp_path / "a.json").write_text("{}")
    result = run("--compare", "a.json", "a.json")
    assert (result.code, "not a report" in result.err) == (2, True)
