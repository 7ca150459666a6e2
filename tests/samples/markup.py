"""The little Markdown the sample documents are written in: front matter, headings, lists, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

Rows = list[list[str]]


@dataclass(frozen=True)
class Block:
    """One piece of a document: `kind` is heading, paragraph, bullet, number, table or break."""

    kind: str
    text: str = ""
    level: int = 0  # of a heading, 1 is the outermost
    rows: Rows = field(default_factory=list)  # of a table, the first row is its head


@dataclass(frozen=True)
class Source:
    """One written document: its front matter and its blocks in reading order."""

    meta: dict[str, str]
    blocks: list[Block]

    @property
    def german(self) -> bool:
        """Whether the document is written in German, as its front matter says."""
        return self.meta["language"] == "de"


def read_source(path: Path) -> Source:
    """Read a content file: `key: value` lines between two `---` lines, then Markdown."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    pairs = (line.split(":", 1) for line in head.splitlines() if line.strip())
    meta = {key.strip(): value.strip() for key, value in pairs}
    pieces = [piece for piece in re.split(r"\n\s*\n", body) if piece.strip()]
    return Source(meta, [block for piece in pieces for block in _parse(piece.strip())])


def _parse(piece: str) -> list[Block]:
    lines = piece.splitlines()
    if piece == "===":
        return [Block("break")]
    if lines[0].startswith("#"):
        return [_parse_heading(lines[0]), *(_parse("\n".join(lines[1:])) if lines[1:] else [])]
    if lines[0].startswith("|"):
        return [Block("table", rows=_parse_rows(lines))]
    if lines[0].startswith("- "):
        return [Block("bullet", line[2:]) for line in lines]
    if re.match(r"\d+\. ", lines[0]):
        return [Block("number", line) for line in lines]
    return [Block("paragraph", " ".join(lines))]


def _parse_heading(line: str) -> Block:
    marks, text = line.split(" ", 1)
    return Block("heading", text.strip(), level=len(marks))


def _parse_rows(lines: list[str]) -> Rows:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    return [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
