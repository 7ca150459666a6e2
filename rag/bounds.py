"""Whether a bound of an amount, day, year or hour is the opposite one: "bis 30. Juni" and "ab 30. Juni"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rag.numbers import NUMBER, YEAR, normalise_number
from rag.written_forms import MONTH_NAME

_NOT = r"(?<!nicht )(?<!not )(?<!no )(?<!kein )"
_AMOUNT = rf"\s+(?:[€$£]\s?|EUR\s)?(?P<number>{NUMBER.pattern})"
_MORE = r"(?:mehr|länger|höher|more|longer|higher)\s+(?:als|than)"
_LESS = r"(?:weniger|kürzer|less|fewer|shorter)\s+(?:als|than)"
_NO_MORE = rf"(?:nicht|no|not)\s+{_MORE}"
_NO_LESS = rf"(?:nicht|no|not)\s+{_LESS}"
# "More than" is the opposite of its own denial only: above a limit another rule may hold.
_OF_AMOUNTS = tuple(
    tuple(re.compile(rf"\b(?:{side}){_AMOUNT}", re.I) for side in pair)
    for pair in (
        (rf"höchstens|maximal|at most|{_NO_MORE}", rf"mindestens|wenigstens|at least|{_NO_LESS}"),
        (_NO_MORE, rf"{_NOT}{_MORE}"),
        (_NO_LESS, rf"{_NOT}{_LESS}"),
    )
)
# Below and above count only where nearly all that the statement says stands in the clause.
_SIDES = tuple(
    re.compile(rf"\b{_NOT}(?:{side}){_AMOUNT}(?![\d.,]*\d)(?!\.?\s+{MONTH_NAME})", re.I)
    for side in (
        rf"unter|unterhalb von|bis(?: zu)?|below|under|up to|{_LESS}",
        rf"über|oberhalb von|ab|above|over|exceeding|{_MORE}",
    )
)
_TO_THE = r"\s+(?:(?:zu[mr]?|de[mnr]|the|einschließlich|spätestens|um|at)\s+){0,2}"
_MOMENT = (
    rf"(?:(?P<day>\d{{1,2}})\.?\s+(?P<month>{MONTH_NAME})|(?P<year>{YEAR.pattern})(?!\s*(?:[€$£%]|EUR\b))"
    r"|(?P<hour>\d{1,2}(?:[:.]\d\d)?)\s?(?P<half>Uhr|[ap]\.?m\b))"
)
_UNTIL, _SINCE = (
    re.compile(rf"\b{_NOT}(?:{side}){_TO_THE}{_MOMENT}", re.I)
    for side in (
        r"vor|bis|spätestens|before|by|until|till|through|no later than|not later than",
        r"nach|ab|seit|after|from|since|as of|frühestens",
    )
)
# What ends on a day holds until then: "endet nach dem 30. Juni" may be "gilt bis zum 30. Juni"; and what is new
# begins where the old ends.
_TURN = re.compile(
    r"\b(?:end(?:e[tn]?|ete|s|ed|ing)?|erlischt|erlöschen|verfällt|verfallen|läuft\b.*\baus|ausgelaufen|abgelaufen|entf[aä]ll\w*"
    r"|expire[sd]?|lapse[sd]?|gesperrt|geschlossen|schließt|closed?s?|beginn\w*|starts?|begins?|neue[mnrs]?|new)\b",
    re.I,
)
# What holds on the other side may be told, too.
_BEYOND = re.compile(r"\b(?:darüber|darunter|danach|davor|vorher|sonst|otherwise|afterwards|beyond|else)\b", re.I)


def opposed_limits(statement: str, clause: str) -> Iterator[str]:
    """The word of a limit whose number has the opposite one in the clause: "höchstens 5", "mindestens 5"."""
    for pair in _OF_AMOUNTS:
        for here, there in (pair, pair[::-1]):
            if _is_turned(here, there, statement, clause, _number):
                yield " ".join(match.group() for match in here.finditer(statement))
                return  # "nicht mehr als" is of two pairs


def opposed_sides(statement: str, clause: str) -> Iterator[str]:
    """What the statement says of a day, year, hour or amount of which the clause says the other side."""
    if _BEYOND.search(clause) or bool(_TURN.search(statement)) != bool(_TURN.search(clause)):
        return
    for pair, key in ((_SIDES, _number), ((_UNTIL, _SINCE), _moment)):
        for here, there in (pair, pair[::-1]):
            if _is_turned(here, there, statement, clause, key):
                yield " ".join(match.group() for match in here.finditer(statement))
                return


def _is_turned(
    here: re.Pattern[str],
    there: re.Pattern[str],
    statement: str,
    clause: str,
    key: Callable[[re.Match[str]], str],
) -> bool:
    """Whether the statement bounds something on the one side only that the clause bounds on the other only."""
    said = _keys(here, statement, key) - _keys(there, statement, key)
    return bool(said & (_keys(there, clause, key) - _keys(here, clause, key)))


def _keys(bound: re.Pattern[str], text: str, key: Callable[[re.Match[str]], str]) -> frozenset[str]:
    return frozenset(key(match) for match in bound.finditer(text))


def _number(match: re.Match[str]) -> str:
    return normalise_number(match["number"])


def _moment(match: re.Match[str]) -> str:
    if match["day"]:
        return f"{match['day']} {match['month'][:3].lower()}"
    return match["year"] or f"{match['hour']} {match['half'][0].lower()}"
