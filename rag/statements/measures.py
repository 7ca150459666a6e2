"""Measures by the formulas of textbooks, over items of statements.

Where textbooks differ, the formula is shown with its figures, so that everybody sees which one it is; a question
that says how it wants a measure calculated gets it that way (`rag.statements.definitions`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum, auto

from rag import measure_rows
from rag.statements import items
from rag.statements.formulas import Figure, Number, Term, change, mean


class Unit(StrEnum):
    """In what a measure is told."""

    TIMES = "times"
    PERCENT = "percent"
    DAYS = "days"
    MONEY = "money"


class Claim(Enum):
    """What is said to be so."""

    ROSE = auto()
    FELL = auto()
    IMPROVED = auto()
    WORSENED = auto()
    POSITIVE = auto()
    NEGATIVE = auto()
    HEALTHY = auto()
    UNHEALTHY = auto()


@dataclass(frozen=True, slots=True)
class Formula:
    """A measure by its names, with what it is calculated from."""

    names: tuple[re.Pattern[str], ...]
    term: Term
    unit: Unit
    label: str = ""  # what it is called where the question's words are no name of it
    more_is_better: bool | None = None  # None: it depends
    other: Term | None = None  # what other textbooks calculate under the same name
    healthy_from: Decimal | None = None  # what is usually called sound
    claim: Claim | None = None  # its name is one of yes/no questions only, and claims this ("profitable")


def _of(
    measure: measure_rows.Measure,
    term: Term,
    unit: Unit,
    *,
    label: str = "",
    more_is_better: bool | None = None,
    other: Term | None = None,
    healthy_from: Decimal | None = None,
) -> Formula:
    names = tuple(each for each in (measure.name, measure.compound) if each is not None)
    return Formula(names, term, unit, label, more_is_better, other, healthy_from)


_ONE = Decimal(1)
_YEAR = Number(Decimal(365))
_REVENUE = Figure(items.REVENUE)
_COST = Figure(items.COST_OF_SALES)
_GROSS = Figure(items.GROSS_PROFIT) | (_REVENUE - _COST)
_OPERATING = Figure(items.OPERATING_PROFIT)
_NET = Figure(items.NET_PROFIT)
_CURRENT_ASSETS = Figure(items.CURRENT_ASSETS)
_CURRENT_LIABILITIES = Figure(items.CURRENT_LIABILITIES)
_ASSETS = Figure(items.TOTAL_ASSETS)
_EQUITY = Figure(items.EQUITY)
_LIABILITIES = Figure(items.TOTAL_LIABILITIES) | (_ASSETS - _EQUITY)
_DEBT = Figure(items.SHORT_TERM_DEBT) + Figure(items.LONG_TERM_DEBT)
_CASH = Figure(items.CASH)
_RECEIVABLES = Figure(items.RECEIVABLES)
_QUICKEST = (_CASH + Figure(items.SECURITIES) + _RECEIVABLES) | (_CASH + _RECEIVABLES)
_EBITDA = _OPERATING + Figure(items.DEPRECIATION)
_INVENTORY_DAYS = _YEAR * mean(items.INVENTORIES) / _COST
_SALES_DAYS = _YEAR * mean(items.RECEIVABLES) / _REVENUE
_PAYABLE_DAYS = _YEAR * mean(items.PAYABLES) / (_COST + change(items.INVENTORIES))

# Items that a firm is glad to have more of.
GLADLY_MORE = frozenset(
    {
        items.REVENUE,
        items.GROSS_PROFIT,
        items.OPERATING_PROFIT,
        items.PROFIT_BEFORE_TAX,
        items.NET_PROFIT,
        items.OPERATING_CASH,
    }
)

FORMULAS = (
    _of(measure_rows.GROSS_MARGIN, _GROSS / _REVENUE, Unit.PERCENT, more_is_better=True),
    _of(measure_rows.OPERATING_MARGIN, _OPERATING / _REVENUE, Unit.PERCENT, more_is_better=True),
    _of(measure_rows.EBITDA_MARGIN, _EBITDA / _REVENUE, Unit.PERCENT, more_is_better=True),
    _of(measure_rows.NET_MARGIN, _NET / _REVENUE, Unit.PERCENT, more_is_better=True),
    _of(measure_rows.EQUITY_RATIO, _EQUITY / _ASSETS, Unit.PERCENT, more_is_better=True),
    _of(
        measure_rows.CURRENT_RATIO,
        _CURRENT_ASSETS / _CURRENT_LIABILITIES,
        Unit.TIMES,
        more_is_better=True,
        healthy_from=_ONE,
    ),
    _of(
        measure_rows.QUICK_RATIO,
        (_CURRENT_ASSETS - Figure(items.INVENTORIES)) / _CURRENT_LIABILITIES,
        Unit.TIMES,
        more_is_better=True,
        other=_QUICKEST / _CURRENT_LIABILITIES,
        healthy_from=_ONE,
    ),
    _of(measure_rows.CASH_RATIO, _CASH / _CURRENT_LIABILITIES, Unit.TIMES, more_is_better=True),
    _of(measure_rows.WORKING_CAPITAL, _CURRENT_ASSETS - _CURRENT_LIABILITIES, Unit.MONEY),
    _of(measure_rows.INVENTORY_TURNOVER, _COST / mean(items.INVENTORIES), Unit.TIMES, more_is_better=True),
    _of(measure_rows.INVENTORY_DAYS, _INVENTORY_DAYS, Unit.DAYS, more_is_better=False),
    _of(measure_rows.RECEIVABLES_TURNOVER, _REVENUE / mean(items.RECEIVABLES), Unit.TIMES, more_is_better=True),
    _of(measure_rows.SALES_DAYS, _SALES_DAYS, Unit.DAYS, more_is_better=False),
    _of(measure_rows.PAYABLES_TURNOVER, _COST / mean(items.PAYABLES), Unit.TIMES),
    _of(measure_rows.PAYABLE_DAYS, _PAYABLE_DAYS, Unit.DAYS),
    _of(
        measure_rows.CASH_CONVERSION, _INVENTORY_DAYS + _SALES_DAYS - _PAYABLE_DAYS, Unit.DAYS, more_is_better=False
    ),
    _of(measure_rows.RETURN_ON_ASSETS, _NET / mean(items.TOTAL_ASSETS), Unit.PERCENT, more_is_better=True),
    _of(measure_rows.RETURN_ON_EQUITY, _NET / mean(items.OWNERS_EQUITY), Unit.PERCENT, more_is_better=True),
    _of(measure_rows.ASSET_TURNOVER, _REVENUE / mean(items.TOTAL_ASSETS), Unit.TIMES, more_is_better=True),
    _of(measure_rows.FIXED_ASSET_TURNOVER, _REVENUE / mean(items.FIXED_ASSETS), Unit.TIMES, more_is_better=True),
    # "Is it a capital-intensive business?" is for the reader to say.
    _of(
        measure_rows.CAPITAL_INTENSITY,
        Figure(items.CAPITAL_EXPENDITURE) / _REVENUE,
        Unit.PERCENT,
        label="Capital expenditure / revenue",
    ),
    _of(measure_rows.DEBT_TO_EQUITY, _LIABILITIES / _EQUITY, Unit.TIMES, more_is_better=False),
    _of(measure_rows.DEBT_RATIO, _LIABILITIES / _ASSETS, Unit.PERCENT, more_is_better=False),
    _of(measure_rows.NET_DEBT, _DEBT - _CASH, Unit.MONEY, more_is_better=False),
    _of(measure_rows.NET_DEBT_TO_EBITDA, (_DEBT - _CASH) / _EBITDA, Unit.TIMES, more_is_better=False),
    _of(
        measure_rows.INTEREST_COVERAGE, _OPERATING / Figure(items.INTEREST_EXPENSE), Unit.TIMES, more_is_better=True
    ),
    _of(
        measure_rows.FREE_CASH_FLOW,
        Figure(items.OPERATING_CASH) - Figure(items.CAPITAL_EXPENDITURE),
        Unit.MONEY,
        more_is_better=True,
    ),
    _of(measure_rows.EBITDA, _EBITDA, Unit.MONEY, more_is_better=True),
    _of(measure_rows.EFFECTIVE_TAX_RATE, Figure(items.INCOME_TAX) / Figure(items.PROFIT_BEFORE_TAX), Unit.PERCENT),
    _of(measure_rows.PAYOUT_RATIO, Figure(items.DIVIDENDS) / _NET, Unit.PERCENT),
    _of(measure_rows.RETENTION_RATIO, (_NET - Figure(items.DIVIDENDS)) / _NET, Unit.PERCENT),
    _of(measure_rows.RESEARCH_INTENSITY, Figure(items.RESEARCH) / _REVENUE, Unit.PERCENT),
    # What no measure of the search is called: too common words.
    Formula(
        (re.compile(r"\b(?:profitable|profitabel|rentabel|in the black|in den schwarzen zahlen)\b", re.I),),
        _NET,
        Unit.MONEY,
        label="Net income",
        claim=Claim.POSITIVE,
    ),
    Formula(
        (re.compile(r"\b(?:high[- ]growth (?:company|firm|business|stock)|wachstumsunternehmen)\b", re.I),),
        change(items.REVENUE) / Figure(items.REVENUE, 1),
        Unit.PERCENT,
        label="Revenue growth",
        # From here on the statistical offices of the European Union call a firm one of high growth.
        healthy_from=Decimal("0.1"),
        claim=Claim.HEALTHY,
    ),
    Formula(
        (re.compile(r"\b(?:total )?(?:debt|finanzschulden|finanzverbindlichkeiten)\b", re.I),), _DEBT, Unit.MONEY
    ),
)
