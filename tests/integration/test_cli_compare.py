"""`fundstelle compare` over a small library: the same evidence for all, figures, files, failures."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from rag.answering import Answerer
from rag.config import load_settings
from rag.errors import ModelUnavailable
from rag.library import Library
from rag.types import Finished, Retrieved
from tests.command import Result
from tests.fakes import HashingEmbedder, ScriptedModel, fake_openers
from ui.cli import main

LEAVE = "Employees receive 30 days of paid leave each calendar year."
HOTEL = "Hotel costs of up to 120 euros a night are paid by the company."
ASKED = "How many days of paid leave do employees receive each calendar year?"
GOOD, BAD, REFUSING = "openai:gpt-4o", "cohere:guessing", "anthropic:shy"
NAMES = f"{GOOD},{BAD},{REFUSING}"
QUESTIONS = [
    {
        "id": "leave",
        "question": ASKED,
        "answers": ["30 days"],
        "answerable": True,
        "evidence": [{"document": "handbook.txt", "page": 1, "text": None}],
    },
    {"id": "moon", "question": "Who painted the moon?", "answers": [], "answerable": False},
    {"question": "What does a hotel cost a night?"},
]


class Fitting(ScriptedModel):
    """Replies to a question that contains `word` only, and counts how often it is asked."""

    reply: str
    word: str = "days"
    asked: int = 0

    def _stream(self, messages, *rest, **options):
        self.asked += 1
        question = str(messages[-1].content).rsplit("Question:", 1)[-1]
        known = self if self.word in question else ScriptedModel(reply="NOT_FOUND")
        yield from ScriptedModel._stream(known, messages, *rest, **options)


def models() -> dict[str, ScriptedModel]:
    return {
        GOOD: Fitting(reply="Employees receive 30 days of paid leave each calendar year."),
        # The second sentence stands nowhere.
        BAD: Fitting(reply="Up to 120 euros a night are paid by the company. The moon costs 70 euros.", word=""),
        REFUSING: ScriptedModel(reply="NOT_FOUND"),
    }


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object, **options: object) -> Result:
        openers = fake_openers(HashingEmbedder(), **{"compared": models(), **options})
        code = main([*map(str, arguments), "--data", str(tmp_path / "data")], openers)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    (tmp_path / "handbook.txt").write_text(LEAVE, "utf-8")
    (tmp_path / "hotel.txt").write_text(HOTEL, "utf-8")
    assert call("add", tmp_path / "handbook.txt", tmp_path / "hotel.txt").code == 0
    prices = f'[models."{GOOD}"]\ninput = 1\noutput = 2\n[models."{REFUSING}"]\ninput = 0\noutput = 0\n'
    (tmp_path / "data" / "prices.toml").write_text('currency = "EUR"\n' + prices)
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(each) + "\n" for each in QUESTIONS))
    return call


def test_figures_of_each_model(run, tmp_path):
    result = run(
        "compare", "--questions", "questions.jsonl", "--models", NAMES, "--json", "--report", "report.json"
    )
    assert result.code == 0
    assert result.json == json.loads((tmp_path / "report.json").read_text())
    rounds = result.json["rounds"]
    assert [(each["id"], each["answerable"]) for each in rounds] == [("leave", True), ("moon", False), ("3", None)]
    assert rounds[0]["evidence"][0] == {"document": "handbook.txt", "page": 1, "start": 0, "end": len(LEAVE)}
    told = {each["model"]: each for each in rounds[0]["outcomes"]}
    assert told[GOOD]["answer"] == f"{LEAVE} [1]"
    assert told[GOOD]["citations"] == [
        {"document": "handbook.txt", "page": 1, "quote": LEAVE, "gold": True, "verbatim": True}
    ]
    assert {name: (each["status"], each["refused"], each["right"]) for name, each in told.items()} == {
        GOOD: ("answered", False, True),
        BAD: ("answered", False, False),
        REFUSING: ("not_found", True, None),
    }
    assert (told[BAD]["verified"], told[BAD]["statements"]) == (1, 2)
    wanted = ("asked", "answered", "refused", "missed", "right", "wrong", "failed", "statements", "verified_share")
    figures = {each["model"]: tuple(each[name] for name in wanted) for each in result.json["models"]}
    assert figures == {
        GOOD: (3, 1, 2, 0, 1, 0, 0, 1, 1.0),
        BAD: (3, 3, 0, 0, 0, 2, 0, 6, 0.5),
        REFUSING: (3, 0, 3, 1, 0, 0, 0, 0, None),
    }
    assert {each["model"]: each["right_share"] for each in result.json["models"]} == {
        GOOD: 1,
        BAD: 0,
        REFUSING: 0.5,
    }


def test_tokens_and_cost_are_counted_and_kept_in_the_ledger(run):
    summary = run("compare", ASKED, "--models", NAMES, "--json").json
    costs = {each["model"]: (each["cost"], each["currency"], each["estimated"]) for each in summary["models"]}
    usage = summary["rounds"][0]["outcomes"][0]["usage"]
    assert usage["cost"] == pytest.approx((usage["input_tokens"] + 2 * usage["output_tokens"]) / 1000)
    assert costs == {GOOD: (usage["cost"], "EUR", True), BAD: (None, "EUR", True), REFUSING: (0, "EUR", True)}
    spent = {each["model"]: (each["calls"], each["cost"]) for each in run("usage", "--json").json["models"]}
    assert spent == {GOOD: (1, usage["cost"]), BAD: (1, None), REFUSING: (1, 0)}


def test_a_spending_limit_holds_and_costs_only_those_that_would_pass_it(run, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_MONTHLY_SPENDING_LIMIT", "0.001")
    given = models()
    result = run("compare", ASKED, "--models", NAMES, "--json", compared=given)
    errors = {each["model"]: each["error"] for each in result.json["rounds"][0]["outcomes"]}
    assert result.code == 1
    assert given[GOOD].asked == given[BAD].asked == 0
    assert "monthly_spending_limit" in errors[GOOD] and "its price is not known" in errors[BAD]
    assert errors[REFUSING] is None


def test_models_that_fail_do_not_stop_the_others(run, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    falling = ScriptedModel(reply="Employees receive 30 days.", fail_after=0)
    given = {"local:falling": falling, REFUSING: models()[GOOD]}
    names = f"nofamily:x,openai:gpt-4o,local:falling,{REFUSING}"
    result = run("compare", ASKED, "--models", names, "--json", compared=given)
    assert result.code == 1
    unknown, keyless, broken, fine = result.json["models"]
    assert "is of no known family" in unknown["error"] and unknown["asked"] == 0
    assert "OPENAI_API_KEY" in keyless["error"] and keyless["asked"] == 0
    assert (broken["error"], broken["asked"], broken["failed"], broken["median_seconds"]) == (None, 1, 1, None)
    assert (fine["answered"], fine["failed"]) == (1, 0)
    failed, told = result.json["rounds"][0]["outcomes"]
    assert "the model fell over" in failed["error"] and failed["status"] == "failed"
    assert told["answer"] == f"{LEAVE} [1]"
    assert "nofamily:x was not asked" in result.err


def test_a_defect_costs_one_answer(run, monkeypatch):
    whole = Answerer._conclude

    def crash(self, draft, reply):
        if draft.model_name == BAD:
            raise ZeroDivisionError
        return whole(self, draft, reply)

    monkeypatch.setattr(Answerer, "_conclude", crash)
    result = run("compare", ASKED, "--models", NAMES, "--json")
    outcomes = result.json["rounds"][0]["outcomes"]
    assert result.code == 1
    assert [each["status"] for each in outcomes] == ["answered", "failed", "not_found"]
    assert "Something went wrong inside Fundstelle" in outcomes[1]["error"]


def test_all_models_read_the_same_passages_that_are_searched_for_once(run, tmp_path):
    embedder = HashingEmbedder()
    settings = load_settings(data_dir=tmp_path / "data")
    question = f"{ASKED} Which costs of hotels are paid by the company?"
    with Library(settings, embedder=embedder, compared=models()) as library:
        searches = []
        retrieve = library._retriever.retrieve
        library._retriever.retrieve = lambda *given, **how: searches.append(given) or retrieve(*given, **how)
        panel = library.panel(NAMES.split(","))
        events = {model: list(each) for model, each in panel.ask(question).items()}
        assert len(searches) == len(set(searches)) == 2  # the parts of the question
        ids = {model: _passage_ids(each) for model, each in events.items()}
        assert ids[GOOD] == ids[BAD] == ids[REFUSING]
        assert len(ids[GOOD][-1]) == 2
        answers = {model: each[-1].answer for model, each in events.items() if isinstance(each[-1], Finished)}
        assert [answers[model].generation for model in panel.models] == [answers[GOOD].generation] * 3
        # Each question is searched for anew, and nothing of a comparison is stored.
        [list(each) for each in panel.ask(ASKED).values()]
        assert len(searches) == 3
    assert run("answers", "list", "--json").json["answers"] == []


def _passage_ids(events):
    return [[hit.passage.id for hit in event.hits] for event in events if isinstance(event, Retrieved)]


def test_a_key_of_the_settings_goes_to_one_provider_only(tmp_path, monkeypatch):
    seen = {}

    def open_it(candidate):
        key = candidate.settings.model_api_key
        seen[candidate.name] = candidate.takes_key and key is not None
        raise ModelUnavailable("not opened")

    monkeypatch.setattr("rag.providers.opening._open", open_it)
    names = ["anthropic:a", "openai:b", "local:c", "openai:d"]

    def load_all(**settings):
        seen.clear()
        with Library(load_settings(data_dir=tmp_path / "data", model_api_key="k" * 20, **settings)) as library:
            panel = library.panel(names)
            for name in names:
                with pytest.raises(ModelUnavailable):
                    panel.load(name)
        return [name for name in names if seen[name]]

    assert load_all(model="openai:own") == ["openai:b", "openai:d"]
    assert load_all() == ["anthropic:a"]


def test_for_a_person(run, tmp_path):
    shown = run("compare", ASKED, "--models", NAMES)
    assert f"    [1] handbook.txt, page 1: “{LEAVE}”" in shown.out
    assert "1 of 2 statements verified" in shown.out
    assert "price unknown" in shown.out and "free" in shown.out
    many = run(
        "compare", "--questions", "questions.jsonl", "--models", NAMES, "--markdown", "m.md", "--plot", "p.svg"
    )
    assert LEAVE not in many.out and "Written: m.md" in many.out
    lines = (tmp_path / "m.md").read_text("utf-8").splitlines()
    assert lines[4].startswith("| Model | Asked | Answered | Right | Wrong |")
    assert lines[7].startswith("| cohere:guessing | 3 | 3 | 0 | 2 | 0 | 0 | 0 | 50 % |")
    assert "## leave: How many days of paid leave do employees receive each calendar year?" in lines
    assert "Evidence for all: handbook.txt, page 1; hotel.txt, page 1" in lines
    assert any(line.startswith(f"| {LEAVE} \\[1\\] | Up to 120 euros") for line in lines)
    picture = ElementTree.fromstring((tmp_path / "p.svg").read_text("utf-8"))
    texts = [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert [text for text in texts if text.startswith(("openai", "cohere", "anthropic"))] == [
        "openai:gpt-4o: 100 %",
        "cohere:guessing: 0 %",
        "anthropic:shy: 50 %",
    ]
    assert "cost of a question, EUR →" in texts and "median seconds to the whole answer →" in texts


def test_a_run_that_is_stopped_tells_what_it_has(run):
    arguments = ("compare", "--questions", "questions.jsonl", "--models", NAMES, "--json")
    with pytest.MonkeyPatch.context() as patch:
        whole = Answerer.answer

        def answer(self, question, *rest):
            if "moon" in question:
                raise KeyboardInterrupt
            return whole(self, question, *rest)

        patch.setattr(Answerer, "answer", answer)
        result = run(*arguments)
    assert (result.code, len(result.json["rounds"])) == (130, 1)
    assert "Stopped after 1 of 3 questions" in result.err


def test_the_setting_names_the_models_too(run, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_COMPARE_MODELS", f"{GOOD}, {REFUSING}, {GOOD}")
    result = run("compare", "--questions", "questions.jsonl", "--limit", "1", "--json").json
    assert [each["model"] for each in result["models"]] == [GOOD, REFUSING]
    assert [each["id"] for each in result["rounds"]] == ["leave"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--models", NAMES], "Give either one question or --questions with a file of them."),
        (["why", "--questions", "questions.jsonl", "--models", NAMES], "Give either one question"),
        (["why", "--models", GOOD], "Name at least two different models with --models"),
        (["why", "--models", f"{GOOD},{GOOD}"], "Name at least two different models with --models"),
        (["why", "--models", "gpt,claude"], "The setting 'compare_models' cannot be used"),
        (["why", "--models", NAMES, "--plot", "absent/p.svg"], "cannot be written"),
        (["--questions", "absent.jsonl", "--models", NAMES], "There is no file absent.jsonl."),
    ],
)
def test_mistakes_are_named_before_anything_is_asked(run, arguments, sentence):
    given = models()
    result = run("compare", *arguments, compared=given)
    assert (result.code, given[GOOD].asked) == (2, 0)
    assert sentence in result.err


def test_bad_lines_and_questions_cost_only_themselves(run, tmp_path):
    lines = ["no JSON", json.dumps({"id": "long", "question": "x" * 3000}), json.dumps(QUESTIONS[0])]
    (tmp_path / "odd.jsonl").write_text("\n".join(lines))
    result = run("compare", "--questions", "odd.jsonl", "--models", NAMES, "--json")
    assert result.code == 1
    assert "Line 1 of odd.jsonl is not valid JSON" in result.err
    long, leave = result.json["rounds"]
    assert all("at most 2000 are read" in each["error"] for each in long["outcomes"])
    assert leave["outcomes"][0]["right"] is True


def test_looking_makes_no_library(tmp_path, capsys):
    assert main(["compare", "why", "--models", NAMES, "--data", str(tmp_path / "typo")], fake_openers()) == 2
    assert "`fundstelle add` makes one" in capsys.readouterr().err
    assert not (tmp_path / "typo" / "catalog.sqlite3").exists()
