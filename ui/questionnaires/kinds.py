"""What kind of table a file is, and which files are tables at all."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from rag.errors import ConfigurationError

_CSV = frozenset({".csv", ".tsv"})
_WORKBOOKS = frozenset({".xlsx", ".xlsm"})
_OTHER_SPREADSHEETS = frozenset({".xls", ".xlsb", ".xltx", ".xltm", ".ods", ".numbers"})
_SUFFIXES = _CSV | _WORKBOOKS | _OTHER_SPREADSHEETS
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Kind(Enum):
    """How a table is read."""

    CSV = "csv"
    WORKBOOK = "workbook"


def is_questionnaire(name: str) -> bool:
    """Whether a file is to be read as a table: by its ending, or because it is no text but a package."""
    file = Path(name)
    if name == "-" or not file.is_file():
        return False
    return file.suffix.lower() in _SUFFIXES or _head(file).startswith((_ZIP, _OLE))


def kind_of(file: Path) -> Kind:
    """By the ending and the first bytes. Raises ConfigurationError when they disagree or it is no table."""
    head, suffix = _head(file), file.suffix.lower()
    if not head:
        raise ConfigurationError(f"{file} is empty (0 bytes).")
    if head.startswith(_OLE) or (head.startswith(_ZIP) and suffix in _WORKBOOKS):
        return Kind.WORKBOOK  # its reader says whether one in the old container is old or encrypted
    if suffix in _OTHER_SPREADSHEETS:
        raise ConfigurationError(f"Files ending in {suffix} are not read; save {file} as XLSX or CSV.")
    if suffix in _WORKBOOKS:
        raise ConfigurationError(f"{file} is no Excel workbook, whatever its ending says; save it as XLSX.")
    if head.startswith(_ZIP):
        raise ConfigurationError(f"{file} is a workbook or archive and no text; if it is XLSX, end its name so.")
    return Kind.CSV


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(8)
