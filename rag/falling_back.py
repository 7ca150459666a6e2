"""When what a model wrote is no answer though it sees one in what it read: the sentence itself, word for word."""

from __future__ import annotations

from rag.answer_kinds import has_kind, kind_asked
from rag.answerability import RefusalPolicy, Signals, answer_score
from rag.citations import VerifiedReply, carried_by
from rag.drafting import Draft, Reply
from rag.embedding import Embedder
from rag.quoting import show_quote

# A reply that nothing carries speaks against the passage too: the judgement must be surer by so much, in log-odds.
_SURER = 1.0


def quote_instead(
    draft: Draft, reply: Reply, refusal: RefusalPolicy, embedder: Embedder | None, *, unsupported: bool = False
) -> VerifiedReply | None:
    """The sentence of what was read that is closest to the question and has the time or number it asks for.

    None when no sentence has it, or the model does not see the answer in what it read: how sure it was of its own
    words says nothing of these. `unsupported`: nothing in the documents carries the reply; else only what is asked
    for was not in it.
    """
    kind, vector = kind_asked(draft.question), draft.retrieval.question_vector
    seen = reply.signals.before
    if vector is None or embedder is None or reply.examiner is None or seen is None:
        return None
    score = answer_score(Signals(seen), draft.language) - (_SURER if unsupported else 0.0)
    if refusal.probability_of(score) < refusal.threshold:
        return None
    sentences = [each for each in reply.examiner.supports if kind is None or has_kind(kind, each.text)]
    if not sentences:
        return None
    closeness = embedder.embed_passages([each.text for each in sentences]) @ vector
    quote = sentences[int(closeness.argmax())].cite(1)
    return carried_by(show_quote(quote.quote), [quote])
