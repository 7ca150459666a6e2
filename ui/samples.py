"""Sample documents for a library that is brand new. What a person deletes stays deleted."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from ingest import records
from ingest.scanning import find_files
from rag.catalog import Catalog
from rag.config import Settings
from rag.errors import FundstelleError
from rag.layout import DataDir
from ui.bootstrap import open_intake
from ui.output import Output

_KEY = "samples"
_ADDING, _ADDED = "adding", "added"


def add_samples(settings: Settings, folder: Path, output: Output) -> int:
    """Take the files of a folder in, unless the library has, or once had, documents. Returns how many.

    Only copies them: the page can open at once, and the worker makes them searchable within seconds. An interrupted
    run is finished by the next. Raises ConfigurationError when there is no such folder.
    """
    files = find_files([folder]).files
    directory = DataDir(settings.data_dir)
    with closing(Catalog(directory)) as catalog:
        with catalog.snapshot() as snapshot:
            state, documents = snapshot.meta(_KEY), snapshot.counts()["documents"]
        if state == _ADDED or (state is None and documents):
            return 0
        _remember(catalog, _ADDING)
        intake = open_intake(settings)
        known, taken = intake.known(file.name for file in files), 0
        for file in files:
            try:
                intake.accept_file(file, known.get(file.name))
                taken += 1
            except FundstelleError as error:
                output.note(str(error))
        _remember(catalog, _ADDED)
    return taken


def _remember(catalog: Catalog, state: str) -> None:
    with catalog.transaction() as connection:
        records.set_meta(connection, _KEY, state)
