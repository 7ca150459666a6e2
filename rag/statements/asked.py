"""What a question wants of statements: which figure or measure, of which years, and what about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from rag.calculation.asked import with_plain_growth
from rag.periods import find_periods, find_range, parts_in, years_in
from rag.scales import powers_in
from rag.statements import wordings
from rag.statements.claims import claim_of, is_counted_down, without_claim
from rag.statements.definitions import read_definitions
from rag.statements.formulas import Figure, Term
from rag.statements.measures import Claim, Formula, Unit
from rag.statements.naming import Named, as_defined, meant_by, names_in
from rag.statements.parts import part_of, with_short_parts, without_fiscal, words_beside
from rag.statements.tables import Kind


class About(Enum):
    """What of the values is asked for."""

    VALUES = auto()
    CHANGE = auto()
    GROWTH = auto()
    COMPOUND = auto()
    AVERAGE = auto()


@dataclass(frozen=True, slots=True)
class Asked:
    """A formula in some years."""

    name: str  # as the question calls it, if it does
    term: Term
    unit: Unit
    years: tuple[int, ...]  # ascending
    about: About
    rest: str  # the question proper without its definitions and the name of what is asked for
    around: str  # the sentences beside it
    in_percent: bool  # the question wants percents
    formula: Formula | None = None  # of the textbook that it is calculated by
    claim: Claim | None = None  # what is to be told yes or no of
    part: str = ""  # of each year, "Q2" or "H1"; "": whole years

    @property
    def kinds(self) -> frozenset[Kind]:
        """The statements that have its figures."""
        return frozenset(item.kind for item in self.term.items)


def read_asked(question: str) -> Asked | None:
    """None when the question does not plainly want a figure of statements in named years."""
    plain = _plain(question)
    bare, definitions = read_definitions(plain)
    if any(each.term is None for each in definitions):
        return None
    kinds = {kind for kind, name in wordings.STATEMENTS.items() if name.search(bare)}
    for name in wordings.STATEMENTS.values():
        bare = name.sub(" ", bare)
    sentences = [each for each in wordings.SENTENCE.split(bare) if not wordings.CONDITION.match(each.strip())]
    for only_measures in (True, False):
        for sentence in sentences:
            named = names_in(sentence, definitions)
            if named and not (only_measures and all(isinstance(each.term, Figure) for each in named)):
                meant = meant_by(sentence, named)
                if meant is None:
                    return None
                return _asked(plain, sentences, sentence, as_defined(meant, definitions), kinds)
    return None


def _plain(question: str) -> str:
    """The question with its years as such."""
    years = wordings.with_plain_years(with_short_parts(question))
    return with_plain_growth(wordings.UNADJUSTED.sub("", years))


def _asked(question: str, sentences: Sequence[str], sentence: str, meant: Named, kinds: set[Kind]) -> Asked | None:
    if kinds and not {item.kind for item in meant.term.items} <= kinds:
        return None
    rest = f"{sentence[: meant.start]} . {sentence[meant.end :]}"
    if wordings.NO_FIGURE.search(rest) or wordings.OTHERWISE.search(rest):
        return None
    years, part = _years(sentences, sentence)
    if not years:
        return None
    in_percent = wordings.IN_PERCENT.search(question) is not None
    about = _about(question, rest, meant, in_percent=in_percent)
    wanted = None if about is None else _wanted(rest, about, years)
    if about is None or wanted is None:
        return None
    said_so = sentence[meant.start : meant.end].strip()
    beside = " ".join(each for each in sentences if each is not sentence)
    plain = rest if not part else _of_part(rest, beside, meant, about, has_one_year=len(years) == 1)
    if plain is None or (is_counted_down(said_so) and about is not About.VALUES):
        return None
    formula = meant.formula
    claim = claim_of(sentence, plain, said_so, formula)
    if formula is not None and formula.claim not in (None, claim):
        return None
    for said in (wordings.COMPOUND, wordings.AVERAGE, wordings.YEAR_COUNT, wordings.GROWTH, wordings.CHANGE):
        plain = said.sub(" ", plain)
    plain = without_claim(claim, plain)
    name = meant.label or said_so
    return Asked(name, meant.term, meant.unit, wanted, about, plain, beside, in_percent, formula, claim, part)


def _of_part(rest: str, beside: str, meant: Named, about: About, *, has_one_year: bool) -> str | None:
    """The rest of a question about a quarter or half; None when it wants more than its values or their change."""
    is_change = about in (About.CHANGE, About.GROWTH)
    if not is_change and about is not About.VALUES:
        return None
    return words_beside(rest, beside, meant.term, is_change=is_change, has_one_year=has_one_year)


def _years(sentences: Sequence[str], sentence: str) -> tuple[tuple[int, ...], str]:
    """The years of the question proper, or else of the sentences around it, and the part of each.

    () where that is not plain.
    """
    everywhere = " ".join(sentences)
    text = sentence if years_in(sentence) else everywhere
    periods = find_periods(without_fiscal(text))
    part = part_of(periods or ())
    if (
        not periods
        or part is None
        or years_in(everywhere) != years_in(text)
        or parts_in(everywhere) != {part} - {""}
    ):
        return (), ""
    return tuple(each.year for each in periods), part


def _about(question: str, rest: str, meant: Named, *, in_percent: bool) -> About | None:
    """What is wanted; None for an average of changes, which may mean several things."""
    if wordings.COMPOUND.search(rest):
        return About.COMPOUND
    is_growth = wordings.GROWTH.search(rest) is not None
    is_change = is_growth or any(each.search(rest) for each in (wordings.CHANGE, wordings.YEARLY))
    if wordings.AVERAGE.search(rest):
        return None if is_change else About.AVERAGE
    in_money = bool(powers_in(question)) and not in_percent
    if meant.unit is Unit.MONEY and not in_money and (is_growth or (is_change and in_percent)):
        return About.GROWTH
    return About.CHANGE if is_change else About.VALUES


def _wanted(rest: str, about: About, years: tuple[int, ...]) -> tuple[int, ...] | None:
    """The years to calculate with; None when it is not plain which."""
    if about is About.VALUES:
        return years
    if about is About.AVERAGE:
        return _averaged(rest, years)
    if len(years) == 1 and about is not About.COMPOUND:
        # "Over the last three years" does not say from which one on.
        return None if wordings.YEAR_COUNT.search(rest) else (years[0] - 1, years[0])
    return years if len(years) == 2 else None


def _averaged(rest: str, years: tuple[int, ...]) -> tuple[int, ...] | None:
    spanned = find_range(rest)
    years = tuple(each.year for each in spanned) if spanned else years
    count = wordings.YEAR_COUNT.search(rest)
    if count is None:
        return years if len(years) > 1 else None
    many = wordings.COUNTS.get(count["count"].lower()) or int(count["count"])
    if len(years) == 1:
        return tuple(range(years[0] - many + 1, years[0] + 1))
    return years if len(years) == many else None
