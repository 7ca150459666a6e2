"""The ledger of calls: limits hold before a call, also for several processes at once, and no text is kept."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import LimitReached, UsageUnusable
from rag.providers.ledger import Ledger, ModelUse

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def file(tmp_path):
    return tmp_path / "usage.db"


def this_month(file):
    with sqlite3.connect(file) as connection:
        return connection.execute("SELECT max(substr(time, 1, 7)) FROM calls").fetchone()[0]


def test_what_was_reserved_is_replaced_by_what_was_taken(file):
    ledger = Ledger(file)
    first = ledger.reserve("openai:gpt-4o", 1000, 512, 0.5, None)
    ledger.reserve("openai:gpt-4o", 10, 5, 0.25, None)
    refused = ledger.reserve("openai:gpt-4o", 99, 99, 9.0, None)
    ledger.reserve("sagemaker:mine", 7, 8, None, None)
    ledger.settle(first, 900, 40, 0.125)
    ledger.release(refused)
    assert ledger.month(this_month(file)) == [
        ModelUse("openai:gpt-4o", 2, 910, 45, 0.375),
        ModelUse("sagemaker:mine", 1, 7, 8, None),
    ]
    assert ledger.month("1999-12") == []


def test_reading_makes_no_file(file):
    assert Ledger(file).month("2026-11") == []
    assert not file.exists()


def test_a_limit_holds_before_the_call(file):
    ledger = Ledger(file)
    ledger.reserve("openai:gpt-4o", 1, 1, 0.75, 1.0)
    with pytest.raises(
        LimitReached, match=r"could cost 1\.2500, and monthly_spending_limit allows 1 \(0\.7500 are"
    ):
        ledger.reserve("openai:gpt-4o", 1, 1, 0.5, 1.0)
    # What is free goes on, and so does what fits.
    ledger.reserve("local:qwen", 1, 1, 0.0, 1.0)
    ledger.reserve("openai:gpt-4o", 1, 1, 0.25, 1.0)
    with pytest.raises(LimitReached):
        ledger.reserve("openai:gpt-4o", 1, 1, 0.01, 1.0)


def test_a_new_month_begins_at_zero(file):
    ledger = Ledger(file)
    ledger.reserve("openai:gpt-4o", 1, 1, 1.0, 1.0)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE calls SET time = '2020-01-31T23:59:59.999+00:00'")
    ledger.reserve("openai:gpt-4o", 1, 1, 1.0, 1.0)
    assert ledger.month("2020-01") == [ModelUse("openai:gpt-4o", 1, 1, 1, 1.0)]


_RESERVE = """
import sys
from pathlib import Path
from rag.errors import LimitReached
from rag.providers.ledger import Ledger
ledger = Ledger(Path(sys.argv[1]), 30.0)
sys.stdin.readline()
done = 0
for _ in range(20):
    try:
        ledger.reserve("openai:gpt-4o", 1, 1, 0.25, 5.0)
        done += 1
    except LimitReached:
        pass
print(done)
"""


def test_processes_at_once_do_not_overspend(file):
    """Three processes reserve a quarter sixty times in all; five allow twenty of them."""
    command = [sys.executable, "-c", _RESERVE, str(file)]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(3)
    ]
    done = [process.communicate("go\n", timeout=60)[0] for process in processes]
    assert sum(int(each) for each in done) == 20
    assert Ledger(file).month(this_month(file)) == [ModelUse("openai:gpt-4o", 20, 20, 20, 5.0)]


def test_a_damaged_file_says_so(file):
    file.write_bytes(b"nothing of a database, but long enough to be taken for one" * 20)
    with pytest.raises(UsageUnusable, match="cannot be used"):
        Ledger(file).reserve("openai:gpt-4o", 1, 1, 0.5, None)


def test_a_later_version_wrote_it(file):
    Ledger(file).reserve("openai:gpt-4o", 1, 1, 0.5, None)
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(UsageUnusable, match="later version"):
        Ledger(file).month("2026-11")
