"""Rules of a page's style sheets, as far as they hold for every reader, and the elements that they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import lxml.etree as etree

from ingest.readers.css_values import Style, read_declarations

_MARK = re.compile(r"[{};@]")
_COMPOUND = re.compile(r"(\*|[a-z][\w-]*)?((?:[.#][a-z_-][\w-]*)*)\Z")
_NAME = re.compile(r"[.#][\w-]+")
_STATE = re.compile(r":\s*(?:checked|target|hover|focus|active|open)")
_ADDED = re.compile(r"::?(?:before|after|marker|placeholder|selection)\Z")
_SCREEN = re.compile(r"@media\s+(?:only\s+)?(?:screen|all)\s*\{")
_NO_LOOK = re.compile(
    r"@(?:font-face|charset|page|counter-style|property|namespace)\b|@media\s+(?:only\s+)?print\s*\{"
)
# What a pointer on an element changes of its look, and not of whether it is there.
_HARMLESS = re.compile(
    r"(?:color|background|text-decoration|outline|border|cursor|box-shadow|transition)(?:-.*)?\Z"
)
_LONGEST_SELECTOR = 200  # characters
_MOST_CHECKS = 1_000_000  # of an element against a part of a selector: what sheets of attackers may cost


class _Compound(NamedTuple):
    tag: str  # "" for any
    classes: frozenset[str]
    identifier: str
    is_child: bool = False  # of the one before it; else it is anywhere inside

    def fits(self, element: etree._Element) -> bool:
        return (
            (not self.tag or self.tag == element.tag)
            and (not self.identifier or self.identifier == (element.get("id") or "").lower())
            and (not self.classes or self.classes <= set((element.get("class") or "").lower().split()))
        )


class _Rule(NamedTuple):
    weight: tuple[int, int, int, int]  # identifiers, classes, tags, place: a heavier one goes before
    parts: tuple[_Compound, ...]  # the last one is the element itself
    usual: Style
    important: Style


class Sheet:
    """The rules that hold for every reader; `rest` is the text of all others that may change a look."""

    def __init__(self, text: str) -> None:
        self.reacts = False  # whether what is hidden may appear when a reader does something
        self._rules: dict[str, list[_Rule]] = {}  # by a name that their elements have
        self._count = self._checks = 0
        rest = []
        for part in _split_blocks(text):
            if _SCREEN.match(part):
                rest += self._take(part.partition("{")[2].rpartition("}")[0])
            elif not part.startswith("@"):
                rest += self._take(part)
            elif not _NO_LOOK.match(part):
                self.reacts |= _STATE.search(part) is not None
                rest.append(part)
        self.rest = "".join(rest)

    @property
    def is_exhausted(self) -> bool:
        """Whether the rules cost too much to be followed any longer."""
        return self._checks > _MOST_CHECKS

    def of(self, element: etree._Element, tag: str) -> tuple[Style, Style]:
        """What the rules declare of an element, and what of it is important."""
        usual: Style = {}
        important: Style = {}
        if self._rules and not self.is_exhausted:
            rules = [rule for name in _names(element, tag) for rule in self._rules.get(name, ())]
            for rule in sorted(rule for rule in rules if self._fits(rule, element)):
                usual |= rule.usual
                important |= rule.important
        return usual, important

    def _take(self, text: str) -> list[str]:
        """Take the rules in; returns the text of those that are not understood."""
        rest = []
        for rule in text.split("}"):
            selectors, _, body = rule.rpartition("{")
            usual, important = read_declarations(body)
            for selector in selectors.split(","):
                selector = selector.strip()
                parts = _read_selector(selector)
                if parts:
                    self._add(parts, usual, important)
                elif selector and not _ADDED.search(selector):
                    rest.append(body)
                    names = (*usual, *important)
                    self.reacts |= bool(_STATE.search(selector)) and not all(map(_HARMLESS.match, names))
        return rest

    def _add(self, parts: tuple[_Compound, ...], usual: Style, important: Style) -> None:
        last = parts[-1]
        name = f"#{last.identifier}" if last.identifier else next((f".{each}" for each in last.classes), last.tag)
        identifiers = sum(bool(part.identifier) for part in parts)
        classes, tags = sum(len(part.classes) for part in parts), sum(bool(part.tag) for part in parts)
        self._count += 1
        weight = (identifiers, classes, tags, self._count)
        self._rules.setdefault(name, []).append(_Rule(weight, parts, usual, important))

    def _fits(self, rule: _Rule, element: etree._Element) -> bool:
        self._checks += _cost(element)
        if self.is_exhausted or not rule.parts[-1].fits(element):
            return False
        place, is_child = len(rule.parts) - 2, rule.parts[-1].is_child
        for above in element.iterancestors():
            if place < 0:
                break
            self._checks += _cost(above)
            if self._checks > _MOST_CHECKS:
                return False
            if rule.parts[place].fits(above):
                place, is_child = place - 1, rule.parts[place].is_child
            elif is_child:
                return False
        return place < 0


def _cost(element: etree._Element) -> int:
    """Of one check: its classes are looked through."""
    return 1 + len(element.get("class") or "") // 50


def without_comments(text: str) -> str:
    """A style sheet without its comments."""
    first, *parts = text.split("/*")
    return first + "".join(part.partition("*/")[2] for part in parts)


def _names(element: etree._Element, tag: str) -> Iterator[str]:
    """All names that rules for an element are found by."""
    yield from ("", tag)
    for name in dict.fromkeys((element.get("class") or "").lower().split()):
        yield f".{name}"
    yield f"#{(element.get('id') or '').lower()}"


def _read_selector(text: str) -> tuple[_Compound, ...]:
    """The parts of a selector; () when it is not a plain one."""
    if len(text) > _LONGEST_SELECTOR:
        return ()
    parts: list[_Compound] = []
    is_child = False
    for word in text.replace(">", " > ").split():
        match = _COMPOUND.match(word)
        if word == ">":
            if is_child or not parts:
                return ()
            is_child = True
        elif match is None:
            return ()
        else:
            names = _NAME.findall(match[2])
            classes = frozenset(name[1:] for name in names if name[0] == ".")
            identifiers = {name[1:] for name in names if name[0] == "#"}
            if len(identifiers) > 1:
                return ()
            tag = "" if match[1] in (None, "*") else match[1]
            parts.append(_Compound(tag, classes, next(iter(identifiers), ""), is_child))
            is_child = False
    # Of `a > b c`, more than one b would have to be tried.
    links = [part.is_child for part in parts[1:]]
    return () if is_child or links != sorted(links) else tuple(parts)


def _split_blocks(sheet: str) -> list[str]:
    """The sheet in parts: each of its @ rules, and what is between them."""
    parts = []
    depth = begin = 0
    is_block = False
    for match in _MARK.finditer(sheet):
        mark = match[0]
        depth = max(0, depth + (mark == "{") - (mark == "}"))
        if mark == "@" and not depth and not is_block:
            parts.append(sheet[begin : match.start()])
            is_block, begin = True, match.start()
        elif is_block and not depth and mark in "};":
            parts.append(sheet[begin : match.end()])
            is_block, begin = False, match.end()
    return [*parts, sheet[begin:]]
