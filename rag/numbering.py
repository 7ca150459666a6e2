"""Numbers that count nothing, but name a place: of list items, sections and clauses ("3. Loss", "§ 3", "step 3").

"2. Devices" carries no "two hours". What a statement calls by its number may still be counted so in a document, or
only be in its place in a list. Versions and clauses count in parts, not tenths: 2.1 and 2.10 are two.
"""

from __future__ import annotations

import re

from rag.numbers import normalise_number, numbers_in

_NUMBER = r"(?P<number>\d{1,3})(?!\d|[.,]\d)"
_SECTION = (
    r"(?:abs(?:atz|\.)|satz|ziff(?:er|\.)|art(?:ikel|\.)|abschnitt|kapitel|article|chapter|clause|paragraph"
    r"|section)"
)
_ITEM = (
    r"(?:anlage|annex|appendix|item|level|no\.|nr\.|nummer|number|phase|place|platz|point|punkt|rang|rank|schritt|step"
    r"|stufe|tabelle|table)"
)
_LINE = r"^[ \t]*(?:[-–•*#]+ +)?\(?(?P<line>\d{1,2})[.)](?=\s)"
# How a document numbers its lines and cites its sections.
_NAMING = re.compile(rf"{_LINE}|(?:§+ ?|\b{_SECTION}\s+){_NUMBER}", re.I | re.M)
# How a statement names them, "am 3. Mai" and "die 3. Zeile" too.
_NAMED = re.compile(
    rf"{_LINE}|(?<![\d.,])(?P<ordinal>\d{{1,2}})\.(?=\s+\S)"
    rf"|(?:§+ ?|\b(?:{_SECTION}|{_ITEM})\s+){_NUMBER}",
    re.I | re.M,
)
# What is counted in parts.
_CODE = re.compile(rf"(?:§+|\b(?:version|release|punkt|point|{_SECTION}))\s*v?(?P<code>\d+(?:\.\d+)+)", re.I)
_DOTTED = re.compile(r"(?<![\d.,])\d+(?:\.\d+)+(?!\d)")


def carried_numbers(evidence: str) -> frozenset[str]:
    """The numbers of a text that statements may need: "3" and "3." where it counts, "3." where it names."""
    counted = numbers_in(_NAMING.sub(" ", evidence))
    return counted | {f"{each}." for each in counted} | _names(_NAMING, evidence)


def needed_numbers(statement: str, given: frozenset[str] = frozenset()) -> frozenset[str]:
    """The numbers that evidence has to carry, without those in `given`: "3" where they count, "3." where not."""
    counted = numbers_in(_NAMED.sub(" ", statement))
    named = {each for each in _names(_NAMED, statement) if each[:-1] not in given}
    return (counted - given) | named


def differs_in_code(statement: str, evidence: str) -> bool:
    """Whether a version or clause of a statement stands in the evidence only as another one: "2.10" as "2.1"."""
    codes = {match["code"] for match in _CODE.finditer(statement)}
    written = set(_DOTTED.findall(evidence)) if codes else set()
    as_numbers = {normalise_number(each) for each in written}
    return any(code not in written and normalise_number(code) in as_numbers for code in codes)


def _names(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    found = (each for match in pattern.finditer(text) for each in match.groups() if each)
    return frozenset(f"{normalise_number(each)}." for each in found)
