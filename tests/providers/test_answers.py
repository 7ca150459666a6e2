"""Whole questions to hosted models: usage and cost, fallbacks, limits, and secrets that are written nowhere."""

from __future__ import annotations

import json
import logging
import sqlite3

import pytest

from rag.answer_log import AnswerLog
from tests.command import Result
from tests.fakes import HashingEmbedder, fake_openers
from tests.providers.protocols import PROTOCOLS, SECRET
from tests.providers.wire import Script, serve
from ui.cli import main

LEAVE = "Employees receive 30 days of paid leave each calendar year."
QUESTION = "How many days of paid leave do employees receive?"
FRAGE = "Wie viele Tage bezahlten Urlaub erhalten die Mitarbeiter, paid leave each calendar year?"
REPLY = ("Employees receive ", "30 days of paid leave ", "each calendar year.")
BY_NAME = {protocol.name: protocol for protocol in PROTOCOLS}
OPENAI, COMPATIBLE, ANTHROPIC = BY_NAME["openai"], BY_NAME["openai-compatible"], BY_NAME["anthropic"]
TOLD = "Employees receive 30 days of paid leave each calendar year. [1]"


@pytest.fixture
def second():
    with serve(Script()) as script:
        yield script


@pytest.fixture
def run(tmp_path, capsys, monkeypatch, script, second, clean_environment):
    """The command, with OpenAI's service at the first server and one like it at the second."""
    monkeypatch.setenv("FUNDSTELLE_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("OPENAI_BASE_URL", f"{script.url}/v1")
    monkeypatch.setenv("FUNDSTELLE_MODEL_BASE_URL", f"{second.url}/v1")
    monkeypatch.setenv("FUNDSTELLE_MODEL", "openai:gpt-4o,openai-compatible:ours")
    monkeypatch.chdir(tmp_path)
    embedder = HashingEmbedder()
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "leave.txt").write_text(LEAVE + "\n")

    def call(*arguments: str) -> Result:
        code = main([*arguments, "--data", str(tmp_path / "data")], fake_openers(embedder))
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    assert call("add", str(tmp_path / "documents")).code == 0
    return call


def test_an_answer_says_what_it_took(run, script, tmp_path):
    script.will(OPENAI.reply(words=REPLY))
    result = run("ask", QUESTION, "--json")
    assert (result.code, result.json["answer"], result.json["model"]) == (0, TOLD, "openai:gpt-4o")
    cost = (812 * 0.0025 + 7 * 0.01) / 1000
    usage = {
        "model": "served-model",
        "input_tokens": 812,
        "output_tokens": 7,
        "estimated": False,
        "cost": pytest.approx(cost),
        "currency": "USD",
    }
    assert result.json["usage"] == usage
    stored = json.loads(AnswerLog(tmp_path / "data" / "answers.db").load(result.json["id"]).record)
    assert stored["answer"]["usage"] == usage
    month = run("usage", "--json").json
    assert month["models"] == [
        {"model": "openai:gpt-4o", "calls": 1, "input_tokens": 812, "output_tokens": 7, "cost": pytest.approx(cost)}
    ]
    assert (month["cost"], month["currency"], month["limit"]) == (pytest.approx(cost), "USD", None)


def test_usage_for_a_person(run, script, monkeypatch):
    script.will(OPENAI.reply(words=REPLY))
    assert "812 + 7 tokens, 0.0021 USD" in run("ask", QUESTION).out
    monkeypatch.setenv("FUNDSTELLE_MONTHLY_SPENDING_LIMIT", "5")
    shown = run("usage").out
    assert "openai:gpt-4o" in shown
    assert "0.0021 of 5 USD." in shown
    assert run("usage", "--month", "2026-13").code == 2
    assert "0.0000 of 5 USD" in run("usage", "--month", "1999-12").out


def test_what_a_provider_does_not_count_is_estimated(run, script, second, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_MODEL", "openai-compatible:ours")
    reply = COMPATIBLE.reply(words=REPLY)
    second.will(type(reply)([part for part in reply.parts if b"usage" not in part], headers=reply.headers))
    usage = run("ask", QUESTION, "--json").json["usage"]
    assert (usage["estimated"], usage["output_tokens"], usage["cost"]) == (True, 20, None)
    assert 100 < usage["input_tokens"] < 400


@pytest.mark.parametrize(
    ("question", "notice"),
    [
        (
            QUESTION,
            "openai:gpt-4o did not deliver, so openai-compatible:ours was asked. (The provider of openai:gpt-4o",
        ),
        (FRAGE, "openai:gpt-4o hat nicht geliefert, daher wurde openai-compatible:ours gefragt. (The provider of"),
    ],
)
def test_the_next_model_answers_when_one_fails(run, script, second, question, notice):
    script.will(OPENAI.error(401, "credentials"))
    second.will(COMPATIBLE.reply(words=REPLY))
    result = run("ask", question, "--json")
    assert (result.json["status"], result.json["model"]) == ("answered", "openai-compatible:ours")
    assert result.json["answer"].startswith(LEAVE[:-1])
    assert notice in result.err
    models = [each["model"] for each in run("usage", "--json").json["models"]]
    assert models == ["openai-compatible:ours"]  # who refused took nothing


def test_the_next_model_answers_when_one_is_slow(run, script, second, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_FALLBACK_SECONDS", "0.7")
    script.will(OPENAI.begun(words=(), end="hang"))
    second.will(COMPATIBLE.reply(words=REPLY))
    result = run("ask", QUESTION, "--json")
    assert (result.json["answer"], result.json["model"]) == (TOLD, "openai-compatible:ours")
    assert "did not begin within 0.7 seconds" in result.err
    # A slow provider may charge what it has read.
    assert {each["model"] for each in run("usage", "--json").json["models"]} == {
        "openai:gpt-4o",
        "openai-compatible:ours",
    }


def test_a_prompt_whose_reply_was_cut_counts_too(run, script, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_MODEL", "openai:gpt-4o")
    script.will(OPENAI.reply(words=REPLY))
    counted = run("ask", QUESTION, "--json").json["usage"]
    script.will(OPENAI.begun(words=(), end="cut"), OPENAI.reply(words=REPLY))
    usage = run("ask", QUESTION, "--json").json["usage"]
    assert (usage["output_tokens"], usage["estimated"], counted["estimated"]) == (7, True, False)
    prompt = usage["input_tokens"] - counted["input_tokens"]
    assert 100 < prompt < 400  # as estimated
    script.will(OPENAI.begun(words=(), end="cut"), OPENAI.error(401, "credentials"))
    usage = run("ask", QUESTION, "--json").json["usage"]
    assert (usage["input_tokens"], usage["output_tokens"]) == (prompt, 0)


def test_a_stream_that_is_cut_before_its_first_word_is_no_present(run, script, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_MODEL", "openai:gpt-4o")
    monkeypatch.setattr("rag.providers.hosted.next_pause", lambda *_: None)
    script.will(OPENAI.begun(words=(), end="cut"))
    result = run("ask", QUESTION, "--json")
    assert result.json["status"] == "failed"
    [use] = run("usage", "--json").json["models"]
    assert (use["calls"], use["output_tokens"]) == (1, 0)
    assert 100 < use["input_tokens"] < 400  # as estimated


def test_what_was_read_is_not_taken_back(run, script, second):
    script.will(OPENAI.begun(words=REPLY[:2], end="cut"))
    result = run("ask", QUESTION, "--json")
    assert (result.code, result.json["status"], result.json["model"]) == (1, "failed", "openai:gpt-4o")
    assert "was cut off" in result.json["answer"]
    assert LEAVE in result.json["answer"]  # the closest sentences remain
    assert second.requests == []


def test_a_filter_is_no_failure_and_nobody_else_is_asked(run, script, second):
    script.will(OPENAI.reply(words=REPLY[:1], reason="content_filter"))
    result = run("ask", QUESTION, "--json")
    assert (result.code, result.json["status"]) == (0, "blocked")
    assert result.json["answer"].startswith("The content filter of the provider of openai:gpt-4o does not let this")
    assert (result.json["citations"], second.requests) == ([], [])


@pytest.mark.parametrize(
    ("question", "notice"),
    [
        (QUESTION, "openai:gpt-4o reached the limit of its reply; its unfinished last sentence was left out."),
        (
            FRAGE,
            "openai:gpt-4o hat die Höchstlänge einer Antwort erreicht; der unvollendete letzte Satz fehlt.",
        ),
    ],
)
def test_of_a_reply_that_was_cut_only_whole_sentences_are_told(run, script, question, notice):
    script.will(OPENAI.reply(words=(*REPLY, " Employees receive 30 days of"), reason="length"))
    result = run("ask", question, "--json")
    assert result.json["status"] == "answered"
    assert [each["text"] for each in result.json["statements"]] == [LEAVE]
    assert notice in result.err


def test_a_reply_that_was_cut_in_its_first_sentence_is_no_answer(run, script, second):
    script.will(OPENAI.reply(words=REPLY[:2], reason="length"))
    result = run("ask", QUESTION, "--json")
    assert (result.json["status"], result.json["statements"]) == ("failed", [])
    assert "reached its limit of tokens within its first sentence" in result.json["answer"]


def test_a_reply_that_ends_with_an_error_is_no_answer(run, script, monkeypatch):
    cohere = BY_NAME["cohere"]
    for name, value in cohere.environment.items():
        monkeypatch.setenv(name, value.format(url=script.url))
    monkeypatch.setenv("FUNDSTELLE_MODEL", cohere.model)
    script.will(cohere.reply(words=REPLY, reason="ERROR"))
    result = run("ask", QUESTION, "--json")
    assert result.json["status"] == "failed"
    assert "The provider of cohere:command-a-03-2025 ended the reply with an error." in result.json["answer"]


def test_a_model_that_cannot_be_opened_is_passed_over(run, second, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_MODEL", "anthropic:claude-sonnet-4-6,nonsense:x,openai-compatible:ours")
    second.will(COMPATIBLE.reply(words=REPLY))
    result = run("ask", QUESTION, "--json")
    assert result.json["answer"] == TOLD
    assert "set ANTHROPIC_API_KEY" in result.err
    assert "nonsense:x is of no known family. Known are: local, bedrock, sagemaker" in result.err


def test_the_last_model_that_fails_says_why(run, script, second):
    script.will(OPENAI.error(404, "model"))
    second.will(COMPATIBLE.error(401, "credentials"))
    result = run("ask", QUESTION, "--json")
    assert (result.code, result.json["status"], result.json["model"]) == (1, "failed", "openai-compatible:ours")
    assert "The provider of openai-compatible:ours does not accept the credentials" in result.json["answer"]
    assert "openai:gpt-4o does not know this model" in result.err


def test_a_spending_limit_holds_before_the_call(run, script, second, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_MODEL", "openai:gpt-4o")
    monkeypatch.setenv("FUNDSTELLE_MONTHLY_SPENDING_LIMIT", "0.009")
    script.will(OPENAI.reply(words=REPLY))
    # Each may cost 0.0056 at most, and took 0.0021.
    assert [run("ask", QUESTION, "--json").json["status"] for _ in range(2)] == ["answered", "answered"]
    result = run("ask", QUESTION, "--json")
    assert (result.code, result.json["status"]) == (1, "failed")
    assert "monthly_spending_limit allows 0.009 (0.0042 are spent or reserved)" in result.json["answer"]
    assert len(script.requests) == 2


def test_a_model_without_a_price_is_not_asked_under_a_limit(run, second, monkeypatch, tmp_path):
    monkeypatch.setenv("FUNDSTELLE_MODEL", "openai-compatible:ours")
    monkeypatch.setenv("FUNDSTELLE_MONTHLY_SPENDING_LIMIT", "5")
    second.will(COMPATIBLE.reply(words=REPLY))
    assert "its price is not known" in run("ask", QUESTION, "--json").json["answer"]
    assert second.requests == []
    prices = tmp_path / "data" / "prices.toml"
    prices.write_text('currency = "EUR"\n[models."openai-compatible:ours"]\ninput = 0.1\noutput = 1\n')
    usage = run("ask", QUESTION, "--json").json["usage"]
    assert (usage["cost"], usage["currency"]) == (pytest.approx(0.0882), "EUR")


def test_a_ledger_that_cannot_be_read_stops_only_who_has_a_limit(run, script, monkeypatch, tmp_path):
    monkeypatch.setenv("FUNDSTELLE_MODEL", "openai:gpt-4o")
    script.will(OPENAI.reply(words=REPLY))
    (tmp_path / "data" / "usage.db").write_bytes(b"no database at all, and longer than its header would be" * 10)
    assert run("ask", QUESTION, "--json").json["answer"] == TOLD
    monkeypatch.setenv("FUNDSTELLE_MONTHLY_SPENDING_LIMIT", "5")
    assert "the spending limit cannot be checked" in run("ask", QUESTION, "--json").json["answer"]
    assert len(script.requests) == 1
    assert "cannot be used" in run("usage").err


def test_a_token_limit_cuts_what_is_asked_for(run, script, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_MODEL", "openai:gpt-4o")
    monkeypatch.setenv("FUNDSTELLE_QUESTION_TOKEN_LIMIT", "400")
    script.will(OPENAI.reply(words=REPLY))
    assert run("ask", QUESTION, "--json").json["answer"] == TOLD
    assert script.requests[0].json["max_completion_tokens"] == 100
    monkeypatch.setenv("FUNDSTELLE_QUESTION_TOKEN_LIMIT", "256")
    refused = run("ask", f"{QUESTION} {'Please be as brief as you can. ' * 20}", "--json").json
    assert (refused["status"], "leaves no room for evidence" in refused["answer"]) == ("failed", True)
    assert len(script.requests) == 1


def test_a_missing_package_comes_with_its_command(run, second, monkeypatch):
    monkeypatch.setattr("rag.providers.families.is_installed", lambda modules: not modules)
    monkeypatch.setenv("FUNDSTELLE_MODEL", "anthropic:claude-sonnet-4-6")
    result = run("ask", QUESTION, "--json")
    assert result.code == 2
    assert 'pip install "fundstelle[anthropic]"' in result.json["error"]


def test_families_say_what_is_there_and_no_values(run, tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("FUNDSTELLE_MODEL", "openai:gpt-4o,anthropic:claude-sonnet-4-6")
    result = run("models", "families", "--json")
    families = {each["family"]: each for each in result.json["families"]}
    assert set(families) == {*BY_NAME, "local", "extractive", "sentence-transformers"}
    assert families["cohere"]["uses"] == ["text", "embeddings", "reranker"]
    assert families["bedrock"]["uses"] == ["text", "embeddings", "reranker", "pictures"]
    assert families["anthropic"]["uses"] == ["text"]
    assert families["sentence-transformers"]["uses"] == ["embeddings", "reranker"]
    assert {name: each["credentials"] for name, each in families.items() if each["credentials"]} == {
        "openai": "OPENAI_API_KEY"
    }
    assert families["bedrock"]["extra"] == "bedrock"
    monkeypatch.setenv("FUNDSTELLE_MODEL_API_KEY", SECRET)
    monkeypatch.setenv("AWS_PROFILE", SECRET)
    shown = run("models", "families")
    assert "model_api_key" in shown.out
    assert "AWS_PROFILE" in shown.out
    assert SECRET not in shown.out + shown.err


@pytest.mark.parametrize("name", ["openai", "anthropic", "cohere", "ai21"])
def test_a_key_may_stand_in_a_file(run, script, monkeypatch, tmp_path, name):
    protocol = BY_NAME[name]
    for variable, value in protocol.environment.items():
        if value != SECRET:
            monkeypatch.setenv(variable, value.format(url=script.url))
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setenv("FUNDSTELLE_MODEL", protocol.model)
    assert "needs a key: set" in run("ask", QUESTION, "--json").json["answer"]
    (tmp_path / "key").write_text("key-of-the-file\n")
    monkeypatch.setenv("FUNDSTELLE_MODEL_API_KEY_FILE", str(tmp_path / "key"))
    script.will(protocol.reply(words=REPLY))
    assert run("ask", QUESTION, "--json").json["answer"] == TOLD
    assert "key-of-the-file" in " ".join(script.requests[0].headers.values())
    monkeypatch.setenv("FUNDSTELLE_MODEL_API_KEY_FILE", str(tmp_path / "none"))
    assert "(setting model_api_key_file) cannot be read" in run("ask", QUESTION, "--json").json["error"]


def test_one_providers_key_is_never_sent_to_another(run, script, second, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_MODEL_API_KEY", "key-of-the-first")
    script.will(OPENAI.error(401, "credentials"))
    second.will(COMPATIBLE.reply(words=REPLY))
    assert run("ask", QUESTION, "--json").json["answer"] == TOLD
    assert "key-of-the-first" in " ".join(script.requests[0].headers.values())
    sent = " ".join(second.requests[0].headers.values())
    assert "key-of-the-first" not in sent
    assert SECRET not in sent


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.name)
def test_secrets_and_bodies_are_written_nowhere(run, script, monkeypatch, tmp_path, caplog, protocol):
    """Services that repeat key and prompt in their errors; all that a run writes is searched."""
    caplog.set_level(logging.INFO)
    for variable, value in protocol.environment.items():
        monkeypatch.setenv(variable, value.format(url=script.url))
    for name, value in protocol.settings.items():
        monkeypatch.setenv(f"FUNDSTELLE_{name.upper()}", value.format(url=script.url))
    monkeypatch.setenv("FUNDSTELLE_MODEL", protocol.model.format(url=script.url))
    monkeypatch.setenv("FUNDSTELLE_ANSWER_SECONDS", "5")
    shown = ""
    for response in (
        protocol.error(401, "credentials"),
        protocol.error(429, "throttled", **{"Retry-After": "900"}),
        protocol.error(404, "model"),
        protocol.begun(words=REPLY[:2], end="cut"),
        protocol.reply(words=REPLY),
    ):
        script.will(response)
        result = run("ask", QUESTION, "--json")
        shown += result.out + result.err
    assert result.json["answer"] == TOLD
    shown += run("ask", QUESTION).out
    shown += run("answers", "list", "--json").out
    shown += run("answers", "show", run("answers", "list", "--json").json["answers"][0]["id"], "--json").out
    assert SECRET not in shown
    assert SECRET not in caplog.text
    assert SECRET not in "".join(repr(record.__dict__) for record in caplog.records)
    assert QUESTION not in caplog.text
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"answers.db", "usage.db"} <= {path.name for path in files}
    assert [path.name for path in files if SECRET.encode() in path.read_bytes()] == []
    with sqlite3.connect(tmp_path / "data" / "usage.db") as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(calls)")]
    assert columns == ["id", "time", "model", "input_tokens", "output_tokens", "cost", "done", "requests"]


def test_the_parts_of_a_question_share_one_limit_and_one_account(run, script, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_MODEL", "openai:gpt-4o")
    question = (
        "How many days of paid leave do employees receive? And how many days of paid leave each calendar year?"
    )
    script.will(OPENAI.reply(words=REPLY))
    usage = run("ask", question, "--json").json["usage"]
    assert (usage["input_tokens"], usage["output_tokens"]) == (2 * 812, 2 * 7)
    assert len(script.requests) == 2
    # The first part took 819 of them.
    monkeypatch.setenv("FUNDSTELLE_QUESTION_TOKEN_LIMIT", "1000")
    result = run("ask", question, "--json").json
    assert (result["status"], result["usage"]["input_tokens"]) == ("partly", 812)
    assert len(script.requests) == 3


@pytest.mark.models
def test_the_local_model_stands_in_for_a_hosted_one(run, script, monkeypatch):
    monkeypatch.delenv("FUNDSTELLE_MODELS_DIR")
    monkeypatch.setenv("FUNDSTELLE_MODEL", "openai:gpt-4o,local")
    script.will(OPENAI.error(401, "credentials"))
    result = run("ask", QUESTION, "--json")
    assert (result.json["status"], result.json["model"]) == ("answered", "local:qwen2.5-coder-1.5b-instruct")
    assert "30 days" in result.json["answer"]
    assert "openai:gpt-4o did not deliver, so local:qwen2.5-coder-1.5b-instruct was asked." in result.err
    assert (result.json["usage"]["cost"], result.json["usage"]["estimated"]) == (0.0, True)
