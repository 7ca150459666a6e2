"""Generations over HTTP: asking about an earlier one, going back to it, and what becomes of a staged set."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import anyio
import pytest

from ingest.locking import writer_lock
from rag.config import load_settings
from rag.layout import DataDir
from tests.api.conftest import read_events
from tests.fakes import ScriptedModel, fake_openers
from ui.api.changing import change, roll_back
from ui.api.errors import TookTooLong
from ui.gate.store import Rules, set_gate

pytestmark = pytest.mark.anyio
QUESTION = "How many days of paid leave do full-time staff have?"
LEAVE = "Leave\n\nFull-time staff have {} days of paid leave a year."
HOTEL = "Hotel\n\nThe hotel has 90 rooms."
MODEL = ScriptedModel(reply="Full-time staff have 30 days of paid leave a year.")


@pytest.fixture
def write(data_dir, tmp_path):
    """Adds files to the library, or to its staged set."""

    def write(staged=False, **texts):
        folder = tmp_path / "company"
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            (folder / f"{name}.md").write_text(text)
        with closing(fake_openers().indexer(load_settings(data_dir=data_dir))) as indexer:
            indexer.add([folder], staged=staged)

    return write


async def first_generation(client):
    """The one that holds the three documents; the records began before."""
    listed = (await client.get("/v1/generations")).json()["generations"]
    return [each["number"] for each in listed if each["reason"] == "add"][-1]


def error(reply):
    return reply.status_code, reply.json()["error"]["code"]


def leave_text(hits):
    return [hit["text"] for hit in hits if hit["document"] == "leave.md"]


async def test_generations_are_listed_and_compared(open_api):
    async with open_api() as client:
        listed = (await client.get("/v1/generations")).json()
        assert (listed["staged"], listed["held_back"]) == (0, False)
        only = listed["generations"][0]
        assert (only["reason"], only["added"], only["changed"], only["removed"]) == ("add", 3, 0, 0)
        await client.delete("/v1/documents/2")
        last = (await client.get("/v1/generations")).json()["generation"]
        same = await client.get("/v1/generations/diff", params={"before": only["number"], "then": only["number"]})
        assert same.json() == {"before": only["number"], "then": only["number"], "documents": []}
        for before, status, code in ((last + 1, 404, "generation_not_kept"), ("soon", 422, "unusable_moment")):
            reply = await client.get("/v1/generations/diff", params={"before": before, "then": last})
            assert error(reply) == (status, code)


async def test_questions_about_an_earlier_generation(open_api, write):
    write(leave=LEAVE.format(31), hotel=HOTEL)
    async with open_api(MODEL) as client:
        first = await first_generation(client)
        found = (await client.post("/v1/search", json={"question": QUESTION})).json()
        assert (leave_text(found["hits"]), "as_of" in found) == ([LEAVE.format(31)], False)
        for as_of in (first, str(first)):
            found = (await client.post("/v1/search", json={"question": QUESTION, "as_of": as_of})).json()
            assert (leave_text(found["hits"]), found["as_of"]) == ([LEAVE.format(30)], as_of)
        asked = {"question": QUESTION, "as_of": first}
        answer = (await client.post("/v1/ask", json=asked)).json()
        (citation,) = answer["citations"]
        assert (answer["status"], citation["document"]) == ("answered", "leave.md")
        assert citation["quote"] == "Full-time staff have 30 days of paid leave a year."
        assert answer["as_of"]["generation"] == first
        quotes = (await client.post("/v1/ask", json={**asked, "mode": "quotes"})).json()
        assert quotes["citations"][0]["quote"] == citation["quote"]
        events = read_events(
            (await client.post("/v1/ask", json=asked, headers={"Accept": "text/event-stream"})).text
        )
        assert leave_text(events[0][1]["hits"]) == [LEAVE.format(30)]
        assert (events[-1][0], events[-1][1]["as_of"]) == ("finished", answer["as_of"])


async def test_documents_of_an_earlier_generation(open_api, write):
    write(leave=LEAVE.format(31), hotel=HOTEL)
    async with open_api() as client:
        first = await first_generation(client)
        now = {each["document"]: each for each in (await client.get("/v1/documents")).json()["documents"]}
        then = (await client.get("/v1/documents", params={"as_of": first, "limit": 2})).json()
        assert sorted(now) == ["hotel.md", "hr/travel.txt", "leave.md", "plan.pdf"]
        assert ([each["document"] for each in then["documents"]], then["next"]) == (
            ["hr/travel.txt", "leave.md"],
            "leave.md",
        )
        rest = (await client.get("/v1/documents", params={"as_of": first, "after": then["next"]})).json()
        assert [each["document"] for each in rest["documents"]] == ["plan.pdf"]
        leave = now["leave.md"]["id"]
        former = (await client.get(f"/v1/documents/{leave}", params={"as_of": first})).json()
        assert former == then["documents"][1]
        assert (former["version_of"], now["leave.md"]["version_of"]) == (leave, None)
        texts = [
            (await client.get(f"/v1/documents/{each}/pages/1")).json()["text"] for each in (former["id"], leave)
        ]
        assert texts == [LEAVE.format(30), LEAVE.format(31)]
        gone = await client.get(f"/v1/documents/{now['hotel.md']['id']}", params={"as_of": first})
        assert error(gone) == (404, "document_not_found")
        refused = await client.delete(f"/v1/documents/{former['id']}")
        assert error(refused) == (422, "unusable_request")
        assert (await client.delete(f"/v1/documents/{leave}")).json()["removed"] == "leave.md"
        assert error(await client.get(f"/v1/documents/{former['id']}")) == (404, "document_not_found")


@pytest.mark.parametrize(
    ("as_of", "status", "code"),
    [
        (999_999, 404, "generation_not_kept"),
        ("2001-01-01", 404, "generation_not_kept"),
        ("yesterday", 422, "unusable_moment"),
        ("0001-01-01T00:00+23:59", 422, "unusable_moment"),
        (-1, 422, "invalid_request"),
        (True, 422, "invalid_request"),
        ("", 422, "invalid_request"),
    ],
)
async def test_what_names_no_generation_is_told(open_api, as_of, status, code):
    asked = {"question": QUESTION, "as_of": as_of}
    async with open_api() as client:
        for path, body in (
            ("/v1/search", asked),
            ("/v1/ask", asked),
            ("/v1/ask", {**asked, "mode": "quotes"}),
            ("/v1/generations/rollback", {"to": as_of}),
        ):
            assert error(await client.post(path, json=body)) == (status, code)
        if isinstance(as_of, str):
            assert error(await client.get("/v1/documents", params={"as_of": as_of})) == (status, code)
        if code != "invalid_request":
            events = await client.post("/v1/ask", json=asked, headers={"Accept": "text/event-stream"})
            ((name, problem),) = read_events(events.text)
            assert (name, problem["error"]["code"]) == ("failed", code)


async def test_rollback(open_api, write):
    write(leave=LEAVE.format(31), hotel=HOTEL)
    async with open_api() as client:
        first = await first_generation(client)
        second = (await client.get("/v1/generations")).json()["generation"]
        rolled = (await client.post("/v1/generations/rollback", json={"to": first})).json()
        assert rolled == {
            "generation": rolled["generation"],
            "to": first,
            "back": [],
            "changed": ["leave.md"],
            "gone": ["hotel.md"],
            "erased": 0,
        }
        assert rolled["generation"] > second
        hits = (await client.post("/v1/search", json={"question": QUESTION})).json()["hits"]
        assert leave_text(hits) == [LEAVE.format(30)]
        names = [each["document"] for each in (await client.get("/v1/documents")).json()["documents"]]
        assert names == ["hr/travel.txt", "leave.md", "plan.pdf"]
        newest = (await client.get("/v1/generations")).json()["generations"][0]
        assert (newest["number"], newest["reason"]) == (rolled["generation"], "rollback")
        back = (await client.post("/v1/generations/rollback", json={"to": str(second)})).json()
        assert (back["back"], back["changed"], back["gone"]) == (["hotel.md"], ["leave.md"], [])


async def test_a_change_waits_for_another_writer_only_as_long_as_it_may(open_api, data_dir):
    async with open_api() as client:
        first = await first_generation(client)
        with writer_lock(DataDir(data_dir)):
            for path, body in (
                ("rollback", {"to": first}),
                ("discard", {}),
                ("rollback", {"to": first, "wait": 0.05}),
            ):
                reply = await client.post(f"/v1/generations/{path}", json=body)
                assert error(reply) == (503, "library_busy")
                assert reply.headers["retry-after"] == "2"
        assert error(await client.post("/v1/generations/discard", json={"wait": 61})) == (
            422,
            "invalid_request",
        )
        assert (await client.post("/v1/generations/rollback", json={"to": first})).json()["changed"] == []


async def test_a_name_that_another_document_has_is_a_conflict(open_api, write, data_dir):
    write(hotel=HOTEL)
    write(staged=True, annex="Annex\n\nThe annex has 12 rooms.")
    with closing(sqlite3.connect(data_dir / "catalog.sqlite3")) as connection, connection:
        # Added by somebody else while the set waited.
        connection.execute("UPDATE documents SET name = 'annex.md' WHERE name = 'hotel.md'")
    async with open_api() as client:
        reply = await client.post("/v1/generations/publish", json={})
        assert error(reply) == (409, "generation_conflict")
        assert reply.json()["error"]["message"].startswith("“annex.md” cannot be published")


async def test_a_staged_set_is_published(open_api, write):
    write(leave=LEAVE.format(30))
    write(staged=True, leave=LEAVE.format(31), hotel=HOTEL)
    changes = [{"document": "hotel.md", "change": "added"}, {"document": "leave.md", "change": "changed"}]
    async with open_api(MODEL) as client:
        assert (await client.get("/v1/generations")).json()["staged"] == 2
        assert (await client.get("/v1/generations/staged")).json() == {"changes": changes, "held_back": None}
        staged = (await client.post("/v1/search", json={"question": QUESTION, "as_of": "staged"})).json()
        assert leave_text(staged["hits"]) == [LEAVE.format(31)]
        outcome = (await client.post("/v1/generations/publish", json={})).json()
        assert outcome == {
            "ending": "published",
            "generation": outcome["generation"],
            "gate": None,
            "changes": changes,
        }
        newest = (await client.get("/v1/generations")).json()["generations"][0]
        assert (newest["number"], newest["reason"], newest["added"]) == (outcome["generation"], "publish", 1)
        assert leave_text((await client.post("/v1/search", json={"question": QUESTION})).json()["hits"]) == [
            LEAVE.format(31)
        ]
        nothing = {"ending": "nothing", "generation": None, "gate": None, "changes": []}
        assert (await client.post("/v1/generations/publish", json={})).json() == nothing
        assert (await client.post("/v1/generations/discard", json={})).json() == {"discarded": 0}


@pytest.fixture
def attach_gate(data_dir, tmp_path):
    """Attaches one question, whose answer must be found first."""

    def attach(*, answers=False):
        row = {"id": "leave", "question": QUESTION, "answerable": True, "answers": ["30 days"]}
        file = tmp_path / "golden.jsonl"
        file.write_text(json.dumps({**row, "evidence": [{"document": "leave.md", "page": 1}]}))
        set_gate(DataDir(data_dir), file, Rules(share=1.0, k=1, answers=answers))

    return attach


async def test_the_gate_holds_a_set_back_until_somebody_publishes_it_anyway(open_api, write, attach_gate):
    attach_gate()
    decoy = f"Nothing. {QUESTION} Nobody knows how many days of paid leave full-time staff have."
    write(staged=True, leave="Leave\n\nThis page is being revised.", decoy=decoy)
    async with open_api(MODEL) as client:
        outcome = (await client.post("/v1/generations/publish", json={})).json()
        assert (outcome["ending"], outcome["generation"]) == ("held_back", None)
        assert (outcome["gate"]["right"], outcome["gate"]["questions"]) == (0, 1)
        assert outcome["gate"]["lost"] == [{"id": "leave", "question": QUESTION}]
        assert (await client.get("/v1/generations")).json()["held_back"] is True
        held = (await client.get("/v1/generations/staged")).json()["held_back"]
        assert held["sentence"] == "0 of 1 questions find their answer (0.0%), but the gate wants 100.0%."
        published = (await client.post("/v1/generations/publish", json={"anyway": True})).json()
        assert (published["ending"], published["gate"], len(published["changes"])) == ("published", None, 2)


async def test_a_set_is_discarded(open_api, write):
    write(staged=True, leave=LEAVE.format(31), hotel=HOTEL)
    async with open_api() as client:
        assert (await client.post("/v1/generations/discard", json={})).json() == {"discarded": 2}
        assert (await client.get("/v1/generations/staged")).json() == {"changes": [], "held_back": None}
        names = [each["document"] for each in (await client.get("/v1/documents")).json()["documents"]]
        assert names == ["hr/travel.txt", "leave.md", "plan.pdf"]


async def test_what_the_gate_asks_is_not_stored(open_api, write, attach_gate):
    attach_gate(answers=True)
    write(staged=True, leave=LEAVE.format(31), hotel=HOTEL)
    async with open_api(MODEL) as client:
        outcome = (await client.post("/v1/generations/publish", json={})).json()
        assert outcome["gate"]["questions"] == 1
        assert (await client.get("/v1/answers")).json()["answers"] == []


async def test_what_nobody_waits_for_any_more_is_not_shown(open_api, write):
    write(leave=LEAVE.format(31))
    async with open_api(api_request_seconds=1) as client:
        first = await first_generation(client)
        service = client._transport.app.state.service

        def act(changing):
            assert changing.stop.wait(30)
            return roll_back(first, 0.0)(changing)

        with pytest.raises(TookTooLong):
            await change(service, "client", act)
        while service.lanes.changes.running:
            await anyio.sleep(0.02)
        assert (await client.get("/v1/generations")).json()["generations"][0]["reason"] == "add"
        hits = (await client.post("/v1/search", json={"question": QUESTION})).json()["hits"]
        assert leave_text(hits) == [LEAVE.format(31)]


GOLDEN = {
    "id": "leave",
    "question": QUESTION,
    "answerable": True,
    "evidence": [{"document": "leave.md", "page": 1}],
}


async def test_a_gate_is_attached_changed_obeyed_and_removed(open_api, write):
    async with open_api() as client:
        assert (await client.get("/v1/gate")).json() == {"gate": None}
        other = {**GOLDEN, "id": "other"}
        body = {"questions": [GOLDEN, other], "share": 1, "k": 1, "may_lose": ["other"], "tell_of": "both"}
        attached = (await client.post("/v1/gate", json=body)).json()
        assert attached["questions"] == 1
        wants = {
            **{"share": 1.0, "max_lost": None, "k": 1, "answers": False, "may_lose": ["other"]},
            **{"tell_of": "both", "tell_most": 20},
        }
        assert {name: attached["gate"][name] for name in wants} == wants
        assert attached["gate"]["file"] == "questions.jsonl"
        # What is not given stays.
        changed = (await client.post("/v1/gate", json={"may_lose": [], "max_lost": 0})).json()
        assert changed == {
            "gate": {**attached["gate"], "may_lose": [], "max_lost": 0},
            "questions": 2,
        }
        assert (await client.get("/v1/gate")).json() == {"gate": changed["gate"]}

        decoy = f"Nothing. {QUESTION} Nobody knows how many days of paid leave full-time staff have."
        write(staged=True, leave="Leave\n\nThis page is being revised.", decoy=decoy)
        outcome = (await client.post("/v1/generations/publish", json={})).json()
        assert (outcome["ending"], outcome["gate"]["questions"]) == ("held_back", 2)
        assert [each["id"] for each in outcome["gate"]["lost"]] == ["leave", "other"]

        assert (await client.delete("/v1/gate")).json() == {"removed": True}
        assert (await client.delete("/v1/gate")).json() == {"removed": False}
        assert (await client.post("/v1/generations/publish", json={})).json()["ending"] == "published"


@pytest.mark.parametrize(
    ("body", "code", "sentence"),
    [
        ({}, "unusable_request", "There is no gate"),
        ({"share": 0.5}, "unusable_request", "There is no gate"),
        ({"questions": []}, "invalid_request", "The request cannot be used. questions:"),
        ({"questions": [GOLDEN], "share": 1.1}, "invalid_request", "The request cannot be used. share:"),
        ({"questions": [GOLDEN], "tell_of": "all"}, "invalid_request", "The request cannot be used. tell_of:"),
        ({"questions": [{"id": "x"}]}, "unusable_request", "Line 1 of questions.jsonl has no “question”"),
        ({"questions": [GOLDEN, GOLDEN]}, "unusable_request", "Line 2 of questions.jsonl has the id “leave” once"),
        ({"questions": [{**GOLDEN, "evidence": []}]}, "unusable_request", "No question in questions.jsonl can be"),
        ({"questions": [GOLDEN], "may_lose": ["q"]}, "unusable_request", "q may be lost, but no question"),
        ({"questions": [{**GOLDEN, "id": "\ud800"}]}, "unusable_request", "Line 1 of questions.jsonl is not valid"),
        ({"questions": [GOLDEN], "file": "\ud800"}, "invalid_request", "The request cannot be used. file:"),
    ],
)
async def test_what_makes_no_gate_changes_nothing(open_api, body, code, sentence):
    async with open_api() as client:
        reply = await client.post(
            "/v1/gate", content=json.dumps(body), headers={"Content-Type": "application/json"}
        )
        assert error(reply) == (422, code), reply.text
        assert reply.json()["error"]["message"].startswith(sentence)
        assert (await client.get("/v1/gate")).json() == {"gate": None}
