"""`fundstelle calibrate` over a small library: what is asked, fitted, written, said and taken back."""

from __future__ import annotations

import json

import pytest

from rag.answerability import SHIPPED
from tests.command import Result
from tests.fakes import HashingEmbedder, JudgingModel, ScriptedModel, fake_openers
from ui.cli import main

TOWNS = "Augsburg Bremen Celle Dresden Erfurt Fulda Gotha Husum Ilmenau Jena Kassel Lindau".split()
FEE = "The fee for a berth in {town} is {fee} euros a night."


def certainty(number: int, answerable: bool) -> float:
    """Right replies are surer than others, but not one by one."""
    return 0.55 + 0.03 * number if answerable else 0.35 + 0.03 * number


def ask(number: int, answerable: bool) -> dict[str, object]:
    town = TOWNS[number]
    return {
        "id": f"{town}-{answerable}",
        "question": f"What is the fee for a {'berth' if answerable else 'sauna'} in {town}?",
        "answers": [f"{10 + number} euros"] if answerable else [],
        "answerable": answerable,
        "evidence": [{"document": "fees.txt", "page": number + 1, "text": None}] if answerable else [],
    }


QUESTIONS = [ask(number, answerable) for number in range(len(TOWNS)) for answerable in (True, False)]


def model(**options):
    return JudgingModel(
        replies={
            f"{what} in {town}": (certainty(number, what == "berth"), FEE.format(town=town, fee=10 + number))
            for number, town in enumerate(TOWNS)
            for what in ("berth", "sauna")
        },
        **options,
    )


@pytest.fixture
def questions(tmp_path):
    return write(tmp_path, QUESTIONS)


def write(folder, lines):
    file = folder / "questions.jsonl"
    file.write_text(
        "".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in lines), "utf-8"
    )
    return file


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Runs the command on a library with a page for each town."""
    monkeypatch.setenv("FUNDSTELLE_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.delenv("FUNDSTELLE_REFUSAL_THRESHOLD", raising=False)
    monkeypatch.chdir(tmp_path)
    embedder = HashingEmbedder()

    def call(*arguments: object, given=None, **options: object) -> Result:
        code = main(
            [*map(str, arguments), "--data", str(tmp_path / "data")],
            fake_openers(embedder, given or model(), **options),
        )
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    pages = (FEE.format(town=town, fee=10 + number) for number, town in enumerate(TOWNS))
    (tmp_path / "fees.txt").write_text("\f".join(pages), "utf-8")
    assert call("add", tmp_path / "fees.txt").code == 0
    return call


def test_a_threshold_is_chosen_applied_shown_and_taken_back(run, questions, tmp_path):
    shown = run("calibrate", questions, "--dry-run", "--json")
    report = questions.with_name("questions.calibration.html")
    assert (shown.code, shown.json["applied"], shown.json["report"]) == (0, False, str(report))
    assert report.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert not (tmp_path / "data" / "refusal.json").exists()
    assert (shown.json["questions"], shown.json["answerable"], shown.json["goal"]) == (24, 12, {"max_wrong": 0.1})
    # (1 + 1) / (24 + 1) is within a tenth, so one unanswerable question may be told: the surest, with 0.68.
    chosen = next(each for each in shown.json["thresholds"] if "chosen" in each["names"])
    assert chosen["threshold"] == shown.json["threshold"]
    assert (chosen["rates"]["wrong"], chosen["rates"]["refused"]) == (1 / 24, 11 / 12)

    applied = run("calibrate", questions, "--json").json
    assert (applied["applied"], applied["threshold"]) == (True, shown.json["threshold"])
    assert run("answers", "list", "--json").json == {"answers": []}  # what was asked openly answered nobody
    status = run("status", "--json").json
    assert status["refusal_threshold"] == applied["threshold"]
    assert "with 24 questions" in status["refusal_origin"] and status["degraded"] is None
    flips = {flip["id"]: flip for flip in applied["flips"]}
    for question in QUESTIONS:
        if question["id"] in flips:
            told = run("ask", question["question"], "--json").json["status"] == "answered"
            assert told == flips[question["id"]]["told"]

    assert run("calibrate", "--reset", "--json").json == {"reset": True}
    assert run("status", "--json").json["refusal_origin"] == "shipped"
    assert run("calibrate", "--reset").out == "The refusal threshold was not calibrated.\n"


def test_nothing_is_asked_twice(run, questions, tmp_path):
    counting = model()
    run("calibrate", questions, given=counting)
    first = counting.asked
    assert first >= len(QUESTIONS)
    run("calibrate", questions, "--target-refusal", "0.8", given=counting)
    assert counting.asked == first
    kept = (tmp_path / "data" / "calibration.jsonl").read_text()
    assert not any(town in kept for town in TOWNS)  # neither questions nor documents
    # A question whose accepted answers were changed is asked again, and so are all in a library that changed.
    write(tmp_path, [{**QUESTIONS[0], "answers": ["ten"]}, *QUESTIONS[1:]])
    run("calibrate", questions, given=counting)
    assert counting.asked - first < 10
    (tmp_path / "new.txt").write_text("The harbour of Husum opens at seven.", "utf-8")
    run("add", tmp_path / "new.txt")
    again = counting.asked
    run("calibrate", questions, given=counting)
    assert counting.asked - again >= len(QUESTIONS)


def test_a_run_that_was_stopped_goes_on(run, questions, tmp_path):
    class Stopped(JudgingModel):
        def yes_probability(self, messages):
            if "Gotha" in str(messages[-1].content).rsplit("Question", 1)[-1]:
                raise KeyboardInterrupt
            return super().yes_probability(messages)

    stopped = run("calibrate", questions, given=Stopped(replies=model().replies))
    assert stopped.code == 130
    assert "run it again to go on" in stopped.err
    kept = (tmp_path / "data" / "calibration.jsonl").read_text()
    assert len(kept.split()) == 2 * TOWNS.index("Gotha")
    # The last line may be cut off.
    (tmp_path / "data" / "calibration.jsonl").write_text(kept[:-9])
    given = model()
    del given.replies["berth in Augsburg"]  # known from before, so not asked
    assert run("calibrate", questions, "--json", given=given).json["questions"] == len(QUESTIONS)
    again = model()
    assert run("calibrate", write(tmp_path, QUESTIONS[::-1]), given=again).code == 0
    assert again.asked == 0


def test_the_report_stands_alone_and_escapes(run, questions, tmp_path):
    nasty = {
        **QUESTIONS[0],
        "id": "<script>alert(1)</script>",
        "question": QUESTIONS[0]["question"] + " <b>Größe</b>",
    }
    write(tmp_path, [nasty, *QUESTIONS[1:]])
    result = run("calibrate", questions, "--report", "report.html", "--max-wrong", "0.25")
    assert result.code == 0
    assert "The report is in report.html." in result.out
    text = (tmp_path / "report.html").read_text("utf-8")
    assert text.count("<svg") == 1
    assert "chosen" in text and "shipped" in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "<script" not in text and "<b>Größe" not in text
    assert "12 questions with an answer, 12 without" in text


def test_few_questions_change_nothing(run, tmp_path):
    result = run("calibrate", write(tmp_path, QUESTIONS[:18]))
    assert (result.code, result.out) == (2, "")
    assert "at least 10 questions with an answer and 10 without; there are 9 and 9" in result.err
    assert not (tmp_path / "data" / "refusal.json").exists()


def test_too_few_remain_and_the_next_run_asks_only_the_rest(run, tmp_path):
    chosen = QUESTIONS[:20]
    file = write(tmp_path, chosen)
    lost = chosen[0]["question"]
    town = lost.rstrip("?").rsplit(" ", 1)[-1]
    result = run("calibrate", file, crash_on=town)
    assert result.code == 2
    assert "The problems above cost" in result.err and "run the command again" in result.err
    again = model()
    assert run("calibrate", file, "--max-wrong", "0.25", given=again).code == 0
    assert 0 < again.asked < 5


def test_a_goal_that_cannot_be_met_changes_nothing(run, questions, tmp_path):
    backwards = {word: (0.3 if "berth" in word else 0.99, reply) for word, (_, reply) in model().replies.items()}
    given = JudgingModel(replies=backwards)
    result = run("calibrate", questions, "--report", "report.html", given=given)
    assert result.code == 1
    assert "except refusing everything" in result.out and "Nothing was changed." in result.out
    assert "except refusing everything" in (tmp_path / "report.html").read_text("utf-8")
    assert not (tmp_path / "data" / "refusal.json").exists()


def test_bad_lines_and_questions_cost_only_themselves(run, tmp_path):
    broken = {**QUESTIONS[0], "id": "broken", "question": "What is the fee for a berth in Crashville?"}
    nowhere = {**QUESTIONS[2], "id": "nowhere", "evidence": [{"document": "gone.txt"}]}
    file = write(tmp_path, ["no JSON", broken, nowhere, *QUESTIONS])
    result = run("calibrate", file, "--json", crash_on="Crashville")
    assert (result.code, result.json["questions"]) == (1, 25)
    assert "Line 1 of questions.jsonl is not valid JSON" in result.err
    assert "Question broken: Something went wrong inside Fundstelle" in result.err
    assert "Question nowhere: there is no document “gone.txt” in the set" in result.err


def test_a_model_without_a_judgement_has_no_threshold(run, questions):
    given = ScriptedModel(reply=FEE.format(town="Augsburg", fee=10))
    result = run("calibrate", questions, given=given)
    assert result.code == 2
    assert "there is no threshold to calibrate" in result.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Give either a file of questions or --reset."),
        (["questions.jsonl", "--reset"], "Give either a file of questions or --reset."),
        (["absent.jsonl"], "There is no file absent.jsonl."),
        (["questions.jsonl", "--max-wrong", "1"], "invalid share value: '1'"),
        (["questions.jsonl", "--max-wrong", "0.1", "--target-refusal", "0.9"], "not allowed with argument"),
        (["questions.jsonl", "--reset", "--dry-run"], "not allowed with argument"),
        (["questions.jsonl", "--report", "absent/report.html"], "cannot be written"),
    ],
)
def test_mistakes_are_named_before_anything_is_asked(run, questions, arguments, sentence):
    counting = model()
    result = run("calibrate", *arguments, given=counting)
    assert (result.code, counting.asked) == (2, 0)
    assert sentence in result.err


def test_looking_makes_no_library(run, questions, tmp_path, capsys):
    code = main(["calibrate", str(questions), "--data", str(tmp_path / "typo")], fake_openers())
    assert code == 2
    assert "`fundstelle add` makes one" in capsys.readouterr().err
    assert not (tmp_path / "typo" / "catalog.sqlite3").exists()


def test_an_unused_calibration_is_said_wherever_it_matters(run, questions, tmp_path, monkeypatch):
    assert run("calibrate", questions).code == 0
    file = tmp_path / "data" / "refusal.json"
    file.write_text(file.read_text()[:-20], "utf-8")
    assert "is damaged; the shipped one is in force" in run("ask", QUESTIONS[0]["question"]).err
    assert "is damaged" in run("status", "--json").json["degraded"]
    assert any("is damaged" in problem for problem in run("doctor", "--json").json["problems"])
    assert run("ask", "--retrieval-only", QUESTIONS[0]["question"]).err == ""
    assert run("calibrate", questions).code == 0
    assert run("doctor", "--json").json["ok"]
    monkeypatch.setenv("FUNDSTELLE_REFUSAL_THRESHOLD", "0.99")
    assert "the setting refusal_threshold goes before it" in run("calibrate", questions).out
    assert run("status", "--json").json["refusal_origin"] == "the setting refusal_threshold"
    assert run("ask", QUESTIONS[0]["question"], "--json").json["status"] == "not_found"


def test_an_evaluation_refuses_as_the_library_does(run, questions, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    chosen = run("calibrate", questions, "--json").json["threshold"]
    (tmp_path / "set").mkdir()
    (tmp_path / "fees.txt").rename(tmp_path / "set" / "fees.txt")
    arguments = ("eval", tmp_path, "--documents", tmp_path / "set", "--answers", "--json")
    assert run(*arguments).json["settings"]["refusal_threshold"] == chosen
    run("calibrate", "--reset")
    assert run(*arguments).json["settings"]["refusal_threshold"] == SHIPPED.threshold


def test_a_figure_calculated_by_code_is_beyond_the_threshold(run, tmp_path):
    rows = (
        "| Key figure | 2023 | 2024 | 2025 |\n|---|---|---|---|\n| Revenue (EUR million) | 70.5 | 73.9 | 78.4 |\n"
    )
    (tmp_path / "report.md").write_text(f"# Annual Report\n\n{rows}", "utf-8")
    assert run("add", tmp_path / "report.md").code == 0
    calculated = {
        "id": "growth",
        "question": "By what percentage did revenue grow from 2024 to 2025?",
        "answers": ["6.1 %"],
        "answerable": True,
        "evidence": [{"document": "report.md", "page": 1, "text": None}],
    }
    result = run("calibrate", write(tmp_path, [*QUESTIONS, calculated]), "--dry-run", "--json")
    assert (result.code, result.json["answerable"]) == (0, 13)
    assert all(flip["id"] != "growth" for flip in result.json["flips"])
