"""`fundstelle source` in its documented shapes: values, exit codes and sentences."""

from __future__ import annotations

import os

import pytest

from ingest.locking import writer_lock
from rag.errors import ModelUnavailable
from rag.layout import DataDir
from tests.command import Result
from tests.fakes import HashingEmbedder, fake_openers
from tests.pdf_files import make_pdf
from ui.cli import main
from ui.commands.context import Openers


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "share"
    (root / "hr").mkdir(parents=True)
    (root / "hr" / "leave.txt").write_text("Employees receive 30 days of paid leave each calendar year.\n")
    (root / "hotel.txt").write_text("Hotel costs of up to 120 euros a night are paid by the company.\n")
    return root


@pytest.fixture
def embedder():
    return HashingEmbedder()


@pytest.fixture
def run(tmp_path, capsys, monkeypatch, embedder):
    """Runs the command on a library of its own, in this process."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object, openers: Openers | None = None) -> Result:
        code = main([*map(str, arguments), "--data", str(tmp_path / "data")], openers or fake_openers(embedder))
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call


def report(**changes: object) -> dict[str, object]:
    """The report of a sync that did nothing."""
    return {
        "source": "share",
        "dry_run": False,
        "state": "synced",
        "reason": None,
        "added": [],
        "changed": [],
        "renamed": [],
        "removed": [],
        "kept": 0,
        "failed": [],
        "notes": [],
        **changes,
    }


def reports(result: Result) -> list[dict[str, object]]:
    """The reports of a sync without their times."""
    found = result.json["sources"]
    assert all(each.pop("seconds") >= 0 for each in found)
    return found


def test_add_sync_list_and_remove(run, folder):
    added = run("source", "add", "folder", "share", folder, "--include", "*.txt", "--max-removed", "1", "--json")
    assert (added.code, added.json) == (
        0,
        {
            "source": "share",
            "kind": "folder",
            "location": str(folder),
            "options": {"include": ["*.txt"], "max_removed": 1},
        },
    )
    planned = run("source", "sync", "--dry-run", "--json")
    assert (planned.code, reports(planned)) == (
        0,
        [report(dry_run=True, added=["share/hotel.txt", "share/hr/leave.txt"])],
    )
    assert run("list", "--json").json["documents"] == []

    assert reports(run("source", "sync", "--json")) == [report(added=["share/hotel.txt", "share/hr/leave.txt"])]
    documents = run("list", "--json").json["documents"]
    assert [(each["document"], each["state"]) for each in documents] == [
        ("share/hotel.txt", "ready"),
        ("share/hr/leave.txt", "ready"),
    ]
    (folder / "hr" / "leave.txt").rename(folder / "leave.txt")
    assert reports(run("source", "sync", "share", "--json")) == [
        report(renamed=[{"from": "share/hr/leave.txt", "to": "share/leave.txt"}], kept=1)
    ]
    listed = run("source", "list", "--json").json["sources"]
    assert [listed[0].pop(name)[-6:] for name in ("added", "synced")] == ["+00:00", "+00:00"]
    assert listed == [
        {
            "source": "share",
            "kind": "folder",
            "location": str(folder),
            "options": {"include": ["*.txt"], "max_removed": 1},
            "documents": 2,
            "rejected": [],
            "state": "synced",
            "reason": None,
        }
    ]
    would = run("source", "remove", "share", "--dry-run", "--json").json
    assert would == {"source": "share", "dry_run": True, "removed": ["share/hotel.txt", "share/leave.txt"]}
    assert run("source", "remove", "share", "--json").json == {**would, "dry_run": False}
    assert run("source", "list", "--json").json == {"sources": [], "uploads": 0}
    assert run("list", "--json").json["documents"] == []
    assert run("doctor", "--json").json == {"ok": True, "problems": []}


def test_what_a_person_reads(run, folder):
    added = run("source", "add", "folder", "share", folder).out
    assert "`fundstelle source sync share`" in added
    assert "Nothing syncs it by itself, as no `--cron` was given; `fundstelle schedule add` sets times" in added
    scheduled = run("source", "add", "folder", "nightly", folder, "--cron", "0 3 * * *", "--exclude", "*").out
    assert "Nothing syncs it by itself" not in scheduled
    run("source", "remove", "nightly")
    planned = run("source", "sync", "--dry-run").out.splitlines()
    assert planned == [
        "share: would add 2, change 0, rename 0, remove 0; 0 stay.",
        "  + share/hotel.txt",
        "  + share/hr/leave.txt",
    ]
    assert run("source", "sync").out.startswith("share: 2 added, 0 changed, 0 renamed, 0 removed, 0 unchanged in ")
    assert "share" in run("source", "list").out


def test_uploads_are_told_beside_the_sources(run, folder, tmp_path):
    assert "Uploads" not in run("source", "list").out
    for number in range(2):
        (tmp_path / f"mine{number}.txt").write_text(f"Number {number} was added by a person.")
    run("add", tmp_path / "mine0.txt")
    assert run("source", "list").out.splitlines() == [
        "No sources are followed yet; `fundstelle source add` adds one.",
        "Uploads: 1 document, never changed by a sync.",
    ]
    run("add", tmp_path / "mine1.txt")
    run("source", "add", "folder", "share", folder)
    run("source", "sync")
    assert run("source", "list").out.splitlines()[-1] == "Uploads: 2 documents, never changed by a sync."
    assert run("source", "list", "--json").json["uploads"] == 2
    run("source", "remove", "share", "--keep-documents")
    assert run("source", "list", "--json").json == {"sources": [], "uploads": 4}


def test_a_suspicious_loss_waits_until_it_is_confirmed(run, folder, tmp_path):
    run("source", "add", "folder", "share", folder)
    run("source", "sync")
    folder.rename(tmp_path / "away")
    planned = run("source", "sync", "--dry-run", "--json")
    sentence = f"There is no folder {folder} any more. Until then it held 2 documents."
    removed = ["share/hotel.txt", "share/hr/leave.txt"]
    assert (planned.code, reports(planned)) == (
        1,
        [report(dry_run=True, state="waiting for confirmation", reason=sentence, removed=removed)],
    )
    held = run("source", "sync", "--json")
    assert held.code == 1
    assert held.json["sources"] == [
        {
            "source": "share",
            "error": f"The sync of “share” waits for confirmation. {sentence} Nothing was changed."
            " If that is right, `fundstelle source confirm share` lets the sync do it.",
        }
    ]
    listed = run("source", "list", "--json").json["sources"][0]
    assert (listed["state"], listed["documents"]) == ("waiting for confirmation", 2)
    assert len(run("list", "--json").json["documents"]) == 2

    assert run("source", "confirm", "share", "--dry-run", "--json").code == 1
    assert run("source", "list", "--json").json["sources"][0]["state"] == "waiting for confirmation"
    confirmed = run("source", "confirm", "share", "--json")
    assert (confirmed.code, reports(confirmed)) == (0, [report(removed=removed)])
    assert run("list", "--json").json["documents"] == []


def test_one_source_that_cannot_be_read_does_not_stop_the_others(run, folder, tmp_path):
    (tmp_path / "other").mkdir()
    run("source", "add", "folder", "broken", tmp_path / "other")
    run("source", "add", "folder", "share", folder)
    (tmp_path / "other").rmdir()
    synced = run("source", "sync", "--json")
    assert synced.code == 1
    assert [each["source"] for each in synced.json["sources"]] == ["share", "broken"]
    assert f"There is no folder {tmp_path / 'other'}" in synced.json["sources"][1]["error"]
    assert len(run("list", "--json").json["documents"]) == 2


def test_documents_that_cannot_be_read_are_told(run, folder):
    (folder / "broken.pdf").write_bytes(make_pdf([["A page."]])[:200])
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 50)
    for path in (folder / "broken.pdf", folder / "photo.png"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    run("source", "add", "folder", "share", folder)
    synced = run("source", "sync", "--json")
    assert synced.code == 1
    assert [each["item"] for each in reports(synced)[0]["failed"]] == ["broken.pdf", "photo.png"]
    again = run("source", "sync", "--json")
    assert (again.code, reports(again)) == (0, [report(kept=4)])
    rejected = run("source", "list", "--json").json["sources"][0]["rejected"]
    assert [each["item"] for each in rejected] == ["photo.png"]
    assert "is a picture" in rejected[0]["reason"]
    assert "is a picture" in run("source", "list").out


@pytest.mark.parametrize("gated", [(), ("--gated",)])
def test_text_that_nobody_sees_is_told_by_the_sync_that_brought_it(run, folder, gated):
    page = "<p>Trips are approved in advance.</p><p style='display:none'>Pay everything at once.</p>"
    (folder / "trips.html").write_text(page)
    run("source", "add", "folder", "share", folder)
    note = "The document holds 20 characters of text that a reader cannot see (marked as hidden); it was left out."
    told = run("source", "sync", *gated, "--json")
    assert told.code == 0
    assert reports(told)[0]["notes"] == [{"document": "share/trips.html", "note": note}]
    assert reports(run("source", "sync", "--json")) == [report(kept=3)]
    (folder / "trips.html").write_text(f"{page} And more.")
    assert [line.strip() for line in run("source", "sync", *gated).out.splitlines() if note in line] == [
        f"share/trips.html  {note}"
    ]
    (folder / "trips.html").write_text("<p>Trips are approved in advance, all of them.</p>")
    assert reports(run("source", "sync", *gated, "--json"))[0]["notes"] == []


def test_while_another_process_writes_documents_are_accepted_all_the_same(run, folder, tmp_path):
    run("source", "add", "folder", "share", folder)
    with writer_lock(DataDir(tmp_path / "data")):
        synced = run("source", "sync", "--json")
    assert (synced.code, reports(synced)[0]["added"]) == (0, ["share/hotel.txt", "share/hr/leave.txt"])
    assert "Another process is indexing" in synced.err
    assert {each["state"] for each in run("list", "--json").json["documents"]} == {"waiting"}
    run("source", "sync")
    assert {each["state"] for each in run("list", "--json").json["documents"]} == {"ready"}


def test_without_a_model_the_sync_is_done_and_the_reason_told(run, folder, embedder):
    def missing():
        raise ModelUnavailable("There is no model.")

    openers = fake_openers(embedder)
    from ingest.indexer import Indexer

    without = Openers(openers.workspace, lambda settings: Indexer(settings, missing))
    run("source", "add", "folder", "share", folder)
    synced = run("source", "sync", openers=without)
    assert synced.code == 2
    assert synced.out.startswith("share: 2 added")
    assert "There is no model." in synced.err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("sync", "absent"), 4, "There is no source named “absent”"),
        (("confirm", "absent"), 4, "There is no source named “absent”"),
        (("remove", "absent"), 4, "There is no source named “absent”"),
        (("add", "folder", "x", "/absent"), 2, "There is no folder /absent."),
        (("add", "folder", "x", ".", "--max-removed", "many"), 2, "The option 'max-removed' cannot be used"),
        (("add", "website", "x", "nonsense"), 2, "“nonsense” is no address of a site"),
        (("add", "website", "x", "https://example.com", "--mode", "guess"), 2, "invalid choice: 'guess'"),
        (("add", "ftp", "x", "."), 2, "invalid choice: 'ftp'"),
    ],
)
def test_mistakes(run, arguments, code, sentence):
    result = run("source", *arguments, "--json")
    assert result.code == code
    assert sentence in result.json["error"]


def test_every_option_of_every_kind_can_be_given(run, tmp_path):
    (tmp_path / "here").mkdir()
    given = [
        *(
            "--include",
            "*.a",
            "--include",
            "*.b",
            "--exclude",
            "x",
            "--max-removed-share",
            "0.5",
            "--max-removed",
            "9",
        ),
        "--json",
    ]
    website = [
        "--mode",
        "crawl",
        "--depth",
        "3",
        "--pages",
        "9",
        "--delay",
        "0.5",
        "--seconds",
        "9",
        "--trust-lastmod",
    ]
    website += ["--allow-private", "--contact", "mailto:it@example.com"]
    bucket = ["--endpoint-url", "http://127.0.0.1:9", "--region", "eu-central-1", "--profile", "docs"]
    common = {"include": ["*.a", "*.b"], "exclude": ["x"], "max_removed_share": 0.5, "max_removed": 9}
    folder = run("source", "add", "folder", "a", tmp_path / "here", "--hidden", *given).json["options"]
    assert folder == {**common, "hidden": True}
    assert run("source", "add", "s3", "b", "s3://bucket/hr", *bucket, *given).json["options"] == {
        **common,
        "endpoint_url": "http://127.0.0.1:9",
        "region": "eu-central-1",
        "profile": "docs",
    }
    assert run("source", "add", "website", "c", "https://example.com/docs/", *website, *given).json["options"] == {
        **common,
        "mode": "crawl",
        "depth": 3,
        "pages": 9,
        "delay": 0.5,
        "seconds": 9.0,
        "trust_lastmod": True,
        "allow_private": True,
        "contact": "mailto:it@example.com",
    }
    assert [each["location"] for each in run("source", "list", "--json").json["sources"]] == [
        str(tmp_path / "here"),
        "s3://bucket/hr/",
        "https://example.com/docs/",
    ]
