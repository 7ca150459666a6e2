"""What one figure of a statement is: how its row is labelled, and how questions call it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.accounts import Account
from rag.statements.tables import Kind

_BRACKETS = re.compile(r"\([^)]*\)?")
_ASIDE = re.compile(r"\b(?:less|minus|davon|abzüglich)\b:?|[*†‡¹²³⁴]|(?<=[a-z])\d\b")
_MARKS = re.compile(r"[^\w'&/-]+|(?<!\w)-+|-+(?!\w)")
_GOES_ON = re.compile(r"\s*\n\s*\|")
_APOSTROPHES = re.compile("[’‘`]")


@dataclass(frozen=True, slots=True)
class Item:
    """One figure of a statement.

    `rows`: patterns of its label in `plain_label`, the first that any row has counts. `never`: what no label of it
    has, in small letters. `names`: how questions call it. `parts`: labels of the rows that make it up under a
    heading of its own.
    """

    kind: Kind
    rows: tuple[re.Pattern[str], ...]
    names: re.Pattern[str]
    never: re.Pattern[str] | None = None
    parts: re.Pattern[str] | None = None
    is_size: bool = False  # statements may write it below zero though its size is meant
    is_sum: bool = False  # several rows may make it up, if none of the best pattern does alone

    def fits(self, label: str) -> int | None:
        """How well a row of this label tells the item: 0 best, None not at all."""
        if self.never is not None and self.never.search(label.casefold()):
            return None
        plain = plain_label(label)
        return next((rank for rank, row in enumerate(self.rows) if row.fullmatch(plain)), None)


@lru_cache(maxsize=10_000)  # each row is compared with every item
def plain_label(label: str) -> str:
    """A label in small letters with single blanks: no brackets, commas or dashes, no "less"."""
    text = _APOSTROPHES.sub("'", label.casefold())
    bare = _MARKS.sub(" ", _ASIDE.sub(" ", _BRACKETS.sub(" ", text)))
    return " ".join(bare.replace("&", "and").split())


def make_item(
    account: Account,
    kind: Kind,
    rows: str,
    names: str,
    *,
    never: str | None = None,
    parts: str | None = None,
    is_size: bool = False,
    is_sum: bool = False,
) -> Item:
    """Patterns of rows stand in lines, best first; a line that begins with a bar goes on.

    The account's own labels are the last. In names a blank is a hyphen as well.
    """
    own = "|".join(re.escape(plain_label(each)) for each in sorted(account.labels))
    patterns = [line.strip() for line in _GOES_ON.sub("|", rows).splitlines() if line.strip()]
    return Item(
        kind,
        tuple(re.compile(each) for each in (*patterns, own)),
        re.compile(rf"(?<!\w)(?:{names.replace(' ', '[- ]')})(?!\w)", re.I),
        never=None if never is None else re.compile(never),
        parts=None if parts is None else re.compile(parts),
        is_size=is_size,
        is_sum=is_sum,
    )
