"""From a question about a firm's figures to the reply of code, by the statements of its documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rag.calculation.telling import write_operand
from rag.citations import VerifiedReply
from rag.statements.asked import About, Asked
from rag.statements.books import Books
from rag.statements.fiscal import is_interim
from rag.statements.formulas import Solved, Term
from rag.statements.parts import says_fiscal
from rag.statements.quarters import books_of_part
from rag.statements.ranked import Ranked
from rag.statements.ranking import tell_ranked
from rag.statements.scope import is_about
from rag.statements.telling import Teller, Values, is_in_currency
from rag.types import Passage


@dataclass(frozen=True, slots=True)
class Source:
    """A document that may have the statements; its text is only asked for where it is needed."""

    name: str  # and title
    beginning: Callable[[], str]
    passages: Callable[[], Sequence[Passage]]


def answer_from_statements(
    question: str, asked: Asked | Ranked, sources: Iterable[Source], language: str
) -> VerifiedReply | None:
    """What the first document has that is about the same firm and years; None when none has it plainly.

    A document whose newest year is the newest one asked for comes before others: a later one may have restated it.
    """
    spare: VerifiedReply | None = None
    for source in sources:
        beginning = source.beginning()
        if not is_about(asked, source.name, beginning):
            continue
        books = _books(question, asked, source, beginning)
        if books is None or (reply := _told(question, asked, books, language)) is None:
            continue
        if books.newest == max(asked.years):
            return reply
        spare = spare or reply
    return spare


def has_statements(passages: Sequence[Passage]) -> bool:
    """Whether a document, all its passages given in reading order, has a financial statement."""
    return Books.of(passages) is not None


def _books(question: str, asked: Asked | Ranked, source: Source, beginning: str) -> Books | None:
    if isinstance(asked, Asked) and asked.part:
        is_fiscal = says_fiscal(question)
        return books_of_part(source.passages(), asked.part, source.name, beginning, is_fiscal=is_fiscal)
    # The balance of such a report is that of the end of a quarter, under the same year.
    return None if is_interim(beginning) else Books.of(source.passages())


def _told(question: str, asked: Asked | Ranked, books: Books, language: str) -> VerifiedReply | None:
    if isinstance(asked, Ranked):
        return tell_ranked(question, asked, books, language)
    values = _values(asked, books, language)
    if values is None or not is_in_currency(question, values.currency):
        return None
    return Teller(question, asked, language, values).tell()


def _values(asked: Asked, books: Books, language: str) -> Values | None:
    solved = _solved(asked.term, asked, books, language)
    if not solved:
        return None
    other = None if asked.formula is None else asked.formula.other
    is_plain = asked.about in (About.VALUES, About.CHANGE)
    others = _solved(other, asked, books, language) if other and is_plain else ()
    if [each.value for each in others] == [each.value for each in solved]:
        others = ()
    amounts = [amount for each in (*solved, *others) for amount in each.amounts]
    scales = {books.scale_of(amount.item.kind) for amount in amounts}
    currencies = {currency for currency, _ in scales if currency}
    powers = {power for _, power in scales if power is not None}
    if len(currencies) > 1 or len(powers) > 1:
        return None  # thousands here and millions there
    currency, power = next(iter(currencies), ""), next(iter(powers), None)
    return Values(solved, power, currency, others)


def _solved(term: Term, asked: Asked, books: Books, language: str) -> tuple[Solved, ...]:
    """For each year that is asked for; () when it cannot be solved for all of them."""
    found = [term.solve(books.amount, year, lambda value: write_operand(value, language)) for year in asked.years]
    solved = tuple(each for each in found if each is not None)
    return solved if len(solved) == len(found) else ()
