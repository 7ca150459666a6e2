"""What each document is about, kept with it in the catalog: in how many of its passages it uses each term."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from rag.analysis import analyse, is_stopword
from rag.numbers import YEAR
from rag.views import Role

# Passages of a document whose terms are all kept.
_SHORT = 20
_LETTER = re.compile(r"[^\W\d_]")


def count_terms(passages: Sequence[Iterable[str]]) -> Counter[str]:
    """In how many of a document's passages each of its telling terms occurs.

    Amounts and marks are left out: they say nothing about a document. So are, in all but short documents, terms of
    a single passage: that one is found by its own words, and half of all rows would be theirs.
    """
    counts = Counter(term for terms in passages for term in set(terms))
    least = 1 if len(passages) <= _SHORT else 2
    return Counter({term: count for term, count in counts.items() if count >= least and _tells(term)})


def write_terms(connection: sqlite3.Connection, document_id: int, counts: Mapping[str, int]) -> None:
    """Replace the terms of a document, those of its name included; nothing when it was removed meanwhile."""
    row = connection.execute(
        "SELECT coalesce(shown, name), language, role FROM documents WHERE id = ?", (document_id,)
    ).fetchone()
    if row is None:
        return
    forget_terms(connection, document_id)
    named = _name_terms(row[0], row[1])
    table = "document_terms" if row[2] == Role.LIVE else "hidden_terms"
    connection.executemany(
        f"INSERT INTO {table} (document_id, term, passages, named) VALUES (?, ?, ?, ?)",
        [(document_id, term, counts.get(term, 0), term in named) for term in sorted(counts.keys() | named)],
    )


def write_name(connection: sqlite3.Connection, document_id: int) -> None:
    """Mark the terms of a document's present name; nothing is kept of an earlier one."""
    name, language, role = connection.execute(
        "SELECT coalesce(shown, name), language, role FROM documents WHERE id = ?", (document_id,)
    ).fetchone()
    table = "document_terms" if role == Role.LIVE else "hidden_terms"
    connection.execute(f"UPDATE {table} SET named = 0 WHERE document_id = ? AND named = 1", (document_id,))
    connection.execute(f"DELETE FROM {table} WHERE document_id = ? AND passages = 0", (document_id,))
    connection.executemany(
        f"INSERT INTO {table} (document_id, term, passages, named) VALUES (?, ?, 0, 1)"
        " ON CONFLICT (document_id, term) DO UPDATE SET named = 1",
        [(document_id, term) for term in sorted(_name_terms(name, language))],
    )


def write_staged_name(connection: sqlite3.Connection, document_id: int) -> None:
    """Keep the terms of the name that a document is to get, which a search of the staged set goes by."""
    name, language = connection.execute(
        "SELECT r.name, d.language FROM staged_renames r JOIN documents d ON d.id = r.document_id WHERE d.id = ?",
        (document_id,),
    ).fetchone()
    connection.execute("DELETE FROM staged_names WHERE document_id = ?", (document_id,))
    connection.executemany(
        "INSERT INTO staged_names VALUES (?, ?)",
        [(term, document_id) for term in sorted(_name_terms(name, language))],
    )


def forget_terms(connection: sqlite3.Connection, document_id: int) -> None:
    """Forget what a document was about."""
    for table in ("document_terms", "hidden_terms"):
        connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))


def _name_terms(name: str, language: str | None) -> set[str]:
    """Terms of the path without the file's suffix."""
    return {term for term in analyse(str(PurePosixPath(name).with_suffix("")), language) if _tells(term)}


def _tells(term: str) -> bool:
    return bool(_LETTER.search(term) or YEAR.fullmatch(term)) and not is_stopword(term)
