"""An evaluation set: `documents/` and `questions.jsonl`. What is wrong with a line costs that line only."""

from __future__ import annotations

import codecs
import json
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from rag.errors import ConfigurationError

QUESTIONS = "questions.jsonl"
DOCUMENTS = "documents"

# Names in the catalog are in this form; a file system may hand out another.
_Name = Annotated[str, AfterValidator(lambda name: unicodedata.normalize("NFC", name))]
_Visible = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place that holds the answer. Without a page it names a document, without a text a page."""

    __pydantic_config__ = ConfigDict(strict=True)

    document: _Name  # relative to the folder of documents
    page: Annotated[int, Field(ge=1)] | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One line of questions.jsonl."""

    __pydantic_config__ = ConfigDict(strict=True)

    id: _Visible
    question: _Visible
    answerable: bool
    language: str = ""
    answers: list[_Visible] = field(default_factory=list)  # every accepted one
    evidence: list[Evidence] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """`metadata.kind`, the author's own division of the questions; "" when there is none."""
        kind = self.metadata.get("kind")
        return kind if isinstance(kind, str) else ""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Where a set lies."""

    name: str
    documents: Path
    questions: Path


_QUESTION = TypeAdapter(Question)


def find_set(folder: Path, documents: Path | None, questions: Path | None) -> QuestionSet:
    """The parts of a set, each where it usually lies unless another place is given.

    Raises ConfigurationError when one is not there.
    """
    documents, questions = documents or folder / DOCUMENTS, questions or folder / QUESTIONS
    if not documents.is_dir():
        raise ConfigurationError(
            f"There is no folder {documents}; put the documents there, or name their folder with --documents."
        )
    if not questions.is_file():
        raise ConfigurationError(
            f"There is no file {questions}; put the questions there, or name their file with --questions."
        )
    return QuestionSet(folder.resolve().name, documents.resolve(), questions.resolve())


def read_questions(file: Path, *, judged: bool = True) -> tuple[list[Question], list[str]]:
    """The questions of a file, and a sentence for each line that is none.

    Without `judged`, a line may be nothing but a question: its id is the number of the line, and it is answerable.
    """
    found: dict[str, Question] = {}
    problems: list[str] = []
    for number, content in enumerate(file.read_bytes().removeprefix(codecs.BOM_UTF8).split(b"\n"), 1):
        if not content.strip():
            continue
        place = f"Line {number} of {file.name}"
        try:
            line = content.decode()
            question = _QUESTION.validate_json(line if judged else _complete(line, number))
        except UnicodeDecodeError:
            problems.append(f"{place} is not UTF-8 text; it was left out.")
            continue
        except ValidationError as error:
            problems.append(f"{place} {_describe(error)}; it was left out.")
            continue
        if question.id in found:
            problems.append(f"{place} has the id “{question.id}” once more; it was left out.")
        else:
            found[question.id] = question
    return list(found.values()), problems


def _complete(line: str, number: int) -> str:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return line
    return json.dumps({"id": str(number), "answerable": True, **value}) if isinstance(value, dict) else line


def choose(questions: list[Question], limit: int | None) -> list[Question]:
    """All questions, or `limit` of them spread evenly, so that all kinds stay in."""
    if limit is None or limit >= len(questions):
        return questions
    return [questions[position * len(questions) // limit] for position in range(limit)]


def _describe(error: ValidationError) -> str:
    """What is wrong, as the rest of a sentence that begins with the line."""
    problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if problem["type"] == "json_invalid":
        return "is not valid JSON"
    name = ".".join(str(part) for part in problem["loc"])
    if not name:
        return "is not a JSON object"
    if problem["type"] == "missing":
        return f"has no “{name}”"
    return f"has something under “{name}” that cannot be used ({problem['msg'].lower()})"
