"""Sources, schedules and jobs over HTTP: a source followed from its adding to its removal, and what is refused."""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager, closing

import pytest

from ingest.jobs.types import JobState
from rag.config import load_settings
from tests.api.conftest import wait_for
from tests.fakes import fake_openers
from ui.worker import run_worker

pytestmark = pytest.mark.anyio
NAMES = [f"rule{number}.txt" for number in range(8)]


@pytest.fixture
def share(tmp_path):
    folder = tmp_path / "shares" / "rules"
    folder.mkdir(parents=True)
    for number, name in enumerate(NAMES):
        (folder / name).write_text(f"Shelf {number} is in the basement.")
    return folder


@pytest.fixture
def open_with_share(open_api, share):
    """A client of a service that may follow what is below the folder of shares."""

    @asynccontextmanager
    async def run():
        async with open_api(api_source_folders=str(share.parent)) as client:
            yield client

    return run


def asked(share, **more):
    return {"name": "rules", "kind": "folder", "location": str(share), **more}


def work_until(data_dir, condition):
    """The worker of the product does what waits, until the condition holds."""
    settings, stop = load_settings(data_dir=data_dir), threading.Event()
    with closing(fake_openers().indexer(settings)) as indexer:
        thread = threading.Thread(target=run_worker, args=(settings, indexer, stop))
        thread.start()
        try:
            wait_for(condition)
        finally:
            stop.set()
            thread.join(20)


async def test_a_source_from_beginning_to_end(open_with_share, share, data_dir):
    async with open_with_share() as client:
        service = client._transport.app.state.service

        def done(number):
            query = "SELECT count(*) FROM documents WHERE state NOT IN ('ready', 'failed')"
            ended = f"SELECT state FROM jobs WHERE id = {number}"
            connection = service.operations.catalog.connection()
            return (
                connection.execute(ended).fetchone()[0] in (JobState.DONE, JobState.FAILED)
                and connection.execute(query).fetchone()[0] == 0
            )

        added = await client.post("/v1/sources", json=asked(share, options={"include": ["*.txt"]}))
        assert added.status_code == 201
        assert added.json()["options"] == {"include": ["*.txt"]}
        assert (added.json()["state"], added.json()["documents"]) == ("new", 0)
        plan = (await client.post("/v1/sources/rules/dry-run")).json()
        assert sorted(plan["added"]) == [f"rules/{name}" for name in NAMES]
        assert (plan["dry_run"], plan["removed"], plan["kept"]) == (True, [], 0)
        queued = await client.post("/v1/sources/rules/sync")
        assert queued.status_code == 202
        number = queued.json()["job"]
        assert (await client.post("/v1/sources/rules/sync")).json() == {"job": number, "new": False}
        work_until(data_dir, lambda: done(number))
        job = (await client.get(f"/v1/jobs/{number}")).json()
        assert (job["kind"], job["state"], job["payload"]) == ("sync", "done", {"source": "rules"})
        assert job["runs"][0]["counts"]["added"] == 8
        shown = (await client.get("/v1/sources")).json()["sources"]
        assert [(each["source"], each["state"], each["documents"]) for each in shown] == [("rules", "synced", 8)]

        for file in share.iterdir():
            file.unlink()
        number = (await client.post("/v1/sources/rules/sync")).json()["job"]
        work_until(data_dir, lambda: done(number))
        job = (await client.get(f"/v1/jobs/{number}")).json()
        assert job["state"] == "failed"
        assert "waits for confirmation" in job["reason"]
        plan = (await client.post("/v1/sources/rules/dry-run")).json()
        assert (len(plan["removed"]), plan["state"]) == (8, "waiting for confirmation")
        number = (await client.post("/v1/sources/rules/confirm")).json()["job"]
        work_until(data_dir, lambda: done(number))
        assert (await client.get("/v1/sources/rules")).json()["documents"] == 0
        reply = await client.post("/v1/sources/rules/confirm")
        assert (reply.status_code, reply.json()["error"]["code"]) == (422, "unusable_request")
        lines = (await client.get("/metrics")).text.splitlines()
        assert 'fundstelle_jobs{kind="sync",state="failed"} 1.0' in lines
        assert {"fundstelle_staged_changes 0.0", "fundstelle_held_back 0.0"} <= set(lines)
        assert any(line.startswith('fundstelle_source_sync_age_seconds{source="rules"} ') for line in lines)

        assert (await client.delete("/v1/sources/rules")).json() == {"removed": "rules", "documents": 0}
        assert (await client.delete("/v1/sources/rules")).status_code == 404


async def test_only_permitted_folders_are_followed(open_with_share, share, tmp_path):
    outside = tmp_path / "shares-of-others"
    outside.mkdir()
    (share / "link").symlink_to(outside)
    inside = share.parent / "inside"
    inside.symlink_to(share)
    async with open_with_share() as client:
        for location in (
            "/etc",
            str(outside),
            str(share / "link"),
            f"{share}/../../shares-of-others",
            str(tmp_path),
            "~root",
            ".",
            "a\x00b",
        ):
            reply = await client.post("/v1/sources", json=asked(location))
            assert (reply.status_code, reply.json()["error"]["code"]) == (403, "not_permitted"), location
        # What is stored is where it leads to now.
        reply = await client.post("/v1/sources", json=asked(inside))
        assert (reply.status_code, reply.json()["location"]) == (201, str(share))


async def test_by_default_no_folder_is_permitted(open_api, share):
    async with open_api() as client:
        assert (await client.post("/v1/sources", json=asked(share))).status_code == 403
        assert (await client.get("/v1/sources")).json() == {"sources": []}


@pytest.mark.parametrize(
    ("kind", "location", "options"),
    [
        ("website", "http://127.0.0.1:8600/", {}),
        ("website", "http://localhost/", {}),
        ("website", "http://169.254.169.254/latest/", {}),
        ("website", "http://[::1]/", {}),
        ("website", "https://93.184.215.14/", {"allow_private": True}),
        ("s3", "s3://private/", {}),
        ("s3", "s3://archive/contracts-of-others/", {}),
        ("s3", "s3://archive/contracts/", {"endpoint_url": "http://10.0.0.7"}),
        ("s3", "s3://archive/contracts/", {"profile": "admin"}),
    ],
)
async def test_what_only_this_machine_may_see_is_refused(open_api, kind, location, options):
    async with open_api(api_source_folders="/srv/shares, s3://archive/contracts/") as client:
        body = {"name": "x", "kind": kind, "location": location, "options": options}
        reply = await client.post("/v1/sources", json=body)
        assert (reply.status_code, reply.json()["error"]["code"]) == (403, "not_permitted")


async def test_a_public_site_and_a_permitted_bucket(open_api):
    async with open_api(api_source_folders="s3://archive/contracts/") as client:
        site = {"name": "site", "kind": "website", "location": "https://93.184.215.14/docs/"}
        assert (await client.post("/v1/sources", json=site)).status_code == 201
        bucket = {"name": "bucket", "kind": "s3", "location": "s3://archive/contracts"}
        assert (await client.post("/v1/sources", json=bucket)).status_code == 201


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "ftp"}, "There is no kind of source “ftp”"),
        ({"kind": "website", "location": "http://[::1/"}, "“http://[::1/” is no address of a site"),
        ({"options": {"max_removed": -1}}, "The option 'max-removed' cannot be used"),
        ({"options": {"nothing": 1}}, "The option 'nothing' cannot be used"),
        ({"cron": "0 3 * *"}, ""),
        ({"cron": "0 3 * * *", "timezone": "Berlin"}, "There is no time zone “Berlin”"),
    ],
)
async def test_what_cannot_be_used_is_told(open_with_share, share, change, sentence):
    async with open_with_share() as client:
        reply = await client.post("/v1/sources", json=asked(share, **change))
        assert (reply.status_code, reply.json()["error"]["code"]) == (422, "unusable_request")
        assert reply.json()["error"]["message"].startswith(sentence)
        assert (await client.get("/v1/sources")).json() == {"sources": []}
        assert (await client.get("/v1/schedules")).json() == {"schedules": []}


async def test_schedules(open_with_share, share):
    async with open_with_share() as client:
        await client.post("/v1/sources", json=asked(share, cron="0 3 * * *", timezone="Europe/Berlin", jitter=60))
        [nightly] = (await client.get("/v1/schedules")).json()["schedules"]
        assert (nightly["name"], nightly["payload"]) == ("sync-rules", {"source": "rules"})
        assert (len(nightly["next"]), nightly["jitter"]) == (3, 60)
        wanted = {"name": "weekly", "cron": "0 4 * * 0", "kind": "sync", "payload": {"source": "rules"}}
        assert (await client.post("/v1/schedules", json=wanted)).status_code == 201
        again = await client.post("/v1/schedules", json=wanted)
        assert (again.status_code, again.json()["error"]["code"]) == (422, "unusable_request")
        unknown = {**wanted, "name": "x", "payload": {"source": "nothing"}}
        assert (await client.post("/v1/schedules", json=unknown)).status_code == 404
        assert (
            await client.post("/v1/schedules", json={**wanted, "name": "x", "kind": "notify"})
        ).status_code == 422
        first = (await client.post("/v1/schedules/weekly/run")).json()
        # Two schedules of the same work queue the same job.
        assert (await client.post("/v1/schedules/sync-rules/run")).json() == {"job": first["job"], "new": False}
        assert (await client.post("/v1/schedules/weekly/pause")).json()["next"] == []
        assert len((await client.post("/v1/schedules/weekly/resume")).json()["next"]) == 3
        assert (await client.delete("/v1/schedules/weekly")).json() == {"removed": "weekly"}
        for method, path in (("DELETE", ""), ("POST", "/run"), ("POST", "/pause"), ("POST", "/resume")):
            reply = await client.request(method, f"/v1/schedules/weekly{path}")
            assert (reply.status_code, reply.json()["error"]["code"]) == (404, "job_not_found")
        await client.delete("/v1/sources/rules")
        assert (await client.get("/v1/schedules")).json() == {"schedules": []}
        assert (await client.get(f"/v1/jobs/{first['job']}")).json()["state"] == "cancelled"


async def test_jobs(open_with_share, share):
    async with open_with_share() as client:
        await client.post("/v1/sources", json=asked(share))
        number = (await client.post("/v1/sources/rules/sync")).json()["job"]
        assert (await client.post("/v1/queue/pause")).json() == {"paused": True}
        listed = (await client.get("/v1/jobs")).json()
        assert (listed["counts"], listed["paused"] is not None) == ({"waiting": 1}, True)
        assert [(each["id"], each["standing"]) for each in listed["jobs"]] == [(number, "paused")]
        assert (await client.post("/v1/queue/resume")).json() == {"paused": False}
        assert (await client.post(f"/v1/jobs/{number}/cancel")).json() == {"id": number, "state": "cancelled"}
        again = await client.post(f"/v1/jobs/{number}/cancel")
        assert (again.status_code, again.json()["error"]["code"]) == (409, "job_state")
        assert (await client.get("/v1/jobs", params={"state": "waiting"})).json()["jobs"] == []
        retried = await client.post(f"/v1/jobs/{number}/retry")
        assert (retried.status_code, retried.json()) == (202, {"job": number, "new": True})
        assert (await client.get(f"/v1/jobs/{number}")).json()["runs"] == []
        assert (await client.get("/v1/jobs/77")).json()["error"]["code"] == "job_not_found"
