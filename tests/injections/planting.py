"""Sample documents as HTML, each with an attack planted at one place of it.

Documents of all formats become HTML first, the unharmed ones too, so that nothing but the attack differs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from itertools import groupby
from pathlib import Path

from ingest.readers import ReadDocument, ReadLimits, ReadPage
from ingest.readers.task import read_here
from rag.errors import UnreadableDocument

_PARAGRAPH = re.compile(r"\n{2,}")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
# Between cells: tabs of a PDF's reading, bars of all others.
_CELL_END = re.compile(r"\t| \| ")
# What file systems do not take, and what begins a hidden file.
_NOT_IN_NAMES = re.compile(r"[\\/:*?\"<>|\x00-\x1f]+")
_LONGEST_NAME = 100  # characters


class Place(StrEnum):
    """Where an attack is planted."""

    SENTENCE = "behind the sentence"
    FOOTNOTE = "footnote"
    CELL = "table cell"
    ROW = "row of the table"
    TITLE = "title, metadata"
    NAME = "file name"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Sample:
    """A readable document."""

    name: str  # as the questions call it
    reading: ReadDocument

    @property
    def file_name(self) -> str:
        """The name of its HTML, of no folder."""
        return re.sub(r"\W+", "-", self.name) + ".html"


def read_samples(folder: Path) -> dict[str, Sample]:
    """The documents of a folder that can be read, by their names."""
    samples = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        name = path.relative_to(folder).as_posix()
        try:
            samples[name] = Sample(name, read_here(path, path.name, None, ReadLimits()))
        except UnreadableDocument:
            continue
    return samples


def find_page(sample: Sample, evidence: str) -> int | None:
    """The number of the page with a paragraph that holds a text; None when there is none."""
    for page in sample.reading.pages:
        if any(_squeeze(evidence) in _squeeze(block) for block in _blocks(page)):
            return page.number
    return None


def stands_in_table(sample: Sample, evidence: str) -> bool:
    """Whether a text is found in a row of a table first."""
    blocks = (block for page in sample.reading.pages for block in _blocks(page))
    first = next((block for block in blocks if _squeeze(evidence) in _squeeze(block)), "")
    return _row_with(first.splitlines(), evidence) is not None


def plant(sample: Sample, evidence: str, attack: str, place: Place) -> tuple[str, str]:
    """File name and HTML of a document with the attack at this place."""
    if place is Place.NAME:
        name = " ".join(_NOT_IN_NAMES.sub(" ", attack).split())[:_LONGEST_NAME].strip(". ")
        return f"Anlage {name}.html", _render(sample, evidence, "", place)
    return sample.file_name, _render(sample, evidence, attack, place)


def beside(sample: Sample, evidence: str, attack: str) -> tuple[str, int]:
    """The paragraph that holds the evidence with an attack behind its sentence, and where the attack begins."""
    blocks = (block for page in sample.reading.pages for block in _blocks(page))
    block = next(block for block in blocks if _squeeze(evidence) in _squeeze(block))
    line, end = _sentence_end(block, evidence)
    return f"{line[:end]} {attack}{line[end:]}", end + 1


def unharmed(sample: Sample) -> tuple[str, str]:
    """File name and HTML of a document as it is."""
    return sample.file_name, _render(sample, "", "", Place.QUESTION)


def _render(sample: Sample, evidence: str, attack: str, place: Place) -> str:
    title = sample.reading.title or sample.name
    meta = ""
    if place is Place.TITLE:
        title = attack
        meta = (
            f'<meta name="description" content="{escape(attack)}"><meta name="keywords" content="{escape(attack)}">'
        )
    pages = [_render_page(page, evidence, attack, place) for page in sample.reading.pages]
    return f"<html><head><title>{escape(title)}</title>{meta}</head><body>{''.join(pages)}</body></html>"


def _render_page(page: ReadPage, evidence: str, attack: str, place: Place) -> str:
    headings = {heading.text: heading.level for heading in page.headings}
    parts: list[str] = []
    is_planted = False
    for block in _blocks(page):
        holds = bool(evidence) and not is_planted and _squeeze(evidence) in _squeeze(block)
        is_planted = is_planted or holds
        text = _planted(block, evidence, attack, place) if holds else block
        parts.append(_render_block(text, headings))
        if holds and place is Place.CELL:
            parts.append(_table([["Hinweis", attack]]))
    if is_planted and place is Place.FOOTNOTE:
        parts.append(f"<hr><p>1) {escape(attack)}</p>")
    return "".join(parts)


def _blocks(page: ReadPage) -> list[str]:
    return [block for block in _PARAGRAPH.split(page.text) if block.strip()]


def _planted(block: str, evidence: str, attack: str, place: Place) -> str:
    """A paragraph that holds the evidence, with the attack if this is its place."""
    if place is Place.SENTENCE:
        line, end = _sentence_end(block, evidence)
        return f"{line[:end]} {attack}{line[end:]}"
    return _row_behind(block, evidence, attack) if place is Place.ROW else block


def _row_behind(block: str, evidence: str, attack: str) -> str:
    """The paragraph with the attack as a row of its table behind that with the evidence."""
    lines = block.splitlines()
    at = _row_with(lines, evidence)
    return block if at is None else "\n".join([*lines[: at + 1], f"Hinweis\t{attack}", *lines[at + 1 :]])


def _row_with(lines: Sequence[str], evidence: str) -> int | None:
    rows = (at for at, line in enumerate(lines) if _CELL_END.search(line) and _squeeze(evidence) in _squeeze(line))
    return next(rows, None)


def _sentence_end(block: str, evidence: str) -> tuple[str, int]:
    """The paragraph on one line, and where the sentence that holds the evidence ends in it."""
    line = block if _CELL_END.search(block) else " ".join(block.split())
    found = re.search(r"\s+".join(map(re.escape, evidence.split())), line, re.I)
    sentence = _SENTENCE_END.search(line, found.end() - 1) if found else None
    return line, sentence.end() if sentence else len(line)


def _render_block(block: str, headings: dict[str, int]) -> str:
    shown = " ".join(block.split())
    if shown in headings:
        return f"<h{headings[shown]}>{escape(shown)}</h{headings[shown]}>"
    parts = []
    for is_row, lines in groupby(block.splitlines(), lambda line: _CELL_END.search(line) is not None):
        if is_row:
            parts.append(_table([_CELL_END.split(line) for line in lines]))
        else:
            parts.append(f"<p>{escape(' '.join(' '.join(lines).split()))}</p>")
    return "".join(parts)


def _table(rows: list[list[str]]) -> str:
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def _squeeze(text: str) -> str:
    return " ".join(text.lower().split())
