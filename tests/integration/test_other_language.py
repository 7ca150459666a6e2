"""What answers in another language than the question's is found by the question in that language."""

from __future__ import annotations

import pytest
from pydantic import Field

from rag import AnswerStatus
from tests.fakes import JudgingModel

QUESTION = "Wie schwer ist der Kran im Hof?"
TRANSLATED = "How heavy is the hoisting machine?"
HEAVY = "The hoisting machine weighs nine tons when it is empty."
# More than are looked at of a language, with words of the question in each.
NOISE = {f"de-{n}.md": f"# Der Hof {n}\n\nIm Hof {n} ist es still, und der Kran steht.\n" for n in range(12)}
OTHERS = {
    f"en-{n}.md": f"# The yard {n}\n\nThe yard {n} is quiet while the Kran stands im Hof.\n" for n in range(12)
}
ENGLISH = {"machines.md": f"# Machines\n\n{HEAVY} Nobody may stand below it.\n"}


class Bilingual(JudgingModel):
    """Translates, and sees an answer where tons are told."""

    replies: dict[str, tuple[float, str]] = Field({"Kran": (0.99, "Der Kran wiegt nine tons.")})
    translation: str = TRANSLATED
    translated: int = 0

    def yes_probability(self, messages):
        self.asked += 1
        return 0.99 if "nine tons" in str(messages[-1].content) else 0.01

    def _stream(self, messages, *rest, **options):
        if str(messages[0].content).startswith("Translate"):
            self.translated += 1
            yield from JudgingModel(reply=self.translation, replies={})._stream(messages, *rest, **options)
        else:
            yield from super()._stream(messages, *rest, **options)


def test_it_is_found_by_the_translated_question_and_recorded_so(library_of):
    model = Bilingual()
    with library_of(NOISE | OTHERS | ENGLISH, model) as library:
        answer = library.ask(QUESTION)
    assert answer.status is AnswerStatus.ANSWERED
    assert [(each.document, each.quote) for each in answer.citations] == [("machines.md", HEAVY)]
    assert answer.trace is not None
    assert (answer.trace.asked, answer.trace.translated) == (QUESTION, TRANSLATED)


@pytest.mark.parametrize("translation", ["", QUESTION, "The yard 3 is quiet"])
def test_a_useless_translation_costs_nothing_else(library_of, translation):
    model = Bilingual(translation=translation)
    with library_of(NOISE | OTHERS | ENGLISH, model) as library:
        answer = library.ask(QUESTION)
    assert (answer.status, model.translated) == (AnswerStatus.NOT_FOUND, 1)
    # The first three with one of another language, and three further ones.
    assert 5 <= model.asked <= 7


def test_a_library_of_one_language_is_not_asked_in_another(library_of):
    model = Bilingual()
    with library_of(NOISE, model) as library:
        answer = library.ask(QUESTION)
    assert (answer.status, model.translated) == (AnswerStatus.NOT_FOUND, 0)
    assert answer.trace is not None and answer.trace.translated == ""


def test_what_was_answered_at_once_is_not_translated(library_of):
    model = Bilingual()
    with library_of({"kran.md": "# Kran\n\nDer Kran im Hof wiegt leer nine tons.\n"} | ENGLISH, model) as library:
        answer = library.ask(QUESTION)
    assert (answer.status, model.translated) == (AnswerStatus.ANSWERED, 0)


def test_a_code_of_the_question_must_stand_in_what_is_found(library_of):
    model = Bilingual()
    with library_of(NOISE | OTHERS | ENGLISH, model) as library:
        answer = library.ask("Wie schwer ist der Kran KR-77 im Hof?")
    assert answer.status is AnswerStatus.NOT_FOUND
