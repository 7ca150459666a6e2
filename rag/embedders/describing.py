"""How a library stands with its embedders, from the catalog alone: no weights are loaded and no server is asked."""

from __future__ import annotations

from dataclasses import dataclass

from rag.catalog import Snapshot
from rag.embedders.choice import EmbedderChoice, EmbedderRecord
from rag.embedders.shelf import EmbedderShelf
from rag.errors import ConfigurationError, ModelUnavailable
from rag.retrieval import BY_WORDS_TEXT


@dataclass(frozen=True, slots=True)
class EmbedderState:
    """Which embedder answers, which one is wanted, and what is in the way."""

    active: EmbedderRecord | None
    wanted: EmbedderChoice
    made: int  # vectors that the wanted one has, while it is not the active one
    problem: str | None
    stays_local: bool  # neither the active nor the wanted one sends texts to another machine

    @property
    def is_changing(self) -> bool:
        """Whether another embedder is to take the place of the active one."""
        return self.active is not None and self.active.choice != self.wanted


def describe_embedders(snapshot: Snapshot, shelf: EmbedderShelf) -> EmbedderState:
    """As of this moment. That the active one cannot be opened is told here while another is wanted."""
    active, wanted = snapshot.active_embedder(), shelf.wanted(snapshot)
    stays = shelf.keeps_here(wanted) and (active is None or shelf.keeps_here(active.choice))
    if active is None or active.choice == wanted:
        return EmbedderState(active, wanted, 0, None, stays)
    made = sum(count_vectors(snapshot, each) for each in snapshot.embedders() if each.choice == wanted)
    try:
        shelf.open(active.choice, active.dimension)
    except (ModelUnavailable, ConfigurationError) as error:
        return EmbedderState(active, wanted, made, f"{error} {BY_WORDS_TEXT}", stays)
    return EmbedderState(active, wanted, made, None, stays)


def count_vectors(snapshot: Snapshot, record: EmbedderRecord) -> int:
    """How many live passages have a vector of this embedder. Costs its segments, not its rows."""
    rows = sum(segment.rows for segment in snapshot.segments(record.fingerprint))
    ranges = [block for segment in snapshot.segments(record.fingerprint) for block in segment.ranges]
    dead = snapshot.dead_ranges()
    lost = sum(
        max(0, min(last, dead_last) - max(first, dead_first) + 1)
        for dead_first, dead_last in dead
        for first, last in ranges
    )
    return rows - lost


@dataclass(frozen=True, slots=True)
class EmbedderRow:
    """One line of a list of embedders."""

    choice: EmbedderChoice
    role: str  # active, next, kept, or wanted: nothing was made yet
    vectors: int
    passages: int
    bytes: int
    dimension: int
    fingerprint: str | None


def list_embedders(snapshot: Snapshot, shelf: EmbedderShelf) -> list[EmbedderRow]:
    """Those that have vectors, the active one first, and the wanted one."""
    passages, wanted = snapshot.counts()["passages"], shelf.wanted(snapshot)
    rows = []
    for each in snapshot.embedders():
        size = sum(segment.bytes for segment in snapshot.segments(each.fingerprint))
        vectors = count_vectors(snapshot, each)
        rows.append(
            EmbedderRow(each.choice, str(each.role), vectors, passages, size, each.dimension, each.fingerprint)
        )
    if all(row.choice != wanted for row in rows):
        rows.append(EmbedderRow(wanted, "wanted", 0, passages, 0, 0, None))
    return rows
