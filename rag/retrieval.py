"""A question to the best live passages: words and meaning fused, made into a list worth showing.

Filters come before top-k in both indexes, and only what the catalog names in this very snapshot is returned.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rag.candidates import CandidateSearch, Lacking
from rag.catalog import Catalog, Snapshot
from rag.dense import DenseReader
from rag.embedding import Embedder
from rag.errors import ConfigurationError, EmbeddingFailed, ModelUnavailable
from rag.fusion import Candidate
from rag.history import AsOf, Moment, day_of, look_back
from rag.layout import DataDir
from rag.rerankers.ordering import Reordering
from rag.result_list import compares, drop_copies, merge_neighbours, mix_languages, spread_documents
from rag.row_vectors import RowVectors
from rag.types import Document, Hit, Passage, Searched
from rag.unready import count_searched, count_unless_ready
from rag.validity import BEGINNING, Dating, read_dating
from rag.vectors import Vectors
from rag.versions import family_of, prefer_current, version_pattern, versions_by_family
from rag.word_search import WordSearch

BY_WORDS_TEXT = "Until then questions are searched by their words only."
# A few more than asked for, so that a newer version can take the place of an outdated one.
_SPARE = 5
# So far down the list the best passage of another language may stand.
_DEEP = 80


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Hits of one question and the state of the library they come from."""

    hits: tuple[Hit, ...]
    passages: tuple[Hit, ...]  # places before neighbours were merged, some more of them
    generation: int
    question_vector: Vectors | None
    degraded: str | None  # a sentence when a part of the index could not be used
    embedder: Embedder | None = None  # what made the question's vector; only its vectors compare with it
    lacking: tuple[Lacking, ...] = ()  # what could not be done now, for the reader to know
    moment: Moment | None = None  # of the past or of a staged set; None: the library as it is
    to_read: tuple[Hit, ...] = ()  # what a model may read, of several languages if there are; () when only listed
    compared: int = 0  # passages that the hits were chosen from
    searched: Searched | None = None  # where some of it was not ready to be searched

    def by_words(self, reason: str) -> Retrieval:
        """The same without what needs an embedder, because it failed."""
        return replace(self, question_vector=None, embedder=None, degraded=reason, lacking=("meaning",))


class Searches(Protocol):
    """What an answer needs of a search."""

    def retrieve(
        self,
        question: str,
        k: int,
        documents: Iterable[str] | None = None,
        as_of: AsOf = None,
        *,
        only_listed: bool = False,
    ) -> Retrieval: ...

    def versions_of(self, document: str, as_of: AsOf = None) -> list[str]: ...

    def beginning_of(self, document_id: int) -> str: ...

    def passages_of(self, document_id: int) -> list[Passage]: ...

    def searched(self, documents: Iterable[str] | None = None, as_of: AsOf = None) -> Searched: ...


class Retriever:
    """Searches one library; thread-safe."""

    def __init__(
        self,
        directory: DataDir,
        catalog: Catalog,
        embedder: Callable[[Snapshot], Embedder],
        reordering: Callable[[Snapshot], Reordering | None] = lambda _: None,
    ) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._reordering = reordering
        self._trouble: dict[str, str] = {}
        self._words = WordSearch(directory)
        self._dense = DenseReader(directory)
        self._row_vectors = RowVectors()

    def retrieve(
        self,
        question: str,
        k: int,
        documents: Iterable[str] | None = None,
        as_of: AsOf = None,
        *,
        only_listed: bool = False,
    ) -> Retrieval:
        """The k best hits, best first, from the named documents or from all, as the library is or was.

        `only_listed`: no model is to read of them, which spares looking far down the list.
        Raises DocumentNotFound when a named document does not exist, and what `look_back` raises.
        """
        with self._catalog.snapshot() as now:
            snapshot, moment = look_back(now, as_of)
            named = _named(snapshot, documents)
            wanted = None if named is None else [each.id for each in named]
            searched = count_unless_ready(snapshot, named)
            search = self._prepare(snapshot, question)
            search.run(snapshot, wanted)
            ranked = self._rerank(search, snapshot, question)
            day = day_of(moment)
            found = _choose(snapshot, question, ranked, k + _SPARE, day)
            to_read = [] if only_listed else mix_languages(found, _choose(snapshot, question, ranked, _DEEP, day))
            hits = merge_neighbours(snapshot, found)[:k]
        trouble = " ".join(dict.fromkeys(search.trouble)) or None
        generation = search.generation if moment is None else moment.generation
        return Retrieval(
            tuple(hits),
            tuple(found),
            generation,
            search.vector,
            trouble,
            search.embedder,
            tuple(search.lacking),
            moment,
            tuple(to_read),
            len(ranked),
            searched,
        )

    @property
    def trouble(self) -> str | None:
        """What of the last question's search could not be done as it should; None when all was well."""
        return " ".join(list(self._trouble.values())) or None

    def versions_of(self, document: str, as_of: AsOf = None) -> list[str]:
        """Names of the other versions of a document."""
        pattern = version_pattern(document)
        if pattern is None:
            return []
        with self._catalog.snapshot() as now:
            names = look_back(now, as_of)[0].names_like(pattern)
        return [name for name in names if name != document and family_of(name) == family_of(document)]

    def beginning_of(self, document_id: int) -> str:
        """The text with which a document's first page begins; "" when it is gone."""
        with self._catalog.snapshot() as snapshot:
            return _beginning(snapshot, document_id)

    def passages_of(self, document_id: int) -> list[Passage]:
        """All passages of a document in reading order; [] when it is gone."""
        with self._catalog.snapshot() as snapshot:
            return snapshot.passages_of(document_id)

    def searched(self, documents: Iterable[str] | None = None, as_of: AsOf = None) -> Searched:
        """How many documents `retrieve` searches, and how many it will only later. Raises as it does."""
        with self._catalog.snapshot() as now:
            snapshot = look_back(now, as_of)[0]
            return count_searched(snapshot, _named(snapshot, documents))

    def _prepare(self, snapshot: Snapshot, question: str) -> CandidateSearch:
        search = CandidateSearch(snapshot.generation, snapshot.scope(), self._words, self._dense, self._row_vectors)
        search.look_up_words(snapshot, question)
        # Nothing need be loaded when nothing is embedded yet.
        if snapshot.has_segments():
            self._look_up_meaning(search, snapshot, question)
        return search

    def _look_up_meaning(self, search: CandidateSearch, snapshot: Snapshot, question: str) -> None:
        """Without an embedder words alone serve; that its weights are not here yet is for a person to hear."""
        try:
            search.look_up_meaning(snapshot, question, self._embedder(snapshot))
            self._trouble.pop("embedder", None)
        except EmbeddingFailed as failed:
            self._trouble["embedder"] = f"{failed} {BY_WORDS_TEXT}"
            search.trouble.append(self._trouble["embedder"])
            search.lacking.append("meaning")

    def _rerank(self, search: CandidateSearch, snapshot: Snapshot, question: str) -> list[Candidate]:
        """The candidates, best first; a reranker that fails costs its own order only."""
        ranked = search.rank(snapshot)
        reordering = self._reordering(snapshot)
        if reordering is None:
            self._trouble.pop("reranker", None)
            return ranked
        try:
            ranked = reordering.apply(snapshot, question, ranked)
            self._trouble.pop("reranker", None)
        except (ModelUnavailable, ConfigurationError) as failed:
            self._trouble["reranker"] = f"{failed} Until then passages are not ordered anew."
            search.trouble.append(self._trouble["reranker"])
            search.lacking.append("order")
        return ranked


def _named(snapshot: Snapshot, documents: Iterable[str] | None) -> list[Document] | None:
    """The documents of these names, each once; None for all of the library."""
    return (
        None if documents is None else list({each.id: each for each in map(snapshot.document, documents)}.values())
    )


def _choose(
    snapshot: Snapshot, question: str, ranked: Sequence[Candidate], k: int, day: datetime.date
) -> list[Hit]:
    """At least k passages that differ, as far as there are so many, in the order in which to show them."""
    wanted = k
    while True:
        found = _hydrate(snapshot, ranked, wanted)
        documents = {hit.passage.document: hit.passage.document_id for hit in found}
        datings = _datings_of_versions(snapshot, documents)
        coming = {name for name, dating in datings.items() if dating.is_coming(day)}
        ended = {name for name, dating in datings.items() if dating.has_ended(day)}
        different = drop_copies(prefer_current(question, found, documents, coming, ended))
        if len(different) >= k or len(found) < wanted:
            return spread_documents(different) if compares(question) else different
        wanted *= 2


def _datings_of_versions(snapshot: Snapshot, documents: Mapping[str, int]) -> dict[str, Dating]:
    """What the documents that have other versions among these tell of their time, by their names."""
    names = [name for family in versions_by_family(documents) for _, name in family]
    return {name: read_dating(_beginning(snapshot, documents[name])) for name in names}


def _beginning(snapshot: Snapshot, document_id: int) -> str:
    # A text file is one page, however long it is.
    row = snapshot.connection.execute(
        "SELECT substr(text, 1, ?) FROM pages WHERE document_id = ? AND number = 1", (BEGINNING, document_id)
    ).fetchone()
    return "" if row is None else str(row[0])


def _hydrate(snapshot: Snapshot, ranked: Sequence[Candidate], k: int) -> list[Hit]:
    """The k best that the catalog still names, and some more that may be merged into them."""
    hits: list[Hit] = []
    for begin in range(0, len(ranked), 2 * k):
        part = ranked[begin : begin + 2 * k]
        passages = snapshot.passages([candidate.passage for candidate in part])
        hits.extend(
            Hit(passages[each.passage], each.score, each.lexical, each.similarity)
            for each in part
            if each.passage in passages
        )
        if len(hits) >= k:
            break
    return hits
