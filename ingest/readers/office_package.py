"""The container of an Office file: a ZIP file, judged before any member is unpacked, and its XML parts."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import lxml.etree as etree

from ingest.readers.types import ReadLimits
from rag.errors import UnreadableCause, UnreadableDocument

Element = Any  # lxml ships no types
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEMBERS = 20_000
_RATIO_MATTERS_FROM = 10_000_000  # bytes unpacked; small files of empty tables pack very well


@dataclass(frozen=True, slots=True)
class Office:
    """One program's files, and the words of its sentences."""

    program: str
    main: str  # the part that is usually the main one
    advice: str  # how to save a file in the old format
    again: str  # what to do with a file that was saved anew


WORD = Office("Word", "word/document.xml", "save it as DOCX or PDF", "add it again")
EXCEL = Office("Excel", "xl/workbook.xml", "save it as XLSX", "try it again")


class Package:
    """An open file. Raises UnreadableDocument at construction when it is not a safe and sound one."""

    def __init__(self, path: Path, limits: ReadLimits, office: Office = WORD) -> None:
        self._office = office
        self._archive = _open_archive(path, office)
        try:
            _refuse_bomb(self._archive.infolist(), path.stat().st_size, limits, office)
            self.main = self._find_main()
        except UnreadableDocument:
            self._archive.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()

    def read(self, name: str) -> Element | None:
        """The root of an XML part; None when there is no such part. Raises UnreadableDocument."""
        try:
            data = self.read_bytes(name)
        except KeyError:
            return None
        try:
            return etree.fromstring(data, _parser())
        except (etree.LxmlError, ValueError) as error:
            raise _damaged(self._office) from error

    def read_bytes(self, name: str) -> bytes:
        """A member as it is. Raises KeyError when there is none and UnreadableDocument when it is damaged."""
        try:
            return self._archive.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise _damaged(self._office) from error

    def members(self) -> list[zipfile.ZipInfo]:
        """All members in the order of the archive."""
        return self._archive.infolist()

    def related(self, kind: str, default: str) -> Element | None:
        """The part that the main part names for `kind` ("styles"), or the one usually called so."""
        return self.read(self.find(kind, default))

    def find(self, kind: str, default: str) -> str:
        """The member that the main part names for `kind`, or the one usually called so."""
        return self.locate(_find_target(self.relations(), kind) or default)

    def relations(self) -> Element | None:
        """What the main part refers to."""
        folder, name = posixpath.split(self.main)
        return self.read(f"{folder}/_rels/{name}.rels")

    def locate(self, target: str) -> str:
        """The member that a relation of the main part means."""
        if target.startswith("/"):
            return target.lstrip("/")
        return posixpath.normpath(f"{posixpath.dirname(self.main)}/{target}")

    def has_pictures(self) -> bool:
        """Whether pictures are embedded."""
        return any("/media/" in name for name in self._archive.namelist())

    def _find_main(self) -> str:
        target = _find_target(self.read("_rels/.rels"), "officeDocument") or self._office.main
        main = target.lstrip("/")
        if main not in self._archive.namelist():
            raise _damaged(self._office)
        return main


def local_name(element: Element) -> str:
    """The tag without its namespace: strict and transitional documents differ in nothing else here."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its name without namespace."""
    for key, text in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(text)
    return None


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((found for found in element if local_name(found) == name), None)
    return element


def _parser() -> Any:
    # No entities, no DTD, no network: a document must not make its reader fetch or expand anything.
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )


def _open_archive(path: Path, office: Office) -> zipfile.ZipFile:
    with path.open("rb") as file:
        head = file.read(64_000_000 if file.read(8) == _OLE else 0)
    if head:
        _refuse_old_format(head, office)
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(office) from error


def _refuse_old_format(data: bytes, office: Office) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _encrypted(f"The {office.program} file", office)
    raise UnreadableDocument(
        f"The file is in the old {office.program} format; {office.advice}.", UnreadableCause.UNSUPPORTED
    )


def _refuse_bomb(members: list[zipfile.ZipInfo], packed: int, limits: ReadLimits, office: Office) -> None:
    """Judge by the sizes that the archive declares: unpacking stops at a member's declared size."""
    unpacked = sum(member.file_size for member in members)
    too_dense = unpacked > _RATIO_MATTERS_FROM and unpacked > limits.max_ratio * max(packed, 1)
    if unpacked > limits.max_unpacked or too_dense or len(members) > _MEMBERS:
        raise UnreadableDocument(
            f"The file would unpack to {unpacked / 1e6:,.0f} MB in {len(members):,} parts; this is not a normal "
            f"{office.program} file, and it was not opened.",
            UnreadableCause.TOO_LARGE,
        )
    if any(member.flag_bits & 1 for member in members):
        raise _encrypted("The file", office)


def _find_target(relations: Element | None, kind: str) -> str | None:
    for relation in relations if relations is not None else ():
        if (attribute(relation, "Type") or "").endswith("/" + kind):
            return attribute(relation, "Target")
    return None


def _encrypted(subject: str, office: Office) -> UnreadableDocument:
    return UnreadableDocument(
        f"{subject} is encrypted; save it without a password and {office.again}.", UnreadableCause.PROTECTED
    )


def _damaged(office: Office) -> UnreadableDocument:
    program = office.program
    return UnreadableDocument(
        f"The {program} file is damaged and cannot be opened; open it in {program} and save it again.",
        UnreadableCause.DAMAGED,
    )
