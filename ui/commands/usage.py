"""The command about what language models cost: usage."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import UTC, datetime

from rag.errors import ConfigurationError
from rag.layout import DataDir
from ui.commands.context import Commands, Context

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def register(commands: Commands) -> None:
    """Declare the command."""
    usage = commands.add("usage", run_usage, "Show what models took in a month: calls, tokens, cost.")
    usage.add_argument("--month", metavar="YYYY-MM", help="instead of this month (UTC)")


def run_usage(context: Context) -> int:
    """`fundstelle usage`."""
    from rag.providers.ledger import Ledger
    from rag.providers.prices import load_prices

    month: str = context.arguments.month or f"{datetime.now(UTC):%Y-%m}"
    if not _MONTH.fullmatch(month):
        raise ConfigurationError("A month is given as YYYY-MM, for example 2026-11.")
    directory, limit = DataDir(context.settings.data_dir), context.settings.monthly_spending_limit
    currency = load_prices(directory.prices).currency
    uses = Ledger(directory.usage).month(month)
    total = sum(use.cost or 0.0 for use in uses)
    context.output.document(
        {
            "month": month,
            "currency": currency,
            "models": [asdict(use) for use in uses],
            "cost": total,
            "limit": limit,
        }
    )
    rows = [
        (
            use.model,
            use.calls,
            use.input_tokens,
            use.output_tokens,
            "unknown" if use.cost is None else f"{use.cost:.4f}",
        )
        for use in uses
    ]
    context.output.table(("Model", "Calls", "Tokens read", "Tokens written", f"Cost ({currency})"), rows)
    of = "" if limit is None else f" of {limit:g}"
    context.output.text(f"{month}: {total:.4f}{of} {currency}.")
    return 0
