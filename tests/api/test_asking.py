"""Search and ask over HTTP: the same as on the command line, with events, limits and sentences."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest

from rag.errors import ModelUnavailable
from tests.api.conftest import QUESTION, QUOTE, EndlessModel, read_events, wait_for
from tests.fakes import ScriptedModel
from ui.commands.replies import describe_answer

pytestmark = pytest.mark.anyio


def without_changing(value):
    return {key: each for key, each in value.items() if key not in ("seconds", "id")}


async def test_search(open_api):
    async with open_api() as client:
        reply = await client.post("/v1/search", json={"question": "Übernachtungen", "k": 1})
        assert reply.status_code == 200
        (hit,) = reply.json()["hits"]
        page = (await client.get("/v1/documents/1/pages/1")).json()
    assert (hit["document"], hit["page"]) == ("hr/travel.txt", 1)
    assert page["text"][hit["start"] : hit["end"]] == hit["text"]
    assert QUOTE in hit["text"]


async def test_an_answer_is_that_of_the_command_line(build, open_api):
    async with open_api() as client:
        reply = await client.post("/v1/ask", json={"question": QUESTION})
        answer = client._transport.app.state.service.library.ask(QUESTION)
        page = (await client.get("/v1/documents/1/pages/1")).json()
    assert reply.status_code == 200
    value = reply.json()
    assert without_changing(value) == without_changing(json.loads(json.dumps(describe_answer(answer).value)))
    assert (value["status"], value["answer"].endswith("[1]"), value["citations"][0]["quote"]) == (
        "answered",
        True,
        QUOTE,
    )
    (citation,) = value["citations"]
    assert page["text"][citation["start"] : citation["end"]] == citation["quote"]


async def test_events(open_api):
    async with open_api() as client:
        reply = await client.post("/v1/ask", json={"question": QUESTION}, headers={"Accept": "text/event-stream"})
        whole = (await client.post("/v1/ask", json={"question": QUESTION})).json()
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = read_events(reply.text)
    names = [name for name, _ in events]
    assert (names[:2], set(names[2:-1]), names[-1]) == (["retrieved", "quoted"], {"token"}, "finished")
    assert "hr/travel.txt" in [hit["document"] for hit in events[0][1]["hits"]]
    assert events[1][1]["citations"][0]["quote"] == QUOTE
    assert "".join(data["text"] for name, data in events if name == "token").startswith("120 EUR")
    assert without_changing(events[-1][1]) == without_changing(whole)


@pytest.mark.parametrize("said", ["120 Tagen", "900 EUR"])
async def test_events_never_hold_a_figure_that_the_documents_do_not_carry(open_api, said):
    model = ScriptedModel(reply=f"Für Übernachtungen werden höchstens {said} erstattet.")
    async with open_api(model) as client:
        reply = await client.post("/v1/ask", json={"question": QUESTION}, headers={"Accept": "text/event-stream"})
    events = read_events(reply.text)
    assert (
        "".join(data["text"] for name, data in events if name == "token") == "Für Übernachtungen werden höchstens "
    )
    assert events[-1][1]["status"] == "not_found"


async def test_quotes_need_no_language_model(open_api):
    async with open_api(ScriptedModel(reply="never", fail_after=0)) as client:
        reply = await client.post("/v1/ask", json={"question": QUESTION, "mode": "quotes"})
    assert (reply.status_code, reply.json()["status"], reply.json()["model"]) == (200, "quoted", "")
    assert reply.json()["citations"][0]["quote"] == QUOTE


async def test_only_in_some_documents(open_api):
    async with open_api() as client:
        reply = await client.post("/v1/search", json={"question": "Übernachtungen", "documents": ["leave.md"]})
        assert {hit["document"] for hit in reply.json()["hits"]} <= {"leave.md"}
        unknown = await client.post("/v1/ask", json={"question": "x", "documents": ["gone.pdf"]})
    assert unknown.status_code == 404
    assert unknown.json()["error"]["code"] == "document_not_found"
    assert "gone.pdf" in unknown.json()["error"]["message"]


async def test_a_follow_up_is_understood_from_the_conversation(open_api):
    history = [{"question": QUESTION, "answer": "120 EUR je Nacht."}]
    async with open_api() as client:
        first = (await client.post("/v1/ask", json={"question": QUESTION})).json()
        turn = {"question": QUESTION, "answer": first["answer"]}
        second = await client.post("/v1/ask", json={"question": "Und je Nacht?", "history": [turn]})
        record = (await client.get(f"/v1/answers/{second.json()['id']}")).json()
        unknown = await client.post("/v1/ask", json={"question": "Und je Nacht?", "history": history})
    assert record["trace"]["history"] == [turn]
    assert "Übernachtungen" in record["trace"]["asked"]
    # What an unknown conversation says could not be deleted with its documents.
    assert unknown.json()["id"] is None


async def test_a_model_that_cannot_be_had_leaves_the_quotes(open_api):
    class Gone(ScriptedModel):
        def _stream(self, *_, **__):
            raise ModelUnavailable("There are no weights. Run `fundstelle models pull`.")

    async with open_api(Gone(reply="")) as client:
        reply = await client.post("/v1/ask", json={"question": QUESTION})
        streamed = await client.post(
            "/v1/ask", json={"question": QUESTION}, headers={"Accept": "text/event-stream"}
        )
    assert (reply.status_code, reply.json()["status"]) == (200, "failed")
    assert "(There are no weights. Run `fundstelle models pull`.)" in reply.json()["answer"]
    assert "error" not in reply.json()  # that would be an error instead of a reply
    assert reply.json()["citations"][0]["quote"] == QUOTE
    assert [name for name, _ in read_events(streamed.text)] == ["retrieved", "quoted", "finished"]


async def test_a_model_that_fails_leaves_the_quotes(open_api):
    async with open_api(ScriptedModel(reply="one two", fail_after=1)) as client:
        reply = await client.post("/v1/ask", json={"question": QUESTION})
    assert (reply.status_code, reply.json()["status"]) == (200, "failed")
    assert reply.json()["citations"][0]["quote"] == QUOTE


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "question"),
        ({"question": "  "}, "question"),
        ({"question": "x", "k": 0}, "k"),
        ({"question": "x", "k": "7"}, "k"),
        ({"question": "x", "mode": "guess"}, "mode"),
        ({"question": "x", "surprise": 1}, "surprise"),
        ({"question": "x" * 3000}, "3000 characters"),
    ],
)
async def test_what_cannot_be_asked(open_api, body, word):
    async with open_api() as client:
        reply = await client.post("/v1/ask", json=body)
    assert reply.status_code == 422
    assert word in reply.json()["error"]["message"]
    assert reply.json()["error"]["request_id"] == reply.headers["x-request-id"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 500_000,
        b'{"question": "\\ud800"}',
        b'{"question": "a\\u0000b"}',
        b'{"question": 1e999}',
        b"\xff",
    ],
)
@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search", "/v1/chat/completions"])
async def test_bodies_that_no_client_sends(open_api, path, body):
    if path.endswith("completions"):
        body = b'{"model": "fundstelle", "messages": [{"role": "user", "content": ' + body[13:] + b"]}"
    async with open_api() as client:
        reply = await client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code in (200, 400, 422)
    if reply.status_code != 200:
        assert reply.json()["error"]["message"]


async def test_a_refusal_does_not_repeat_what_was_sent(open_api):
    async with open_api() as client:
        reply = await client.post("/v1/ask", json={"question": "x", "mode": "secret words"})
    assert "secret words" not in reply.text


async def test_a_defect_costs_one_request_and_tells_its_id(open_api):
    async with open_api(crash_on="boom") as client:
        reply = await client.post("/v1/search", json={"question": "boom"})
        assert reply.status_code == 500
        assert reply.json()["error"]["code"] == "unexpected"
        assert "boom" not in reply.text
        events = await client.post("/v1/ask", json={"question": "boom"}, headers={"Accept": "text/event-stream"})
        (name, problem) = read_events(events.text)[-1]
        assert (events.status_code, name, problem["error"]["code"]) == (200, "failed", "unexpected")
        assert (await client.post("/v1/search", json={"question": "Nacht"})).status_code == 200


async def test_a_question_has_a_time_limit(open_api):
    async with open_api(EndlessModel(), api_request_seconds=0.3) as client:
        reply = await client.post("/v1/ask", json={"question": QUESTION})
        events = await client.post("/v1/ask", json={"question": QUESTION}, headers={"Accept": "text/event-stream"})
    assert (reply.status_code, reply.json()["error"]["code"]) == (504, "took_too_long")
    assert read_events(events.text)[-1][1]["error"]["code"] == "took_too_long"


async def test_back_pressure_and_searches_that_do_not_wait(open_api):
    model = EndlessModel()
    async with open_api(model, api_concurrent_answers=1, api_waiting_answers=1) as client:
        asked = [asyncio.create_task(client.post("/v1/ask", json={"question": QUESTION})) for _ in range(2)]
        await asyncio.to_thread(wait_for, model.started.is_set)
        metrics = (await client.get("/metrics")).text
        assert "fundstelle_answers_running 1.0" in metrics
        assert "fundstelle_answers_waiting 1.0" in metrics
        refused = await client.post("/v1/ask", json={"question": QUESTION})
        chat = {"model": "fundstelle", "messages": [{"role": "user", "content": QUESTION}], "stream": True}
        for reply in (refused, await client.post("/v1/chat/completions", json=chat)):
            assert (reply.status_code, reply.json()["error"]["code"]) == (429, "too_busy")
            assert 1 <= int(reply.headers["retry-after"]) <= 600
        found = await client.post("/v1/search", json={"question": "Nacht"})
        quoted = await client.post("/v1/ask", json={"question": QUESTION, "mode": "quotes"})
        assert (found.status_code, quoted.status_code) == (200, 200)
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        await asyncio.to_thread(wait_for, model.stopped.is_set)


async def test_a_sign_of_life_while_nothing_happens(open_api, monkeypatch):
    monkeypatch.setattr("ui.api.routes.asking.BEAT_SECONDS", 0.02)
    model = EndlessModel()
    async with open_api(model, api_concurrent_answers=1, api_request_seconds=0.5) as client:
        blocking = asyncio.create_task(client.post("/v1/ask", json={"question": QUESTION}))
        await asyncio.to_thread(wait_for, model.started.is_set)
        reply = await client.post("/v1/ask", json={"question": QUESTION}, headers={"Accept": "text/event-stream"})
        await blocking
    assert reply.text.startswith(": ping\n\n")


async def test_many_answers_end_all_their_threads(open_api):
    async with open_api() as client:
        for _ in range(3):
            assert (await client.post("/v1/ask", json={"question": QUESTION})).status_code == 200
    wait_for(lambda: not [each for each in threading.enumerate() if each.name in ("answer", "reply")])
