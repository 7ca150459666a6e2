"""The gate of a library: its questions, copied into the data folder, and what it asks of them."""

from __future__ import annotations

import hashlib
import json
import tempfile
from contextlib import closing
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest import records
from rag.catalog import Catalog, Snapshot
from rag.errors import ConfigurationError, FundstelleError
from rag.layout import DataDir
from rag.weights.files import write_atomically
from rag.wording import say, system_reason

if TYPE_CHECKING:
    from ui.evaluation.dataset import Question

_KEY = "gate"


class TellOf(StrEnum):
    """What is named, besides the counts, when somebody is told of a set that is held back."""

    QUESTIONS = "questions"  # that got worse, by their ids
    DOCUMENTS = "documents"  # that the set changes, by their names
    BOTH = "both"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a gate wants, and what it tells."""

    share: float = 0.95  # of the questions that must find their answer, from 0 to 1
    max_lost: int | None = None  # questions that find it today and would not any more; None: any number
    k: int = 10  # hits that are looked at
    answers: bool = False  # ask the language model too
    may_lose: tuple[str, ...] = ()  # ids of questions that are put and told of, and count for nothing else
    tell_of: TellOf = TellOf.QUESTIONS
    tell_most: int = 20  # of each are named


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate(Rules):
    """What must hold for a staged set to be published."""

    file: str  # the questions were copied from here
    sha256: str  # of the copy
    generation: int = 0  # of the library when they were attached: documents had the names of the evidence then

    @property
    def rules(self) -> Rules:
        """Those of this gate, without its questions."""
        return Rules(**_values(self))


def set_gate(directory: DataDir, file: Path, rules: Rules, called: str | None = None) -> tuple[Gate, int]:
    """Attach questions to a library. Returns the gate and how many questions count.

    `called` is what their file is called, where it is not `file`. Raises ConfigurationError when the file cannot be
    read, a line of it is no question, or the rules do not fit it.
    """
    from ui.evaluation.dataset import read_questions

    called = called or str(file.absolute())
    try:
        questions, problems = read_questions(file)
        text = file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror or error}.") from error
    if problems:
        raise ConfigurationError(
            say(
                "gate_questions_unusable",
                "{problem} A gate needs questions that can all be used; nothing was changed.",
                problem=problems[0],
            )
        )
    count = _count(questions, rules, called)
    directory.create()
    write_atomically(directory.gate, text)
    with closing(Catalog(directory)) as catalog, catalog.transaction() as connection:
        generation = Snapshot(connection).generation
        gate = Gate(file=called, sha256=_checksum(text), generation=generation, **_values(rules))
        records.set_meta(connection, _KEY, json.dumps(asdict(gate)))
    return gate, count


def attach(directory: DataDir, content: bytes, rules: Rules, called: str) -> tuple[Gate, int]:
    """As `set_gate`, of questions that came without a file of their own. Raises ConfigurationError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "questions.jsonl"
        path.write_bytes(content)
        return set_gate(directory, path, rules, called)


def change_gate(directory: DataDir, rules: Rules) -> tuple[Gate, int]:
    """Give the questions that are attached other rules. Returns as `set_gate`.

    Raises ConfigurationError when there is no gate or the rules do not fit its questions, and FundstelleError when
    these are damaged.
    """
    gate = require_gate(directory)
    gate = replace(gate, **_values(rules))
    count = _count(load_questions(directory, gate), rules, gate.file)
    with closing(Catalog(directory)) as catalog, catalog.transaction() as connection:
        records.set_meta(connection, _KEY, json.dumps(asdict(gate)))
    return gate, count


def require_gate(directory: DataDir) -> Gate:
    """The gate of a library. Raises ConfigurationError when it has none."""
    gate = find_gate(directory)
    if gate is None:
        raise ConfigurationError(say("gate_none", "There is no gate; `fundstelle gate set` attaches questions."))
    return gate


def find_gate(directory: DataDir) -> Gate | None:
    """The gate of a library, or None when it has none."""
    if not directory.catalog.exists():
        return None
    with closing(Catalog(directory)) as catalog, catalog.snapshot() as snapshot:
        stored = snapshot.meta(_KEY)
    if stored is None:
        return None
    values = json.loads(stored)
    # Gates of earlier versions name none of these.
    values["may_lose"] = tuple(values.get("may_lose", ()))
    values["tell_of"] = TellOf(values.get("tell_of", TellOf.QUESTIONS))
    return Gate(**values)


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


def attached_questions(directory: DataDir) -> list[Question]:
    """The questions of the gate that can be judged by search or by answers. Raises as `load_questions`."""
    return load_questions(directory, replace(require_gate(directory), answers=True))


def _values(rules: Rules) -> dict[str, Any]:
    return {each.name: getattr(rules, each.name) for each in fields(Rules)}


def _count(questions: list[Question], rules: Rules, file: str) -> int:
    """How many questions count. Raises ConfigurationError when none does, or the rules name an unknown one."""
    ids = {each.id for each in judged(questions, answers=rules.answers)}
    if not ids:
        raise ConfigurationError(
            say(
                "gate_not_judged",
                "No question in {file} can be judged: an answerable one needs “evidence”.",
                file=file,
            )
        )
    unknown = [each for each in rules.may_lose if each not in ids]
    if unknown:
        raise ConfigurationError(
            say(
                "gate_ids_unknown",
                "{ids} may be lost, but no question of the gate has this id and can be judged.",
                ids=", ".join(unknown),
            )
        )
    if ids <= set(rules.may_lose):
        raise ConfigurationError(
            say("gate_all_lost", "If every question may be lost, there is nothing to be judged.")
        )
    return len(ids - set(rules.may_lose))


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
