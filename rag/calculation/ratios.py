"""Ratios of accounts that a name stands for, each with the labels of the two rows that define it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag import accounts, measure_rows

_BRACKETS = re.compile(r"\(([^)]*)\)")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Ratio:
    """Part / whole; the labels are in small letters and without units."""

    name: re.Pattern[str]
    parts: frozenset[str]
    wholes: frozenset[str]


RATIOS = (
    Ratio(measure_rows.GROSS_MARGIN.name, accounts.GROSS_PROFIT.labels, accounts.REVENUE.labels),
    Ratio(measure_rows.OPERATING_MARGIN.name, accounts.OPERATING_PROFIT.labels, accounts.REVENUE.labels),
    Ratio(measure_rows.EBITDA_MARGIN.name, accounts.EBITDA.labels, accounts.REVENUE.labels),
    Ratio(measure_rows.NET_MARGIN.name, accounts.NET_PROFIT.labels, accounts.REVENUE.labels),
    Ratio(measure_rows.EQUITY_RATIO.name, accounts.EQUITY.labels, accounts.TOTAL_ASSETS.labels),
)


def find_ratio(question: str) -> Ratio | None:
    """The one ratio that a question names; None for none or several."""
    named = [ratio for ratio in RATIOS if ratio.name.search(question)]
    return named[0] if len(named) == 1 else None


def plain_label(label: str) -> str:
    """A label in small letters as the definitions have it: of brackets only an "(EBIT)" stays."""
    kept = _BRACKETS.sub(lambda match: match.group() if match[1].strip().casefold() == "ebit" else " ", label)
    return _SPACES.sub(" ", kept).strip(" :").casefold()
