"""The rows that a measure is calculated from, by the definitions of textbooks, in English and German.

"What is the quick ratio?" is answered by a page that says nothing of it: it has current assets, inventories and
current liabilities. The words of these rows say which page of a document to look at, but not which document: all
companies have them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag import accounts
from rag.accounts import Account

# What a word of the rows counts, where one of the question counts 1, and how much of the vector that is searched
# for is that of the rows (docs/experiments.md).
ROW_WORDS = 1.0
ROW_MIX = 0.5
# What may stand for the spaces of a name: "debt-to-equity", "net debt / EBITDA".
_JOINT = r"[-/\s\u2010\u2011\u2013]+"
_GERMAN_ENDING = "(?:e?n|e?s|e)?"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure by its names.

    `name` finds it as such, also in plural and inflected; `compound` as the last word of a longer one as well
    ("Konzerneigenkapitalquote").
    """

    name: re.Pattern[str]
    compound: re.Pattern[str] | None
    rows: tuple[Account, ...]


def rows_of(question: str, language: str | None = None) -> tuple[str, ...]:
    """Labels of the rows of all measures that a question names, each once; in both languages if none is given."""
    named = _named(unicodedata.normalize("NFKC", question))
    labels = [
        label
        for each in ("en", "de")
        if language in (None, each)
        for measure in named
        for row in measure.rows
        for label in (row.english if each == "en" else row.german)
    ]
    return tuple(dict.fromkeys(labels))


def _named(question: str) -> list[Measure]:
    """In the order of the question; a name inside a longer one ("working capital ratio") is none."""
    found = [
        (match.span(), measure)
        for measure in MEASURES
        for pattern in (measure.name, measure.compound)
        if pattern is not None
        for match in pattern.finditer(question)
    ]
    spans = {span for span, _ in found}
    outer = [(span, measure) for span, measure in found if not any(_is_within(span, each) for each in spans)]
    return list(dict.fromkeys(measure for _, measure in sorted(outer, key=lambda each: each[0])))


def _is_within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return inner != outer and outer[0] <= inner[0] and inner[1] <= outer[1]


def _measure(english: str, german: str, rows: Iterable[Account], short: str = "") -> Measure:
    """Names are regular expressions with commas between; those in `short` only count as they are written."""
    names = [f"(?:{each})s?" for each in _alternatives(english)]
    own = [f"(?:{each}){_GERMAN_ENDING}" for each in _alternatives(german)]
    abbreviated = [rf"(?-i:{each})" for each in _alternatives(short)]
    either = re.compile(rf"\b(?:{'|'.join([*names, *own, *abbreviated])})\b", re.I)
    # Only single words are the last part of a longer one.
    joined = [each for each in own if _JOINT not in each]
    compound = re.compile(rf"(?:{'|'.join(joined)})\b", re.I) if joined else None
    return Measure(either, compound, tuple(rows))


def _alternatives(names: str) -> Iterator[str]:
    for name in filter(None, names.split(", ")):
        yield name.replace(" ", _JOINT).replace("ä", "(?:ä|ae)").replace("ü", "(?:ü|ue)")


GROSS_MARGIN = _measure(
    "gross margin, gross profit margin",
    "Bruttomarge, Rohmarge, Rohertragsmarge",
    (accounts.GROSS_PROFIT, accounts.REVENUE, accounts.COST_OF_SALES),
)
OPERATING_MARGIN = _measure(
    "operating margin, operating profit margin, operating income margin, EBIT margin",
    "EBIT Marge, operative[nr]? Marge, Operating Marge",
    (accounts.OPERATING_PROFIT, accounts.REVENUE),
)
EBITDA_MARGIN = _measure(
    "EBITDA margin",
    "EBITDA Marge",
    (accounts.OPERATING_PROFIT, accounts.DEPRECIATION, accounts.REVENUE),
)
NET_MARGIN = _measure(
    "net margin, net profit margin, net income margin", "Nettomarge", (accounts.NET_PROFIT, accounts.REVENUE)
)
EQUITY_RATIO = _measure(
    "equity ratio, equity to assets ratio",
    "Eigenkapitalquote, EK Quote",
    (accounts.EQUITY, accounts.TOTAL_ASSETS),
)
# "The current ratio of women to men" is none.
_OF_TWO = r"(?! (?:of|between) (?:\w+ ){1,3}(?:to|and) )"

PROFIT_MARGIN = _measure(
    "profit margin, return on sales",
    "Umsatzrendite, Umsatzrentabilität, Gewinnmarge",
    (accounts.OPERATING_PROFIT, accounts.NET_PROFIT, accounts.REVENUE),
)
CURRENT_RATIO = _measure(
    f"current ratio{_OF_TWO}, working capital ratio",
    "Liquidität (?:3\\.|dritten) Grades",
    (accounts.CURRENT_ASSETS, accounts.CURRENT_LIABILITIES),
)
QUICK_RATIO = _measure(
    "quick ratio, acid test ratio",
    "Liquidität (?:2\\.|zweiten) Grades",
    (accounts.CURRENT_ASSETS, accounts.INVENTORIES, accounts.CURRENT_LIABILITIES),
)
CASH_RATIO = _measure(
    "cash ratio",
    "Liquidität (?:1\\.|ersten) Grades, Barliquidität",
    (accounts.CASH, accounts.CURRENT_LIABILITIES),
)
WORKING_CAPITAL = _measure(
    "working capital",
    "Nettoumlaufvermögen",
    (accounts.CURRENT_ASSETS, accounts.CURRENT_LIABILITIES),
)
INVENTORY_TURNOVER = _measure(
    "inventor(?:y|ies) turnover(?: ratio)?, turnover of (?:the )?inventor(?:y|ies), stock turnover",
    "Lagerumschlag, Vorratsumschlag, Lagerumschlagshäufigkeit, "
    "Umschlagshäufigkeit (?:der|des) (?:Vorräte|Lagers|Lagerbestands)",
    (accounts.INVENTORIES, accounts.COST_OF_SALES),
)
INVENTORY_DAYS = _measure(
    "days inventory outstanding, days (?:of )?inventory, inventory days",
    "Lagerreichweite, Vorratsreichweite, durchschnittliche Lagerdauer",
    (accounts.INVENTORIES, accounts.COST_OF_SALES),
    "DIO",
)
RECEIVABLES_TURNOVER = _measure(
    "receivables? turnover(?: ratio)?",
    "Debitorenumschlag, Forderungsumschlag",
    (accounts.RECEIVABLES, accounts.REVENUE),
)
SALES_DAYS = _measure(
    "days'? sales outstanding, average collection period",
    "Debitorenlaufzeit, Forderungslaufzeit, Forderungsreichweite",
    (accounts.RECEIVABLES, accounts.REVENUE),
    "DSO",
)
PAYABLES_TURNOVER = _measure(
    "payables? turnover(?: ratio)?",
    "Kreditorenumschlag",
    (accounts.PAYABLES, accounts.COST_OF_SALES, accounts.INVENTORIES),
)
PAYABLE_DAYS = _measure(
    "days'? payables? outstanding",
    "Kreditorenlaufzeit, Verbindlichkeitenlaufzeit",
    (accounts.PAYABLES, accounts.COST_OF_SALES, accounts.INVENTORIES),
)
CASH_CONVERSION = _measure(
    "cash conversion cycle, cash to cash cycle",
    "Geldumschlagsdauer, Kapitalbindungsdauer, Cash Conversion Cycle",
    (
        accounts.INVENTORIES,
        accounts.RECEIVABLES,
        accounts.PAYABLES,
        accounts.COST_OF_SALES,
        accounts.REVENUE,
    ),
)
RETURN_ON_ASSETS = _measure(
    "return on (?:total |average )*assets",
    "Gesamtkapitalrendite, Gesamtkapitalrentabilität, Vermögensrendite",
    (accounts.NET_PROFIT, accounts.TOTAL_ASSETS),
    "ROA",
)
RETURN_ON_EQUITY = _measure(
    "return on (?:shareholders'? |stockholders'? |average )*equity",
    "Eigenkapitalrendite, Eigenkapitalrentabilität, EK Rendite",
    (accounts.NET_PROFIT, accounts.EQUITY),
    "ROE",
)
RETURN_ON_CAPITAL = _measure(
    "return on capital employed, return on (?:invested )?capital",
    "Kapitalrendite, Kapitalrentabilität",
    (accounts.OPERATING_PROFIT, accounts.TOTAL_ASSETS, accounts.CURRENT_LIABILITIES),
    "ROCE, ROIC",
)
ASSET_TURNOVER = _measure(
    "(?:total )?asset turnover, (?:total )?assets turnover",
    "Kapitalumschlag, Gesamtkapitalumschlag, Vermögensumschlag",
    (accounts.REVENUE, accounts.TOTAL_ASSETS),
)
FIXED_ASSET_TURNOVER = _measure(
    "fixed assets? turnover",
    "Anlagenumschlag, Sachanlagenumschlag",
    (accounts.REVENUE, accounts.FIXED_ASSETS),
)
CAPITAL_INTENSITY = _measure(
    "capital intensity, capital intensive",
    "Kapitalintensität, Anlagenintensität, kapitalintensive?[mnr]?",
    (accounts.FIXED_ASSETS, accounts.TOTAL_ASSETS, accounts.REVENUE, accounts.CAPITAL_EXPENDITURE),
)
DEBT_TO_EQUITY = _measure(
    "debt (?:to )?equity(?: ratio)?, gearing ratio, leverage ratio",
    "Verschuldungsgrad",
    (accounts.TOTAL_LIABILITIES, accounts.EQUITY),
)
DEBT_RATIO = _measure(
    "debt ratio, debt (?:to )?assets(?: ratio)?",
    "Fremdkapitalquote, Verschuldungsquote, FK Quote",
    (accounts.TOTAL_LIABILITIES, accounts.TOTAL_ASSETS),
)
NET_DEBT = _measure(
    "net debt, net financial debt",
    "Nettoverschuldung, Nettofinanzverschuldung, Nettoschulden, Nettofinanzschulden",
    (accounts.SHORT_TERM_DEBT, accounts.LONG_TERM_DEBT, accounts.CASH),
)
NET_DEBT_TO_EBITDA = _measure(
    "net debt (?:to )?EBITDA(?: ratio)?",
    "dynamische[nr]? Verschuldungsgrad",
    (
        accounts.SHORT_TERM_DEBT,
        accounts.LONG_TERM_DEBT,
        accounts.CASH,
        accounts.OPERATING_PROFIT,
        accounts.DEPRECIATION,
    ),
)
INTEREST_COVERAGE = _measure(
    "interest coverage(?: ratio)?, interest cover, times interest earned",
    "Zinsdeckungsgrad, Zinsdeckung, Zinsdeckungsquote",
    (accounts.OPERATING_PROFIT, accounts.INTEREST_EXPENSE),
)
FREE_CASH_FLOW = _measure(
    "free cash flow, free cashflow",
    "Free Cashflow, freie[nrs]? Cashflow, freie[nrs]? Cash Flow, freie[nrs]? Mittelzufluss",
    (accounts.OPERATING_CASH, accounts.CAPITAL_EXPENDITURE),
    "FCF",
)
EBITDA = _measure("EBITDA", "EBITDA", (accounts.OPERATING_PROFIT, accounts.DEPRECIATION))
EFFECTIVE_TAX_RATE = _measure(
    "effective tax rate",
    "Steuerquote, effektive[nr]? Steuersatz",
    (accounts.INCOME_TAX, accounts.PROFIT_BEFORE_TAX),
)
PAYOUT_RATIO = _measure(
    "(?:dividend )?payout ratio",
    "Ausschüttungsquote",
    (accounts.DIVIDENDS, accounts.NET_PROFIT),
)
RETENTION_RATIO = _measure(
    "(?:earnings )?retention ratio, plowback ratio",
    "Thesaurierungsquote, Einbehaltungsquote",
    (accounts.DIVIDENDS, accounts.NET_PROFIT),
)
RESEARCH_INTENSITY = _measure(
    "research intensity, R&D intensity, R&D ratio",
    "Forschungsquote, F&E Quote, FuE Quote, F&E Intensität",
    (accounts.RESEARCH, accounts.REVENUE),
)

MEASURES = (
    GROSS_MARGIN,
    OPERATING_MARGIN,
    EBITDA_MARGIN,
    NET_MARGIN,
    EQUITY_RATIO,
    PROFIT_MARGIN,
    CURRENT_RATIO,
    QUICK_RATIO,
    CASH_RATIO,
    WORKING_CAPITAL,
    INVENTORY_TURNOVER,
    INVENTORY_DAYS,
    RECEIVABLES_TURNOVER,
    SALES_DAYS,
    PAYABLES_TURNOVER,
    PAYABLE_DAYS,
    CASH_CONVERSION,
    RETURN_ON_ASSETS,
    RETURN_ON_EQUITY,
    RETURN_ON_CAPITAL,
    ASSET_TURNOVER,
    FIXED_ASSET_TURNOVER,
    CAPITAL_INTENSITY,
    DEBT_TO_EQUITY,
    DEBT_RATIO,
    NET_DEBT,
    NET_DEBT_TO_EBITDA,
    INTEREST_COVERAGE,
    FREE_CASH_FLOW,
    EBITDA,
    EFFECTIVE_TAX_RATE,
    PAYOUT_RATIO,
    RETENTION_RATIO,
    RESEARCH_INTENSITY,
)
