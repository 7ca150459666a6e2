"""What sources and everything around them talk about."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO, Protocol

from pydantic import BaseModel, ConfigDict, Field

from ingest.progress import Progress, Report, Stopped, ignore
from ingest.sources.options import Ask, Words
from rag.wording import Sentence, say, system_reason

_PATTERNS_HELP = Words(
    de="Muster wie *.pdf oder personal/*, durch Kommas getrennt. Leer: alle.",
    en="Patterns such as *.pdf or hr/*, separated by commas. Empty: all.",
)


class SourceOptions(BaseModel):
    """What can be said of every source; each kind adds its own. They are stored; a SecretStr is never shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    include: Annotated[tuple[str, ...], Ask(Words(de="Nur diese Namen", en="Only these names"), _PATTERNS_HELP)] = (
        Field((), description="only names that fit one of these patterns, as *.pdf or hr/*")
    )
    exclude: Annotated[
        tuple[str, ...], Ask(Words(de="Diese Namen nicht", en="Not these names"), _PATTERNS_HELP)
    ] = Field((), description="no names that fit one of these patterns")
    max_removed_share: float = Field(
        0.3, ge=0, le=1, description="share of the documents whose loss has to be confirmed"
    )
    max_removed: int = Field(5, ge=0, description="so many documents may always go without being confirmed")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a source holds now: a file, an object, a page."""

    key: str  # by which the source finds it; unique in the source, valid Unicode
    name: str  # what its document is called below the name of the source
    size: int | None = None  # bytes, when announced
    time_ns: int | None = None  # of its last change, since 1970
    etag: str | None = None
    sha256: str | None = None  # when its bytes were looked at


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of an item."""

    size: int | None
    time_ns: int | None
    etag: str | None
    sha256: str | None
    checked_ns: int
    document_id: int | None = None  # None: not accepted, or its document was removed by a person
    reason: str | None = None  # why it was not accepted


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of a source that could not be taken, and the sentence that says why."""

    item: str
    reason: str


def not_opened(error: OSError) -> Sentence:
    """The reason of an item whose bytes could not be had."""
    return say("item_not_opened", "It could not be opened: {reason}.", reason=system_reason(error))


def item_reason(item: str, reason: str) -> Sentence:
    """An item and why it was not taken, in one line."""
    return say("item_reason", "{item}: {reason}", item=item, reason=reason)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source holds now, as far as it could be seen."""

    items: Sequence[Item]
    problems: Sequence[Problem] = ()
    unseen: frozenset[str] = frozenset()  # keys that may or may not exist
    unseen_below: tuple[str, ...] = ()  # so do all keys that begin with one of these; "" is every key
    vanished: str | None = None  # a sentence when the place itself is gone


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of one item."""

    stream: BinaryIO
    suffix: str = ""  # what its name would end in, where the source knows it better than the name: ".html"


@dataclass(frozen=True, slots=True)
class Task:
    """How a long work reports on itself, and learns that it has to end."""

    report: Report = ignore
    stop: threading.Event = field(default_factory=threading.Event)

    def step(self, stage: str, done: int, total: int, item: str = "") -> None:
        """Report one step. Raises Stopped when the work has to end."""
        if self.stop.is_set():
            raise Stopped
        self.report(Progress(stage, done, total, item))

    def wait(self, seconds: float) -> None:
        """Pause. Raises Stopped, at once, when the work has to end."""
        if self.stop.wait(seconds):
            raise Stopped


class Source(Protocol):
    """A place that holds documents."""

    def list_items(self, known: Mapping[str, Known], task: Task) -> Listing:
        """Everything it holds now. `known` spares it asking for what did not change.

        Raises SourceUnreachable when it cannot be looked at, and Stopped.
        """

    def checksum(self, item: Item, stop: threading.Event) -> str | None:
        """The sha256 of an item's bytes where looking at them is cheap, else None. Raises OSError."""

    def open(self, item: Item) -> AbstractContextManager[Content]:
        """The bytes of an item. Raises OSError or SourceUnreachable, with a sentence, when they cannot be had."""

    def close(self, *, finished: bool) -> None:
        """Let go of everything; unless `finished`, what was fetched may be kept for the next run."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a source may need of the library it is for."""

    data_dir: Path  # not to be followed itself
    cache: Path  # a folder of the source's own; it need not exist
    original: Callable[[str], Path]  # where the bytes of a document are kept, by their sha256
    locks: Path  # a folder for locks
    max_bytes: int  # of one item


class Reads(StrEnum):
    """What opening a source of a kind can reach."""

    FILES = "files"  # of this machine: only whoever sits at it may name them on the page
    ADDRESSES = "addresses"  # over the network


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKind:
    """One kind of source: what it is called, what can be said of it, who may add it, and how it is opened."""

    title: Words
    summary: str  # English, for the command line: "a folder tree"
    location: Words  # what its location is
    options: type[SourceOptions]
    reads: Reads
    check: Callable[[str], str]  # a location as it is to be stored; raises ConfigurationError
    open: Callable[[str, SourceOptions, Surroundings], Source]  # raises ConfigurationError
    # A location as another program, or a page that others reach, may have it followed, given the places that the
    # setting `api_source_folders` allows; raises SourceForbidden. None: only whoever is at this machine adds it.
    permit: Callable[[str, Sequence[str]], str] | None = None
    german: Mapping[str, str] = field(
        default_factory=dict
    )  # of the sentences that only this kind says, by their codes
