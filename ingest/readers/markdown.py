"""Markdown: the source is shown as it was written; only its headings are understood."""

from __future__ import annotations

import re
from pathlib import Path

from markdown_it import MarkdownIt

from ingest.cleaning import clean_text
from ingest.readers.encodings import decode_text
from ingest.readers.text import read_bytes, require_text
from ingest.readers.types import Heading, ReadDocument, ReadLimits, whole_page
from ingest.sniffing import MARKDOWN

_FRONT_MATTER = re.compile(r"\A---\n(?P<fields>.*?)\n(?:---|\.\.\.)(?:\n|\Z)", re.DOTALL)
_TITLE_FIELD = re.compile(r"^title:[ \t]*[\"']?(?P<title>[^\n]+?)[\"']?[ \t]*$", re.MULTILINE)
_SIMPLE_HEADING = re.compile(r"^(?P<marks>#{1,6})[ \t]+(?P<text>[^\n]+?)[ \t]*#*$", re.MULTILINE)
_LINK = re.compile(r"!?\[(?P<label>[^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3}|`+|~~)(?=\S)(?P<inner>.+?)(?<=\S)\1")
_PARSED_LIMIT = 2_000_000  # characters; a larger file is searched for "#" headings only


def read_markdown(path: Path, limits: ReadLimits) -> ReadDocument:
    """Read a Markdown file. Raises UnreadableDocument."""
    raw, encoding = decode_text(read_bytes(path, limits))
    text = clean_text(raw.replace("\f", "\n"))
    require_text([text])
    front = _FRONT_MATTER.match(text)
    headings = _find_headings(text, front.end() if front else 0)
    title = _TITLE_FIELD.search(front["fields"]) if front else None
    name = title["title"] if title else next((found.text for found in headings if found.level == 1), None)
    return ReadDocument(MARKDOWN, name, (whole_page(text, headings),), {"encoding": encoding}, ())


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
