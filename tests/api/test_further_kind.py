"""A further kind of source is one file: the command line, the API and the page take it as it describes itself."""

from __future__ import annotations

import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from ingest.sources import kinds
from ingest.sources.registry import kind_names
from rag.config import load_settings
from tests.command import Result
from tests.fakes import HashingEmbedder, fake_openers
from ui.bootstrap import open_operations, open_sources
from ui.cli import main

ENTRIES = {"hr/leave.txt": "Leave is 30 days a year.", "hr/.draft.txt": "Not yet.", "hotel.txt": "Hotels: 120 EUR."}
SECRET = "s3cret-of-the-archive"


@pytest.fixture(autouse=True)
def further_kind(monkeypatch):
    """The file lies where the kinds are looked for; nothing else is told of it."""
    folder = Path(__file__).parent.parent / "further_kinds"
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(folder)])
    yield
    sys.modules.pop("ingest.sources.kinds.archive", None)
    kinds.__dict__.pop("archive", None)


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "shares" / "rules.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as file:
        for name, text in ENTRIES.items():
            file.writestr(name, text)
    return path


@pytest.fixture
def run(data_dir, capsys):
    def call(*arguments: object) -> Result:
        code = main([*map(str, arguments), "--data", str(data_dir), "--json"], fake_openers(HashingEmbedder()))
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call


def test_it_is_found_beside_the_others():
    assert kind_names() == ["archive", "folder", "s3", "website"]


def test_on_the_command_line(run, archive, tmp_path, data_dir):
    password = tmp_path / "password"
    password.write_text(f"{SECRET}\n")
    options = ("--below", "hr", "--largest", "100", "--order", "size", "--hidden", "--password", password)
    added = run("source", "add", "archive", "rules", archive, *options)
    assert added.code == 0
    stars = "*" * 10
    shown = {"below": "hr", "largest": 100, "order": "size", "hidden": True, "password": stars}
    assert (added.json["location"], added.json["options"]) == (str(archive), shown)
    synced = run("source", "sync").json["sources"][0]
    assert (synced["added"], synced["state"]) == (["rules/hr/.draft.txt", "rules/hr/leave.txt"], "synced")
    [listed] = run("source", "list").json["sources"]
    assert (listed["kind"], listed["documents"], listed["options"]) == ("archive", 2, shown)
    assert "30 days" in run("search", "leave days a year").out
    with closing(open_sources(load_settings(data_dir=data_dir))) as sources:
        assert sources.find("rules").options["password"].get_secret_value() == SECRET


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--largest", "2000"), "The option 'largest' cannot be used"),
        (("--order", "age"), "invalid choice: 'age'"),
        (("--password", "/nowhere"), "/nowhere cannot be read"),
    ],
)
def test_what_cannot_be_used_is_told(run, archive, arguments, sentence):
    result = run("source", "add", "archive", "rules", archive, *arguments)
    assert result.code == 2
    assert sentence in result.json["error"]
    assert run("source", "list").json["sources"] == []


@pytest.mark.anyio
async def test_over_http(open_api, run, archive):
    body = {"name": "rules", "kind": "archive", "location": str(archive), "options": {"password": SECRET}}
    async with open_api() as client:
        refused = await client.post("/v1/sources", json=body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_permitted")
    async with open_api(api_source_folders=str(archive.parent)) as client:
        [kind] = [x for x in (await client.get("/v1/source-kinds")).json()["kinds"] if x["kind"] == "archive"]
        assert (kind["title"], kind["reads"], kind["over_http"]) == ("Zip archive", "files", True)
        described = {each["name"]: each for each in kind["options"]}
        assert [*described] == [
            *("include", "exclude", "max_removed_share", "max_removed"),
            *("below", "largest", "order", "hidden", "password"),
        ]
        largest, order = described["largest"], described["order"]
        assert (largest["type"], largest["lowest"], largest["highest"]) == ("integer", 1, 1000)
        assert (order["type"], order["choices"], order["default"]) == ("choice", ["name", "size"], "name")
        assert (described["password"]["type"], described["hidden"]["over_http"]) == ("secret", False)

        refused = await client.post("/v1/sources", json={**body, "options": {"hidden": True}})
        assert refused.json()["error"]["message"].startswith("The option 'hidden' cannot be given over HTTP")
        added = await client.post("/v1/sources", json=body)
        assert (added.status_code, SECRET in added.text) == (201, False)
        assert added.json()["options"] == {"password": "*" * 10}
        plan = (await client.post("/v1/sources/rules/dry-run")).json()
        assert plan["added"] == ["rules/hotel.txt", "rules/hr/leave.txt"]
        assert (await client.post("/v1/sources/rules/sync")).status_code == 202
        assert run("source", "sync", "rules").json["sources"][0]["added"] == plan["added"]
        [listed] = (await client.get("/v1/sources")).json()["sources"]
        assert (listed["kind"], listed["documents"], listed["state"]) == ("archive", 2, "synced")
        archive.write_bytes(b"no archive")
        broken = await client.post("/v1/sources/rules/dry-run")
        assert (broken.status_code, broken.json()["error"]["code"]) == (502, "source_unreachable")


def show_page(data_dir, language, kind="archive"):
    """The page of sources, with its dialog open."""

    def script(folder: str, language: str, kind: str) -> None:
        from types import SimpleNamespace

        import streamlit as st

        from rag.config import load_settings
        from ui.texts import ENGLISH, GERMAN
        from ui.views.common import get_operations
        from ui.views.sources import show_sources

        get_operations.clear()
        st.session_state.setdefault("adding_source", True)
        st.session_state.setdefault("source-kind", kind)
        workspace = SimpleNamespace(settings=load_settings(data_dir=folder))
        show_sources(workspace, {"de": GERMAN, "en": ENGLISH}[language])  # type: ignore[arg-type]

    shown = AppTest.from_function(script, args=(str(data_dir), language, kind)).run(timeout=30)
    assert not shown.exception
    return shown


def labels(elements):
    return [each.label for each in elements]


def test_on_the_page(monkeypatch, run, archive, data_dir):
    monkeypatch.setattr(streamlit, "get_option", {"server.address": "127.0.0.1"}.get)
    page = show_page(data_dir, "de")
    [kind] = page.get("button_group")
    assert [each.content for each in kind.proto.options] == ["Zip-Archiv", "Ordner", "S3-Bucket", "Website"]
    assert labels(page.text_input) == [
        *(
            "Name",
            "Archiv auf diesem Rechner",
            "Nur diese Namen",
            "Diese Namen nicht",
            "Nur unterhalb von",
            "Kennwort",
        )
    ]
    assert labels(page.number_input) == ["Höchstens so viele Bytes"]
    assert (labels(page.selectbox)[0], page.selectbox[0].options) == ("Reihenfolge", ["Name", "Größe"])
    assert labels(page.checkbox) == ["Auch verborgene"]
    page.text_input(key="source-name").input("rules")
    page.text_input(key="source-location-archive").input("/nowhere.zip")
    page.text_input(key="source-archive-password").input(SECRET)
    page.text_input(key="source-exclude").input("hotel*, *.bak")
    page.button(key="add-source-dialog-confirm").click()
    page.run(timeout=30)
    assert "Es gibt kein Archiv /nowhere.zip." in "".join(each.proto.body for each in page.get("html"))
    page.text_input(key="source-location-archive").input(str(archive))
    page.button(key="add-source-dialog-confirm").click()
    page.run(timeout=30)
    assert not page.exception
    with closing(open_operations(load_settings(data_dir=data_dir))) as operations:
        record = operations.sources.find("rules")
        assert (record.kind, record.location) == ("archive", str(archive))
        assert record.options.pop("password").get_secret_value() == SECRET
        assert record.options == {"exclude": ["hotel*", "*.bak"]}
    assert run("source", "sync").json["sources"][0]["added"] == ["rules/hr/leave.txt"]
    listed = "".join(each.proto.body for each in show_page(data_dir, "en").get("html"))
    assert f"Zip archive: {archive} · 1 documents" in listed
    assert SECRET not in listed


def test_a_page_that_others_reach_offers_no_files(monkeypatch, data_dir):
    monkeypatch.setattr(streamlit, "get_option", {"server.address": "0.0.0.0"}.get)
    page = show_page(data_dir, "en")
    assert labels(page.text_input) == []
    assert "“fundstelle source add archive”" in "".join(each.proto.body for each in page.get("html"))


@pytest.mark.parametrize(
    ("location", "added"),
    [("s3://archive/contracts/", True), ("s3://archive/contracts-of-others/", False), ("s3://private/", False)],
)
def test_a_page_that_others_reach_adds_what_the_api_may(monkeypatch, data_dir, location, added):
    # No place of a service and no profile: this machine's credentials stay with what its owner named.
    monkeypatch.setattr(streamlit, "get_option", {"server.address": "0.0.0.0"}.get)
    monkeypatch.setenv("FUNDSTELLE_API_SOURCE_FOLDERS", "/srv/shares, s3://archive/contracts/")
    page = show_page(data_dir, "en", kind="s3")
    assert labels(page.text_input) == [
        *("Name", "Bucket, as s3://BUCKET/PREFIX/", "Only these names", "Not these names", "Region")
    ]
    page.text_input(key="source-name").input("bucket")
    page.text_input(key="source-location-s3").input(location)
    page.button(key="add-source-dialog-confirm").click()
    page.run(timeout=30)
    assert not page.exception
    shown = "".join(each.proto.body for each in page.get("html"))
    assert ("This bucket is not below one of api_source_folders" in shown) is not added
    with closing(open_sources(load_settings(data_dir=data_dir))) as sources:
        assert [each.location for each in sources.all()] == ([location] if added else [])


def test_on_a_page_of_this_machine_any_service_can_be_named(monkeypatch, data_dir):
    monkeypatch.setattr(streamlit, "get_option", {"server.address": "127.0.0.1"}.get)
    page = show_page(data_dir, "en", kind="s3")
    page.text_input(key="source-name").input("bucket")
    page.text_input(key="source-location-s3").input("s3://private")
    page.text_input(key="source-s3-endpoint_url").input("http://10.0.0.7:8333")
    page.button(key="add-source-dialog-confirm").click()
    page.run(timeout=30)
    with closing(open_sources(load_settings(data_dir=data_dir))) as sources:
        assert sources.find("bucket").options == {"endpoint_url": "http://10.0.0.7:8333"}
