"""Questions for figures that do not say of whom, in a library with the statements of several firms.

"Why did SG&A fall in 2023?" is answered by any of them, and the asker would not know by whose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.analysis import is_stopword
from rag.contradiction import asks_for_name
from rag.periods import years_in
from rag.statements import has_statements
from rag.statements.naming import names_in
from rag.statements.scope import names_nobody
from rag.statements.wordings import with_plain_years
from rag.types import Hit, Passage

# The best passages of documents that may be meant have about the same score.
_MARGIN = 3.0
_LOOKED_AT = 10
_MOST = 5
_FIRM = re.compile(
    r"(?P<name>(?:(?=[^\W_]*[^\W\d_])[A-ZÄÖÜ0-9][\w.&'’-]*,? +(?:(?:&|and|und|of) +)?){1,4})"
    r"(?:g?GmbH|AG|SE|KGaA|KG|N\.V\.|S\.A\.|(?i:inc|corp|corporation|company|co|ltd|limited|plc|llc))\b"
)
_WANTS_NO_FIGURE = re.compile(r"\b(?:when|where|how many|wann|wo|wie ?viele)\b", re.I)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Firm:
    """Whose a document is."""

    document: str
    name: frozenset[str]  # its words
    known: frozenset[str]  # words of the first page

    @classmethod
    def of(cls, document: str, beginning: str) -> _Firm | None:
        names = (_words(found["name"]) for found in _FIRM.finditer(beginning))
        name = next((each for each in names if not all(map(is_stopword, each))), None)
        return None if name is None else cls(document, name, _words(beginning))

    def is_same(self, other: _Firm) -> bool:
        return self.name <= other.known or other.name <= self.known


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def possible_firms(
    question: str,
    hits: Sequence[Hit],
    beginning_of: Callable[[int], str],
    passages_of: Callable[[int], Sequence[Passage]],
) -> list[str]:
    """The best document of each firm that a question for figures may mean; [] when it is clear, or asks for none.

    A document is a firm's when its first page has the firm's name with its legal form, and it has statements.
    """
    question = with_plain_years(question)
    if (
        not years_in(question)
        or _WANTS_NO_FIGURE.search(question)
        or asks_for_name(question)
        or not _names_nobody(question)
    ):
        return []
    firms: list[_Firm] = []
    for hit in _best_hits(hits):
        number = hit.passage.document_id
        firm = _Firm.of(hit.passage.document, beginning_of(number))
        if firm and not any(map(firm.is_same, firms)) and has_statements(passages_of(number)):
            firms.append(firm)
    return [firm.document for firm in firms[:_MOST]] if len(firms) > 1 else []


def _best_hits(hits: Sequence[Hit]) -> list[Hit]:
    best: dict[int, Hit] = {}
    for hit in hits[:_LOOKED_AT]:
        if not hit.superseded and hits[0].score - hit.score <= _MARGIN:
            best.setdefault(hit.passage.document_id, hit)
    return list(best.values())


def _names_nobody(question: str) -> bool:
    """Whether it wants figures of statements, and no word of it is a name."""
    figures = names_in(question, ())
    for each in reversed(figures):
        question = f"{question[: each.start]} {question[each.end :]}"
    return bool(figures) and names_nobody(question)
