"""`doctor` finds each kind of damage, and `rebuild` repairs what is damaged in the indexes."""

from __future__ import annotations

import json
import sqlite3

import pytest

from tests.fakes import HashingEmbedder, fake_openers
from ui.cli import main

TOPICS = ("leave", "hotels", "laptops", "invoices", "parking", "training")


@pytest.fixture
def data(tmp_path, monkeypatch, capsys):
    """A library of six documents in one vector segment."""
    monkeypatch.setenv("FUNDSTELLE_MODELS_DIR", str(tmp_path / "models"))
    folder = tmp_path / "documents"
    folder.mkdir()
    for topic in TOPICS:
        (folder / f"{topic}.txt").write_text(f"All about {topic}: the rules are simple.\n", encoding="utf-8")
    assert _run(capsys, tmp_path / "data", "add", folder)[0] == 0
    return tmp_path / "data"


def _run(capsys, data, *arguments):
    code = main([*map(str, arguments), "--data", str(data), "--json"], fake_openers(HashingEmbedder()))
    return code, json.loads(capsys.readouterr().out)


def _examine(capsys, data):
    code, value = _run(capsys, data, "doctor")
    assert set(value) == {"ok", "problems"}
    assert value["ok"] == (not value["problems"]) == (code == 0)
    return value["problems"]


def _segment(data):
    (segment,) = (data / "vectors").iterdir()
    return segment


def _flip(path, place):
    payload = bytearray(path.read_bytes())
    payload[place] ^= 1
    path.write_bytes(payload)


def _change(data, statement, *values):
    connection = sqlite3.connect(data / "catalog.sqlite3")
    with connection:
        assert connection.execute(statement, values).rowcount > 0
    connection.close()


def _assert_repaired(capsys, data):
    assert _run(capsys, data, "rebuild")[0] == 0
    assert _examine(capsys, data) == []
    hits = _run(capsys, data, "search", "parking")[1]["hits"]
    assert hits[0]["document"] == "parking.txt"


def test_a_sound_library_has_no_problems(data, capsys):
    assert _examine(capsys, data) == []


def test_a_flipped_bit_in_a_segment(data, capsys):
    _flip(_segment(data), -5)
    (problem,) = _examine(capsys, data)
    assert "checksum" in problem
    assert "rebuild" in problem
    _assert_repaired(capsys, data)


def test_a_missing_segment(data, capsys):
    _segment(data).unlink()
    (problem,) = _examine(capsys, data)
    assert "missing" in problem
    assert "1 vector segments are missing" in _run(capsys, data, "status")[1]["degraded"]
    _assert_repaired(capsys, data)


def test_a_passage_without_its_vector(data, capsys):
    _change(data, "DELETE FROM segments")
    problems = _examine(capsys, data)
    assert any("6 passages are called embedded but are in no vector segment" in each for each in problems)
    _assert_repaired(capsys, data)


def test_a_vector_without_its_passage(data, capsys):
    _change(data, "UPDATE passages SET embedded = 0 WHERE id = 1")
    problems = _examine(capsys, data)
    assert any("hold 1 passages that the catalog does not name" in each for each in problems)
    assert any("is called ready" in each for each in problems)
    _assert_repaired(capsys, data)


@pytest.mark.parametrize("suffix", [".store", ".idx", ".term", ".fast", ".fieldnorm"])
def test_a_flipped_bit_in_the_word_index(data, capsys, suffix):
    damaged = next(path for path in (data / "lexical").iterdir() if path.suffix == suffix)
    _flip(damaged, 0)
    (problem,) = _examine(capsys, data)
    assert damaged.name in problem
    _assert_repaired(capsys, data)


@pytest.mark.parametrize("change", ["remove", "empty", "garbage"])
def test_a_damaged_list_of_word_segments(data, capsys, change):
    path = data / "lexical" / "meta.json"
    if change == "remove":
        path.unlink()
    else:
        path.write_bytes(b"" if change == "empty" else b"{]")
    (problem,) = _examine(capsys, data)
    assert "word index" in problem
    _assert_repaired(capsys, data)


def test_a_word_index_that_lacks_a_passage(data, capsys):
    connection = sqlite3.connect(data / "catalog.sqlite3")
    with connection:
        connection.execute("UPDATE documents SET passages = 2 WHERE name = 'parking.txt'")
        connection.execute(
            "INSERT INTO passages (id, document_id, page, start, end, heading, content_key)"
            " SELECT 99, document_id, page, start, end, heading, content_key"
            " FROM passages WHERE document_id = (SELECT id FROM documents WHERE name = 'parking.txt')"
        )
        connection.execute("UPDATE meta SET value = '100' WHERE key = 'next_passage'")
        connection.execute("UPDATE documents SET state = 'searchable' WHERE name = 'parking.txt'")
    connection.close()
    assert _examine(capsys, data) == ["1 passages are missing from the word index; run `fundstelle rebuild`."]
    _assert_repaired(capsys, data)


def test_a_word_index_that_knows_too_much(data, capsys):
    connection = sqlite3.connect(data / "catalog.sqlite3")
    with connection:
        connection.execute("DELETE FROM passages WHERE id = 3")
        connection.execute(
            "UPDATE documents SET passages = 0, pages = 0 WHERE id NOT IN (SELECT document_id FROM passages)"
        )
        connection.execute("DELETE FROM pages WHERE document_id NOT IN (SELECT document_id FROM passages)")
    connection.close()
    problems = _examine(capsys, data)
    assert any("1 passages are unknown to the catalog but in the word index" in each for each in problems)


def test_an_edited_page(data, capsys):
    _change(data, "UPDATE pages SET text = replace(text, 'simple', 'strict') WHERE document_id = 2")
    (problem,) = _examine(capsys, data)
    assert "1 passages of “invoices.txt” are not what its pages say" in problem


def test_a_shortened_page(data, capsys):
    _change(data, "UPDATE pages SET text = 'All' WHERE document_id = 1")
    (problem,) = _examine(capsys, data)
    assert "“hotels.txt”" in problem


def _original(data, name):
    connection = sqlite3.connect(data / "catalog.sqlite3")
    (sha256,) = connection.execute("SELECT sha256 FROM documents WHERE name = ?", (name,)).fetchone()
    connection.close()
    return data / "originals" / sha256[:2] / sha256


def test_a_missing_original(data, capsys):
    _original(data, "parking.txt").unlink()
    assert _examine(capsys, data) == [
        "The stored file of “parking.txt” is missing; add its file again with `fundstelle add --force`, or remove"
        " the document and add it again."
    ]


def test_a_changed_original(data, capsys):
    _flip(_original(data, "parking.txt"), 3)
    (problem,) = _examine(capsys, data)
    assert "“parking.txt” is not what was added" in problem


def test_a_damaged_original_of_several_documents_is_mended_by_its_file(data, capsys, tmp_path):
    original = _original(data, "parking.txt")
    copy = tmp_path / "documents" / "copy.txt"
    copy.write_bytes(original.read_bytes())
    _run(capsys, data, "add", copy)
    _flip(original, 3)
    (problem,) = _examine(capsys, data)
    assert "“copy.txt”, “parking.txt” is not what was added" in problem
    assert _run(capsys, data, "add", copy, "--force")[0] == 0
    assert _examine(capsys, data) == []


def test_a_damaged_segment_does_not_stop_what_is_added(data, capsys, tmp_path):
    _flip(_segment(data), -5)
    folder = tmp_path / "documents"
    (folder / "travel.txt").write_text("All about travel: book early.\n", encoding="utf-8")
    (folder / "copy.txt").write_bytes((folder / "parking.txt").read_bytes())
    code, report = _run(capsys, data, "add", folder)
    assert (code, report["added"], report["failed"]) == (0, 2, [])
    connection = sqlite3.connect(data / "catalog.sqlite3")
    states = dict(connection.execute("SELECT name, state FROM documents"))
    connection.close()
    assert (states["travel.txt"], states["copy.txt"]) == ("ready", "ready")


def test_debris_is_found_and_swept(data, capsys):
    (data / "vectors" / "0000.faiss.part").write_bytes(b"half a segment")
    orphan = data / "originals" / "ab" / ("ab" * 32)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"of no document")
    (problem,) = _examine(capsys, data)
    assert problem.startswith("2 files")
    assert _run(capsys, data, "rebuild")[0] == 0
    assert _examine(capsys, data) == []
    assert not orphan.exists()


def test_a_damaged_catalog(data, capsys):
    path = data / "catalog.sqlite3"
    for extra in ("-wal", "-shm"):
        path.with_name(path.name + extra).unlink(missing_ok=True)
    payload = bytearray(path.read_bytes())
    for page in range(4096 * 2, len(payload), 4096):
        payload[page : page + 64] = b"\xff" * 64
    path.write_bytes(payload)
    assert any("catalog" in each.lower() for each in _examine(capsys, data))
