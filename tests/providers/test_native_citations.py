"""Citations of Anthropic's own: asked for, looked at first, and believed only when code finds the same."""

from __future__ import annotations

import pytest
from anthropic.types import DocumentBlockParam
from pydantic import TypeAdapter

from tests.command import Result
from tests.fakes import HashingEmbedder, fake_openers
from tests.providers.protocols import PROTOCOLS, SECRET, sse
from tests.providers.wire import Response
from ui.cli import main

ANTHROPIC = next(each for each in PROTOCOLS if each.name == "anthropic")
LEAVE = "Employees receive 30 days of paid leave each calendar year."
BERLIN = "In Berlin too, employees receive 30 days of paid leave each calendar year."
OTHER = "Requests for leave go to the team lead two weeks ahead."
QUESTION = "How many days of paid leave do employees receive?"


@pytest.fixture
def run(tmp_path, capsys, monkeypatch, script, clean_environment):
    """The command, with Anthropic's service at our server."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", SECRET)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", script.url)
    monkeypatch.setenv("FUNDSTELLE_MODEL", "anthropic:claude-sonnet-4-6")
    monkeypatch.chdir(tmp_path)
    embedder = HashingEmbedder()
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "leave.txt").write_text(f"{OTHER}\n\n{LEAVE}\n")
    (tmp_path / "documents" / "sites.txt").write_text(f"The site in Berlin opened in 2011.\n\n{BERLIN}\n")

    def call(*arguments: str) -> Result:
        code = main([*arguments, "--data", str(tmp_path / "data")], fake_openers(embedder))
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    assert call("add", str(tmp_path / "documents")).code == 0
    return call


def delta(value, block=0):
    return sse({"type": "content_block_delta", "index": block, "delta": value}, "content_block_delta")


def cite(document, start, end, text):
    place = {"document_index": document, "start_char_index": start, "end_char_index": end, "cited_text": text}
    named = {"type": "char_location", "document_title": None, "file_id": None, **place}
    return delta({"type": "citations_delta", "citation": named})


def reply(*citations, words=(LEAVE[:20], LEAVE[20:])):
    said = [delta({"type": "text_delta", "text": each}) for each in words]
    return Response(
        [*ANTHROPIC.start(), *said, *citations, *ANTHROPIC.finish("end_turn")],
        headers={"Content-Type": ANTHROPIC.content_type},
    )


@pytest.fixture
def sent(run, script):
    """The documents of a request, by what they are called."""
    script.will(reply())
    result = run("ask", QUESTION, "--json").json
    assert [each["quote"] for each in result["citations"]] == [LEAVE]
    (message,) = script.requests[-1].json["messages"]
    *documents, asked = message["content"]
    assert asked["text"].startswith(f"Question: {QUESTION}") and LEAVE not in asked["text"]
    for number, each in enumerate(documents, start=1):
        assert (each["type"], each["citations"]) == ("document", {"enabled": True})
        assert each["source"]["media_type"] == "text/plain"
        assert each["title"].startswith(f"[{number}] ")
        # As Anthropic's own package describes such a block.
        assert TypeAdapter(DocumentBlockParam).validate_python(each) == each
    found = {each["title"][4:]: (index, each["source"]["data"]) for index, each in enumerate(documents)}
    assert BERLIN in found["sites.txt"][1] and LEAVE in found["leave.txt"][1]
    return found


def place(sent, name, text):
    index, data = sent[name]
    return index, data.index(text), data.index(text) + len(text), text


def ask(run, script, *citations, **options):
    script.will(reply(*citations, **options))
    result = run("ask", QUESTION, "--json").json
    return result["status"], [(each["document"], each["quote"]) for each in result["citations"]]


def test_a_right_citation_is_the_place_that_is_shown(run, script, sent):
    told = ask(run, script, cite(*place(sent, "sites.txt", BERLIN)))
    assert told == ("answered", [("sites.txt", BERLIN)])


def test_a_citation_may_hold_the_spaces_around_its_sentence(run, script, sent):
    index, start, end, text = place(sent, "sites.txt", BERLIN)
    before = sent["sites.txt"][1][start - 2 : start]
    assert ask(run, script, cite(index, start - 2, end, before + text))[1] == [("sites.txt", BERLIN)]


def test_a_wrong_citation_gives_way_to_the_place_that_carries_the_statement(run, script, sent):
    told = ask(run, script, cite(*place(sent, "leave.txt", OTHER)))
    assert told == ("answered", [("leave.txt", LEAVE)])


@pytest.mark.parametrize(
    "change",
    [
        lambda index, start, end, text: (index, start, end, text.replace("30", "31")),
        lambda index, start, end, text: (index, start + 7, end, text),
        lambda index, start, end, text: (index, end, start, text),
        lambda index, start, end, text: (index, -5, end, text),
        lambda index, start, end, text: (index, start, end + 9000, text),
        lambda index, start, end, text: (99, start, end, text),
        lambda index, start, end, text: (-1, start, end, text),
    ],
)
def test_an_invented_citation_counts_for_nothing(run, script, sent, change):
    told = ask(run, script, cite(*change(*place(sent, "sites.txt", BERLIN))))
    assert told == ("answered", [("leave.txt", LEAVE)])


def test_a_statement_that_its_citation_does_not_carry_is_not_shown(run, script, sent):
    named = cite(*place(sent, "leave.txt", LEAVE))
    assert ask(run, script, named, words=("Employees receive 45 days of paid leave each year.",)) == (
        "not_found",
        [],
    )


def test_citations_belong_to_their_block(run, script, sent):
    """Each statement has the place that was named for it, however many there are in a block."""
    ahead = "Requests go to the team lead two weeks ahead."
    parts = [
        delta({"type": "text_delta", "text": LEAVE}),
        cite(*place(sent, "sites.txt", BERLIN)),
        sse({"type": "content_block_stop", "index": 0}, "content_block_stop"),
        sse(
            {"type": "content_block_start", "index": 1, "content_block": {"type": "text", "text": ""}},
            "content_block_start",
        ),
        delta({"type": "text_delta", "text": f" {ahead}"}, 1),
    ]
    script.will(
        Response(
            [*ANTHROPIC.start(), *parts, *ANTHROPIC.finish("end_turn")],
            headers={"Content-Type": ANTHROPIC.content_type},
        )
    )
    result = run("ask", QUESTION, "--json").json
    assert result["answer"] == f"{LEAVE} [1] {ahead} [2]"
    assert [each["quote"] for each in result["citations"]] == [BERLIN, OTHER]


def test_the_oldest_models_are_not_asked_for_citations(run, script, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_MODEL", "anthropic:claude-3-haiku-20240307")
    script.will(reply())
    assert run("ask", QUESTION, "--json").json["status"] == "answered"
    (message,) = script.requests[-1].json["messages"]
    assert isinstance(message["content"], str) and LEAVE in message["content"]
