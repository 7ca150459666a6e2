"""Questionnaires as CSV: what was there is written back as it was, byte for byte, and new fields come after it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ingest.readers.encodings import decode_text
from rag.errors import ConfigurationError
from rag.vectors import write_durably
from ui.questionnaires.grid import Filled, Grid, Sheet, Span
from ui.questionnaires.headings import find_heading

_LARGEST = 100_000_000  # bytes
_DELIMITERS = ",;\t|"
_MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
_SAMPLE = 200  # records that a guess looks at
_AGREE = 0.8  # of them have to have the same number of fields
_NEW_FIELDS = (3, 4)  # an earlier version wrote no note
# A first line that only Excel writes and reads.
_NAMED_DELIMITER = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
# Excel and LibreOffice calculate a field that begins so, quoted or not; what an answer says comes from documents
# that may be anybody's. An apostrophe in front makes it text, at the price of being seen.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class _Encoding:
    name: str
    mark: bytes


@dataclass(frozen=True, slots=True)
class _Record:
    """One record: its characters without the end of the line, that end, and its fields."""

    raw: str
    end: str
    fields: list[str]


class CsvTable:
    """A CSV file. Raises ConfigurationError when it cannot be read without loss.

    `column` is the name of the question column, if it was given; it helps to find the `delimiter`.
    """

    def __init__(self, file: Path, column: str | None = None, delimiter: str | None = None) -> None:
        self._column = column
        text, self._encoding = _decode(file)
        self._delimiter = delimiter or _find_delimiter(text, column)
        self._records = _split(text, self._delimiter)
        _refuse_open_quote(self._records, self._delimiter, file)
        self._added: dict[int, tuple[int, tuple[str, ...]]] = {}  # first column and fields by row

    @property
    def grids(self) -> list[Grid]:
        """The one sheet."""
        return [Grid("", [record.fields for record in self._records])]

    def merged(self, name: str) -> Sequence[Span]:  # noqa: ARG002 - the protocol names it
        """CSV merges nothing."""
        return ()

    def open_again(self, file: Path) -> Self:
        """An answered copy, read with this file's delimiter."""
        return type(self)(file, self._column, self._delimiter)

    def go_on(self, answered: Self, sheets: Sequence[Sheet]) -> Self | None:
        """This table with the answers of the other, if all other fields are the same."""
        sheet, theirs = sheets[0], [record.fields for record in answered._records]
        same = len(theirs) == len(self._records) and all(
            cells[: len(record.fields)] == record.fields and not any(cells[len(record.fields) : sheet.first])
            for cells, record in zip(theirs, self._records, strict=True)
        )
        if not same:
            return None
        for row, cells in enumerate(theirs):
            added = cells[sheet.first :]
            if len(added) in _NEW_FIELDS:
                self.fill(sheet, row, Filled(*added))
        return self

    def begin(self, sheet: Sheet, headers: Filled) -> None:
        """Name the new columns, where columns have names."""
        if sheet.heading.row is not None:
            self.fill(sheet, sheet.heading.row, headers)

    def fill(self, sheet: Sheet, row: int, filled: Filled) -> None:
        """Add fields to a record."""
        self._added[row] = (sheet.first, tuple(map(_as_text, filled.cells)))

    def save(self, file: Path) -> str | None:
        """Write in the encoding of the original, or in UTF-8 when that lacks a character."""
        text = "".join(self._write(row, record) for row, record in enumerate(self._records))
        try:
            payload, sentence = self._encoding.mark + text.encode(self._encoding.name), None
        except UnicodeEncodeError:
            payload = codecs.BOM_UTF8 + text.encode("utf-8", "replace")
            sentence = f"The answers hold characters that {self._encoding.name} lacks, so {file} is in UTF-8."
        write_durably(file, payload)
        return sentence

    def _write(self, row: int, record: _Record) -> str:
        if row not in self._added:
            return record.raw + record.end
        first, fields = self._added[row]
        line = io.StringIO()
        quoted = record.raw.startswith('"')
        writer = csv.writer(
            line,
            delimiter=self._delimiter,
            lineterminator="\r\n",
            quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
        )
        writer.writerow(fields)
        padding = self._delimiter * (first - len(record.fields) + 1)
        return record.raw + padding + line.getvalue().removesuffix("\r\n") + record.end


def _decode(file: Path) -> tuple[str, _Encoding]:
    if file.stat().st_size > _LARGEST:
        raise ConfigurationError(
            f"{file} is larger than the {_LARGEST // 1_000_000} MB that are read of a CSV file."
        )
    data = file.read_bytes()
    text, name = decode_text(data)
    mark = _MARKS.get(name, b"")
    mark = mark if data.startswith(mark) else b""
    if mark + text.encode(name, "replace") != data:
        raise ConfigurationError(
            f"{file} holds bytes that are no text in {name}, and they would be lost; save it as CSV in UTF-8."
        )
    return text, _Encoding(name, mark)


def _find_delimiter(text: str, column: str | None) -> str:
    """By the header of the questions, which no wrong delimiter leaves alone, else by how even the records are."""
    if named := _NAMED_DELIMITER.match(text):
        return named.group(1)
    parsed = {delimiter: [each.fields for each in _split(text, delimiter, _SAMPLE)] for delimiter in _DELIMITERS}
    widths = {delimiter: _header_width(rows, column) for delimiter, rows in parsed.items()}
    if not any(widths.values()):
        widths = {delimiter: _even_width(rows) for delimiter, rows in parsed.items()}
    widest = max(widths, key=lambda delimiter: widths[delimiter])
    if widths[widest] > 1:
        return widest
    # One column: its texts may hold commas, so the delimiter is what splits the fewest.
    return min(parsed, key=lambda delimiter: sum(len(fields) > 1 for fields in parsed[delimiter]))


def _header_width(rows: Sequence[Sequence[str]], column: str | None) -> int:
    """The number of fields of the header of the questions; 0 when there is none."""
    heading = find_heading(Grid("", rows), column)
    return 0 if heading is None or heading.row is None else len(rows[heading.row])


def _even_width(rows: Sequence[Sequence[str]]) -> int:
    """The number of fields that nearly all records have; 0 when they do not agree."""
    widths = [len(row) for row in rows if any(field.strip() for field in row)]
    usual = max(set(widths), key=widths.count, default=0)
    return usual if widths.count(usual) >= _AGREE * len(widths) else 0


def _split(text: str, delimiter: str, limit: int | None = None) -> list[_Record]:
    """The records of a text. The reader takes whole lines, so what it took for one record is that record."""
    taken: list[str] = []

    def take() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    records: list[_Record] = []
    try:
        for fields in csv.reader(take(), delimiter=delimiter):
            whole = "".join(taken)
            taken.clear()
            raw = whole.rstrip("\r\n")
            records.append(_Record(raw, whole[len(raw) :], fields))
            if len(records) == limit:
                break
    except csv.Error as error:
        raise ConfigurationError(f"Record {len(records) + 1} of the CSV file cannot be read: {error}.") from error
    return records


def _refuse_open_quote(records: Sequence[_Record], delimiter: str, file: Path) -> None:
    """A quotation mark that is never closed swallows the rest of the file, and new fields with it."""
    if not records:
        return
    probe = next(csv.reader([records[-1].raw + delimiter + "x"], delimiter=delimiter))
    if probe[-1] != "x":
        raise ConfigurationError(f"{file} has a quotation mark that is never closed, in or before its last record.")


def _as_text(field: str) -> str:
    return f"'{field}" if field.startswith(_FORMULA) else field
