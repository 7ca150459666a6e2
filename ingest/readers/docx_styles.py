"""What paragraphs of a DOCX are: headings by their style, list items by their numbering."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.readers.office_package import Element, Package, attribute, child, local_name

_HEADING_NAME = re.compile(r"(?:heading|überschrift)\s*([1-9])", re.IGNORECASE)
_BODY_LEVEL = 9  # outline level of paragraphs that are no headings, counted from 0
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "m cm d cd c xc l xl x ix v iv i".split(),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    parent: str | None
    properties: Element | None


class Styles:
    """Paragraph styles by their identifiers."""

    def __init__(self, package: Package) -> None:
        self._styles: dict[str, _Style] = {}
        for style in _children(package.related("styles", "styles.xml"), "style"):
            name = child(style, "name")
            parent = child(style, "basedOn")
            self._styles[attribute(style, "styleId") or ""] = _Style(
                (attribute(name, "val") or "") if name is not None else "",
                attribute(parent, "val") if parent is not None else None,
                child(style, "pPr"),
            )

    def heading_level(self, paragraph: Element) -> int | None:
        """1 for the outermost heading or the title, None for other paragraphs."""
        for name, properties in self._chain(paragraph):
            outline = child(properties, "outlineLvl")
            if outline is not None:
                level = _number(outline)
                return level + 1 if level < _BODY_LEVEL else None
            match = _HEADING_NAME.fullmatch(name)
            if match:
                return int(match[1])
            if name.lower() in ("title", "titel"):
                return 1
        return None

    def is_title(self, paragraph: Element) -> bool:
        """Whether the paragraph has the style of the document's title."""
        return any(name.lower() in ("title", "titel") for name, _ in self._chain(paragraph))

    def numbering(self, paragraph: Element) -> tuple[str, int] | None:
        """The list and the level (from 0) that a paragraph is numbered in."""
        for _, properties in self._chain(paragraph):
            number = child(properties, "numPr")
            if number is not None:
                identifier, level = child(number, "numId"), child(number, "ilvl")
                if identifier is not None:
                    return attribute(identifier, "val") or "0", _number(level) if level is not None else 0
        return None

    def _chain(self, paragraph: Element) -> Iterator[tuple[str, Element | None]]:
        """The paragraph's own properties, then those of its style and the styles it is based on."""
        properties = child(paragraph, "pPr")
        yield "", properties
        style = child(properties, "pStyle")
        identifier = attribute(style, "val") if style is not None else None
        seen: set[str] = set()
        while identifier in self._styles and identifier not in seen:
            seen.add(identifier)
            found = self._styles[identifier]
            yield found.name, found.properties
            identifier = found.parent


@dataclass(slots=True)
class _List:
    """Levels of a list: `(format, text, start)`, and how far each has counted."""

    levels: dict[int, tuple[str, str, int]]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts list items and numbered headings as a word processor shows them."""

    def __init__(self, package: Package) -> None:
        root = package.related("numbering", "numbering.xml")
        definitions = {
            attribute(item, "abstractNumId") or "": _List(_read_levels(item))
            for item in _children(root, "abstractNum")
        }
        self._lists: dict[str, _List] = {}
        for item in _children(root, "num"):
            link = child(item, "abstractNumId")
            definition = definitions.get((attribute(link, "val") if link is not None else None) or "")
            if definition is not None:
                restarts = any(child(part, "startOverride") is not None for part in item)
                self._lists[attribute(item, "numId") or ""] = _List(definition.levels) if restarts else definition

    def next_label(self, identifier: str, level: int) -> str:
        """The label of the next item at `level` of a list: "2.1", "a)", "•", or "" for none."""
        listed = self._lists.get(identifier)
        if listed is None or level not in listed.levels:
            return ""
        form, text, start = listed.levels[level]
        listed.counts[level] = listed.counts.get(level, start - 1) + 1
        for deeper in [known for known in listed.counts if known > level]:
            del listed.counts[deeper]
        if form == "bullet":
            return "•"
        return re.sub(r"%([1-9])", lambda match: _show_count(listed, int(match[1]) - 1), text)


def _show_count(listed: _List, level: int) -> str:
    form, _, start = listed.levels.get(level, ("decimal", "", 1))
    return _format(listed.counts.get(level, start), form)


def _read_levels(definition: Element) -> dict[int, tuple[str, str, int]]:
    levels = {}
    for item in _children(definition, "lvl"):
        form, text, start = child(item, "numFmt"), child(item, "lvlText"), child(item, "start")
        levels[int(attribute(item, "ilvl") or 0)] = (
            (attribute(form, "val") if form is not None else None) or "decimal",
            (attribute(text, "val") if text is not None else None) or "",
            _number(start) if start is not None else 1,
        )
    return levels


def _format(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman"):
        return _roman(count) if form == "lowerRoman" else _roman(count).upper()
    if form == "none":
        return ""
    return f"{count:02}" if form == "decimalZero" else str(count)


def _roman(count: int) -> str:
    letters = ""
    count %= 4000
    for worth, letter in _ROMAN:
        letters += letter * (count // worth)
        count %= worth
    return letters


def _number(element: Element) -> int:
    text = attribute(element, "val") or ""
    return int(text) if re.fullmatch(r"\d{1,6}", text) else 0


def _children(root: Element | None, name: str) -> list[Element]:
    return [found for found in root if local_name(found) == name] if root is not None else []
