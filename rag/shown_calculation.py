"""Figures of a reply that follow from others by a calculation that it shows: "1,577 / 32,765 = 4.8 %".

The result stands in no document. Once the calculation is right, only the figures that it starts from have to be
found there; a wrong one leaves the result as a figure that nothing carries.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, DecimalException

from rag.numbers import NUMBER, normalise_number
from rag.scales import CURRENCY, SCALE
from rag.unscaled import power_beside

_UNIT = rf"(?:\s?(?:%|{SCALE}))?(?:\s?{CURRENCY})?"
_FIGURE = rf"(?:{CURRENCY}\s?)?(?:{NUMBER.pattern}){_UNIT}"
# A dash or colon is an operation only with blanks around: "3:1" is a ratio, and "2020-2024" are years.
_OPERATION = r"(?:\s?[+×*·/÷−]\s?|\s[x:–-]\s)"
_TERM = rf"(?>\(*+{_FIGURE}(?:\s?\))*+)"
_CALCULATION = re.compile(
    rf"(?P<formula>(?<![\w.,]){_TERM}(?:{_OPERATION}{_TERM}){{1,6}})\s?[=≈]\s?(?P<result>[−–-]?\s?{_FIGURE})", re.I
)
_TOKEN = re.compile(rf"(?P<number>{NUMBER.pattern}){_UNIT}|(?P<sign>[()+×*·/÷−x:–-])", re.I)
_EACH_FIGURE = re.compile(_FIGURE, re.I)
_OF_YEAR = re.compile(r"jahr|jähr|year|annual", re.I)
_SUMS = re.compile(r"[+−–]|\s-\s")
_PERCENT = re.compile(r"\s?%")
_MINUS = "−–-"
_IN_PYTHON = dict.fromkeys("×·x", "*") | dict.fromkeys("÷:", "/") | dict.fromkeys(_MINUS, "-")
_OPERATIONS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def without_results(statement: str) -> str:
    """The statement without the results of right calculations that it shows, and with their figures listed."""
    for calculation in list(_CALCULATION.finditer(statement)):
        formula = _balanced(calculation["formula"])
        if _is_right(formula, calculation["result"]):
            figures = "; ".join(_operands(formula, calculation["result"], statement))
            statement = statement.replace(
                calculation.group()[len(calculation["formula"]) - len(formula) :], figures
            )
            statement = _without_figure(statement, calculation["result"])
    return statement


def _operands(formula: str, result: str, statement: str) -> list[str]:
    """The figures of a formula that a document has to give: not the 100 of percent, nor the months of a year."""
    known = {"100"} if "%" in result else set()
    if _OF_YEAR.search(statement) and not _SUMS.search(formula):
        known.add("12")
    return [each.group() for each in _EACH_FIGURE.finditer(formula) if each.group().strip() not in known]


def _balanced(formula: str) -> str:
    """Without the brackets that open before it and end behind its result."""
    while formula.startswith("(") and formula.count("(") > formula.count(")"):
        formula = formula[1:].lstrip()
    return formula


def _without_figure(statement: str, result: str) -> str:
    return re.sub(rf"(?<![\w.,]){re.escape(result)}(?![\w])(?!\s?%)", "", statement)


def _is_right(formula: str, result: str) -> bool:
    """Whether a formula has this result, as exactly as the result is written."""
    figures: dict[str, Decimal] = {}
    powers: set[int] = set()
    written = ""
    for match in _TOKEN.finditer(formula):
        if match["number"]:
            power = power_beside(formula, *match.span("number"))
            powers |= {power} if power else set()
            name = f"n{len(figures)}"
            figures[name] = Decimal(normalise_number(match["number"])).scaleb(power or 0)
            written += f" {name} "
        else:
            written += _IN_PYTHON.get(match["sign"].lower(), match["sign"])
    try:
        value = _value(ast.parse(written.strip(), mode="eval").body, figures)
    except (SyntaxError, ValueError, DecimalException):
        return False
    return any(abs(value - told) <= half for told, half in _readings(result, powers))


def _value(node: ast.expr, figures: Mapping[str, Decimal]) -> Decimal:
    """Raises ValueError for anything but figures and operations of two of them."""
    if isinstance(node, ast.Name):
        return figures[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_value(node.left, figures), _value(node.right, figures))
    raise ValueError("no calculation")


def _readings(result: str, powers: set[int]) -> Iterator[tuple[Decimal, Decimal]]:
    """What a result may mean, each with half of its last place; `powers` of ten are those of the formula."""
    match = NUMBER.search(result)
    if match is None:
        return
    told = Decimal(normalise_number(match.group())) * (-1 if result[0] in _MINUS else 1)
    half = Decimal(5).scaleb(int(told.as_tuple().exponent) - 1)
    own = power_beside(result, *match.span())
    scales = {own or 0} if powers or not own else {own, 0}
    if own is None and len(powers) == 1:
        scales |= powers
    if _PERCENT.match(result, match.end()):
        scales.add(-2)
    for scale in scales:
        yield told.scaleb(scale), half.scaleb(scale)
