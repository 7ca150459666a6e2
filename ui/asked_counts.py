"""How much was asked on each surface, and how it went: sums in a file of their own, written by all who answer.

There are as many rows as sums, so neither the file nor its reading grows with the number of answers, and nothing in
it tells of a question.
"""

from __future__ import annotations

import logging
import sqlite3
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rag.config import Settings
from rag.errors import ConfigurationError
from rag.layout import DataDir
from rag.types import Answer
from rag.wal import open_wal, transaction

M001_FIRST_SCHEMA = """
CREATE TABLE sums (
    measure TEXT NOT NULL,
    surface TEXT NOT NULL,
    label TEXT NOT NULL,                    -- a status, a model or the upper bound of a bucket
    value REAL NOT NULL,
    PRIMARY KEY (measure, surface, label)
) WITHOUT ROWID;
"""
MIGRATIONS: tuple[str, ...] = (M001_FIRST_SCHEMA,)
BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, float("inf"))  # seconds
# Somebody is waiting for the answer.
_WAIT_SECONDS = 1.0
_TROUBLE = (sqlite3.DatabaseError, ConfigurationError)
_LOG = logging.getLogger(__name__)


class Surface(StrEnum):
    """Where a question was asked."""

    API = "api"
    PAGE = "page"
    COMMAND_LINE = "command_line"


class Measure(StrEnum):
    """What is summed up, and what its label is."""

    ANSWERS = "answers"  # status
    SECONDS = "seconds"  # none: their sum
    SECONDS_BUCKET = "seconds_bucket"  # bound: answers that took so long at most, and longer than the bound before
    FIRST_WORD = "first_word"
    FIRST_WORD_BUCKET = "first_word_bucket"
    INPUT_TOKENS = "input_tokens"  # model
    OUTPUT_TOKENS = "output_tokens"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What one sum is of."""

    measure: Measure
    surface: str
    label: str = ""


def sums_of(answer: Answer, surface: Surface) -> Mapping[Key, float]:
    """What one answer adds to the sums."""
    sums: defaultdict[Key, float] = defaultdict(float)
    sums[Key(Measure.ANSWERS, surface, str(answer.status))] += 1
    _time(sums, surface, (Measure.SECONDS, Measure.SECONDS_BUCKET), answer.seconds)
    first_word = answer.timings.get("first_word", 0.0)
    if first_word > 0:  # else no model wrote any
        _time(sums, surface, (Measure.FIRST_WORD, Measure.FIRST_WORD_BUCKET), first_word)
    if answer.usage is not None:
        sums[Key(Measure.INPUT_TOKENS, surface, answer.usage.model)] += answer.usage.input_tokens
        sums[Key(Measure.OUTPUT_TOKENS, surface, answer.usage.model)] += answer.usage.output_tokens
    return sums


class AskedCounts:
    """The sums of one library; any thread and process may call. Nothing that goes wrong here costs an answer."""

    def __init__(self, path: Path, wait_seconds: float = _WAIT_SECONDS) -> None:
        self._path = path
        self._wait = wait_seconds

    def note(self, answer: Answer, surface: Surface) -> None:
        """One answer is finished."""
        self.add(sums_of(answer, surface))

    def add(self, sums: Mapping[Key, float]) -> bool:
        """Add to the sums, all or nothing. False when they could not be written now; the log says why."""
        rows = [(str(key.measure), str(key.surface), key.label, value) for key, value in sums.items()]
        try:
            with self._open() as connection, transaction(connection):
                connection.executemany(
                    "INSERT INTO sums VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value",
                    rows,
                )
        except _TROUBLE as error:
            self._give_up(error)
            return False
        return True

    def read(self) -> dict[Key, float] | None:
        """All sums; None when they cannot be read now, and the log says why. Reading makes no file."""
        if not self._path.exists():
            return {}
        try:
            with self._open() as connection:
                rows = connection.execute("SELECT measure, surface, label, value FROM sums").fetchall()
        except _TROUBLE as error:
            self._give_up(error)
            return None
        # Whatever else a later version sums up is not ours to show.
        return {Key(Measure(row[0]), row[1], row[2]): row[3] for row in rows if row[0] in set(Measure)}

    def _give_up(self, error: Exception) -> None:
        _LOG.warning("the sums of what was asked could not be used", exc_info=error)
        if type(error) is sqlite3.DatabaseError:  # the others pass: locked, full, of a later version
            self._begin_anew()

    def _begin_anew(self) -> None:
        """A damaged file counts nothing any more. Sums may begin at zero: Prometheus expects that of them."""
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(open_wal(self._path, MIGRATIONS, self._wait)) as connection:
            yield connection


def open_asked_counts(settings: Settings) -> AskedCounts:
    """The sums of the library of the settings."""
    return AskedCounts(DataDir(settings.data_dir).asked)


def _time(
    sums: defaultdict[Key, float], surface: Surface, measures: tuple[Measure, Measure], seconds: float
) -> None:
    total, bucket = measures
    sums[Key(total, surface)] += seconds
    sums[Key(bucket, surface, repr(BUCKETS[bisect_left(BUCKETS, seconds)]))] += 1
