"""What a yes/no question claims of figures ("Did the margin improve?"), and whether they bear it out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from rag.numbers import YEAR
from rag.periods import without_periods, years_in
from rag.statements import wordings
from rag.statements.formulas import Figure, Term
from rag.statements.measures import GLADLY_MORE, Claim, Formula

_OF_CHANGE = frozenset({Claim.ROSE, Claim.FELL, Claim.IMPROVED, Claim.WORSENED})


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.I)


_YES_NO = re.compile(
    r"(?:^|[,;:]|\bund|\band)\s*(?:is|are|was|were|has|have|had|do|does|did|ist|sind|war|waren|hat|haben|hatten?"
    r"|konnten?|verf[uü]g\w*|gab es|stieg(?:en)?|sank(?:en)?|fiel(?:en)?|wuchs(?:en)?|verbesserten?"
    r"|verschlechterten?"
    r"|is it true that|can you tell me whether|stimmt es)\s",
    re.I,
)
# Of two things one is asked for, and an exception or a mark to be passed is not looked into.
_NOT_PLAIN = _compile(
    r"or|oder|not|\w+n['’]t|no|none|neither|nor|without|never|nicht|kein\w*|ohne|weder|more|less|least|most|mehr"
    r"|weniger|mindestens|höchstens|twice|half|double\w*|doppelt\w*|hälfte|by(?!\s+(?:its|the)\b)|um|significant\w*"
    r"|substantial\w*|material\w*|slight\w*|only|very|strongly|much|far|deutlich\w*|stark|wesentlich\w*"
    r"|leicht\w*|sehr"
    r"|growth|wachstum\w*|every|each|both|beide\w*|faster|schneller|following|next|subsequent|folgend\w*|nächst\w*"
    r"|consecutive|consistent\w*|steadily|stetig|durchgehend"
)
# "Higher in 2023 than in 2022" compares years, "higher than costs" two things.
_THAN = re.compile(
    rf"\b(?:than|als)\b(?!\s+(?:in|im|at|am)?\s*(?:the|der|dem)?\s*(?:FY|fiscal|year|prior|previous|last"
    rf"|vorjahr|jahr"
    rf"|{YEAR.pattern}))",
    re.I,
)
# With what a year is compared: it must be the earlier one.
_COMPARATIVE = _compile(r"higher|lower|better|worse|larger|smaller|höher\w*|niedriger\w*|besser\w*|schlechter\w*")
_COMPARED_WITH = re.compile(
    rf"\b(?:than|als|compared (?:to|with)|versus|vs\.?|gegenüber|verglichen mit|im vergleich zu(?:m|r)?)\s+"
    rf"(?:[a-zäöü]+\s+){{0,3}}(?P<year>{YEAR.pattern})",
    re.I,
)
# "In 2020 and 2021" are two changes, "between 2020 and 2021" is one.
_TWO_YEARS = re.compile(
    rf"(?<!between )(?<!zwischen )(?<!from )(?<!von )(?:{YEAR.pattern})\s+(?:and"
    rf"|und)\s+(?:in\s+)?(?:{YEAR.pattern})",
    re.I,
)
# A loss of 5 is -5: what is more of the one is less of the other.
_COUNTED_DOWN = _compile(r"loss(?:es)?|used|verlust\w*|fehlbetrag\w*")
_NUMBER = re.compile(r"(?<!\w)\d+(?:[.,]\d+)*(?!\w)")
_WORDS = {
    Claim.ROSE: _compile(
        r"increas\w*|rise[ns]?|rising|rose|(?:go|goes|gone|went) up|grow[ns]?|growing|grew|higher|expand\w*"
        r"|gestiegen|stieg(?:en)?|steig\w*"
        r"|erhöht\w*|gewachsen|wuchs(?:en)?|höher\w*|zugenommen"
    ),
    Claim.FELL: _compile(
        r"decreas\w*|declin\w*|(?:go|goes|gone|went) down|fall(?:s|en|ing)?|fell|drop\w*|lower\w*|reduc\w*"
        r"|shr[aiu]nk\w*|gesunken|sank(?:en)?"
        r"|sink\w*|gefallen|fiel(?:en)?|verringert\w*|gesenkt|senk\w*|niedriger\w*|abgenommen|reduzier\w*"
    ),
    Claim.IMPROVED: _compile(r"improv\w*|better|verbesser\w*|besser\w*"),
    Claim.WORSENED: _compile(r"worse\w*|deteriorat\w*|verschlechter\w*|schlechter\w*"),
    Claim.POSITIVE: _compile(r"positiv(?:e[nrsm]?)?"),
    Claim.NEGATIVE: _compile(r"negativ(?:e[nrsm]?)?"),
    Claim.HEALTHY: _compile(
        r"(?:reasonably )?(?:healthy|good|strong|solid|sound|adequate|sufficient)|gesund\w*|gut\w*|solide\w*"
        r"|ausreichend\w*"
    ),
    Claim.UNHEALTHY: _compile(
        r"unhealthy|weak|poor|bad|insufficient|inadequate|schwach\w*|schlecht\w*|ungesund\w*"
    ),
}


def claim_of(sentence: str, rest: str, name: str, formula: Formula | None) -> Claim | None:
    """What a sentence asks to be told yes or no of; `rest`: it without the name of the figure, by this formula.

    None for any other question, and where more is claimed than that.
    """
    if not _YES_NO.search(sentence) or _claims_more(rest) or is_counted_down(name):
        return None
    if formula is not None and formula.claim is not None:
        return formula.claim
    claims = [claim for claim, words in _WORDS.items() for _ in words.finditer(rest)]
    return claims[0] if len(claims) == 1 else None


def is_counted_down(name: str) -> bool:
    """Whether a figure by this name is told without the sign that statements give it: "net loss", "cash used"."""
    return _COUNTED_DOWN.search(name) is not None


def _claims_more(rest: str) -> bool:
    """Whether a mark, an exception, another thing or several changes are asked for."""
    # "The first half of 2023" is a period.
    if _NOT_PLAIN.search(without_periods(rest)) or _THAN.search(rest) or _TWO_YEARS.search(rest):
        return True
    if wordings.YEAR_COUNT.search(rest) or _NUMBER.search(YEAR.sub(" ", rest)):
        return True
    compared = _COMPARED_WITH.search(rest)
    return bool(compared and _COMPARATIVE.search(rest) and int(compared["year"]) > min(years_in(rest)))


def without_claim(claim: Claim | None, rest: str) -> str:
    """A text without the words that claim it."""
    return rest if claim is None else _WORDS[claim].sub(" ", rest)


def bears_out(claim: Claim, term: Term, formula: Formula | None, values: Sequence[Decimal]) -> bool | None:
    """Whether the values of a term, the earlier one first, are as claimed; None when they cannot tell."""
    if claim in _OF_CHANGE:
        return _has_moved(claim, _is_glad_of_more(term, formula), values) if len(values) == 2 else None
    if len(values) != 1:
        return None
    if claim in (Claim.POSITIVE, Claim.NEGATIVE):
        if isinstance(term, Figure) and term.item.is_size:
            return None  # its sign says nothing
        return values[0] > 0 if claim is Claim.POSITIVE else values[0] < 0
    if formula is None or formula.healthy_from is None:
        return None
    return (values[0] >= formula.healthy_from) is (claim is Claim.HEALTHY)


def _has_moved(claim: Claim, is_glad: bool | None, values: Sequence[Decimal]) -> bool | None:
    gap = values[1] - values[0]
    if claim in (Claim.IMPROVED, Claim.WORSENED):
        if is_glad is None:
            return None
        gap = gap if is_glad else -gap
    return gap > 0 if claim in (Claim.ROSE, Claim.IMPROVED) else gap < 0


def _is_glad_of_more(term: Term, formula: Formula | None) -> bool | None:
    """Whether more of it is better; None where it depends."""
    if isinstance(term, Figure):
        return term.item in GLADLY_MORE or None
    return None if formula is None else formula.more_is_better
