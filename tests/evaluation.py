"""`make eval`: the golden questions over the sample documents, with the models of the settings.

    python -m tests.evaluation [--limit N] [--report FILE.json]

A question counts as right when its answer holds an accepted string and a citation of a right page. It is refused
rightly when the status is `not_found`. Every quote is also compared with the page it names.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from ingest.indexer import Indexer
from rag.config import Settings, load_settings
from rag.library import Library
from rag.types import Answer, AnswerStatus, Finished, Token

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Answer all questions and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=None, help="only so many questions, spread evenly")
    parser.add_argument("--report", type=Path, default=None, help="write every answer to this file")
    options = parser.parse_args()
    questions = read_questions(ROOT / "tests" / "golden.jsonl", options.limit)
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data_dir=Path(folder))
        with open_samples(settings) as library:
            library.warm()
            rows = [judge(library, question) for question in show_progress(questions)]
    if options.report is not None:
        options.report.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n")
    write(summarise(rows))


def read_questions(path: Path, limit: int | None) -> list[dict[str, object]]:
    """Questions of a JSON-lines file; with a limit every n-th, so that all kinds stay in."""
    questions = [json.loads(line) for line in path.read_text().splitlines()]
    step = 1 if limit is None else max(1, len(questions) // limit)
    return questions[::step]


def open_samples(settings: Settings) -> Library:
    """A library that holds the sample documents."""
    library = Library(settings)
    indexer = Indexer(settings, library.embedder)
    report = indexer.add([ROOT / "sample_docs"])
    write(f"{report.added} documents, {report.passages} passages in {report.seconds:.0f} s")
    indexer.close()
    return library


def judge(library: Library, question: dict[str, object]) -> dict[str, object]:
    """One answer and whether it is right."""
    begun, first_word = time.monotonic(), None
    answer: Answer | None = None
    for event in library.answer(str(question["question"])):
        if isinstance(event, Token) and first_word is None:
            first_word = time.monotonic() - begun
        if isinstance(event, Finished):
            answer = event.answer
    assert answer is not None
    gold = {(place["document"], place["page"]) for place in question["evidence"]}  # type: ignore[attr-defined]
    cited = any((citation.document, citation.page) in gold for citation in answer.citations)
    accepted = any(fold(each) in fold(answer.text) for each in question["answers"])  # type: ignore[attr-defined]
    return {
        "id": question["id"],
        "language": question["language"],
        "answerable": question["answerable"],
        "question": question["question"],
        "status": str(answer.status),
        "answer": answer.text,
        "accepted": accepted,
        "cited": cited,
        "right": answer.status is AnswerStatus.ANSWERED and accepted and cited,
        "verbatim": all(is_verbatim(library, citation) for citation in answer.citations),
        "seconds": answer.seconds,
        "first_word": first_word,
        "timings": answer.timings,
        "signals": answer.signals,
    }


def is_verbatim(library: Library, citation: object) -> bool:
    """Whether the quote is what stands at the place it names."""
    page = library.page(citation.document_id, citation.page)  # type: ignore[attr-defined]
    return page is not None and page.text[citation.start : citation.end] == citation.quote  # type: ignore[attr-defined]


def fold(text: object) -> str:
    """Case, width and kinds of space do not matter."""
    return " ".join(unicodedata.normalize("NFKC", str(text)).casefold().split())


def summarise(rows: list[dict[str, object]]) -> str:
    """The figures of the README."""
    yes = [row for row in rows if row["answerable"]]
    no = [row for row in rows if not row["answerable"]]
    lines = [
        share("answerable: right answer with the right page", sum(bool(row["right"]) for row in yes), len(yes)),
        share("answerable: refused", sum(row["status"] == "not_found" for row in yes), len(yes)),
        share("answerable: answered, but wrong or wrongly cited", sum(wrong(row) for row in yes), len(yes)),
        share("unanswerable: not_found", sum(row["status"] == "not_found" for row in no), len(no)),
        share("answers whose quotes are all verbatim", sum(bool(row["verbatim"]) for row in rows), len(rows)),
    ]
    for language in ("de", "en"):
        part = [row for row in yes if row["language"] == language]
        lines.append(
            share(f"  {language}: right answer with the right page", sum(bool(r["right"]) for r in part), len(part))
        )
    words = [float(str(row["first_word"])) for row in rows if row["first_word"] is not None]
    lines.append(
        f"median seconds to the first word: {statistics.median(words):.1f}" if words else "no word was shown"
    )
    lines.append(
        f"median seconds to the answer: {statistics.median(float(str(row['seconds'])) for row in rows):.1f}"
    )
    return "\n".join(lines)


def wrong(row: dict[str, object]) -> bool:
    """Answered, yet not right."""
    return row["status"] == "answered" and not row["right"]


def share(name: str, part: int, whole: int) -> str:
    """A line of the report."""
    return f"{name}: {part}/{whole} = {part / max(1, whole):.0%}"


def show_progress(questions: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """Say on standard error how far it is."""
    for number, question in enumerate(questions, start=1):
        sys.stderr.write(f"\rquestion {number} of {len(questions)} ")
        sys.stderr.flush()
        yield question
    sys.stderr.write("\n")


def write(text: str) -> None:
    """To standard output."""
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
