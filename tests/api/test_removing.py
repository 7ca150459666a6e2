"""Removing over HTTP: the document with this id and no other, whatever it is or was called."""

from __future__ import annotations

from contextlib import closing

import pytest

from rag.config import load_settings
from tests.fakes import fake_openers

pytestmark = pytest.mark.anyio
NEWER = "Leave\n\nFull-time staff have 31 days of paid leave a year."


@pytest.fixture
def retired(data_dir, tmp_path):
    """The id of a retired document whose name another one has now."""
    (tmp_path / "newer").mkdir()
    (tmp_path / "newer" / "leave.md").write_text(NEWER)
    with closing(fake_openers().indexer(load_settings(data_dir=data_dir))) as indexer:
        former = indexer.intake.known()["leave.md"].id
        indexer.intake.retire(["leave.md"])
        indexer.add([tmp_path / "newer"])
    return former


@pytest.mark.parametrize("removed", ["retired", "live"])
async def test_an_id_is_that_of_one_document(open_api, retired, removed):
    async with open_api() as client:
        listed = (await client.get("/v1/documents")).json()["documents"]
        (live,) = [each["id"] for each in listed if each["document"] == "leave.md"]
        gone, kept = (retired, live) if removed == "retired" else (live, retired)
        reply = await client.delete(f"/v1/documents/{gone}")
        assert reply.json() == {"removed": "leave.md", "answers_deleted": 0}
        assert (await client.get(f"/v1/documents/{gone}")).status_code == 404
        assert (await client.delete(f"/v1/documents/{gone}")).status_code == 404
        assert (await client.get(f"/v1/documents/{kept}")).json()["document"] == "leave.md"
        names = [each["document"] for each in (await client.get("/v1/documents")).json()["documents"]]
    assert names == ["hr/travel.txt", *(["leave.md"] if removed == "retired" else []), "plan.pdf"]
