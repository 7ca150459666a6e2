"""Figures of statements as a reply: what they are, the calculation with its figures, and the rows they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from rag.calculation.measures import Measure
from rag.calculation.telling import places_asked, unit_of_result, write, write_operand
from rag.citations import VerifiedReply, carried_by
from rag.scales import powers_in
from rag.statements.asked import About, Asked
from rag.statements.books import Amount
from rag.statements.claims import bears_out
from rag.statements.formulas import Solved
from rag.statements.lines import Line
from rag.statements.measures import Claim, Unit
from rag.unit_words import CURRENCIES
from rag.units import units_in

_PLACES = {Unit.PERCENT: 1, Unit.TIMES: 2, Unit.DAYS: 1}
_PLACES_OF_CHANGE = 2  # in percents; with one the difference may not be that of what is shown
_MOST_PLACES = 3  # of a converted amount
_HUNDRED = Decimal(100)
_WORDS = {
    "en": {
        "rose": "rose from {old} ({first}) to {new} ({last}), by {gap}",
        "fell": "fell from {old} ({first}) to {new} ({last}), by {gap}",
        "same": "{new} in both {times}, {first} and {last}",
        "years": "years",
        "parts": "periods",
        "average": "average of {first} to {last}",
        "average_of": "average of {first} and {last}",
        "days": " days",
        "points": " percentage points",
        "from": "from",
        "yes": "Yes",
        "no": "No",
        "other": "by another usual formula",
        "mark": "{mark} or more is held to be healthy",
        "high": "{mark} a year or more is held to be high",
    },
    "de": {
        "rose": "gestiegen von {old} ({first}) auf {new} ({last}), um {gap}",
        "fell": "gesunken von {old} ({first}) auf {new} ({last}), um {gap}",
        "same": "{new} in beiden {times}, {first} und {last}",
        "years": "Jahren",
        "parts": "Zeiträumen",
        "average": "Durchschnitt von {first} bis {last}",
        "average_of": "Durchschnitt von {first} und {last}",
        "days": " Tage",
        "points": " Prozentpunkte",
        "from": "aus",
        "yes": "Ja",
        "no": "Nein",
        "other": "nach einer anderen üblichen Formel",
        "mark": "ab {mark} gilt sie als gesund",
        "high": "ab {mark} im Jahr gilt es als hoch",
    },
}


@dataclass(frozen=True, slots=True)
class Values:
    """What was calculated of each year that is asked for, and in what the statements count."""

    solved: tuple[Solved, ...]
    power: int | None
    currency: str
    others: tuple[Solved, ...] = ()  # by another formula of the same name


class Teller:
    """Writes one reply."""

    def __init__(self, question: str, asked: Asked, language: str, values: Values) -> None:
        self._asked = asked
        self._language = language
        self._values = values
        self._words = _WORDS[language]
        self._places = places_asked(question)
        # A ratio that is asked for with so many decimals, and not in percents, is wanted as it is.
        self._percent_places = _places(asked, self._places)
        self._is_percent = (asked.unit is Unit.PERCENT and (asked.in_percent or self._places is None)) or (
            asked.unit is Unit.TIMES and asked.in_percent
        )
        self._measured = Measure(frozenset({values.currency} - {""}), values.power)
        self._power = _power_asked(question, self._measured)

    def tell(self) -> VerifiedReply | None:
        """None where the result would mean nothing."""
        about = self._asked.about
        if about is About.VALUES:
            text = "; ".join(self._of_year(place) for place in range(len(self._asked.years)))
            text = f"{self._name}: {text}" if len(self._asked.years) > 1 else f"{self._name}, {text}"
        elif about is About.AVERAGE:
            text = self._average()
        elif about in (About.GROWTH, About.COMPOUND):
            growth = self._growth() if about is About.GROWTH else self._compound()
            if growth is None:
                return None
            text = growth
        else:
            text = self._change()
        solved = (*self._values.solved, *self._values.others)
        amounts = list(dict.fromkeys(amount for each in solved for amount in each.amounts))
        text = f"{self._verdict()}{text}{self._by_other_formula()}; {self._words['from']} {self._sources(amounts)}"
        return carried(text, (line for amount in amounts for line in amount.lines))

    def _verdict(self) -> str:
        """Yes or no, where the question wants it and all formulas agree."""
        claim = self._asked.claim
        if claim is None or self._asked.about not in (About.VALUES, About.CHANGE, About.GROWTH):
            return ""
        told = {
            bears_out(claim, self._asked.term, self._asked.formula, [each.value for each in solved])
            for solved in (self._values.solved, self._values.others)
            if solved
        }
        verdict = told.pop() if len(told) == 1 else None
        return "" if verdict is None else f"{self._words['yes' if verdict else 'no']}. "

    def _by_other_formula(self) -> str:
        others = zip(self._asked.years, self._values.others, strict=False)
        told = [f"{self._time(year)}: {each.written} = {self._shown(each.value)}" for year, each in others]
        text = f"; {self._words['other']}, {'; '.join(told)}" if told else ""
        formula = self._asked.formula
        if self._asked.claim not in (Claim.HEALTHY, Claim.UNHEALTHY) or formula is None or not formula.healthy_from:
            return text
        mark = formula.healthy_from
        shown = f"{_HUNDRED * mark:.0f} %" if formula.unit is Unit.PERCENT else f"{mark:f}"
        return f"{text}; {self._words['high' if formula.claim else 'mark'].format(mark=shown)}"

    @property
    def _name(self) -> str:
        name = " ".join(self._asked.name.split())
        return name[:1].upper() + name[1:]

    def _time(self, year: int) -> str:
        """ "2023", or "Q2 2023" of a question on this part."""
        return f"{self._asked.part} {year}".strip()

    def _sources(self, amounts: Iterable[Amount]) -> str:
        """Each row with its figures as they stand there: "Inventories: 4,366 (2018), 4,034 (2017)"."""
        rows: dict[str, list[str]] = {}
        for amount in amounts:
            for line, written in amount.written():
                rows.setdefault(line, []).append(f"{written} ({self._time(amount.year)})")
        return "; ".join(f"{label}: {', '.join(dict.fromkeys(figures))}" for label, figures in rows.items())

    def _of_year(self, place: int) -> str:
        """The year, the calculation and its result."""
        solved = self._values.solved[place]
        year = self._time(self._asked.years[place])
        if not solved.sign:
            return f"{year}: {self._shown(solved.value)}"
        return f"{year}: {solved.written} = {self._shown(solved.value)}"

    def _change(self) -> str:
        first, last = self._values.solved
        gap = last.value - first.value
        how = "rose" if gap > 0 else "fell" if gap < 0 else "same"
        years = dict(zip(("first", "last"), map(self._time, self._asked.years), strict=True))
        shown = {"old": self._shown(first.value), "new": self._shown(last.value)}
        if gap and shown["old"] == shown["new"]:
            how = "same"
        times = self._words["parts" if self._asked.part else "years"]
        sentence = self._words[how].format(**years, **shown, gap=self._gap(first.value, last.value), times=times)
        formulas = [self._of_year(place) for place, each in enumerate(self._values.solved) if each.sign]
        return "; ".join([f"{self._name}: {sentence}", *formulas])

    def _gap(self, first: Decimal, last: Decimal) -> str:
        gap = abs(last - first)
        if self._is_percent:
            return f"{write(_HUNDRED * gap, self._percent_places, self._language)}{self._words['points']}"
        share = f" ({self._percent(gap / first)})" if self._asked.unit is Unit.MONEY and first > 0 else ""
        return f"{self._shown(gap)}{share}"

    def _growth(self) -> str | None:
        first, last = (each.value for each in self._values.solved)
        if first <= 0:
            return None
        old, new = (write_operand(value, self._language) for value in (first, last))
        growth = (last - first) / first
        shown = self._percent(growth)
        sign = "+" if growth > 0 else ""
        years = "–".join(map(self._time, self._asked.years))
        return f"{self._name}, {years}: {sign}{shown}; ({new} − {old}) / {old} = {shown}"

    def _compound(self) -> str | None:
        """The yearly growth that leads from the first year to the last."""
        first, last = (each.value for each in self._values.solved)
        if first <= 0 or last <= 0:
            return None
        begin, end = self._asked.years
        old, new = (write_operand(value, self._language) for value in (first, last))
        shown = self._percent((last / first) ** (1 / Decimal(end - begin)) - 1)
        power = f"^(1 / {end - begin})" if end - begin > 1 else ""
        return f"{self._name}, {begin}–{end}: {shown}; ({new} / {old}){power} − 1 = {shown}"

    def _average(self) -> str:
        values = [each.value for each in self._values.solved]
        mean = sum(values, Decimal(0)) / len(values)
        first, last = self._asked.years[0], self._asked.years[-1]
        # "2016 and 2018" are two years, "2016 to 2018" are three.
        spanned = "average" if last - first == len(values) - 1 else "average_of"
        label = self._words[spanned].format(first=first, last=last)
        each = "; ".join(self._of_year(place) for place in range(len(values)))
        return f"{self._name}, {label}: {self._shown(mean)}; {each}"

    def _shown(self, value: Decimal) -> str:
        if self._is_percent:
            return self._percent(value)
        if self._asked.unit is Unit.MONEY:
            return self._money(value)
        places = _PLACES[self._asked.unit] if self._places is None else self._places
        days = self._words["days"] if self._asked.unit is Unit.DAYS else ""
        return f"{write(value, places, self._language)}{days}"

    def _percent(self, value: Decimal) -> str:
        return f"{write(_HUNDRED * value, self._percent_places, self._language)} %"

    def _money(self, value: Decimal) -> str:
        """In the scale of the statements, and in the one that is asked for."""
        shown = with_unit(
            write(value, None if value == round(value, _MOST_PLACES) else 1, self._language),
            self._measured,
            self._language,
        )
        if self._power is None or self._power == self._values.power:
            return shown
        moved = value.scaleb((self._values.power or 0) - self._power)
        places = _MOST_PLACES if self._places is None else self._places
        there = with_unit(
            write(moved, places, self._language), self._measured._replace(power=self._power), self._language
        )
        return f"{shown} = {there}"


def _places(asked: Asked, places: int | None) -> int:
    if places is not None:
        return places
    return _PLACES_OF_CHANGE if asked.about is About.CHANGE else _PLACES[Unit.PERCENT]


def is_in_currency(question: str, currency: str) -> bool:
    """Whether a question wants no other currency than the statements have."""
    wanted = units_in(question) & CURRENCIES
    return not wanted or not currency or wanted == {currency}


def with_unit(figure: str, measured: Measure, language: str) -> str:
    """ "USD 1,577 million", "1.577 Mio. USD"."""
    unit = unit_of_result(measured, language, is_gap=False).strip(" ()")
    currency = next(iter(measured.units), "")
    if language == "en" and currency:
        return f"{currency} {figure} {unit.removeprefix(currency)}".replace("  ", " ").strip()
    return f"{figure} {unit}".strip()


def _power_asked(question: str, measured: Measure) -> int | None:
    powers = powers_in(question)
    return powers.pop() if len(powers) == 1 and measured.power is not None else None


def carried(text: str, rows: Iterable[Line]) -> VerifiedReply:
    """A reply with the rows that it comes from."""
    lines = dict.fromkeys(rows)
    cited = [
        line.passage.cite(number, line.start, line.end)
        for number, line in enumerate(sorted(lines, key=lambda line: (line.passage.id, line.start)), 1)
    ]
    return carried_by(text, cited)
