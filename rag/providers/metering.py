"""What a question may take and what it took: limits before a call, tokens and cost after it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.messages import AIMessageChunk, BaseMessage

from rag.errors import LimitReached, UsageUnusable
from rag.providers.endings import LOST_ATTEMPT
from rag.providers.ledger import Ledger
from rag.providers.opening import Candidate
from rag.providers.tokens import estimate_prompt, estimate_tokens
from rag.types import Usage

_LOG = logging.getLogger(__name__)
_SHORTEST_REPLY = 64


@dataclass
class Call:
    """One request to a model, from before it is sent."""

    candidate: Candidate
    prompt_tokens: int  # estimated
    row: int | None  # in the ledger
    text: str = ""
    input_tokens: int = 0  # as the provider counts
    output_tokens: int = 0
    model_name: str = ""  # as the provider names it
    began: bool = False
    lost: int = 0  # attempts before this one that may be charged

    def note(self, chunk: AIMessageChunk) -> None:
        """Take in a chunk of the reply."""
        self.began = self.began or bool(chunk.text) or chunk.usage_metadata is not None
        self.lost += LOST_ATTEMPT in chunk.response_metadata
        self.text += chunk.text
        self.model_name = chunk.response_metadata.get("model_name") or self.model_name
        if chunk.usage_metadata is not None:
            self.input_tokens += chunk.usage_metadata["input_tokens"]
            self.output_tokens += chunk.usage_metadata["output_tokens"]

    def usage(self, currency: str, *, refused: bool = False) -> Usage:
        """Tokens and cost so far; what the provider did not count is estimated. A refused attempt took nothing."""
        read = 0 if refused else self.input_tokens or self.prompt_tokens
        read += self.lost * self.prompt_tokens
        written = self.output_tokens or estimate_tokens(self.text)
        return Usage(
            self.model_name or self.candidate.name,
            read,
            written,
            bool(self.lost) or not (self.input_tokens and self.output_tokens),
            self.candidate.terms.cost(read, written),
            currency,
        )


@dataclass(frozen=True)
class Meter:
    """Limits and ledger of one library; thread-safe."""

    ledger: Ledger
    currency: str
    monthly_limit: float | None = None
    question_limit: int | None = None

    def room(self, candidate: Candidate, taken: int) -> tuple[int, int]:
        """How many tokens a prompt and its reply may have, when the question took `taken` already."""
        window, reply = candidate.terms.window, candidate.terms.reply
        whole = window if self.question_limit is None else min(window, self.question_limit - taken)
        reply = min(reply, max(whole // 4, _SHORTEST_REPLY))
        return whole - reply, reply

    def begin(self, candidate: Candidate, messages: Sequence[BaseMessage], reply_tokens: int, taken: int) -> Call:
        """Allow a call, and reserve what it may cost. Raises LimitReached."""
        prompt = estimate_prompt(messages)
        if self.question_limit is not None and taken + prompt + reply_tokens > self.question_limit:
            raise LimitReached(
                f"{candidate.name} was not asked: with its reply the question may take"
                f" {taken + prompt + reply_tokens} tokens, and question_token_limit allows {self.question_limit}."
            )
        cost = candidate.terms.cost(prompt, reply_tokens)
        return Call(candidate, prompt, self.reserve(candidate.name, prompt, reply_tokens, cost))

    def end(self, call: Call, *, refused: bool) -> Usage | None:
        """What a call took; None when the provider refused it before it sent anything."""
        if refused and not call.began and not call.lost:
            self.record(call.row, None)
            return None
        usage = call.usage(self.currency, refused=refused and not call.began)
        self.record(call.row, usage)
        return usage

    def reserve(self, name: str, prompt: int, reply: int, cost: float | None) -> int | None:
        """Set aside what a request may cost; its row in the ledger, None when it has none. Raises LimitReached."""
        if cost is None and self.monthly_limit is not None:
            raise LimitReached(
                f"{name} was not asked: its price is not known, so monthly_spending_limit cannot be kept;"
                " add it to prices.toml in the data folder."
            )
        try:
            return self.ledger.reserve(name, prompt, reply, cost, self.monthly_limit)
        except UsageUnusable as error:
            if self.monthly_limit is not None and cost:
                raise LimitReached(
                    f"{name} was not asked, as the spending limit cannot be checked. {error}"
                ) from error
            _LOG.warning("the use of a model could not be recorded", exc_info=True)
            return None

    def record_in_sum(self, row: int | None, name: str, tokens: int, cost: float | None, taken: bool) -> None:
        """As `record`, in one row for a model and day: there are thousands of requests to embed a library."""
        if row is None:
            return
        try:
            if taken:
                self.ledger.settle_in_sum(row, name, tokens, cost)
            else:
                self.ledger.release(row)
        except UsageUnusable:
            _LOG.warning("the use of a model could not be recorded", exc_info=True)

    def record(self, row: int | None, usage: Usage | None) -> None:
        """Put what a request took in the place of what was reserved; None: the provider did not take it."""
        if row is None:
            return
        try:
            if usage is None:
                self.ledger.release(row)
            else:
                self.ledger.settle(row, usage.input_tokens, usage.output_tokens, usage.cost)
        except UsageUnusable:
            # The reservation stays: rather too much than too little is counted.
            _LOG.warning("the use of a model could not be recorded", exc_info=True)
