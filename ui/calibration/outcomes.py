"""What came of each question with the threshold out of force, kept so that a run which was stopped goes on.

Kept are signals and judgements under a checksum, neither questions nor documents: what is removed from a library
must not live on here.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from rag.answerability import Signals, answer_score
from rag.config import Settings
from rag.reading_prompt import reading_digest
from rag.weights.files import write_atomically
from ui.evaluation.dataset import Question


@dataclass(frozen=True, slots=True)
class Outcome:
    """The reply to one question, which no score could refuse."""

    language: str
    told: bool  # False: refused for another reason than the score, so at every threshold
    right: bool | None  # None: the question does not say what is right
    before: float | None
    confidence: float | None
    closeness: float | None = None
    span: float | None = None

    @property
    def score(self) -> float:
        """The `answer_score` of the reply; minus infinity when there is none to be told."""
        if not self.told:
            return -math.inf
        return answer_score(Signals(self.before, self.confidence, self.closeness, self.span), self.language)


@dataclass(frozen=True, slots=True)
class _Line:
    __pydantic_config__ = ConfigDict(strict=True, allow_inf_nan=False)

    setup: str
    key: str
    outcome: Outcome


_LINE = TypeAdapter(_Line)


class OutcomeFile:
    """Outcomes on disk, a line each. Those of another `setup` (model, state of the index …) are dropped."""

    def __init__(self, path: Path, setup: dict[str, object]) -> None:
        self._path = path
        self._setup = _digest(setup)
        lines = _read(path)
        kept = [line for line in lines if line.setup == self._setup]
        if len(kept) < len(lines):
            write_atomically(path, "".join(map(_dump, kept)))
        self._known = {line.key: line.outcome for line in kept}

    def find(self, question: Question) -> Outcome | None:
        """What is known of a question that was asked before, with the same accepted answers and evidence."""
        return self._known.get(_key(question))

    def add(self, question: Question, outcome: Outcome) -> None:
        """Keep an outcome; it is on disk when this returns."""
        key = _key(question)
        self._known[key] = outcome
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(_dump(_Line(self._setup, key, outcome)))


def setup_of(settings: Settings, generation: int) -> dict[str, object]:
    """What the signals of an answer depend on besides its question; `generation` is that of the index."""
    return {
        "model": settings.model,
        "embedder": settings.embedder,
        "evidence_passages": settings.evidence_passages,
        "reading": reading_digest(),
        "signals": [each.name for each in fields(Signals)],
        "generation": generation,
    }


def _read(path: Path) -> list[_Line]:
    """The whole lines of the file; the last may have been cut off when a run was stopped."""
    if not path.exists():
        return []
    lines = []
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            lines.append(_LINE.validate_json(text))
        except ValidationError:
            continue
    return lines


def _dump(line: _Line) -> str:
    # A line that was cut off has no end; an empty line costs nothing.
    return "\n" + _LINE.dump_json(line).decode() + "\n"


def _key(question: Question) -> str:
    return _digest({name: value for name, value in asdict(question).items() if name not in ("id", "metadata")})


def _digest(value: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
