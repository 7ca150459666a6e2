"""As much evidence as a model can read: whole passages, best first, and of a single one its beginning."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import BaseMessage

from rag.errors import LimitReached
from rag.prompt import build_messages
from rag.providers.tokens import cut_to_tokens, estimate_prompt, estimate_tokens
from rag.types import Passage, Turn

# Less than a sentence carries nothing.
_LEAST_TOKENS = 40
NO_ROOM = (
    "The question leaves no room for evidence in what the model can or may read: shorten it, or raise"
    " context_tokens or question_token_limit."
)


def fit_messages(
    question: str, passages: Sequence[Passage], language: str, history: Sequence[Turn], tokens: int
) -> tuple[list[BaseMessage], list[Passage]]:
    """Messages of at most so many tokens, as estimated, and the passages in them.

    Raises LimitReached when question and instructions leave no room for evidence.
    """
    for count in range(len(passages), 0, -1):
        kept = list(passages[:count])
        messages = build_messages(question, kept, language, history)
        if estimate_prompt(messages) <= tokens:
            return messages, kept
    best = passages[0]
    empty = build_messages(question, [best], language, history, excerpts=[""])
    room = tokens - estimate_prompt(empty) - 1
    if room < min(_LEAST_TOKENS, estimate_tokens(best.text)):
        raise LimitReached(NO_ROOM)
    excerpt = cut_to_tokens(best.text, room)
    return build_messages(question, [best], language, history, excerpts=[excerpt]), [best]
