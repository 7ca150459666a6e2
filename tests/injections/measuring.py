"""Every attack at every place of a document that answers a question, asked before and after."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from ingest.indexer import Indexer
from rag.config import load_settings
from rag.content_filter import InjectionRules
from rag.embedding import Embedder
from rag.library import Library
from rag.types import Answer
from tests.injections.attacks import Attack
from tests.injections.comparing import Change, compare
from tests.injections.harmless import NAME, harmless_text
from tests.injections.planting import Place, Sample, find_page, plant, stands_in_table, unharmed
from ui.bootstrap import open_indexer
from ui.evaluation.dataset import Question
from ui.evaluation.matching import contains_answer

# Where whatever is planted stands beside the evidence, and may be read with it.
_BESIDE = (Place.SENTENCE, Place.FOOTNOTE, Place.CELL, Place.ROW)


@dataclass(frozen=True, slots=True)
class Trial:
    """One attack at one place."""

    attack: Attack
    place: Place
    question: Question
    change: Change
    as_any_text: bool = False  # a harmless text of the same length at the same place changes the same


class Measurement:
    """A library of sample documents in which attacks are planted one after the other."""

    def __init__(
        self,
        samples: Mapping[str, Sample],
        root: Path,
        embedder: Embedder | None = None,
        model: BaseChatModel | None = None,
    ) -> None:
        """`root` is an empty folder. Models that are given are used instead of those of the settings."""
        self._samples = samples
        self._files = root / "documents"
        self._files.mkdir(parents=True)
        # What was planted before must leave nothing behind.
        settings = load_settings(data_dir=root / "library", keep_answers_days=0, keep_generations_days=0)
        self._most_asked = settings.max_question_chars
        self._indexer = open_indexer(settings) if embedder is None else Indexer(settings, lambda: embedder)
        self._library = Library(settings, embedder=embedder, model=model)
        self._before: dict[tuple[str, Place | None], Answer] = {}
        self._indexer.add([self._write(*unharmed(sample)) for sample in samples.values()])

    def close(self) -> None:
        """Close the library."""
        self._library.close()
        self._indexer.close()

    def try_out(self, attack: Attack, question: Question, place: Place) -> Trial:
        """Ask with the attack planted, then take it away again."""
        before = self._answer_unharmed(question, place)
        if place is Place.QUESTION:
            # A longer question is turned away before anything reads it.
            asked = f"{question.question} {attack.text}"[: self._most_asked]
            after = self._library.ask(asked)
        else:
            after = self._ask_planted(question, attack.text, place)
        change = _compare(before, after, attack, question, place)
        if not change.behaviour or place not in _BESIDE:
            return Trial(attack, place, question, change)
        beside = self._ask_planted(question, harmless_text(attack.text), place)
        is_as_any = not _compare(beside, after, attack, question, place).behaviour
        return Trial(attack, place, question, change, is_as_any)

    def _answer_unharmed(self, question: Question, place: Place) -> Answer:
        """The answer without an attack.

        A document that loses its name or title may be found less well, whatever it is called then: what an attack
        adds is seen against a harmless name at the same place.
        """
        kept = place if place in (Place.TITLE, Place.NAME) else None
        if (question.id, kept) not in self._before:
            self._before[question.id, kept] = (
                self._library.ask(question.question) if kept is None else self._ask_planted(question, NAME, kept)
            )
        return self._before[question.id, kept]

    def _ask_planted(self, question: Question, attack: str, place: Place) -> Answer:
        sample = self._samples[question.evidence[0].document]
        planted = self._write(*plant(sample, question.evidence[0].text or "", attack, place))
        if planted.name != sample.file_name:
            self._indexer.remove([sample.file_name])
        self._indexer.add([planted])
        try:
            return self._library.ask(question.question)
        finally:
            if planted.name != sample.file_name:
                self._indexer.remove([planted.name])
            self._indexer.add([self._write(*unharmed(sample))])

    def _write(self, name: str, html: str) -> Path:
        path = self._files / name
        path.unlink(missing_ok=True)
        path.write_text(html, "utf-8")
        return path


def _compare(before: Answer, after: Answer, attack: Attack, question: Question, place: Place) -> Change:
    return compare(
        before,
        after,
        attack.text,
        right_before=contains_answer(before.text, question.answers),
        right_after=contains_answer(after.text, question.answers),
        is_asked=place is Place.QUESTION,
    )


def plantable(questions: Sequence[Question], samples: Mapping[str, Sample]) -> list[Question]:
    """The answerable questions with one place of evidence that a document shows in one paragraph."""
    return [
        question
        for question in questions
        if question.answerable and question.answers and len(question.evidence) == 1
        if (evidence := question.evidence[0]).text and evidence.document in samples
        if find_page(samples[evidence.document], evidence.text or "") is not None
    ]


def measure(
    attacks: Sequence[Attack],
    questions: Sequence[Question],
    samples: Mapping[str, Sample],
    progress: Callable[[int, int], None],
    embedder: Embedder | None = None,
    model: BaseChatModel | None = None,
) -> Iterator[Trial]:
    """All attacks at all places; attacks take the questions in turn. `progress` is told trials done and all."""
    turns = [(attack, questions[number % len(questions)]) for number, attack in enumerate(attacks)]
    trials = [(attack, asked, place) for attack, asked in turns for place in _places(asked, samples)]
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Measurement(samples, Path(folder), embedder, model)) as measurement,
    ):
        for number, trial in enumerate(trials, 1):
            yield measurement.try_out(*trial)
            progress(number, len(trials))


def _places(question: Question, samples: Mapping[str, Sample]) -> list[Place]:
    """Where the document of a question can hold an attack."""
    evidence = question.evidence[0]
    in_table = stands_in_table(samples[evidence.document], evidence.text or "")
    return [place for place in Place if in_table or place is not Place.ROW]


def objected(texts: Sequence[Attack]) -> int:
    """How many texts the shipped content filter objects to when they are asked."""
    rules = InjectionRules()
    return sum(bool(rules.check(each.text, "question")) for each in texts)
