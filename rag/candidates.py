"""The passages that may answer a question: found by words, by meaning, and in the documents it is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from rag.analysis import compound_halves, further_question_terms, question_words
from rag.catalog import Snapshot
from rag.dense import DenseHits, DenseReader, OpenSegment
from rag.document_prior import TermUse, document_priors, join_names
from rag.embedding import Embedder
from rag.errors import SnapshotCorrupt
from rag.fusion import Candidate, fuse, reachable_score, reorder_within, term_weight
from rag.language import detect_language
from rag.measure_rows import ROW_WORDS, rows_of
from rag.row_vectors import RowVectors
from rag.vectors import Vectors
from rag.views import Scope
from rag.word_search import WordSearch

# How many candidates each index contributes to one run.
_POOL = 100
# So many documents that use a term are looked at, those first that use it most.
_MOST_USES = 2000
# Documents whose own best passages are candidates too, because the question seems to be about them.
_FAVOURED = 10
# Documents, those found first, whose passages are ordered by the rows of a measure that is asked for.
_ORDERED = 10
WORDS_OUTDATED_TEXT = (
    "The word index was made by an earlier version and finds less than it could;"
    " a running page or the next `fundstelle add` makes it anew."
)


# Search by meaning, or the order of a reranker.
Lacking: TypeAlias = Literal["meaning", "order"]


@dataclass
class CandidateSearch:
    """What a question looks for in one state of the library, and what was found so far."""

    generation: int
    scope: Scope
    _words: WordSearch
    _dense: DenseReader
    _row_vectors: RowVectors
    weights: Mapping[str, float] = field(default_factory=dict)  # of the terms that are searched for
    language: str | None = None  # of the question
    reachable: float = 0.0  # score of a passage with all words of the question
    priors: Mapping[int, float] = field(default_factory=dict)  # by document
    row_weights: Mapping[str, float] = field(default_factory=dict)  # of the words of a measure's rows
    vector: Vectors | None = None
    row_vector: Vectors | None = None  # the question's, moved towards that of the rows, if it names any
    embedder: Embedder | None = None  # what made it
    segments: Sequence[OpenSegment] = ()
    scores: dict[int, float] = field(default_factory=dict)  # BM25 by passage
    meaning: DenseHits = field(default_factory=lambda: DenseHits({}, {}))
    lacking: list[Lacking] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)  # a sentence for each part of the index that cannot serve

    def look_up_words(self, snapshot: Snapshot, question: str) -> None:
        """How rare the words are and which documents use them; without a word index, meaning alone serves."""
        words = question_words(question)
        terms = sorted({term for word in words for term in word})
        self.language = detect_language(question)
        try:
            counts, total = self._words.document_frequencies(terms, self.generation, self.scope)
        except SnapshotCorrupt as corrupt:
            self.trouble.append(str(corrupt))
            return
        further = further_question_terms(question, self.language)
        self.weights = further | {term: term_weight(term) for term in terms}
        frequencies = dict(zip(terms, counts, strict=True))
        self.reachable = reachable_score(words, frequencies, total)
        self.row_weights = _weigh_rows(question)
        if snapshot.words_are_outdated():
            self.trouble.append(WORDS_OUTDATED_TEXT)
            return
        # Replaced passages count until the index has merged them away, so there may be more than all.
        shares = {term: min(1.0, count / max(1, total)) for term, count in frequencies.items()}
        uses = _look_up_uses(snapshot, terms, compound_halves(question) if self.language == "de" else {})
        self.priors = document_priors(words, uses, shares, snapshot.document_count())

    def look_up_meaning(self, snapshot: Snapshot, question: str, embedder: Embedder) -> None:
        """The question's vector and the segments to compare it with. Raises ModelUnavailable."""
        vector = embedder.embed_question(question)
        self.segments, trouble = self._dense.open(
            snapshot, embedder.fingerprint, history=self.scope.revived is not None
        )
        self.trouble.extend(trouble)
        self.vector = vector
        self.embedder = embedder
        self.row_vector = self._row_vectors.move(vector, question, self.language, embedder)

    def run(self, snapshot: Snapshot, documents: Collection[int] | None) -> None:
        """Add the best candidates of the given documents, or of all, and those of the ones it seems to be about."""
        self._add(snapshot, documents)
        priors = self.priors if documents is None else {each: self.priors.get(each, 0.0) for each in documents}
        favoured = sorted(priors, key=lambda document: (-priors[document], document))[:_FAVOURED]
        # Of a few documents all are favoured, and were searched just now.
        if favoured and (documents is None or len(favoured) < len(documents)):
            self._add(snapshot, favoured)

    def _add(self, snapshot: Snapshot, documents: Collection[int] | None) -> None:
        scores = self._search_words(snapshot, self.weights, documents)
        self.scores |= scores
        self.meaning |= self._search_meaning(snapshot, self.vector, documents, scores)

    def _search_words(
        self, snapshot: Snapshot, weights: Mapping[str, float], documents: Collection[int] | None
    ) -> dict[int, float]:
        if documents is not None and not snapshot.view.is_live:
            # The word index knows whole documents; which of their versions count is in the scope.
            documents = snapshot.whole_documents(documents)
        try:
            return dict(self._words.search(weights, _POOL, self.generation, self.scope, documents))
        except SnapshotCorrupt as corrupt:
            self.trouble.append(str(corrupt))
            return {}

    def _search_meaning(
        self, snapshot: Snapshot, vector: Vectors | None, documents: Collection[int] | None, also: Collection[int]
    ) -> DenseHits:
        if vector is None:
            return DenseHits({}, {})
        wanted = None if documents is None else snapshot.ranges_of(documents)
        passages = np.array(sorted(also), dtype=np.int64)
        return self._dense.search(self.segments, vector, _POOL, self.scope, wanted, passages)

    def rank(self, snapshot: Snapshot) -> list[Candidate]:
        """All candidates, best first."""
        documents = snapshot.documents_of([*self.scores, *self.meaning.similarities])
        priors = {passage: self.priors.get(document, 0.0) for passage, (document, _) in documents.items()}
        meaning = self.meaning
        # Without a similarity, words are all that speaks for a passage in another language.
        foreign = {
            passage
            for passage, (_, language) in documents.items()
            if passage in meaning.similarities and language not in (None, self.language)
        }
        ranked = fuse(self.scores, self.reachable, meaning.similarities, meaning.baselines, priors, foreign)
        if not self.row_weights and self.row_vector is None:
            return ranked
        return self._order_by_rows(snapshot, ranked, {each: document for each, (document, _) in documents.items()})

    def _order_by_rows(
        self, snapshot: Snapshot, ranked: Sequence[Candidate], document_of: Mapping[int, int]
    ) -> list[Candidate]:
        """Within the documents found first, by the rows of the measure too: all companies have them.

        What speaks for a document or its language is left out: it is the same for all its passages.
        """
        known = [each for each in ranked if each.passage in document_of]
        chosen = set(list(dict.fromkeys(document_of[each.passage] for each in known))[:_ORDERED])
        own = {each.passage for each in known if document_of[each.passage] in chosen}
        weights = {term: max(self.weights.get(term, 0.0), weight) for term, weight in self.row_weights.items()}
        # Of passages that are not among the best with all these words, those of the question are known.
        scores = {passage: score for passage, score in self.scores.items() if passage in own}
        scores |= self._search_words(snapshot, {**self.weights, **weights}, chosen)
        vector = self.vector if self.row_vector is None else self.row_vector
        meaning = self._search_meaning(snapshot, vector, chosen, own.union(scores))
        anew = fuse(scores, self.reachable, meaning.similarities, meaning.baselines)
        further = snapshot.documents_of([each.passage for each in anew])
        places = {**document_of, **{passage: document for passage, (document, _) in further.items()}}
        return reorder_within(known, [each for each in anew if places.get(each.passage) in chosen], places)


def _weigh_rows(question: str) -> dict[str, float]:
    """What each word of the rows of the measures counts that a question names."""
    labels = rows_of(question)
    return {term: ROW_WORDS for word in question_words(" ".join(labels)) for term in word} if labels else {}


def _look_up_uses(
    snapshot: Snapshot, terms: Sequence[str], halves: Mapping[str, Sequence[tuple[str, str]]]
) -> dict[str, list[TermUse]]:
    of_halves = snapshot.term_uses(
        {half for pairs in halves.values() for pair in pairs for half in pair}, _MOST_USES
    )
    return join_names(snapshot.term_uses(terms, _MOST_USES), halves, of_halves)
