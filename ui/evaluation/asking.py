"""One question through search and, if wanted, through the whole answer, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rag.citations import strip_markers
from rag.errors import FundstelleError, ModelUnavailable
from rag.types import Answer, AnswerStatus, Citation, Finished, Hit, Token
from ui.evaluation.dataset import Question
from ui.evaluation.figures import numeric_match
from ui.evaluation.gold import Gold
from ui.evaluation.matching import contains_answer, exact_match, token_f1
from ui.evaluation.ranking import measure_hits
from ui.evaluation.rows import Cited, Reply, Row
from ui.logs import log_unexpected

if TYPE_CHECKING:
    from rag.library import LibraryApi

_SHOWN_HITS = 10


@dataclass(frozen=True, slots=True)
class Asker:
    """How each question is put to the library: `k` hits, and with or without an answer."""

    library: LibraryApi
    k: int
    answers: bool

    def ask(self, question: Question, gold: Gold) -> Row:
        """The row of one question. A question that fails counts as one that found nothing.

        Raises ModelUnavailable: then no other question could be asked either.
        """
        try:
            return self._ask(question, gold)
        except ModelUnavailable:
            raise
        except FundstelleError as error:
            sentence = str(error)
        except Exception:  # noqa: BLE001 - a defect of ours must cost one question, never the run
            sentence = (
                f"Something went wrong inside Fundstelle; the log has details under {log_unexpected('eval')}."
            )
        reply = _judge(Reply(AnswerStatus.FAILED, ""), question, gold) if self.answers else None
        return _row(question, gold, (), reply, {}, sentence)

    def _ask(self, question: Question, gold: Gold) -> Row:
        begun = time.monotonic()
        hits = self.library.search(question.question, k=self.k)
        seconds = {"retrieval": time.monotonic() - begun}
        if not self.answers:
            return _row(question, gold, hits, None, seconds)
        answer, first_word = self._answer(question.question)
        seconds["answer"] = answer.of_usable_model().seconds
        if first_word is not None:
            seconds["first_word"] = first_word
        return _row(question, gold, hits, describe_reply(self.library, answer, question, gold), seconds)

    def _answer(self, question: str) -> tuple[Answer, float | None]:
        """The answer as `fundstelle ask` gives it, and the seconds to its first word, if it had one."""
        begun, first_word = time.monotonic(), None
        for event in self.library.answer(question):
            if isinstance(event, Token) and first_word is None:
                first_word = time.monotonic() - begun
            if isinstance(event, Finished):
                return event.answer, first_word
        raise AssertionError("an answer always ends with Finished")


def describe_reply(library: LibraryApi, answer: Answer, question: Question, gold: Gold) -> Reply:
    """An answer compared with what is accepted, and its citations with the indexed text."""
    citations = [_check(library, citation, gold) for citation in answer.citations]
    found = {(each.document, each.page) for each in citations}
    found_documents = {(each.document, None) for each in citations}
    cited = len(gold.citable & (found | found_documents)) / len(gold.citable) if gold.citable else None
    reply = Reply(
        str(answer.status),
        answer.text,
        cited=cited,
        citations=citations,
        timings=answer.timings,
        signals=answer.signals,
        key=answer.key,
    )
    return _judge(reply, question, gold)


def is_right(reply: Reply, question: Question, gold: Gold) -> bool | None:
    """Whether an answer is right, by whatever of answers and evidence the question has; None when it has none."""
    if not question.answerable:
        return False
    if reply.right is not None:
        return reply.right
    if question.answers:
        return bool(reply.exact or reply.contained or reply.numeric)
    return any(each.gold for each in reply.citations) if gold.citable else None


def _check(library: LibraryApi, citation: Citation, gold: Gold) -> Cited:
    page = library.page(citation.document_id, citation.page)
    verbatim = page is not None and page.text[citation.start : citation.end] == citation.quote
    places = {(citation.document, citation.page), (citation.document, None)}
    right = bool(gold.citable & places) if gold.citable else None
    return Cited(citation.document, citation.page, citation.quote, right, verbatim)


def _judge(reply: Reply, question: Question, gold: Gold) -> Reply:
    """The reply compared with the accepted answers; a refusal of an answerable question is right in nothing."""
    if not question.answerable or not question.answers:
        return reply
    answered = AnswerStatus(reply.status).tells
    text = strip_markers(reply.text) if answered else ""
    # As short as accepted answers are, where a model named the words that answer.
    short = reply.key if answered and reply.key else text
    exact, contained = exact_match(short, question.answers), contains_answer(text, question.answers)
    numeric = numeric_match(text, question.answers)
    agrees = answered and (exact or contained or bool(numeric))
    return replace(
        reply,
        exact=exact,
        contained=contained,
        numeric=numeric,
        f1=token_f1(short, question.answers),
        right=agrees and any(each.gold for each in reply.citations) if gold.citable else None,
    )


def _row(
    question: Question,
    gold: Gold,
    hits: Sequence[Hit],
    reply: Reply | None,
    seconds: dict[str, float],
    error: str | None = None,
) -> Row:
    return Row(
        question.id,
        question.question,
        question.language,
        question.kind,
        question.answerable,
        question.answers,
        sorted(gold.citable, key=str),
        gold.lost,
        [_place(hit) for hit in hits[:_SHOWN_HITS]],
        measure_hits(hits, gold) if question.answerable else {},
        reply,
        {stage: round(value, 4) for stage, value in seconds.items()},
        error,
    )


def _place(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {"document": passage.document, "page": passage.page, "start": passage.start, "end": passage.end}
