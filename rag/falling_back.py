"""When what a model wrote is no answer though it sees one in what it read: the sentence itself, word for word."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer_kinds import has_kind, kind_asked
from rag.answerability import Judge, RefusalPolicy, Signals
from rag.citations import VerifiedReply, carried_by
from rag.drafting import Draft, Reply
from rag.embedding import Embedder
from rag.errors import GenerationFailed
from rag.names import has_name, names_in
from rag.quoting import show_quote
from rag.reading import CLEAR, see_answer
from rag.stopping import within
from rag.supports import Support

# Of the closest to the question; each is judged like a passage, which takes as long.
_LOOKED_AT = 3


def quote_instead(
    draft: Draft,
    reply: Reply,
    refusal: RefusalPolicy,
    embedder: Embedder | None,
    *,
    is_of_others: bool = False,
) -> VerifiedReply | None:
    """The sentence of what was read that answers best by itself, and has the time or number that is asked for.

    None when the model sees the answer clearly in none of the closest ones; what it saw in the passage as a whole
    its reply speaks against. `is_of_others`: the reply names somebody or something that what was read does not, and
    so only a sentence that has a name of the question can be about the same. Raises AnswerStopped.
    """
    kind, vector = kind_asked(draft.question), draft.retrieval.question_vector
    judge: object = draft.model
    if vector is None or embedder is None or reply.examiner is None or not isinstance(judge, Judge):
        return None
    sentences = [each for each in reply.examiner.supports if kind is None or has_kind(kind, each.text)]
    if is_of_others:
        named = names_in(draft.asked, draft.language)
        sentences = [each for each in sentences if any(has_name(name, each.text) for name in named)]
    if not sentences:
        return None
    closeness = (embedder.embed_passages([each.text for each in sentences]) @ vector).tolist()
    order = sorted(range(len(sentences)), key=lambda place: -closeness[place])
    try:
        seen, best = _judge(draft, judge, [sentences[place] for place in order[:_LOOKED_AT]])
    except GenerationFailed:
        return None
    # The words are the document's own, of which nothing is unsure.
    if seen < CLEAR or not refusal.is_answerable(Signals(seen, confidence=0.0), draft.language):
        return None
    quote = best.cite(1)
    return carried_by(show_quote(quote.quote), [quote])


def _judge(draft: Draft, judge: Judge, sentences: Sequence[Support]) -> tuple[float, Support]:
    """How likely each holds the answer by itself, and which does most; a row is shown with its columns' names."""
    judged = []
    with within(draft.deadline):
        for each in sentences:
            text = f"{each.header}\n{each.text}" if "\t" in each.text else each.text
            seen = see_answer(judge, each.passage, text, draft.question, draft.language, draft.history)
            judged.append((seen, each))
    return max(judged, key=lambda pair: pair[0])
