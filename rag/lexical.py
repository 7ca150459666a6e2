"""The word index: BM25 over a persistent, incremental tantivy index.

tantivy's own segments are immutable, its commits atomic, its merging runs in the background. Terms come from
`rag.analysis`, so tantivy only splits at spaces. A commit here may run ahead of the catalog; what the catalog does
not name is filtered out before top-k (see `dead` in `search`), and removed when the next writer starts.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence

import tantivy

from rag.errors import SnapshotCorrupt
from rag.layout import DataDir
from rag.vectors import Ranges

TERMS = "terms"
PASSAGE = "passage"
_ANALYZER = "spaces"


def lexical_schema() -> tantivy.Schema:
    """One row a passage: its terms, and its id as a column."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(TERMS, tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_unsigned_field(PASSAGE, indexed=True, fast=True)
    return builder.build()


def open_lexical_index(directory: DataDir, *, history: bool = False) -> tantivy.Index:
    """Open the index, or that of former versions, creating it when it is not there.

    Raises SnapshotCorrupt when it cannot be read.
    """
    folder = directory.history if history else directory.lexical
    try:
        index = tantivy.Index(lexical_schema(), path=str(folder), reuse=True)
    except Exception as error:
        raise SnapshotCorrupt(f"The word index cannot be opened; run `fundstelle rebuild`. ({error})") from error
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_ANALYZER, spaces)
    # Reloading is tied to the catalog's generation, not to file events.
    index.config_reader("manual")
    return index


def range_query(first: int, last: int) -> tantivy.Query:
    """All passages with ids in the inclusive block."""
    return tantivy.Query.range_query(lexical_schema(), PASSAGE, tantivy.FieldType.Unsigned, first, last, True, True)


def document_mark(document_id: int) -> str:
    """The term that all passages of a document carry besides their words, which never begin like this.

    A filter by it reads the postings of that document only; one by passage ids would read a column of all passages.
    """
    return f"@{document_id}"


class LexicalReader:
    """Searches; thread-safe. Reloads when it is asked about a generation that it has not seen."""

    def __init__(self, directory: DataDir, *, history: bool = False) -> None:
        self._directory = directory
        self._history = history
        self._index: tantivy.Index | None = None
        self._generation = -1
        self._lock = threading.Lock()

    def search(
        self,
        weights: Mapping[str, float],
        k: int,
        generation: int,
        dead: Ranges,
        documents: Collection[int] | None = None,
    ) -> list[tuple[int, float]]:
        """The k best passages by BM25 (k1 1.2, b 0.75): (passage id, score > 0), best first, ties by id.

        `weights`: the terms, and by what the contribution of each is multiplied. `documents`: only their passages
        count.
        """
        if not weights or k < 1 or (documents is not None and not documents):
            return []
        searcher = self._searcher(generation)
        try:
            result = searcher.search(_query(weights, dead, documents), limit=k, count=False)
            ids = searcher.fast_field_values(PASSAGE, [address for _, address in result.hits])
        except Exception as error:
            raise _damaged(error) from error
        scores = [float(score) for score, _ in result.hits]
        found = [(int(passage), score) for passage, score in zip(ids, scores, strict=True) if passage is not None]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def document_frequencies(self, terms: Sequence[str], generation: int) -> tuple[list[int], int]:
        """In how many passages each term occurs, and how many passages there are."""
        searcher = self._searcher(generation)
        try:
            return [searcher.doc_freq(TERMS, term) for term in terms], searcher.num_docs
        except Exception as error:
            raise _damaged(error) from error

    def _searcher(self, generation: int) -> tantivy.Searcher:
        with self._lock:
            if self._index is None:
                self._index = open_lexical_index(self._directory, history=self._history)
            if generation != self._generation:
                self._index.reload()
                self._generation = generation
            return self._index.searcher()


def _damaged(error: Exception) -> SnapshotCorrupt:
    return SnapshotCorrupt(f"The word index is damaged; run `fundstelle rebuild`. ({error})")


def _query(weights: Mapping[str, float], dead: Ranges, documents: Collection[int] | None) -> tantivy.Query:
    schema = lexical_schema()
    query = _any_of(
        [tantivy.Query.boost_query(_term_query(schema, term), weight) for term, weight in weights.items()]
    )
    limits = [(tantivy.Occur.MustNot, range_query(first, last)) for first, last in dead]
    if documents is not None:
        allowed = _any_of([_term_query(schema, document_mark(each)) for each in documents])
        # A constant zero: the filter must not add to the score.
        limits.append((tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0)))
    if not limits:
        return query
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), *limits])


def _term_query(schema: tantivy.Schema, term: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema, TERMS, term, index_option="freq")


def _any_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])
