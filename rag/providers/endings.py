"""How a reply ended, by the word that its provider says at the end of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

# The finish reason of every reply that became too long for a limit of tokens.
CUT = "length"


# In the metadata of a chunk without text: an attempt came to nothing, and its prompt may be charged.
LOST_ATTEMPT = "lost_attempt"


class End(StrEnum):
    """What the end of a reply means for whoever reads it."""

    COMPLETE = "complete"
    CUT = "cut"  # it may go on; what is there is sound
    FILTERED = "filtered"  # by the provider, or declined by the model on its behalf
    BROKEN = "broken"  # an error of the provider, or something that nobody asked for


_OPENAI = {
    "stop": End.COMPLETE,
    "length": End.CUT,
    "content_filter": End.FILTERED,
    "refusal": End.FILTERED,  # the field of that name, which stands in the place of the text
    "tool_calls": End.BROKEN,
    "function_call": End.BROKEN,
}
_ANTHROPIC = {
    "end_turn": End.COMPLETE,
    "stop_sequence": End.COMPLETE,
    "max_tokens": End.CUT,
    "model_context_window_exceeded": End.CUT,
    "refusal": End.FILTERED,
    "tool_use": End.BROKEN,
    "pause_turn": End.BROKEN,
}
# Those of botocore's service model; models of Anthropic may end with their own.
_BEDROCK = {
    **_ANTHROPIC,
    "guardrail_intervened": End.FILTERED,
    "content_filtered": End.FILTERED,
    "malformed_model_output": End.BROKEN,
    "malformed_tool_use": End.BROKEN,
}
# Version 2 has no word for a filter: in a safe mode the model declines in its own words.
_COHERE = {
    "complete": End.COMPLETE,
    "stop_sequence": End.COMPLETE,
    "max_tokens": End.CUT,
    "tool_call": End.BROKEN,
    "error": End.BROKEN,
    "timeout": End.BROKEN,
}
# Containers and servers of any make. What is not known of them is taken for an end, as each has words of its own.
_SERVERS = {
    **_OPENAI,
    "eos_token": End.COMPLETE,
    "stop_sequence": End.COMPLETE,
    "max_tokens": End.CUT,
    "safety": End.FILTERED,
    "abort": End.BROKEN,
    "error": End.BROKEN,
    "timeout": End.BROKEN,
}
# Families whose words are all known: any other is no end that can be trusted.
ENDINGS: Mapping[str, Mapping[str, End]] = {
    "openai": _OPENAI,
    "anthropic": _ANTHROPIC,
    "bedrock": _BEDROCK,
    "cohere": _COHERE,
}


def judge_end(family: str, reasons: Sequence[str]) -> End:
    """What the reasons that came with a reply mean, in lower case and in their order; none is a broken reply."""
    table, unknown = ENDINGS.get(family, _SERVERS), End.BROKEN if family in ENDINGS else End.COMPLETE
    ends = [table.get(reason, unknown) for reason in reasons]
    if End.FILTERED in ends:
        return End.FILTERED
    return ends[-1] if ends else End.BROKEN
