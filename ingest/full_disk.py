"""A full disk, however a library underneath reports it, becomes one sentence."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import FundstelleError, StorageFull
from rag.wording import say

_PHRASES = ("no space left", "disk is full", "disk full", "quota exceeded")
_NEARLY_NOTHING = 1 << 20


@contextmanager
def disk_full_is_storage_full(folder: Path) -> Iterator[None]:
    """Raise StorageFull for whatever a full disk made SQLite, tantivy, FAISS or Python raise."""
    try:
        yield
    except FundstelleError:
        raise
    except Exception as error:
        if not _tells_of_a_full_disk(error, folder):
            raise
        raise StorageFull(
            say(
                "disk_full",
                "The disk is full. What was finished is kept; free some space and run the same command again.",
            )
        ) from error


def _tells_of_a_full_disk(error: Exception, folder: Path) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    if any(phrase in str(error).lower() for phrase in _PHRASES):
        return True
    # SQLite says "disk I/O error" when its shared-memory file cannot grow, which even reading needs.
    has_place = isinstance(error, sqlite3.OperationalError) and folder.is_dir()
    return has_place and shutil.disk_usage(folder).free < _NEARLY_NOTHING
