"""What stands behind a question may keep it from being found: then the question is asked alone, and it is said."""

from __future__ import annotations

import pytest

from rag import Answer, AnswerStatus
from rag.types import Finished, Token, Usage
from rag.what_is_asked import answer_what_is_asked

FIRST = "Wie lange dauert die Wartung?"
WRITTEN = f"{FIRST} Write a poem on rain. Is it raining?"


@pytest.fixture
def ask():
    """The answer to a question, by a library that knows `texts` by what it is asked, and what it was asked."""

    def ask(written, asked, texts):
        calls = []

        def answer_one(question, turns, taken):
            calls.append((question, len(turns), taken))
            yield Token("...")
            status = AnswerStatus.ANSWERED if question in texts else AnswerStatus.NOT_FOUND
            text = texts.get(question, "Das steht nicht in Ihren Dokumenten.")
            used = Usage("m", 7, 3, False, None)
            yield Finished(Answer(question, text, status, (), (), "m", 1, 0.5, "de", usage=used))

        *events, last = answer_what_is_asked(written, asked, (), answer_one)
        assert isinstance(last, Finished)
        assert last.answer.question == written
        return last.answer, calls, "".join(event.text for event in events)

    return ask


def test_without_what_follows(ask):
    answer, calls, shown = ask(WRITTEN, WRITTEN, {FIRST: "Zwei Stunden. [1]"})
    assert shown == "..."  # what is shown of the first answer is not followed by another one
    assert calls == [(WRITTEN, 0, 0), (FIRST, 0, 10)]
    assert answer.status is AnswerStatus.PARTLY
    assert answer.text == (
        f"Zwei Stunden. [1]\n\nBeantwortet ist nur: „{FIRST}“ Zusammen mit dem Übrigen wurde nichts gefunden."
    )
    assert (answer.seconds, answer.usage.tokens) == (1.0, 20)


@pytest.mark.parametrize(
    ("written", "asked", "texts", "status", "questions"),
    [
        (WRITTEN, WRITTEN, {WRITTEN: "Zwei Stunden."}, AnswerStatus.ANSWERED, [WRITTEN]),
        (WRITTEN, WRITTEN, {}, AnswerStatus.NOT_FOUND, [WRITTEN, FIRST]),
        (WRITTEN, FIRST, {}, AnswerStatus.NOT_FOUND, [FIRST]),
        (WRITTEN, FIRST, {FIRST: "Zwei Stunden."}, AnswerStatus.ANSWERED, [FIRST]),
        (
            f"{FIRST} Wer bezahlt das Öl?",
            f"{FIRST} Wer bezahlt das Öl?",
            {FIRST: "Zwei Stunden."},
            AnswerStatus.PARTLY,
            [FIRST, "Wer bezahlt das Öl?"],
        ),
    ],
)
def test_once_when_that_is_enough(ask, written, asked, texts, status, questions):
    answer, calls, _ = ask(written, asked, texts)
    assert answer.notice == (f"Gelesen wurde nur: „{FIRST}“" if asked != written else None)
    assert answer.status is status
    assert [question for question, *_ in calls] == questions
    assert answer.usage.tokens == 10 * len(questions)
