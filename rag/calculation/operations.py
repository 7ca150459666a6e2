"""What is done with figures, and the words that ask for it, which name nothing of a table."""

from __future__ import annotations

from enum import Enum, unique

PERCENT_WORDS = "percent percentage rate prozent prozentual"
_RISE = """
growth grow grew grown increase increased decrease decreased change changed rise rose risen fall fell
decline declined develop developed
entwickelt entwickelte entwickelten
gestiegen gesunken gewachsen verändert zugenommen abgenommen gefallen steigerung veränderung
wachstum wachstumsrate zuwachs rückgang anstieg stieg stiegen sank sanken wuchs wuchsen fiel fielen
strongly fast sharply stark sehr schnell added kam kamen hinzu
"""
_YEAR_BEFORE = (
    "year on yoy annual previous prior preceding earlier vorjahr vorjahres vorherigen jährliche jährlichen"
)
_COMPARED = """
difference differ differed more less fewer higher lower greater larger smaller longer shorter heavier lighter
cheaper expensive exceed compared comparison vs versus over minus abzüglich
unterschied differenz mehr weniger höher niedriger größer kleiner länger kürzer schwerer leichter teurer billiger
günstiger vergleich gegenüber
"""
_SHARE = """
share ratio part fraction portion proportion divided account accounted make up contribute contributed
came come comes stems stemmed due goes go went spent used paid put invested
anteil anteilig teil verhältnis geteilt entfällt entfallen entfiel entfielen geht gehen ging gingen
fließt fließen floss flossen macht machen machte machten ausmachte ausmachen betrug betrugen
"""
_SUM = "sum add up total together combined overall summe zusammen insgesamt gesamt plus ergeben"
_AVERAGE = (
    "average averaged mean durchschnitt durchschnittlich durchschnittliche durchschnittlichen mittel mittelwert"
)

_YEARLY = f"{_AVERAGE} compound compounded cagr yearly annually jährlich jährliches jährlicher pro"


@unique
class Operation(Enum):
    """What is done; each value is the words of asking for it."""

    LOOK_UP = ""
    GROWTH = f"{PERCENT_WORDS} {_RISE} {_COMPARED} {_YEAR_BEFORE}"
    MEAN_GROWTH = f"{PERCENT_WORDS} {_RISE} {_COMPARED} {_YEAR_BEFORE} {_YEARLY}"  # a year, compounded
    DIFFERENCE = f"{_RISE} {_COMPARED} {_YEAR_BEFORE}"  # of one item in two periods
    GAP = _COMPARED  # of two items: the first less the second
    EXCESS = f"{PERCENT_WORDS} {_COMPARED}"  # the gap as a share of the second
    SHARE = f"{PERCENT_WORDS} {_SHARE}"
    RATIO = f"{PERCENT_WORDS} margin marge ratio quote"  # one that has a name
    PER = "per pro je each"  # so much of one item for each that another one counts
    SUM = _SUM  # of items
    TOTAL = f"{_SUM} year"  # of one item over years
    AVERAGE = _AVERAGE
