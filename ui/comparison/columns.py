"""One column of the page: what a model made of a question, as HTML of escaped text."""

from __future__ import annotations

import time
from collections.abc import Iterator

from rag.types import Answer, AnswerStatus, Verdict
from ui.comparison.taking import Take, count_verified
from ui.markup import answer_html, draft_html, note_html, notice_html, pill_html, source_html
from ui.texts import Texts
from ui.usage_texts import cost_text, decimal_text, tokens_text
from ui.wording.compare import COMPARE_TEXTS

_PILLS = {
    AnswerStatus.ANSWERED: "ready",
    AnswerStatus.PARTLY: "searchable",
    AnswerStatus.FAILED: "failed",
}


def column_html(take: Take, anchor: str, texts: Texts, *, begun: bool = True, stopped: bool = False) -> str:
    """The answer with its sources and figures, or how far it is; `anchor` names the places of its sources."""
    words = COMPARE_TEXTS[texts.language]
    if take.error is not None:
        pill = pill_html("failed", words.statuses[AnswerStatus.FAILED])
        return pill + notice_html("error", "", take.error) + _figures(take, texts)
    if take.answer is not None:
        return _answer(take.answer, anchor, texts) + _figures(take, texts)
    if stopped:
        return notice_html("info", "", words.stopped)
    if not begun:
        return note_html(words.waits)
    if take.draft:
        return draft_html(take.draft, texts.draft)
    return note_html(words.reading.format(seconds=int(time.monotonic() - take.begun)))


def _answer(answer: Answer, anchor: str, texts: Texts) -> str:
    label = COMPARE_TEXTS[texts.language].statuses[answer.status]
    parts = [pill_html(_PILLS.get(answer.status, "waiting"), label)]
    if answer.notice is not None:
        parts.append(note_html(answer.notice))
    parts.append(answer_html(answer.text, {each.number for each in answer.citations}, anchor))
    unsupported = [each.text for each in answer.statements if each.verdict is Verdict.UNSUPPORTED]
    if answer.status.tells and unsupported:
        parts.append(note_html(texts.left_out.format(statements=" ".join(unsupported))))
    return "".join(parts) + "".join(source_html(each, anchor, texts, answer.key) for each in answer.citations)


def _figures(take: Take, texts: Texts) -> str:
    lines = "".join(note_html(line) for line in _lines(take, texts))
    return f'<div class="fs-compared-figures">{lines}</div>'


def _lines(take: Take, texts: Texts) -> Iterator[str]:
    words, answer = COMPARE_TEXTS[texts.language], take.answer
    if answer is not None and answer.statements:
        yield words.verified.format(verified=count_verified(answer.statements), statements=len(answer.statements))
    if take.seconds is not None:
        seconds = words.seconds.format(seconds=decimal_text(take.seconds, 1, texts))
        if take.first_word is not None:
            seconds += ", " + words.first_word.format(seconds=decimal_text(take.first_word, 1, texts))
        yield seconds
    if answer is not None and answer.usage is not None:
        yield tokens_text(answer.usage, texts)
        yield cost_text(answer.usage, texts)
