"""What is read when the first excerpts do not answer: the rest of the best, the next one, a translated question's.

An embedder knows what a sentence of the other language means, but words in common count for more, and the words of
a translated question are those of the passage that answers it (see "Asking in the other language" in
docs/experiments.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from langchain_core.language_models import BaseChatModel

from rag.drafting import Draft
from rag.errors import EmbeddingFailed
from rag.evidence import Reading, has_literals, rank_readings, take_further, take_rests
from rag.quantities import lacks_quantity
from rag.retrieval import Searches
from rag.translating import other_language, translate_question

# Of what the translated question finds.
_TRANSLATED = 2
_HITS = 10


def read_further(
    retriever: Searches, draft: Draft, model: BaseChatModel, readings: Sequence[Reading], first: Sequence[Reading]
) -> Iterator[Reading]:
    """Excerpts to look at after the `first` of all `readings`, each found out when it is asked for.

    Raises AnswerStopped.
    """
    yield from (each for each in take_rests(first) if not lacks_quantity(draft.asked, each.excerpt))
    following = take_further(readings, first)
    yield from following[:1]
    other = other_language(draft.language)
    found: list[Reading] = []
    if any(each.passage.language == other for each in readings):
        known = {each.passage.id for each in (*first, *following[:1])}
        found = _find_in_other(retriever, draft, model, known)
    yield from found or following[1:]


def _find_in_other(
    retriever: Searches, draft: Draft, model: BaseChatModel, known: Collection[int]
) -> list[Reading]:
    """The best of what the question finds when it is asked in the other language, without what is known."""
    draft.translated = translate_question(model, draft.asked, draft.language, draft.deadline)
    if not draft.translated:
        return []
    retrieval = retriever.retrieve(draft.translated, _HITS, draft.documents, draft.as_of)
    other = other_language(draft.language)
    hits = [hit for hit in retrieval.to_read if hit.passage.language == other and hit.passage.id not in known]
    try:
        readings = rank_readings(draft.translated, retrieval.question_vector, hits, retrieval.embedder)
    except EmbeddingFailed:
        return []
    draft.note_closeness(readings)
    # A translation may lose a code.
    return [each for each in readings if has_literals(draft.asked, [each.passage])][:_TRANSLATED]
