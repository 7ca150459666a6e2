"""What adding files did, document by document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.intake import Accepted
from ingest.records import Outcome
from rag.catalog import Snapshot
from rag.types import Document, DocumentState


@dataclass(frozen=True, slots=True)
class Failed:
    """A document that could not be added, and the sentence that says why."""

    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What adding did. `pages` and `passages` count the documents added or updated by this run."""

    added: int
    updated: int
    unchanged: int
    failed: tuple[Failed, ...]
    pages: int
    passages: int
    seconds: float
    noted: tuple[Document, ...] = ()  # those that were read and have notes on what was left out


def summarise(
    snapshot: Snapshot, accepted: Sequence[Accepted], failed: list[Failed], seconds: float, *, read_again: bool
) -> AddReport:
    """The report of a run, from what the library holds after it; `read_again`: unchanged documents were, too."""
    outcomes = {outcome: 0 for outcome in Outcome}
    pages = passages = 0
    noted: list[Document] = []
    for one in accepted:
        # One by one: a library may hold far more than was added.
        document = snapshot.version(one.document_id)
        if document is None:
            continue
        if document.state is DocumentState.FAILED:
            failed.append(Failed(document.name, document.reason or "It could not be read."))
            continue
        outcomes[one.outcome] += 1
        if one.outcome is not Outcome.UNCHANGED:
            pages, passages = pages + document.pages, passages + document.passages
        if document.notes and (read_again or one.outcome is not Outcome.UNCHANGED):
            noted.append(document)
    return AddReport(
        outcomes[Outcome.ADDED],
        outcomes[Outcome.UPDATED],
        outcomes[Outcome.UNCHANGED],
        tuple(sorted(failed, key=lambda each: each.document)),
        pages,
        passages,
        round(seconds, 3),
        tuple(noted),
    )
