"""The ledger of calls: which model was asked when, with how many tokens, at what cost; nothing of any text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rag.errors import ConfigurationError, LimitReached, UsageUnusable
from rag.wal import open_wal, transaction

M001_FIRST_SCHEMA = """
CREATE TABLE calls (
    id INTEGER PRIMARY KEY,
    time TEXT NOT NULL,                     -- ISO 8601, UTC
    model TEXT NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cost REAL,                              -- of both; NULL: no price is known
    done INTEGER NOT NULL DEFAULT 0         -- 0: reserved, the most that the call may take
);
CREATE INDEX calls_by_time ON calls (time);
"""
# Rows of requests that are not kept one by one have a day as their time.
M002_SUMS = "ALTER TABLE calls ADD COLUMN requests INTEGER NOT NULL DEFAULT 1;"
MIGRATIONS: tuple[str, ...] = (M001_FIRST_SCHEMA, M002_SUMS)

_WAIT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What one model took in a month."""

    model: str
    calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None  # None: no price is known for any of its calls


class Ledger:
    """Calls in one file, shared by all processes that answer. Every method raises UsageUnusable."""

    def __init__(self, path: Path, wait_seconds: float = _WAIT_SECONDS) -> None:
        self._path = path
        self._wait = wait_seconds

    def reserve(
        self, model: str, input_tokens: int, output_tokens: int, cost: float | None, limit: float | None
    ) -> int:
        """Note the most that a call may take, before it is made. Returns its id.

        Raises LimitReached when the month would cost more than `limit` then. What two processes reserve at once is
        counted one after the other, and a process that dies leaves its reservation as spent.
        """
        now = datetime.now(UTC)
        with self._open() as connection, transaction(connection):
            if limit is not None and cost:
                (spent,) = connection.execute(
                    "SELECT coalesce(sum(cost), 0) FROM calls WHERE time >= ?", (f"{now:%Y-%m}",)
                ).fetchone()
                if spent + cost > limit:
                    raise LimitReached(
                        f"{model} was not asked: with this request the month could cost {spent + cost:.4f},"
                        f" and monthly_spending_limit allows {limit:g} ({spent:.4f} are spent or reserved)."
                    )
            cursor = connection.execute(
                "INSERT INTO calls (time, model, input_tokens, output_tokens, cost) VALUES (?,?,?,?,?)",
                (now.isoformat(timespec="milliseconds"), model, input_tokens, output_tokens, cost),
            )
            return int(cursor.lastrowid or 0)

    def settle(self, call: int, input_tokens: int, output_tokens: int, cost: float | None) -> None:
        """Put what a call took in the place of what was reserved."""
        with self._open() as connection, transaction(connection):
            connection.execute(
                "UPDATE calls SET input_tokens = ?, output_tokens = ?, cost = ?, done = 1 WHERE id = ?",
                (input_tokens, output_tokens, cost, call),
            )

    def settle_in_sum(self, call: int, model: str, input_tokens: int, cost: float | None) -> None:
        """As `settle`, added to one row for the model and this day."""
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        with self._open() as connection, transaction(connection):
            connection.execute("DELETE FROM calls WHERE id = ?", (call,))
            known = connection.execute(
                "UPDATE calls SET requests = requests + 1, input_tokens = input_tokens + ?1,"
                " cost = CASE WHEN ?2 IS NULL THEN cost ELSE coalesce(cost, 0) + ?2 END"
                " WHERE time = ?3 AND model = ?4",
                (input_tokens, cost, day, model),
            )
            if not known.rowcount:
                connection.execute(
                    "INSERT INTO calls (time, model, input_tokens, output_tokens, cost, done) VALUES (?,?,?,0,?,1)",
                    (day, model, input_tokens, cost),
                )

    def release(self, call: int) -> None:
        """Forget a call that the provider did not take."""
        with self._open() as connection, transaction(connection):
            connection.execute("DELETE FROM calls WHERE id = ?", (call,))

    def month(self, month: str) -> list[ModelUse]:
        """What each model took in a month, given as `2026-11`, the dearest first. Reading makes no file."""
        if not self._path.exists():
            return []
        with self._open() as connection:
            rows = connection.execute(
                "SELECT model, sum(requests), sum(input_tokens), sum(output_tokens), sum(cost) FROM calls"
                " WHERE time >= ? AND time < ? GROUP BY model ORDER BY sum(cost) DESC, sum(requests) DESC, model",
                (month, f"{month}~"),
            ).fetchall()
        return [ModelUse(*row) for row in rows]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(open_wal(self._path, MIGRATIONS, self._wait)) as connection:
                yield connection
        except sqlite3.DatabaseError as error:
            raise UsageUnusable(
                f"The record of what models cost, {self._path}, cannot be used ({error})."
            ) from error
        except ConfigurationError as error:
            raise UsageUnusable(f"A later version of Fundstelle wrote {self._path}; update Fundstelle.") from error
