"""What each document is about is kept in step with what it says and how it is called."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from ingest.document_terms import count_terms
from ingest.indexer import Indexer
from ingest.lexical_writer import LexicalWriter
from rag import Library
from rag.analysis import analyse
from rag.catalog import Catalog
from rag.config import load_settings
from rag.errors import ConfigurationError
from rag.layout import DataDir
from rag.migrations import MIGRATIONS, migrate
from tests.fakes import HashingEmbedder, ScriptedModel

PUMPS = "# Pumps\n\nThe pump P7 was sold 1,577 times in 2018.\n\n## Service\n\n" + "The pump needs oil. " * 60


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "company"
    folder.mkdir()
    (folder / "report_2018.md").write_text(PUMPS)
    (folder / "leave.md").write_text("# Leave\n\nThirty days of paid leave a year.")
    return folder


@pytest.fixture
def indexer(settings):
    indexer = Indexer(settings, HashingEmbedder)
    yield indexer
    indexer.close()


def stored(settings, name):
    """Terms of a document as the catalog has them, and those of its name."""
    catalog = Catalog(DataDir(settings.data_dir))
    rows = catalog.connection().execute(
        "SELECT t.term, t.passages, t.named FROM document_terms t JOIN documents d ON d.id = t.document_id"
        " WHERE d.name = ?",
        (name,),
    )
    found = {term: (passages, named) for term, passages, named in rows}
    catalog.close()
    return {term: count for term, (count, _) in found.items()}, {
        term for term, (_, named) in found.items() if named
    }


def test_terms_are_counted_by_passage_and_the_name_is_marked(settings, indexer, folder):
    indexer.add([folder])
    counts, named = stored(settings, "report_2018.md")
    catalog = Catalog(DataDir(settings.data_dir))
    with catalog.snapshot() as snapshot:
        passages = snapshot.passages_of(snapshot.document("report_2018.md").id)
    catalog.close()
    expected = Counter(term for each in passages for term in set(analyse(each.in_context, "en")))
    assert len(passages) > 2
    assert counts["pump"] == expected["pump"] == len(passages)
    assert counts["p7"] == counts["2018"] == 1
    assert "1,577" not in counts  # amounts say nothing about a document
    assert "the" not in counts
    assert not any(term.startswith("@") for term in counts)  # marks of documents
    assert named == {"report", "2018", "report_2018"}


def test_terms_of_a_single_passage_are_kept_in_short_documents_only():
    short = [["pump", "valve"], ["pump"], *[["oil"]] * 18]
    assert count_terms(short) == {"pump": 2, "valve": 1, "oil": 18}
    assert count_terms([*short, ["oil"]]) == {"pump": 2, "oil": 19}


def test_a_renamed_document_keeps_its_terms_and_changes_its_name(settings, indexer, folder):
    indexer.add([folder])
    before, _ = stored(settings, "report_2018.md")
    (folder / "report_2018.md").rename(folder / "pumps_2019.md")
    indexer.add([folder])
    counts, named = stored(settings, "pumps_2019.md")
    assert counts["p7"] == before["p7"]
    assert named == {"pump", "2019", "pumps_2019"}
    assert "report_2018" in before
    assert "report_2018" not in counts


def test_nothing_is_left_of_a_removed_document(settings, indexer, folder):
    indexer.add([folder])
    indexer.remove(["report_2018.md"])
    assert stored(settings, "report_2018.md") == ({}, set())
    assert stored(settings, "leave.md")[1] == {"leav"}


def test_new_bytes_replace_the_terms(settings, indexer, folder):
    indexer.add([folder])
    (folder / "report_2018.md").write_text("# Valves\n\nThe valve V2 is new.")
    indexer.add([folder])
    counts, _ = stored(settings, "report_2018.md")
    assert "p7" not in counts
    assert counts["v2"] == 1


def columns_of(connection):
    """Columns by table, and the names of all indexes."""
    query = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    named = connection.execute(query).fetchall()
    tables = [name for kind, name in named if kind == "table"]
    columns = {table: {row[1] for row in connection.execute(f"PRAGMA table_info({table})")} for table in tables}
    return columns, {name for kind, name in named if kind == "index"}


def old_columns():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, MIGRATIONS[:2])
        return columns_of(connection)


def make_old(settings):
    """Take the library back to what the version before left."""
    catalog = Catalog(DataDir(settings.data_dir))
    with catalog.snapshot() as snapshot:
        ids = [each.id for document in snapshot.documents() for each in snapshot.passages_of(document.id)]
    catalog.connection().execute("PRAGMA foreign_keys = OFF")
    with catalog.transaction() as connection:
        (columns, indexes), (former, former_indexes) = columns_of(connection), old_columns()
        for table in columns.keys() - former.keys():
            connection.execute(f"DROP TABLE {table}")
        for index in indexes & columns_of(connection)[1] - former_indexes:
            connection.execute(f"DROP INDEX {index}")
        for table, before in former.items():
            for column in columns[table] - before:
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute("DELETE FROM meta WHERE key = 'history_from'")
        connection.execute("PRAGMA user_version = 2")
    catalog.close()
    with LexicalWriter(DataDir(settings.data_dir)) as writer:
        writer.clear()
        writer.add((each, ["fy2018"]) for each in ids)
        writer.commit()


def test_a_library_of_an_earlier_version_is_made_anew_by_the_next_writer(settings, indexer, folder):
    indexer.add([folder])
    expected = stored(settings, "report_2018.md")
    make_old(settings)
    embedder = HashingEmbedder()
    with Library(settings, embedder=embedder, model=ScriptedModel(reply="")) as library:
        assert library.search("How often was the P7 sold in FY2018?", k=1)[0].lexical is None
        assert "earlier version" in library.status().degraded
        again = Indexer(settings, lambda: embedder)
        assert again.work()
        assert not again.work()
        again.close()
        assert stored(settings, "report_2018.md") == expected
        (hit,) = library.search("How often was the P7 sold in FY2018?", k=1)
        assert hit.lexical > 1
        assert "P7" in hit.passage.text
    assert not embedder.embedded[1:]  # one question; no passage was embedded again


def test_a_library_of_a_later_version_is_left_alone(settings, indexer, folder):
    indexer.add([folder])
    Catalog(DataDir(settings.data_dir)).connection().execute("PRAGMA user_version = 99")
    with pytest.raises(ConfigurationError, match="later version"):
        Catalog(DataDir(settings.data_dir)).connection()
