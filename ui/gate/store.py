"""The gate of a library: its questions, copied into the data folder, and what it asks of them."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import records
from rag.catalog import Catalog, Snapshot
from rag.errors import ConfigurationError, FundstelleError
from rag.layout import DataDir
from rag.weights.files import write_atomically
from rag.wording import say, system_reason

if TYPE_CHECKING:
    from ui.evaluation.dataset import Question

_KEY = "gate"


@dataclass(frozen=True, slots=True)
class Gate:
    """What must hold for a staged set to be published."""

    file: str  # the questions were copied from here
    sha256: str  # of the copy
    share: float  # of the questions that must find their answer, from 0 to 1
    max_lost: int | None  # questions that find it today and would not any more; None: any number
    k: int  # hits that are looked at
    answers: bool  # ask the language model too
    generation: int = 0  # of the library when they were attached: documents had the names of the evidence then


def set_gate(
    directory: DataDir, file: Path, *, share: float, max_lost: int | None, k: int, answers: bool
) -> tuple[Gate, int]:
    """Attach questions to a library. Returns the gate and how many questions it has.

    Raises ConfigurationError when the file cannot be read, or a line of it is no question.
    """
    from ui.evaluation.dataset import read_questions

    try:
        questions, problems = read_questions(file)
        text = file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror or error}.") from error
    if problems:
        raise ConfigurationError(f"{problems[0]} A gate needs questions that can all be used; nothing was changed.")
    if not judged(questions, answers=answers):
        raise ConfigurationError(f"No question in {file} can be judged: an answerable one needs “evidence”.")
    directory.create()
    write_atomically(directory.gate, text)
    with closing(Catalog(directory)) as catalog, catalog.transaction() as connection:
        generation = Snapshot(connection).generation
        gate = Gate(str(file.absolute()), _checksum(text), share, max_lost, k, answers, generation)
        records.set_meta(connection, _KEY, json.dumps(asdict(gate)))
    return gate, len(judged(questions, answers=answers))


def find_gate(directory: DataDir) -> Gate | None:
    """The gate of a library, or None when it has none."""
    if not directory.catalog.exists():
        return None
    with closing(Catalog(directory)) as catalog, catalog.snapshot() as snapshot:
        stored = snapshot.meta(_KEY)
    return None if stored is None else Gate(**json.loads(stored))


def remove_gate(directory: DataDir) -> bool:
    """Detach the questions. False when there were none."""
    if find_gate(directory) is None:
        return False
    with closing(Catalog(directory)) as catalog, catalog.transaction() as connection:
        records.remove_meta(connection, _KEY)
    directory.gate.unlink(missing_ok=True)
    return True


def load_questions(directory: DataDir, gate: Gate) -> list[Question]:
    """The questions to put. Raises FundstelleError when the copy is gone or is not what was attached."""
    from ui.evaluation.dataset import read_questions

    try:
        text = directory.gate.read_text(encoding="utf-8")
    except OSError as error:
        raise FundstelleError(
            say(
                "gate_unreadable",
                "The questions of the gate cannot be read ({reason}); `fundstelle gate set {file}` attaches them"
                " again.",
                reason=system_reason(error),
                file=gate.file,
            )
        ) from error
    if _checksum(text) != gate.sha256:
        raise FundstelleError(
            say(
                "gate_damaged",
                "The questions of the gate were changed or damaged on the disk; `fundstelle gate set {file}` "
                "attaches them again.",
                file=gate.file,
            )
        )
    return judged(read_questions(directory.gate)[0], answers=gate.answers)


def judged(questions: list[Question], *, answers: bool) -> list[Question]:
    """Those that can be judged: search alone says nothing of a question that has no answer."""
    return [each for each in questions if each.evidence or (answers and not each.answerable)]


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
