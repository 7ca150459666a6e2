"""Back to an earlier generation, as a new one: what it showed and still exists is shown again, in one transaction.

Index files are made ready first, while the catalog hides what they hold; a crash before the transaction leaves what
the next writer tidies up.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest import versions
from ingest.generations import Reason, Run, commit_generation
from ingest.history_words import terms_of
from ingest.lexical_writer import LexicalWriter
from ingest.records import Change
from rag.catalog import Catalog
from rag.errors import GenerationConflict, LibraryBusy
from rag.history import Difference, compare_generations, find_generation
from rag.vectors import unpack_ranges
from rag.wording import say


@dataclass(frozen=True, slots=True)
class Rolled:
    """What a rollback did."""

    generation: int  # the new one
    to: int
    back: tuple[str, ...]  # documents that are there again
    changed: tuple[str, ...]  # documents that say again what they said
    gone: tuple[str, ...]  # documents that are in the history only
    erased: int  # documents removed since, for ever


def roll_back(catalog: Catalog, lexical: LexicalWriter, to: int | str) -> Rolled:
    """Show again what a generation showed. Call it only under the writer lock, when nothing waits to be read.

    Raises MomentRejected and GenerationNotKept as `look_back` does, and GenerationConflict when a document that
    would come back has lost its name to another one.
    """
    with catalog.snapshot() as snapshot:
        number = find_generation(snapshot, to)
        difference = compare_generations(snapshot, snapshot.generation, number)
        (erased,) = snapshot.connection.execute(
            "SELECT coalesce(sum(removed), 0) FROM generations WHERE number > ? AND reason = ?",
            (number, Reason.REMOVE),
        ).fetchone()
        generation = snapshot.generation
    if difference:
        _prepare_words(catalog, lexical, [each.then for each in difference if each.then is not None])
        generation = _apply(catalog, difference)
    names = {change: tuple(sorted(each.name for each in difference if each.change == change)) for change in Change}
    return Rolled(generation, number, names[Change.ADDED], names[Change.CHANGED], names[Change.REMOVED], erased)


def _prepare_words(catalog: Catalog, lexical: LexicalWriter, rows: Iterable[int]) -> None:
    """The index of the present gets what comes back, hidden by tombstones until the catalog shows it."""
    with catalog.transaction() as connection:
        found = [versions.block_of(connection, row) for row in rows]
        blocks = [block for block in found if block is not None]
        for block in blocks:
            versions.add_tombstone(connection, *block, archived=True)
    lexical.delete(blocks)
    for block in blocks:
        lexical.add(terms_of(catalog, *block))
    lexical.commit()


def _apply(catalog: Catalog, difference: Sequence[Difference]) -> int:
    with catalog.transaction() as connection:
        _refuse_surprises(connection, difference)
        back = [block for each in difference if each.then for block in [versions.block_of(connection, each.then)]]
        # Names become free before they are taken again.
        for each in difference:
            if each.then is None:
                versions.retire_document(connection, each.document)
        for each in difference:
            if each.then is not None:
                versions.bring_back(connection, each.document, each.then)
        _open_segments(connection, [block for block in back if block is not None])
        return commit_generation(
            connection, Run.begin(Reason.ROLLBACK), [Change(each.change) for each in difference]
        )


def _refuse_surprises(connection: sqlite3.Connection, difference: Sequence[Difference]) -> None:
    """Raises LibraryBusy for what came in since the comparison, GenerationConflict for names that are taken."""
    leaving = {each.document for each in difference if each.then is None}
    for each in difference:
        if versions.former_of(connection, each.document) is not None:
            raise LibraryBusy(
                say(
                    "new_bytes_wait",
                    "New bytes of “{name}” wait to be read. Nothing was changed; try again later.",
                    name=each.name,
                )
            )
        if each.then is None or versions.is_live(connection, each.document):
            continue
        row = connection.execute("SELECT id FROM documents WHERE name = ?", (each.name,)).fetchone()
        if row is not None and row[0] not in leaving:
            raise GenerationConflict(
                say(
                    "document_cannot_come_back",
                    "“{name}” cannot come back, because another document has this name now; remove or rename that"
                    " one, then roll back. Nothing was changed.",
                    name=each.name,
                )
            )


def _open_segments(connection: sqlite3.Connection, blocks: Sequence[tuple[int, int]]) -> None:
    """Segments of the history that hold what came back are searched from now on; the rest of them is hidden."""
    rows = connection.execute("SELECT id, ranges FROM segments WHERE archive = 1").fetchall()
    for segment, packed in rows:
        ranges = unpack_ranges(packed)
        if any(
            first <= last_held and first_held <= last for first, last in blocks for first_held, last_held in ranges
        ):
            connection.execute("UPDATE segments SET archive = 0 WHERE id = ?", (segment,))
            versions.mark_archived(connection, ranges)
