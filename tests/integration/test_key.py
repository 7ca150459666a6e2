"""An answer tells which words of its quotation answer, where the model names some that stand there."""

from __future__ import annotations

import pytest

from rag import AnswerStatus
from tests.fakes import JudgingModel
from ui.commands.replies import describe_answer
from ui.evaluation.asking import describe_reply
from ui.evaluation.dataset import Question
from ui.evaluation.gold import Gold

TEXT = "# Backups\n\nMonthly backups are kept for 13 months at the depot. They are made on the last Sunday.\n"
REPLY = "Monthly backups are kept for 13 months at the depot."
QUESTION = "How long are monthly backups kept?"


class _Naming(JudgingModel):
    words: str
    can_name: bool = True
    named: int = 0

    def name_words(self, messages):
        self.named += 1
        assert [message.type for message in messages] == ["system", "human", "ai"]
        assert "13 months" in messages[1].text
        return self.words


@pytest.fixture
def ask(library_of):
    def ask(words: str, certainty: float = 0.97):
        model = _Naming(replies={"backups": (certainty, REPLY)}, words=words)
        with library_of({"backups.md": TEXT}, model) as library:
            answer = library.ask(QUESTION)
            return answer, model.named, library

    return ask


def test_the_words_are_told_beside_the_answer(ask):
    answer, _, _ = ask("13 Months")
    assert (answer.status, answer.key) == (AnswerStatus.ANSWERED, "13 months")
    assert describe_answer(answer).value["key"] == "13 months"


def test_words_that_no_shown_quotation_has_are_not_told(ask):
    answer, _, _ = ask("the last Sunday")
    assert (answer.status, answer.key) == (AnswerStatus.ANSWERED, None)
    assert "key" not in describe_answer(answer).value


def test_words_that_the_reply_does_not_tell_are_not_told(library_of):
    both = "Monthly backups are kept for 13 months and daily ones for 35 days at the depot."
    model = _Naming(replies={"backups": (0.97, "Monthly backups are kept for 13 months.")}, words="35 days")
    with library_of({"backups.md": f"# Backups\n\n{both}\n"}, model) as library:
        answer = library.ask(QUESTION)
    assert answer.status is AnswerStatus.ANSWERED
    assert "35 days" in answer.citations[0].quote
    assert answer.key is None


def test_nothing_is_named_for_what_is_not_told(ask):
    answer, named, _ = ask("13 months", certainty=0.1)
    assert (answer.status, answer.key, named) == (AnswerStatus.NOT_FOUND, None, 0)


def test_an_evaluation_compares_the_words_with_accepted_answers(library_of):
    question = Question(id="q", question=QUESTION, language="en", answers=["13 months"], answerable=True)
    found = {}
    for words in ("13 months", "Sunday"):
        model = _Naming(replies={"backups": (0.97, REPLY)}, words=words)
        with library_of({"backups.md": TEXT}, model) as library:
            found[words] = describe_reply(library, library.ask(QUESTION), question, Gold())
    assert (found["13 months"].f1, found["13 months"].exact) == (1.0, True)
    # Without them the whole sentence counts.
    assert found["Sunday"].f1 == pytest.approx(4 / 11)
    assert found["Sunday"].contained
    assert not found["Sunday"].exact
