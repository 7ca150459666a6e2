"""Chat programs and agents render what they get: no sentence or name of a document makes them load anything."""

from __future__ import annotations

from contextlib import closing

import pytest
from markdown_it import MarkdownIt
from mcp import Client

from rag.config import load_settings
from rag.types import Answer, AnswerStatus, Citation, Turn
from tests.fakes import ScriptedModel, fake_openers
from ui.api.chat import answer_text, read_conversation
from ui.api.chat_schemas import ChatRequest

pytestmark = pytest.mark.anyio
NAME = "[parken](www.evil.example).txt"
SENTENCE = (
    "Die Pauschale für Parken beträgt 15 EUR ![x](https://evil.example/?q=1), siehe [hier](https://evil.example/a)"
    " und <img src=https://evil.example/b>."
)
QUESTION = "Wie hoch ist die Pauschale für Parken?"
ASK = {"model": "fundstelle", "messages": [{"role": "user", "content": QUESTION}]}


@pytest.fixture
def hostile(data_dir, tmp_path):
    """The library has a document whose sentences would call out."""
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / NAME).write_text(f"Parken\n\n{SENTENCE}", "utf-8")
    with closing(fake_openers().indexer(load_settings(data_dir=data_dir))) as indexer:
        indexer.add([folder])


def kinds_of(text):
    """What a program makes of a text, addresses that are no code included."""
    markdown = MarkdownIt("commonmark", {"html": True})
    tokens = [each for block in markdown.parse(text) for each in (block, *(block.children or ()))]
    plain = "".join(each.content for each in tokens if each.type in ("text", "html_inline", "html_block"))
    return {each.type for each in tokens} | ({"address"} if "://" in plain or "www." in plain else set())


CALLS_OUT = {"image", "link_open", "html_inline", "html_block", "address"}


@pytest.mark.parametrize(
    "reply", ["Die Pauschale für Parken beträgt 15 EUR.", SENTENCE, "NOT_FOUND", "Der Mond ist 900 Jahre alt.", ""]
)
async def test_a_chat_program_loads_nothing(hostile, open_api, reply):
    async with open_api(ScriptedModel(reply=reply)) as client:
        whole = (await client.post("/v1/chat/completions", json=ASK)).json()["choices"][0]["message"]
        quotes = (await client.post("/v1/chat/completions", json={**ASK, "model": "fundstelle-quotes"})).json()
    for text in (whole["content"], quotes["choices"][0]["message"]["content"]):
        assert "evil.example" in text
        assert not kinds_of(text) & CALLS_OUT
    structured = quotes["choices"][0]["message"]["fundstelle"]["citations"][0]
    assert (structured["document"], structured["quote"]) == (NAME, SENTENCE)


async def test_an_agent_is_given_nothing_that_calls_out(hostile, live):
    with live(ScriptedModel(reply="Die Pauschale für Parken beträgt 15 EUR.")) as address:
        async with Client(f"{address}/mcp") as client:
            answer = await client.call_tool("ask", {"question": QUESTION})
            found = await client.call_tool("search", {"question": QUESTION, "k": 1})
    for result in (answer, found):
        (block,) = result.content
        assert "evil.example" in block.text
        assert not kinds_of(block.text) & CALLS_OUT
    assert answer.structured_content["citations"][0]["quote"] == SENTENCE
    assert found.structured_content["hits"][0]["document"] == NAME
    assert SENTENCE in found.structured_content["hits"][0]["text"]


def test_a_conversation_is_recognized_by_the_words_of_the_answer():
    citation = Citation(1, 7, NAME, 1, 8, 8 + len(SENTENCE), SENTENCE)
    answer = Answer(QUESTION, f"{SENTENCE} [1]", AnswerStatus.QUOTED, (citation,), (), "", 1, 0.1, "de")
    messages = [*ASK["messages"], {"role": "assistant", "content": answer_text(answer)}, *ASK["messages"]]
    question = read_conversation(ChatRequest.model_validate({**ASK, "messages": messages}))
    assert question.history == (Turn(QUESTION, SENTENCE),)
