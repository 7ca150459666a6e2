"""Text of a DOCX that its reader does not see: hidden by its format, in the paper's colour, tiny, off page."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.readers.docx_colors import WHITE, Colors, Rgb, highlight_rgb, is_same, read_rgb
from ingest.readers.docx_places import Places
from ingest.readers.notes import count_visible
from ingest.readers.office_package import Element, Package, attribute, child, local_name
from rag.types import NoteKind

_OFF = ("0", "false", "off", "none")
_TINY = 6  # half points: 3 points
_NARROW = 10  # percent of their width
_USUAL = 12.0  # points, where nothing says how large letters are
# What may have a background of its own that is not written beside the text.
_FRAMES = frozenset(("drawing", "pict", "object"))


class Looks:
    """How runs of a document look, by their own properties and those of their styles."""

    def __init__(self, package: Package) -> None:
        root = package.related("styles", "styles.xml")
        self._styles: dict[str, Element] = {}
        self._default: str | None = None  # style of paragraphs that name none
        for style in root if root is not None else ():
            identifier = attribute(style, "styleId")
            if local_name(style) != "style" or identifier is None:
                continue
            self._styles[identifier] = style
            if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true"):
                self._default = identifier
        self._base = child(root, "docDefaults", "rPrDefault", "rPr")
        self._latest: tuple[Element | None, list[Element]] = (None, [])  # a paragraph and its formats
        self._places = Places()
        self._colors = Colors(package)

    def why_hidden(self, run: Element) -> NoteKind | None:
        """Why a reader does not see the text of a run; None when it is visible, or may be."""
        sources = list(self._sources(run))
        if _is_on(_first(sources, "vanish")):
            return NoteKind.HIDDEN
        size = _value(_first(sources, "sz"))
        width = _value(_first(sources, "w")).removesuffix("%")
        if (size.isdigit() and int(size) <= _TINY) or (width.isdigit() and int(width) < _NARROW):
            return NoteKind.TINY
        paragraph = _paragraph(run)
        points = int(size) / 2 if size.isdigit() else _USUAL
        if self._places.is_outside(run, paragraph, self._formats(paragraph), points):
            return NoteKind.OUTSIDE
        color = self._colors.of(_first(sources, "color"))
        if color is None:
            return None
        background = self._background(run, sources)
        return NoteKind.BACKGROUND if background is not None and is_same(color, background) else None

    def _sources(self, run: Element) -> Iterator[Element]:
        """Run properties that apply, the strongest first."""
        own = child(run, "rPr")
        if own is not None:
            yield own
        yield from self._chain(_value(child(own, "rStyle")), "rPr")
        style = _value(child(_paragraph(run), "pPr", "pStyle")) or self._default
        yield from self._chain(style, "rPr")
        if self._base is not None:
            yield self._base

    def _chain(self, identifier: str | None, part: str) -> Iterator[Element]:
        """Properties of a style and of the styles it is based on."""
        seen: set[str] = set()
        while identifier and identifier in self._styles and identifier not in seen:
            seen.add(identifier)
            style = self._styles[identifier]
            properties = child(style, part)
            if properties is not None:
                yield properties
            identifier = _value(child(style, "basedOn"))

    def _background(self, run: Element, sources: list[Element]) -> Rgb | None:
        """The colour behind a run; None when it cannot be told."""
        highlight = _first(sources, "highlight")
        if highlight is not None and _value(highlight) != "none":
            return highlight_rgb(highlight)
        shading = _first(sources, "shd")
        if shading is not None:
            return self._colors.fill(shading)
        for above in run.iterancestors():
            name = local_name(above)
            if name == "txbxContent":
                return self._colors.box(above)
            if name in _FRAMES or (name == "tbl" and self._may_be_shaded(above)):
                return None
            shading = self._shading(name, above)
            if shading is not None:
                return self._colors.fill(shading)
            if name == "document" and (background := child(above, "background")) is not None:
                return _plain_white(background)
        return WHITE

    def _shading(self, name: str, element: Element) -> Element | None:
        if name == "p":
            return _first(self._formats(element), "shd")
        return child(element, f"{name}Pr", "shd") if name in ("tc", "tbl") else None

    def _formats(self, paragraph: Element | None) -> list[Element]:
        """Properties that apply to a paragraph, the strongest first."""
        if paragraph is None or paragraph is not self._latest[0]:  # its runs follow each other
            properties = child(paragraph, "pPr")
            style = _value(child(properties, "pStyle")) or self._default
            own = [] if properties is None else [properties]
            self._latest = (paragraph, [*own, *self._chain(style, "pPr")])
        return self._latest[1]

    def _may_be_shaded(self, table: Element) -> bool:
        """Whether the style of a table gives some of its cells a background."""
        style = _value(child(table, "tblPr", "tblStyle"))
        seen: set[str] = set()
        while style and style in self._styles and style not in seen:
            seen.add(style)
            if any(local_name(part) == "shd" for part in self._styles[style].iter()):
                return True
            style = _value(child(self._styles[style], "basedOn"))
        return False


def count_text(element: Element) -> int:
    """Visible characters of all text in an element."""
    return sum(count_visible(part.text or "") for part in element.iter() if local_name(part) == "t")


def _paragraph(run: Element) -> Element | None:
    return next((above for above in run.iterancestors() if local_name(above) == "p"), None)


def _plain_white(background: Element) -> Rgb | None:
    """White when a page is said to be; any other colour is shown on the screen at most."""
    is_plain = not len(background) and attribute(background, "themeColor") is None
    return WHITE if is_plain and read_rgb(attribute(background, "color") or "") == WHITE else None


def _first(sources: list[Element], name: str) -> Element | None:
    return next((found for source in sources if (found := child(source, name)) is not None), None)


def _value(element: Element | None) -> str:
    return "" if element is None else attribute(element, "val") or ""


def _is_on(switch: Element | None) -> bool:
    return switch is not None and _value(switch).lower() not in _OFF
