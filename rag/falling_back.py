"""When a model tells the sentence beside the answer: the sentence itself, word for word."""

from __future__ import annotations

from rag.answer_kinds import has_kind, kind_asked
from rag.answerability import RefusalPolicy, Signals
from rag.citations import VerifiedReply, mark
from rag.drafting import Draft, Reply
from rag.embedding import Embedder
from rag.quoting import show_quote
from rag.types import Statement, Verdict


def quote_of_kind(
    draft: Draft, reply: Reply, refusal: RefusalPolicy, embedder: Embedder | None
) -> VerifiedReply | None:
    """The sentence of what was read that is closest to the question and has the time or number it asks for.

    None when the question asks for neither, no sentence has it, or the model does not see the answer in what it
    read: how sure it was of its own words says nothing of these.
    """
    kind, vector = kind_asked(draft.question), draft.retrieval.question_vector
    seen = reply.signals.before
    if kind is None or vector is None or embedder is None or reply.examiner is None or seen is None:
        return None
    if not refusal.is_answerable(Signals(seen), draft.language):
        return None
    sentences = [each for each in reply.examiner.supports if has_kind(kind, each.text)]
    if not sentences:
        return None
    closeness = embedder.embed_passages([each.text for each in sentences]) @ vector
    quote = sentences[int(closeness.argmax())].cite(1)
    text = show_quote(quote.quote)
    return VerifiedReply(mark(text, [1]), (quote,), (Statement(text, Verdict.VERIFIED, (1,)),))
