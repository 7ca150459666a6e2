"""What of the catalog a question is about: the library as it is, as it was, or as a staged set would make it.

Every row of `documents` is one version. A view is a condition on these rows, and says which blocks of passage ids
the index files hold besides what the view shows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rag.vectors import Ranges


class Role(StrEnum):
    """What a row of `documents` is."""

    LIVE = "live"  # a document, and its present version
    FORMER = "former"  # bytes that are being replaced; what was read of them is still the document's
    ARCHIVED = "archived"  # a version, or a document, that is only in the history
    STAGED = "staged"  # a version, or a document, that waits to be published


@dataclass(frozen=True, slots=True)
class Scope:
    """Which passages a search may return, as blocks of ids."""

    dead: Ranges  # in index files, but not to be returned
    dead_words: Ranges  # those of them that the word index may still hold
    revived: Ranges | None = None  # to be returned all the same, from the history; None: it is not searched


@dataclass(frozen=True, slots=True)
class View:
    """A choice of versions: the live ones, or those of an earlier generation, or with the staged ones."""

    generation: int | None = None  # an earlier one
    staged: bool = False
    everything: bool = False  # all versions that are stored

    @property
    def is_live(self) -> bool:
        """Whether this is the library as it is."""
        return self == LIVE

    def condition(self) -> str:
        """SQL that is true for the rows of the view; the table of documents is called `d` there."""
        if self.everything:
            return "TRUE"
        if self.generation is not None:
            return (
                "EXISTS (SELECT 1 FROM visible v WHERE v.document_id = d.id"
                f" AND v.since <= {self.generation} AND (v.until IS NULL OR v.until > {self.generation}))"
            )
        if self.staged:
            return f"(d.role = 'staged' OR (d.role = 'live' AND d.id NOT IN ({_SUPERSEDED})))"
        return "d.role = 'live'"

    def name(self) -> str:
        """SQL for what the view calls the row `d`."""
        return _STAGED_NAME if self.staged else "coalesce(d.shown, d.name)"

    def named(self) -> str:
        """SQL for whether the name of the row `d` has the term of the row `t`."""
        return _STAGED_NAMED if self.staged else "t.named"

    def scope(self, connection: sqlite3.Connection) -> Scope:
        """What a search of this view may return. Costs follow what is not live, and what changed since."""
        hidden = list(connection.execute("SELECT first, last FROM reservations"))
        # A word index loses them soon; a vector segment is rewritten when a good part of it is dead.
        rows = connection.execute("SELECT first, last, in_lexical FROM tombstones").fetchall()
        dead = [(first, last) for first, last, _ in rows]
        in_words = [(first, last) for first, last, in_lexical in rows if in_lexical]
        if self.staged:
            hidden += _blocks(connection, _SUPERSEDED)
        else:
            hidden += connection.execute("SELECT first, last FROM staged_blocks")
        revived = None
        if self.generation is not None:
            hidden += _blocks(connection, _LATER.format(self.generation))
            revived = merge_ranges(_blocks(connection, _ENDED.format(self.generation)))
        return Scope(merge_ranges(dead + hidden), merge_ranges(in_words + hidden), revived)


LIVE = View()
STAGED = View(staged=True)
EVERY_VERSION = View(everything=True)

# Documents that a staged set replaces or removes.
_SUPERSEDED = (
    "SELECT version_of FROM documents WHERE role = 'staged' AND version_of IS NOT NULL"
    " UNION SELECT document_id FROM staged_removals"
)
# What a staged set calls a document goes for each of its versions.
_STAGED_NAME = (
    "coalesce((SELECT r.name FROM staged_renames r WHERE r.document_id = coalesce(d.version_of, d.id)),"
    " d.shown, d.name)"
)
_STAGED_NAMED = (
    "iif(coalesce(d.version_of, d.id) IN (SELECT document_id FROM staged_renames), EXISTS (SELECT 1 FROM"
    " staged_names n WHERE n.term = t.term AND n.document_id = coalesce(d.version_of, d.id)), t.named)"
)
# Rows that may have the name ?1 in some view, found by the indexes of names.
CALLED = (
    "d.id IN (SELECT id FROM documents WHERE name = ?1 UNION SELECT id FROM documents WHERE shown = ?1"
    " UNION SELECT document_id FROM staged_renames WHERE name = ?1"
    " UNION SELECT v.id FROM staged_renames r JOIN documents v ON v.version_of = r.document_id WHERE r.name = ?1)"
)

# Documents whose staged name has the term ?1, which they did not use until now.
NEWLY_NAMED = (
    "SELECT d.id, 0, d.passages, 1 FROM documents d WHERE d.id IN"
    " (SELECT document_id FROM staged_names WHERE term = ?1"
    " UNION SELECT v.id FROM staged_names n JOIN documents v ON v.version_of = n.document_id WHERE n.term = ?1)"
    " AND NOT EXISTS (SELECT 1 FROM document_terms t WHERE t.document_id = d.id AND t.term = ?1)"
    " AND NOT EXISTS (SELECT 1 FROM hidden_terms t WHERE t.document_id = d.id AND t.term = ?1)"
)
# Rows that are visible now and were not in generation {0}.
_LATER = (
    "SELECT n.document_id FROM visible n WHERE n.since > {0} AND n.until IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM visible o WHERE o.document_id = n.document_id AND o.since <= {0} AND o.until > {0})"
)
# Rows that were visible in generation {0} and ceased to be later.
_ENDED = "SELECT document_id FROM visible WHERE until > {0} AND since <= {0}"


def _blocks(connection: sqlite3.Connection, rows: str) -> list[tuple[int, int]]:
    """The passages of the given rows: those of one version always stand in one block."""
    return connection.execute(
        f"SELECT min(id), max(id) FROM passages WHERE document_id IN ({rows}) GROUP BY document_id"
    ).fetchall()


def merge_ranges(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same ids in the fewest blocks, ascending: each block costs a search something."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
