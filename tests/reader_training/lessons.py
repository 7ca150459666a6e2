"""The lessons: invented excerpts with questions that they answer, and with ones that they do not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "lessons"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer; None: the excerpt does not say it."""

    language: str  # "de" or "en"
    question: str
    answer: str | None
    span: str | None = None  # the words of the excerpt that answer, where they are known


@dataclass(frozen=True, slots=True)
class Lesson:
    """One excerpt as a model sees it, with its place first, and the questions about it."""

    source: str  # file and line
    language: str
    excerpt: str
    questions: tuple[Asked, ...]


def read_lessons(folder: Path = FOLDER) -> list[Lesson]:
    """All of them, in the order of the files."""
    lessons = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            item = json.loads(line)
            questions = tuple(
                Asked(each["language"], each["question"], each["answer"], each.get("span"))
                for each in item["questions"]
            )
            excerpt = f"{item['where']}\n{item['text']}"
            lessons.append(Lesson(f"{path.stem}:{number}", item["language"], excerpt, questions))
    return lessons
