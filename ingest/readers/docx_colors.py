"""Colours of a DOCX: of letters, of what is behind them, and those that a theme names."""

from __future__ import annotations

import re
from typing import TypeAlias

from ingest.readers.office_package import Element, Package, attribute, child, local_name

Rgb: TypeAlias = tuple[int, int, int]

WHITE: Rgb = (255, 255, 255)
_BLACK: Rgb = (0, 0, 0)
_SAME = 16  # of 255: colours that differ less look the same
_COLOR = re.compile(r"#?([0-9A-Fa-f]{6})")
_HIGHLIGHTS = {
    "white": "FFFFFF",
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
}
# What settings call the colours of the theme, by what a document calls them.
_ROLES = {
    "background1": "bg1",
    "text1": "t1",
    "background2": "bg2",
    "text2": "t2",
    "bg1": "bg1",
    "tx1": "t1",
    "bg2": "bg2",
    "tx2": "t2",
}
_USUAL = {"bg1": "light1", "t1": "dark1", "bg2": "light2", "t2": "dark2"}
_SHORT = {"light1": "lt1", "dark1": "dk1", "light2": "lt2", "dark2": "dk2"}
_SYSTEM = {"window": WHITE, "windowText": _BLACK}
_FILLS = frozenset(("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill"))
_SHAPES = frozenset(("wsp", "sp", "shape", "rect", "roundrect", "oval"))
_OTHERS = frozenset(("pict", "object", "pic", "graphicFrame", "chart", "relIds", "background"))
_HEADER = re.compile(r"(?:header|footer)[^/]*\.xml\Z")
_DRAWN = (b"drawing", b"pict")
_TEXT_BOX = "#_x0000_t202"  # its number among the shapes of the older format
_UNFILLED = ("f", "false", "0")


class Colors:
    """The colours of one document."""

    def __init__(self, package: Package) -> None:
        self._package = package
        scheme = child(package.related("theme", "theme/theme1.xml"), "themeElements", "clrScheme")
        self._scheme = {} if scheme is None else {local_name(each): each for each in scheme}
        mapping = child(package.related("settings", "settings.xml"), "clrSchemeMapping")
        self._mapping = dict(_USUAL)
        for role in _USUAL if mapping is not None else ():
            self._mapping[role] = attribute(mapping, role) or _USUAL[role]
        self._bare: dict[Element, bool] = {}  # by the root of the part

    def of(self, color: Element | None) -> Rgb | None:
        """A colour of letters; that of a theme goes before a written one. None when it cannot be told."""
        if color is None:
            return None
        theme = attribute(color, "themeColor")
        is_changed = attribute(color, "themeTint") or attribute(color, "themeShade")
        named = None if theme is None or is_changed else self._named(theme)
        return named or read_rgb(attribute(color, "val") or "")

    def fill(self, shading: Element) -> Rgb | None:
        """The colour of a shading; None for a pattern or one that cannot be told."""
        if (attribute(shading, "val") or "") not in ("", "clear", "nil"):
            return None
        theme = attribute(shading, "themeFill")
        if theme is not None:
            is_changed = attribute(shading, "themeFillTint") or attribute(shading, "themeFillShade")
            return None if is_changed else self._named(theme)
        fill = attribute(shading, "fill") or ""
        return WHITE if fill.lower() in ("", "auto") else read_rgb(fill)

    def box(self, content: Element) -> Rgb | None:
        """The colour behind the text of a text box; None when it cannot be told."""
        shape = next((above for above in content.iterancestors() if local_name(above) in _SHAPES), None)
        if shape is None:
            return None
        properties = child(shape, "spPr")
        if properties is None:
            return _old_fill(shape)
        fill = _find_fill(properties)
        if _has_none(shape, fill):
            return WHITE if self._is_bare(content.getroottree().getroot()) else None
        return None if fill is None else self._drawn_fill(fill)

    def _drawn_fill(self, fill: Element) -> Rgb | None:
        color = next(iter(fill), None) if local_name(fill) == "solidFill" else None
        if color is None or len(color):  # a colour that is made lighter, darker or transparent
            return None
        name = attribute(color, "val") or ""
        return self._named(name) if local_name(color) == "schemeClr" else _plain(color)

    def _is_bare(self, root: Element) -> bool:
        """Whether nothing is drawn that could lie behind a text box without a fill."""
        if root not in self._bare:
            headers = (each.filename for each in self._package.members() if _HEADER.search(each.filename))
            drawn = any(word in self._package.read_bytes(name) for name in headers for word in _DRAWN)
            self._bare[root] = not (drawn or self._package.has_pictures() or any(map(_may_cover, root.iter())))
        return self._bare[root]

    def _named(self, name: str) -> Rgb | None:
        role = _ROLES.get(name)
        name = self._mapping[role] if role else name
        color = self._scheme.get(_SHORT.get(name, name))
        return None if color is None or not len(color) else _plain(color[0])


def highlight_rgb(highlight: Element | None) -> Rgb | None:
    """The colour of a marker pen; None without one."""
    name = "" if highlight is None else attribute(highlight, "val") or ""
    return read_rgb(_HIGHLIGHTS.get(name, ""))


def is_same(one: Rgb, other: Rgb) -> bool:
    """Whether two colours cannot be told apart."""
    return max(abs(mine - its) for mine, its in zip(one, other, strict=True)) < _SAME


def read_rgb(text: str) -> Rgb | None:
    """A colour in six digits."""
    match = _COLOR.fullmatch(text)
    return (int(match[1][:2], 16), int(match[1][2:4], 16), int(match[1][4:], 16)) if match else None


def _plain(color: Element) -> Rgb | None:
    """A colour of a drawing or a theme that nothing changes."""
    value = attribute(color, "val") or ""
    if local_name(color) == "sysClr":
        return _SYSTEM.get(value)
    return read_rgb(value) if local_name(color) == "srgbClr" else None


def _has_none(shape: Element, fill: Element | None) -> bool:
    """Whether one sees through a shape."""
    if fill is not None:
        return local_name(fill) == "noFill"
    reference = child(shape, "style", "fillRef")
    return reference is None or attribute(reference, "idx") == "0"


def _may_cover(element: Element) -> bool:
    """Whether an element may put a colour on the page, behind what is not its own."""
    name = local_name(element)
    properties = child(element, "spPr") if name in _SHAPES else None
    if properties is not None:
        return not _has_none(element, _find_fill(properties))
    return name in _OTHERS and all(local_name(above) != "Fallback" for above in element.iterancestors())


def _find_fill(properties: Element) -> Element | None:
    return next((each for each in properties if local_name(each) in _FILLS), None)


def _old_fill(shape: Element) -> Rgb | None:
    """Of a shape in the older format, which is white where it says nothing."""
    is_plain = child(shape, "fill") is None and attribute(shape, "type") in (None, _TEXT_BOX)
    if not is_plain or (attribute(shape, "filled") or "").lower() in _UNFILLED:
        return None
    words = (attribute(shape, "fillcolor") or "").split()
    if not words:
        return WHITE
    return {"white": WHITE, "black": _BLACK}.get(words[0].lower()) or read_rgb(words[0])
