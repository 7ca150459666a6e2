"""Ratios of accounts that a name stands for, each with the labels of the two rows that define it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REVENUE = frozenset(
    "revenue|revenues|total revenue|total revenues|net revenue|net revenues|sales|net sales|total net sales"
    "|turnover"
    "|umsatz|umsätze|umsatzerlöse|gesamtumsatz|nettoumsatz|erlöse".split("|")
)
_OPERATING = frozenset(
    "operating profit|operating income|income from operations|operating result|ebit|operating profit (ebit)"
    "|operating income (ebit)|betriebsergebnis|operatives ergebnis|betriebsergebnis (ebit)"
    "|operatives ergebnis (ebit)|ergebnis der betrieblichen tätigkeit".split("|")
)
_NET = frozenset(
    "net profit|net income|net earnings|profit for the year|jahresüberschuss|konzernjahresüberschuss"
    "|periodenergebnis|nettoergebnis|nettogewinn|konzernergebnis".split("|")
)
_BRACKETS = re.compile(r"\(([^)]*)\)")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Ratio:
    """Part / whole; the labels are in small letters and without units."""

    name: re.Pattern[str]
    parts: frozenset[str]
    wholes: frozenset[str]


RATIOS = (
    Ratio(
        re.compile(r"\b(?:gross (?:profit )?margin|bruttomarge|rohmarge|rohertragsmarge)\b", re.I),
        frozenset(
            "gross profit|bruttoergebnis|bruttoergebnis vom umsatz|bruttogewinn|rohertrag|rohergebnis".split("|")
        ),
        _REVENUE,
    ),
    Ratio(
        re.compile(
            r"\b(?:operating (?:profit )?margin|ebit[- ]margin|ebit[- ]marge"
            r"|operativen? marge|operating[- ]marge)\b",
            re.I,
        ),
        _OPERATING,
        _REVENUE,
    ),
    Ratio(re.compile(r"\b(?:ebitda[- ]margin|ebitda[- ]marge)\b", re.I), frozenset({"ebitda"}), _REVENUE),
    Ratio(re.compile(r"\b(?:net (?:profit |income )?margin|nettomarge)\b", re.I), _NET, _REVENUE),
    Ratio(
        re.compile(r"\b(?:equity ratio|eigenkapitalquote)\b", re.I),
        frozenset("equity|total equity|shareholders' equity|total shareholders' equity|eigenkapital".split("|")),
        frozenset("total assets|balance sheet total|bilanzsumme|summe aktiva|gesamtvermögen".split("|")),
    ),
)


def find_ratio(question: str) -> Ratio | None:
    """The one ratio that a question names; None for none or several."""
    named = [ratio for ratio in RATIOS if ratio.name.search(question)]
    return named[0] if len(named) == 1 else None


def plain_label(label: str) -> str:
    """A label in small letters as the definitions have it: of brackets only an "(EBIT)" stays."""
    kept = _BRACKETS.sub(lambda match: match.group() if match[1].strip().casefold() == "ebit" else " ", label)
    return _SPACES.sub(" ", kept).strip(" :").casefold()
