"""What the examination of statements says of true ones: `python -m tests.verdicts REPORT [--before REPORT]`.

The answers of all lessons to their questions, and each sentence of their excerpts as a statement of its own,
examined by the words of the excerpt alone. With a report of another version, what it changed is listed.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rag.examining import Examiner
from rag.sentences import split_sentences
from rag.types import Passage
from tests.reader_training.lessons import Lesson, read_lessons


def main() -> None:
    """Examine, write the report, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("--before", type=Path)
    given = parser.parse_args()
    found = dict(pair for lesson in read_lessons() for pair in _examined(lesson))
    given.report.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    for kind in ("answer", "sentence"):
        counts = Counter(verdict for key, verdict in found.items() if key.startswith(kind))
        print(f"{kind}: {dict(counts.most_common())}")
    before = json.loads(given.before.read_text(encoding="utf-8")) if given.before else found
    changed = [key for key in found if before.get(key, found[key]) != found[key]]
    for key in changed:
        print(f"{before[key]} -> {found[key]}: {key}")
    print(f"changed: {len(changed)}")


def _examined(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """The verdicts on one lesson's statements, with what speaks against them."""
    title, _, text = lesson.excerpt.partition("\n")
    passage = Passage(1, 1, "lesson.md", 1, 0, len(text), text, title, "", lesson.language)
    for asked in lesson.questions:
        if asked.answer and asked.language == lesson.language:
            key = f"answer {lesson.source} {asked.question} {asked.answer}"
            yield key, _verdict(Examiner.of([passage], asked.question), asked.answer)
    for start, end in split_sentences(text):
        sentence = text[start:end]
        yield f"sentence {lesson.source} {sentence}", _verdict(Examiner.of([passage], ""), sentence)


def _verdict(examiner: Examiner, statement: str) -> str:
    verdict, _, objection = examiner.examine(statement)
    return f"{verdict.value} {objection}".strip()


if __name__ == "__main__":
    main()
