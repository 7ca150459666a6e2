"""Requests to embedders and rerankers are priced, limited and counted as those to language models are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rag.config import Settings
from rag.embedders.bills import Bill, Load
from rag.errors import LimitReached
from rag.layout import DataDir
from rag.providers.ledger import Ledger
from rag.providers.metering import Meter
from rag.providers.prices import ModelTerms, load_prices


@dataclass(frozen=True, slots=True)
class Toll:
    """What one embedder or reranker may take and took; thread-safe. `name` is that of prices and ledger."""

    name: str
    terms: ModelTerms
    meter: Meter

    @contextmanager
    def pay(self, load: Load) -> Iterator[Bill]:
        """Reserve what a piece of work may take, and put what it took in its place, however it ends.

        Raises LimitReached before anything is sent.
        """
        limit = self.meter.question_limit
        if limit is not None and load.tokens > limit:
            raise LimitReached(
                f"{self.name} was not asked: it would read {load.tokens} tokens for one question, and"
                f" question_token_limit allows {limit}."
            )
        row = self.meter.reserve(self.name, load.tokens, 0, self._cost(load))
        bill = Bill()
        try:
            yield bill
        finally:
            self.meter.record_in_sum(
                row, self.name, bill.taken.tokens, self._cost(bill.taken), bill.taken != Load()
            )

    def _cost(self, load: Load) -> float | None:
        """None when its price is not known. Rerankers are paid by the search, whatever they read."""
        if load.searches:
            return None if self.terms.search is None else load.searches * self.terms.search
        return None if self.terms.input is None else load.tokens * self.terms.input / 1000


def open_toll(name: str, settings: Settings, *, asked: bool) -> Toll:
    """For an embedder or reranker; `asked`: it works for a question, which has a limit of its own.

    Raises ConfigurationError when the table of prices cannot be used.
    """
    directory = DataDir(settings.data_dir)
    prices = load_prices(directory.prices)
    limit = settings.question_token_limit if asked else None
    meter = Meter(Ledger(directory.usage), prices.currency, settings.monthly_spending_limit, limit)
    return Toll(name, prices.find(name), meter)
