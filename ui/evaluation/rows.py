"""What is kept of each question, and of the whole run: the JSON report, written and read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rag.errors import ConfigurationError
from rag.types import AnswerStatus

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of a reply."""

    document: str
    page: int
    quote: str
    gold: bool | None  # whether evidence stands on this page; None when the question has none
    verbatim: bool  # whether the quote is what stands at the place it names


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, compared with what is accepted. None stands for what cannot be said of this question."""

    status: str
    text: str
    exact: bool | None = None
    contained: bool | None = None
    numeric: bool | None = None
    f1: float | None = None
    right: bool | None = None  # answered, in accord with an accepted answer, with a citation of a gold page
    cited: float | None = None  # share of the gold pages that are cited
    citations: list[Cited] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    signals: dict[str, float] = field(default_factory=dict)
    key: str | None = None  # the words of a quote that answer, where a model named them


@dataclass(frozen=True, slots=True)
class Row:
    """One question."""

    id: str
    question: str
    language: str
    kind: str
    answerable: bool
    answers: list[str]
    evidence: list[tuple[str, int | None]]  # documents with pages, as far as they count
    lost: int  # texts of evidence that do not stand in the indexed text
    hits: list[dict[str, Any]]  # the first ones: document, page, start, end
    retrieval: dict[str, dict[str, float]]  # measures by level
    reply: Reply | None = None
    seconds: dict[str, float] = field(default_factory=dict)  # retrieval, first_word, answer
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % bootstrap interval, over `n` questions; None where it cannot be said."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Ingested:
    """What the store holds, and what this run did to it."""

    documents: int
    pages: int
    passages: int
    added: int
    updated: int
    unchanged: int
    removed: int
    failed: dict[str, str]  # sentences by document
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run."""

    format: int
    name: str
    documents: str
    questions: str
    created: str  # ISO 8601, UTC
    settings: dict[str, Any]
    ingest: Ingested
    problems: list[str]
    metrics: dict[str, Estimate]
    groups: dict[str, dict[str, dict[str, Estimate]]]  # metrics by what divides the questions and its value
    rows: list[Row]

    @property
    def failed(self) -> bool:
        """Whether a line, a question, or a document that a question needs could not be used."""
        broken = any(row.reply is not None and row.reply.status == AnswerStatus.FAILED for row in self.rows)
        needed = {document for row in self.rows for document, _ in row.evidence}
        return bool(self.problems or broken or needed & set(self.ingest.failed))


_REPORT = TypeAdapter(Report)


def write_report(report: Report, file: Path) -> None:
    """Write the JSON report."""
    file.write_bytes(_REPORT.dump_json(report, indent=1) + b"\n")


def read_report(file: Path) -> Report:
    """Read a report of `fundstelle eval`. Raises ConfigurationError when it is none."""
    try:
        report = _REPORT.validate_json(file.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"The report {file} cannot be read: {error.strerror or error}.") from error
    except ValidationError as error:
        raise ConfigurationError(f"The file {file} is not a report of `fundstelle eval`.") from error
    if report.format != FORMAT:
        raise ConfigurationError(
            f"The report {file} was written by another version of Fundstelle; evaluate again to compare."
        )
    return report


def without_rows(report: Report) -> Mapping[str, Any]:
    """The report as JSON-ready values, without its questions."""
    return {name: value for name, value in asdict(report).items() if name != "rows"}
