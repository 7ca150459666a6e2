"""Choosing the reranker of a library; every process follows with its next question."""

from __future__ import annotations

from ingest import records
from rag.catalog import Catalog
from rag.config import Settings
from rag.rerankers.choice import OFF, PIN, settings_of
from rag.rerankers.opening import open_reranker


def want_reranker(catalog: Catalog, settings: Settings, name: str | None) -> None:
    """Order passages by this reranker from now on whatever the setting says; `OFF`: by none, None: the setting's.

    It is asked once before: what cannot be used is not wanted. Raises ModelUnavailable and ConfigurationError.
    """
    target = settings.reranker if name is None else name
    if target is not None and target != OFF:
        open_reranker(target, settings_of(target, settings)).scores("?", ["?"])
    with catalog.transaction() as connection:
        if name is None:
            records.remove_meta(connection, PIN)
        else:
            records.set_meta(connection, PIN, name)
