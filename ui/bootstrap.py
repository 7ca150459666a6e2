"""The composition root: the one place where settings become working parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.config import Settings, prepare_process

if TYPE_CHECKING:
    from ingest.indexer import Indexer
    from ingest.intake import Intake
    from ingest.sources.following import Sources
    from rag.library import LibraryApi
    from ui.operations import Operations


@dataclass(frozen=True, slots=True)
class Workspace:
    """What a surface works with: a library to ask, and the intake for its documents."""

    settings: Settings
    library: LibraryApi
    intake: Intake


@dataclass(frozen=True, slots=True)
class Openers:
    """How a surface gets its library; tests pass their own."""

    workspace: Callable[[Settings], Workspace]
    indexer: Callable[[Settings], Indexer]


def open_workspace(settings: Settings) -> Workspace:
    """Open the library of the settings. No model is loaded before it is needed."""
    prepare_process()
    from rag.library import Library

    # The line that changes when the library moves to a process of its own.
    library: LibraryApi = Library(settings)
    return Workspace(settings, library, open_intake(settings))


def open_intake(settings: Settings) -> Intake:
    """What accepts and removes documents; it needs no model and waits for nobody."""
    from ingest.intake import Intake
    from rag.catalog import Catalog
    from rag.layout import DataDir

    directory = DataDir(settings.data_dir)
    directory.create()
    return Intake(directory, Catalog(directory), settings.max_upload_bytes)


def open_sources(settings: Settings) -> Sources:
    """What follows folders, buckets and sites; it accepts documents and needs no model."""
    from ingest.sources.following import Sources

    return Sources(settings)


def open_operations(settings: Settings) -> Operations:
    """What shows and steers sources, jobs and schedules; it needs no model."""
    from ingest.jobs.queue import JobQueue
    from ingest.schedules.store import Schedules
    from rag.answer_log import AnswerLog
    from rag.catalog import Catalog
    from rag.layout import DataDir
    from rag.providers.ledger import Ledger
    from ui.operations import Operations

    directory = DataDir(settings.data_dir)
    directory.create()
    catalog = Catalog(directory)
    return Operations(
        directory,
        catalog,
        open_sources(settings),
        JobQueue(catalog),
        Schedules(catalog),
        AnswerLog(directory.answers),
        Ledger(directory.usage),
    )


def open_indexer(settings: Settings) -> Indexer:
    """What reads, embeds and indexes; the embedding model is loaded when something has to be embedded."""
    prepare_process()
    from ingest.indexer import Indexer

    return Indexer(settings)
