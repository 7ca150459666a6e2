"""Answers that hold text of a removed document go with it, whatever happens between the two files.

The transaction that removes a document leaves a mark in the catalog; only erasing its answers takes it away.
"""

from __future__ import annotations

import sqlite3

from ingest import records
from rag.answer_log import AnswerLog
from rag.catalog import Catalog
from rag.layout import DataDir

_MARK = "answers_of:"


def mark_answers(connection: sqlite3.Connection, document_id: int) -> None:
    """Say, in the transaction that removes a document, that answers may still hold its text."""
    records.set_meta(connection, f"{_MARK}{document_id}", "1")


def erase_answers(directory: DataDir, catalog: Catalog) -> int:
    """Delete the stored answers of all removed documents. Returns how many.

    Raises AnswersUnusable, LibraryBusy or StorageFull; the marks stay then.
    """
    rows = catalog.connection().execute("SELECT key FROM meta WHERE key GLOB ?", (f"{_MARK}*",)).fetchall()
    if not rows:
        return 0
    keys = [str(row[0]) for row in rows]
    erased = AnswerLog(directory.answers).erase_documents(int(key.removeprefix(_MARK)) for key in keys)
    with catalog.transaction() as connection:
        for key in keys:
            records.remove_meta(connection, key)
    return erased
