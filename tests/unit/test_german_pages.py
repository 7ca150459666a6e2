"""The pages of sources and jobs in German: what went wrong stands there in German, whoever wrote it down."""

from __future__ import annotations

import threading
from contextlib import closing

import pytest
from streamlit.testing.v1 import AppTest

from ingest.jobs.leases import Leases
from ingest.jobs.running import Runner
from ingest.jobs.work import Kind
from ingest.progress import ignore
from ingest.sources.jobs import SYNC
from ingest.sources.types import Task
from ingest.sync_job import sync_handler
from rag.config import load_settings
from rag.errors import ImplausiblePlan
from ui.bootstrap import open_operations


@pytest.fixture
def operations(tmp_path):
    """A source of which a picture was not taken, one that has lost all it held, and the job that said so."""
    operations = open_operations(load_settings(data_dir=tmp_path / "data"))
    for name in ("rules", "prices"):
        folder = tmp_path / name
        folder.mkdir()
        for number in range(8):
            (folder / f"{number}.txt").write_text(f"Shelf {number} is in the basement of {name}.")
        operations.sources.add(name, "folder", str(folder))
    (tmp_path / "rules" / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    for name in ("rules", "prices"):
        operations.sources.sync(name)
    for path in (tmp_path / "prices").iterdir():
        path.unlink()
    operations.sync_later("prices")
    leases = Leases(operations.catalog)
    lease = leases.claim([SYNC], "worker")
    assert lease is not None
    kind = Kind(SYNC, sync_handler(operations.sources), "sync")
    Runner(operations.catalog, leases).run(lease, kind, threading.Event(), ignore)
    with closing(operations):
        yield operations


def show(draw, data_dir):
    """What a view draws, as one text."""

    def script(name: str, folder: str) -> None:
        from types import SimpleNamespace

        from rag.config import load_settings
        from ui.texts import GERMAN
        from ui.views.common import get_operations
        from ui.views.jobs import show_jobs
        from ui.views.sources import show_sources

        get_operations.clear()
        workspace = SimpleNamespace(settings=load_settings(data_dir=folder))
        {"sources": show_sources, "jobs": show_jobs}[name](workspace, GERMAN)  # type: ignore[operator]

    shown = AppTest.from_function(script, args=(draw, str(data_dir))).run(timeout=30)
    assert not shown.exception
    return "\n".join(each.proto.body for each in shown.get("html"))


def test_sources(operations, tmp_path):
    page = show("sources", tmp_path / "data")
    assert (
        "1 Eintrag wurde nicht übernommen; logo.png: „rules/logo.png“ ist ein Bild; machen Sie daraus erst ein PDF"
        " mit Texterkennung (OCR)."
    ) in page
    assert "Es fehlt so viel, dass nichts geändert wurde." in page
    assert "could not be taken" not in page


def test_jobs(operations, tmp_path):
    page = show("jobs", tmp_path / "data")
    assert (
        "Der Abgleich von „prices“ wartet auf Bestätigung. Die Quelle ist jetzt leer; bis dahin waren dort 8"
        " Dokumente. Ist ein Laufwerk nicht eingebunden oder eine Website gestört?"
    ) in page
    assert "waits for confirmation" not in page


def test_the_command_line_stays_english(operations):
    with pytest.raises(ImplausiblePlan) as raised:
        operations.sources.sync("prices", Task())
    assert str(raised.value) == (
        "The sync of “prices” waits for confirmation. Now the source is empty; until then it held 8 documents. Is a"
        " share not mounted, or a site out of order? Nothing was changed. If that is right, `fundstelle source"
        " confirm prices` lets the sync do it."
    )
