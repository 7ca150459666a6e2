"""Markdown: the source is shown as it was written; only its headings are understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt

from ingest.cleaning import clean_text
from ingest.readers.encodings import decode_text
from ingest.readers.notes import NoteTaker, count_visible
from ingest.readers.text import read_bytes, require_text
from ingest.readers.types import Heading, ReadDocument, ReadLimits, whole_page
from ingest.sniffing import MARKDOWN
from rag.types import NoteKind

_FRONT_MATTER = re.compile(r"\A---\n(?P<fields>.*?)\n(?:---|\.\.\.)(?:\n|\Z)", re.DOTALL)
_TITLE_FIELD = re.compile(r"^title:[ \t]*[\"']?(?P<title>[^\n]+?)[\"']?[ \t]*$", re.MULTILINE)
_SIMPLE_HEADING = re.compile(r"^(?P<marks>#{1,6})[ \t]+(?P<text>[^\n]+?)[ \t]*#*$", re.MULTILINE)
_LINK = re.compile(r"!?\[(?P<label>[^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3}|`+|~~)(?=\S)(?P<inner>.+?)(?<=\S)\1")
_REST_OF_LINE = re.compile(r"[ \t]*(?:\n|\Z)")
_NEAR = 1_000  # characters
_CODE = ("fence", "code_block")
_PARSED_LIMIT = 2_000_000  # characters; a larger file is searched for "#" headings only


def read_markdown(path: Path, limits: ReadLimits) -> ReadDocument:
    """Read a Markdown file. Raises UnreadableDocument."""
    raw, encoding = decode_text(read_bytes(path, limits))
    source = clean_text(raw.replace("\f", "\n"))
    text, count = _split_comments(source)
    require_text([text])
    notes = NoteTaker()
    notes.take_page(1, {NoteKind.COMMENT: count})
    front = _FRONT_MATTER.match(text)
    headings = _find_headings(text, front.end() if front else 0)
    title = _TITLE_FIELD.search(front["fields"]) if front else None
    name = title["title"] if title else next((found.text for found in headings if found.level == 1), None)
    return ReadDocument(MARKDOWN, name, (whole_page(text, headings),), {"encoding": encoding}, (), notes.finish(1))


def _split_comments(text: str) -> tuple[str, int]:
    """The source without HTML comments, and how many visible characters they held."""
    parts = []
    begin = count = 0
    for start, end in _find_comments(text):
        count += count_visible(text[start + 4 : end - 3])
        line_end = text.rfind("\n", begin, start)
        line = line_end + 1 if line_end >= 0 else begin
        rest = _REST_OF_LINE.match(text, end)
        if rest and text[line - 1 : line] in ("", "\n") and not text[line:start].strip():
            start, end = line, rest.end()  # alone on its lines
        parts.append(text[begin:start])
        begin = end
    return (clean_text("".join([*parts, text[begin:]])), count) if parts else (text, 0)


def _find_comments(text: str) -> Iterator[tuple[int, int]]:
    """Spans of comments, without those that stand in code as an example."""
    code: list[tuple[int, int]] | None = None
    place = 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        if code is None:
            code = _code_blocks(text)
        while code and code[-1][1] <= start:
            code.pop()
        if code and code[-1][0] <= start:
            place = code[-1][1]
        elif _opens_code(text, start):
            place = start + 4  # behind an opening mark of code within the line
        else:
            yield start, end + 3
            place = end + 3


def _opens_code(text: str, place: int) -> bool:
    """Whether an opening mark of code stands before a place, on its line and not far away."""
    begin = max(0, place - _NEAR)
    return text.count("`", text.rfind("\n", begin, place) + 1 or begin, place) % 2 == 1


def _code_blocks(text: str) -> list[tuple[int, int]]:
    """Spans of blocks of code, the last first; none are looked for in a very long file."""
    if len(text) > _PARSED_LIMIT:
        return []
    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    starts = [*_line_starts(text), len(text)]
    blocks = [token.map for token in parser.parse(text) if token.type in _CODE and token.map]
    return [(starts[first], starts[min(last, len(starts) - 1)]) for first, last in reversed(blocks)]


def _find_headings(text: str, begin: int) -> tuple[Heading, ...]:
    if len(text) > _PARSED_LIMIT:
        return tuple(
            Heading(match.start(), len(match["marks"]), _plain(match["text"]))
            for match in _SIMPLE_HEADING.finditer(text, begin)
        )
    # The fields of a front matter would be taken for an underlined heading: blank them out.
    source = re.sub(r"[^\n]", " ", text[:begin]) + text[begin:]
    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])  # what stands inside a line does not matter here
    tokens = parser.parse(source)
    starts = _line_starts(text)
    headings = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open" and token.map and tokens[place + 1].content.strip():
            start = starts[token.map[0]]
            while text[start].isspace():
                start += 1
            headings.append(Heading(start, int(token.tag[1:]), _plain(tokens[place + 1].content)))
    return tuple(headings)


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _plain(source: str) -> str:
    """A heading without its marks for links, emphasis and code, on one line."""
    plain = _LINK.sub(lambda match: match["label"], source)
    for _ in range(2):
        plain = _EMPHASIS.sub(lambda match: match["inner"], plain)
    return " ".join(plain.split())
