"""Documents over HTTP: what is taken, what is refused and why, and what is gone."""

from __future__ import annotations

import pytest

from tests.api.conftest import QUESTION

pytestmark = pytest.mark.anyio


def send(name, content, /, **fields):
    return {"files": {"file": (name, content)}, "data": fields}


async def test_list_in_parts(open_api):
    async with open_api() as client:
        first = (await client.get("/v1/documents", params={"limit": 1})).json()
        second = (await client.get("/v1/documents", params={"limit": 2, "after": first["next"]})).json()
        one = (await client.get(f"/v1/documents/{first['documents'][0]['id']}")).json()
    assert [each["document"] for each in first["documents"]] == ["hr/travel.txt"]
    assert [each["document"] for each in second["documents"]] == ["leave.md", "plan.pdf"]
    assert (first["next"], second["next"]) == ("hr/travel.txt", None)
    assert one == first["documents"][0]
    assert (one["state"], one["pages"], one["media_type"], one["language"]) == ("ready", 1, "text/plain", "de")


async def test_upload(open_api):
    async with open_api() as client:
        added = await client.post("/v1/documents", **send("note.txt", b"The archive is in the basement."))
        again = await client.post("/v1/documents", **send("note.txt", b"The archive is in the basement."))
        other = await client.post("/v1/documents", **send("note.txt", b"The archive is in the attic."))
        named = await client.post("/v1/documents", **send("x.txt", b"Rooms.", name="house/rooms.txt"))
        document = (await client.get(f"/v1/documents/{added.json()['id']}")).json()
    assert (added.status_code, added.json()["outcome"], added.json()["document"]) == (201, "added", "note.txt")
    assert (again.status_code, again.json()) == (201, added.json())  # it still waits to be read
    assert (other.status_code, other.json()["outcome"], other.json()["id"]) == (200, "updated", added.json()["id"])
    assert named.json()["document"] == "house/rooms.txt"
    assert (document["state"], document["size"]) == ("waiting", 28)


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("empty.txt", b"", 422, "upload_rejected"),
        ("../up.txt", b"text", 422, "upload_rejected"),
        ("sheet.xlsx", b"PK\x03\x04xl/workbook", 415, "unsupported"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00", 415, "unsupported"),
        ("large.txt", b"x" * 1001, 413, "too_large"),
        ("huge.txt", b"x" * 200_000, 413, "too_large"),
    ],
)
async def test_what_is_refused(open_api, name, content, status, code):
    async with open_api(max_upload_bytes=1000) as client:
        before = (await client.get("/v1/documents")).json()
        reply = await client.post("/v1/documents", **send("x", content, name=name))
        assert (await client.get("/v1/documents")).json() == before
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)


def form(disposition):
    """A form whose file is named by these very bytes."""
    head = b"--b\r\nContent-Disposition: form-data; " + disposition + b"\r\n\r\n"
    body = head + b"The archive is in the basement.\r\n--b--\r\n"
    return {"content": body, "headers": {"content-type": "multipart/form-data; boundary=b"}}


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('name="file"; filename="Kündigung.txt"'.encode(), "Kündigung.txt"),
        ('name="file"; filename="Kündigung.txt"'.encode("latin-1"), "Kündigung.txt"),
        ('name="file"; filename="Ku\u0308ndigung.txt"'.encode(), "Kündigung.txt"),
        (b'name="file"; filename="K%C3%BCndigung.txt"', "K%C3%BCndigung.txt"),
        # RFC 7578 forbids it in forms.
        (b"name=\"file\"; filename*=UTF-8''K%C3%BCndigung.txt", None),
        (b'name="file"; filename="x.txt"; filename*=UTF-8\'\'K%C3%BCndigung.txt', "x.txt"),
        ('name="file"; filename="合同.txt"'.encode(), "合同.txt"),
        (b'name="file"; filename="C:\\docs\\rules.txt"', "rules.txt"),
        (b'name="file"; filename="\x81\x8d.txt"', None),
        (b'name="file"; filename=""', None),
    ],
)
async def test_names_in_odd_encodings(open_api, disposition, name):
    async with open_api() as client:
        reply = await client.post("/v1/documents", **form(disposition))
        names = [each["document"] for each in (await client.get("/v1/documents")).json()["documents"]]
    assert (reply.status_code, reply.json().get("document")) == (201 if name else 422, name)
    assert sorted({*names} - {"hr/travel.txt", "leave.md", "plan.pdf"}) == ([name] if name else [])


async def test_a_body_without_a_length_is_counted(open_api):
    async def parts():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(200):
            yield b"x" * 1000

    async with open_api(max_upload_bytes=1000) as client:
        reply = await client.post(
            "/v1/documents", content=parts(), headers={"content-type": "multipart/form-data; boundary=b"}
        )
        question = await client.post("/v1/search", content=b"x" * 3_000_000)
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "too_large")
    assert question.status_code == 413


@pytest.mark.parametrize(
    "given", [{"json": {"file": "x"}}, {"data": {"name": "x"}}, {"files": {"other": b"x"}}, {}]
)
async def test_a_form_without_a_file(open_api, given):
    async with open_api() as client:
        reply = await client.post("/v1/documents", **given)
    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "unusable_request")


async def test_the_same_key_is_the_same_upload(open_api):
    key = {"Idempotency-Key": "upload-1"}
    async with open_api() as client:
        first = await client.post("/v1/documents", **send("note.txt", b"First."), headers=key)
        again = await client.post("/v1/documents", **send("note.txt", b"First."), headers=key)
        body = await client.post("/v1/documents", **send("note.txt", b"Second."), headers=key)
        name = await client.post("/v1/documents", **send("other.txt", b"First."), headers=key)
        free = await client.post("/v1/documents", **send("note.txt", b"Second."))
        late = await client.post("/v1/documents", **send("note.txt", b"First."), headers=key)
        names = [each["document"] for each in (await client.get("/v1/documents")).json()["documents"]]
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (False, "true")
    assert [each.status_code for each in (body, name)] == [409, 409]
    assert body.json()["error"]["code"] == "idempotency_key_reused"
    assert free.json()["outcome"] == "updated"
    assert late.json() == first.json()  # and the newer bytes stay
    assert names == ["hr/travel.txt", "leave.md", "note.txt", "plan.pdf"]


async def test_a_refused_upload_frees_its_key(open_api):
    key = {"Idempotency-Key": "upload-1"}
    async with open_api() as client:
        assert (await client.post("/v1/documents", **send("a.txt", b""), headers=key)).status_code == 422
        assert (await client.post("/v1/documents", **send("a.txt", b"Now."), headers=key)).status_code == 201


async def test_a_document_and_the_answers_from_it_go(open_api):
    async with open_api() as client:
        answer = (await client.post("/v1/ask", json={"question": QUESTION})).json()
        assert answer["status"] == "answered"
        removed = await client.delete("/v1/documents/1")
        after = [
            await client.get("/v1/documents/1"),
            await client.delete("/v1/documents/1"),
            await client.get("/v1/documents/1/pages/1"),
            await client.get(f"/v1/answers/{answer['id']}"),
        ]
        found = (await client.post("/v1/search", json={"question": "Übernachtungen"})).json()
    assert removed.json() == {"removed": "hr/travel.txt", "answers_deleted": 1}
    assert [each.status_code for each in after] == [404] * 4
    assert "hr/travel.txt" not in {hit["document"] for hit in found["hits"]}


async def test_pages(open_api):
    async with open_api() as client:
        documents = {
            each["document"]: each["id"] for each in (await client.get("/v1/documents")).json()["documents"]
        }
        page = await client.get(f"/v1/documents/{documents['plan.pdf']}/pages/2")
        picture = await client.get(f"/v1/documents/{documents['plan.pdf']}/pages/2/picture", params={"scale": 0.5})
        text = await client.get(f"/v1/documents/{documents['leave.md']}/pages/1")
        no_picture = await client.get(f"/v1/documents/{documents['leave.md']}/pages/1/picture")
        no_page = await client.get(f"/v1/documents/{documents['plan.pdf']}/pages/3")
    assert page.json()["text"] == "This is the second."
    assert (picture.headers["content-type"], picture.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert "30 days of paid leave" in text.json()["text"]
    for reply in (no_picture, no_page):
        assert (reply.status_code, reply.json()["error"]["code"]) == (404, "page_not_found")


async def test_answers(open_api):
    async with open_api() as client:
        ids = [(await client.post("/v1/ask", json={"question": QUESTION})).json()["id"] for _ in range(3)]
        newest = (await client.get("/v1/answers", params={"limit": 2})).json()
        oldest = (await client.get("/v1/answers", params={"before": newest["next"]})).json()
        none = (await client.get("/v1/answers", params={"status": "not_found"})).json()
        record = (await client.get(f"/v1/answers/{ids[0]}")).json()
        deleted = await client.delete(f"/v1/answers/{ids[0]}")
        again = await client.delete(f"/v1/answers/{ids[0]}")
    assert [each["id"] for each in newest["answers"]] == [ids[2], ids[1]]
    assert ([each["id"] for each in oldest["answers"]], oldest["next"]) == ([ids[0]], None)
    assert none == {"answers": [], "next": None}
    assert (record["id"], record["intact"], record["answer"]["question"]) == (ids[0], True, QUESTION)
    assert (deleted.json(), again.status_code) == ({"deleted": 1}, 404)
