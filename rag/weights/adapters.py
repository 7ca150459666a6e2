"""Adapters: small files, shipped with the code, that change the weights of a model of the catalogue for our task.

They are data like the weights themselves, and used only when their checksum is the pinned one.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from rag.errors import ModelUnavailable
from rag.weights.entries import Adapter, ModelEntry
from rag.weights.files import hash_file


def locate_adapter(entry: ModelEntry) -> Path | None:
    """What a model judges with, checked in full (10 ms); None when it has none.

    Raises ModelUnavailable when the file is missing or damaged.
    """
    return _locate(entry, entry.adapter)


def locate_namer(entry: ModelEntry) -> Path | None:
    """What a model names words with, as `locate_adapter`."""
    return _locate(entry, entry.namer)


def _locate(entry: ModelEntry, adapter: Adapter | None) -> Path | None:
    if adapter is None:
        return None
    path = Path(str(resources.files("rag") / "catalogue" / adapter.file))
    try:
        found = hash_file(path)
    except OSError as error:
        raise ModelUnavailable(
            f"{path}, which belongs to the model {entry.name}, cannot be read ({error.strerror or error})."
            " Install Fundstelle again."
        ) from error
    if found != adapter.sha256:
        raise ModelUnavailable(
            f"{path}, which belongs to the model {entry.name}, is damaged: its checksum is not the right one."
            " Install Fundstelle again."
        )
    return path
