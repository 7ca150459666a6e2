"""The entries of a zip archive, a kind of source that the product does not have: this file is all of it."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal, cast

from pydantic import Field, SecretStr

from ingest.sources.options import Ask, Origin, Words
from ingest.sources.patterns import wanted_by
from ingest.sources.permitting import permit_path
from ingest.sources.types import (
    Content,
    Item,
    Known,
    Listing,
    Reads,
    Source,
    SourceKind,
    SourceOptions,
    Surroundings,
    Task,
)
from rag.errors import ConfigurationError, SourceUnreachable
from rag.wording import say


class ArchiveOptions(SourceOptions):
    """What can be said of an archive."""

    below: Annotated[str | None, Ask(Words(de="Nur unterhalb von", en="Only below"))] = Field(
        None, description="only entries of this folder of the archive"
    )
    largest: Annotated[int | None, Ask(Words(de="Höchstens so viele Bytes", en="At most so many bytes"))] = Field(
        None, ge=1, le=1000, description="no entries that are larger"
    )
    order: Annotated[
        Literal["name", "size"],
        Ask(
            Words(de="Reihenfolge", en="Order"),
            choices={"name": Words(de="Name", en="name"), "size": Words(de="Größe", en="size")},
        ),
    ] = Field("name", description="which entries are taken first")
    hidden: Annotated[bool, Ask(Words(de="Auch verborgene", en="Also hidden ones"), origin=Origin.HERE)] = Field(
        False, description="also names that begin with a dot"
    )
    password: Annotated[SecretStr | None, Ask(Words(de="Kennwort", en="Password"))] = Field(
        None, description="password of the entries"
    )


class ArchiveSource:
    """Reads the list of entries; the check sum in it says what changed."""

    def __init__(self, path: Path, options: ArchiveOptions) -> None:
        self._path = path
        self._options = options
        self._wanted = wanted_by(options)

    def list_items(self, known: Mapping[str, Known], task: Task) -> Listing:
        """All wanted entries."""
        del known
        try:
            with zipfile.ZipFile(self._path) as archive:
                entries = [each for each in archive.infolist() if self._takes(each)]
        except (OSError, zipfile.BadZipFile) as error:
            raise SourceUnreachable(
                say("archive_broken", "The archive {path} cannot be read.", path=str(self._path))
            ) from error
        task.step("list", len(entries), len(entries))
        entries.sort(key=lambda each: each.file_size if self._options.order == "size" else each.filename)
        return Listing(
            [Item(each.filename, each.filename, each.file_size, etag=f"{each.CRC:08x}") for each in entries]
        )

    def checksum(self, item: Item, stop: threading.Event) -> str | None:
        """Looking at an entry is reading it."""
        del item, stop
        return None

    @contextmanager
    def open(self, item: Item) -> Iterator[Content]:
        """The bytes of an entry."""
        secret = self._options.password
        password = None if secret is None else secret.get_secret_value().encode()
        with zipfile.ZipFile(self._path) as archive, archive.open(item.key, pwd=password) as entry:
            yield Content(entry)

    def close(self, *, finished: bool) -> None:
        """Nothing is held."""

    def _takes(self, entry: zipfile.ZipInfo) -> bool:
        name, options = entry.filename, self._options
        hidden = name.rpartition("/")[2].startswith(".") and not options.hidden
        outside = not name.startswith(f"{options.below}/") if options.below else False
        too_large = options.largest is not None and entry.file_size > options.largest
        return not (entry.is_dir() or hidden or outside or too_large) and self._wanted(name)


def _check(location: str) -> str:
    path = Path(location).absolute()
    if not path.is_file():
        raise ConfigurationError(say("archive_unknown", "There is no archive {path}.", path=str(path)))
    return str(path)


def _open(location: str, options: SourceOptions, surroundings: Surroundings) -> Source:
    del surroundings
    return ArchiveSource(Path(location), cast("ArchiveOptions", options))


KIND = SourceKind(
    title=Words(de="Zip-Archiv", en="Zip archive"),
    summary="the entries of a zip archive",
    location=Words(de="Archiv auf diesem Rechner", en="Archive on this computer"),
    options=ArchiveOptions,
    reads=Reads.FILES,
    check=_check,
    open=_open,
    permit=permit_path,
    german={
        "archive_broken": "Das Archiv {path} lässt sich nicht lesen.",
        "archive_unknown": "Es gibt kein Archiv {path}.",
    },
)
