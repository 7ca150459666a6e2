"""`fundstelle doctor`: does everything that is stored agree with the catalog, and the catalog with itself?"""

from __future__ import annotations

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from ingest.content import content_key, embedding_text
from ingest.locking import writer_lock
from ingest.originals import hash_file
from ingest.sweeping import find_debris
from rag.answer_log import AnswerLog
from rag.catalog import Catalog
from rag.config import Settings
from rag.errors import FundstelleError, LibraryBusy
from rag.layout import DataDir
from rag.refusal import find_refusal
from rag.types import DocumentState
from rag.views import EVERY_VERSION
from ui.index_checkup import check_segments, check_words
from ui.output import Step

_LOCK_SECONDS = 10.0
_LEAST_FREE_BYTES = 200 * 1024 * 1024
_SHOWN = 5  # problems of one kind that are spelled out
_AGAIN = "`fundstelle add --force` with its file reads it again"


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found. `problems` need somebody to act; `notes` do not."""

    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()


def examine(settings: Settings, step: Step) -> Checkup:
    """Check a library and the weights it uses. Changes nothing; raises nothing that the library could cause."""
    directory = DataDir(settings.data_dir)
    problems: list[str] = []
    notes: list[str] = []
    if directory.catalog.exists():
        directory.create()
        try:
            with closing(Catalog(directory)) as catalog:
                problems += _check_library(directory, catalog, step, notes)
        except sqlite3.DatabaseError as error:
            problems.append(f"The catalog {directory.catalog} cannot be read ({error}); restore it from a backup.")
        except FundstelleError as error:
            problems.append(str(error))
    else:
        notes.append(f"There is no library in {settings.data_dir} yet.")
    refusal = find_refusal(settings)
    if refusal.problem is not None:
        problems.append(refusal.problem)
    problems += _check_answers(directory)
    problems += _check_models(settings, step)
    problems += _check_space(settings)
    return Checkup(tuple(problems), tuple(notes))


def _check_library(directory: DataDir, catalog: Catalog, step: Step, notes: list[str]) -> list[str]:
    damage = _check_database(catalog)
    if damage:
        return damage  # nothing that is read from it can be trusted
    problems = _check_counts(catalog) + _check_passages(catalog, step)
    try:
        # While somebody writes, an index may rightly be ahead of the catalog.
        with writer_lock(directory, _LOCK_SECONDS):
            problems += check_segments(directory, catalog, step)
            problems += check_words(directory, catalog, step)
            problems += _check_debris(directory, catalog)
    except LibraryBusy:
        notes.append("Another process is writing, so the indexes were not compared with the catalog.")
    return problems + _check_originals(directory, catalog, step)


def _check_database(catalog: Catalog) -> list[str]:
    connection = catalog.connection()
    found = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
    problems = [f"The catalog is damaged ({each}); restore it from a backup." for each in found if each != "ok"]
    orphans = len(connection.execute("PRAGMA foreign_key_check").fetchall())
    if orphans:
        problems.append(
            f"The catalog holds {orphans} rows of documents that do not exist; restore it from a backup."
        )
    return problems


def _check_counts(catalog: Catalog) -> list[str]:
    """Do the numbers and states shown for documents agree with what is stored of them?"""
    rows = catalog.connection().execute(
        "SELECT coalesce(d.shown, d.name), d.state, d.pages, d.passages,"
        " (SELECT count(*) FROM pages g WHERE g.document_id = d.id),"
        " (SELECT count(*) FROM passages p WHERE p.document_id = d.id),"
        " (SELECT count(*) FROM passages p WHERE p.document_id = d.id AND p.embedded = 0) FROM documents d"
    )
    wrong = []
    for name, state, pages, passages, real_pages, real_passages, pending in rows:
        if (pages, passages) != (real_pages, real_passages):
            wrong.append(
                f"“{name}” should have {pages} pages and {passages} passages, but {real_pages} and {real_passages}"
                f" are stored; {_AGAIN}."
            )
        elif state == DocumentState.READY and pending:
            wrong.append(
                f"“{name}” is called ready, but {pending} passages are not embedded; run `fundstelle rebuild`."
            )
    return _limit(wrong)


def _check_passages(catalog: Catalog, step: Step) -> list[str]:
    """Does each passage lie in its page, and say what it said when it was indexed?"""
    wrong: list[str] = []
    with catalog.snapshot(EVERY_VERSION) as snapshot:
        documents = [each for each in snapshot.documents() if each.passages]
        for done, document in enumerate(documents):
            step("check", done, len(documents), document.name)
            lost = _count_wrong(catalog.connection(), document.id, document.title)
            if lost:
                wrong.append(f"{lost} passages of “{document.name}” are not what its pages say; {_AGAIN}.")
    return _limit(wrong)


def _count_wrong(connection: sqlite3.Connection, document_id: int, title: str | None) -> int:
    rows = connection.execute(
        "SELECT p.start, p.end, p.heading, p.table_header, p.content_key, length(g.text),"
        " substr(g.text, p.start + 1, p.end - p.start)"
        " FROM passages p LEFT JOIN pages g ON g.document_id = p.document_id AND g.number = p.page"
        " WHERE p.document_id = ?",
        (document_id,),
    )
    return sum(
        length is None
        or not 0 <= start < end <= length
        or content_key(embedding_text(title, heading, table, text)) != key
        for start, end, heading, table, key, length, text in rows
    )


def _check_originals(directory: DataDir, catalog: Catalog, step: Step) -> list[str]:
    names: dict[str, list[str]] = defaultdict(list)
    with catalog.snapshot(EVERY_VERSION) as snapshot:
        for document in snapshot.documents():
            names[document.sha256].append(document.name)
    wrong = []
    for done, (sha256, sharing) in enumerate(sorted(names.items())):
        step("check", done, len(names), sharing[0])
        path = directory.original(sha256)
        try:
            damaged = hash_file(path) != sha256
        except OSError:
            damaged = True
        if damaged and _still_needed(catalog, sha256):
            state = "is not what was added" if path.exists() else "is missing"
            wrong.append(
                f"The stored file of {_quote(sharing)} {state}; add its file again with `fundstelle add --force`,"
                " or remove the document and add it again."
            )
    return _limit(wrong)


def _quote(names: Sequence[str]) -> str:
    """The names of all documents with equal bytes, each once, or the first of very many."""
    distinct = list(dict.fromkeys(names))
    shown = ", ".join(f"“{name}”" for name in distinct[:_SHOWN])
    return shown if len(distinct) <= _SHOWN else f"{shown} and {len(distinct) - _SHOWN} more"


def _still_needed(catalog: Catalog, sha256: str) -> bool:
    """Somebody may have removed the document while the files were read."""
    with catalog.snapshot() as snapshot:
        return sha256 in snapshot.originals()


def _check_debris(directory: DataDir, catalog: Catalog) -> list[str]:
    debris = find_debris(directory, catalog)
    if not debris:
        return []
    size = sum(path.stat().st_size for path in debris if path.exists()) / 1_000_000
    return [
        f"{len(debris)} files ({size:.1f} MB) are left over from an interrupted run; the page removes"
        " them when it starts, `fundstelle rebuild` too."
    ]


def _check_answers(directory: DataDir) -> list[str]:
    try:
        AnswerLog(directory.answers).check()
    except FundstelleError as error:
        return [str(error)]
    return []


def _check_models(settings: Settings, step: Step) -> list[str]:
    """Weights that are there must be the pinned ones; absent ones can be pulled when they are needed."""
    from rag.models import list_models, verify_model

    problems = []
    for model in list_models(settings.models_dir):
        if model.path is not None:
            step("check", 0, 0, model.name)
            try:
                verify_model(model.name, settings.models_dir)
            except FundstelleError as error:
                problems.append(str(error))
    return problems


def _check_space(settings: Settings) -> list[str]:
    folder = next(path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    if free >= _LEAST_FREE_BYTES:
        return []
    return [f"Only {free // 1_048_576} MB are free on the disk of {folder}; free some space."]


def _limit(problems: list[str]) -> list[str]:
    if len(problems) <= _SHOWN:
        return problems
    return [*problems[:_SHOWN], f"... and {len(problems) - _SHOWN} more like these."]
