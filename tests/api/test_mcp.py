"""Agents: the real MCP client, over standard input and over HTTP."""

from __future__ import annotations

import os
import sys

import pytest
from mcp import Client, StdioServerParameters, stdio_client

from tests.api.conftest import QUESTION, QUOTE, REPLY
from tests.command import ROOT

pytestmark = pytest.mark.anyio


async def use(client):
    tools = {each.name: each for each in (await client.list_tools()).tools}
    assert sorted(tools) == ["ask", "search"]
    assert all(each.annotations.read_only_hint for each in tools.values())
    assert set(tools["ask"].output_schema["properties"]) >= {"answer", "status", "citations"}
    answer = await client.call_tool("ask", {"question": QUESTION})
    assert (answer.is_error, answer.structured_content["status"]) == (False, "answered")
    assert answer.structured_content["answer"] == f"{REPLY} [1]"
    (citation,) = answer.structured_content["citations"]
    assert (citation["document"], citation["page"], citation["quote"]) == ("hr/travel.txt", 1, QUOTE)
    found = await client.call_tool("search", {"question": "Übernachtungen", "k": 1, "documents": ["hr/travel.txt"]})
    assert [hit["document"] for hit in found.structured_content["hits"]] == ["hr/travel.txt"]
    found_now = await client.call_tool("search", {"question": "Übernachtungen"})
    unknown = await client.call_tool("ask", {"question": "x", "documents": ["gone.pdf"]})
    assert unknown.is_error
    assert "gone.pdf" in unknown.content[0].text
    then = await client.call_tool("search", {"question": "Übernachtungen", "as_of": "2999-01-01"})
    assert then.structured_content["as_of"] == "2999-01-01"
    assert then.structured_content["hits"] == found_now.structured_content["hits"]
    asked = await client.call_tool("ask", {"question": QUESTION, "as_of": "2999-01-01"})
    assert asked.structured_content["as_of"]["generation"] > 0
    for as_of, sentence in ((99_999, "There is no generation 99999 yet"), ("soon", "“soon” is neither")):
        early = await client.call_tool("ask", {"question": "x", "as_of": as_of})
        assert (early.is_error, sentence in early.content[0].text) == (True, True)
    wrong = await client.call_tool("search", {"question": "x", "k": 0})
    assert wrong.is_error


async def test_on_standard_input(data_dir):
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "tests.command", "--data", str(data_dir), "mcp"],
        cwd=ROOT,
        env={**os.environ, "FAKE_REPLY": REPLY},
    )
    async with Client(stdio_client(server)) as client:
        await use(client)


async def test_over_http(live):
    with live() as address:
        async with Client(f"{address}/mcp") as client:
            await use(client)
