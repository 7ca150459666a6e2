"""When nothing carries what was written from the best passage, another that holds an answer is answered from."""

from __future__ import annotations

import pytest

from rag import AnswerStatus
from rag.types import Finished, Token
from tests.fakes import JudgingModel, ScriptedModel

COURT = "Wie hoch die Miete für die Halle ist, steht am Tennisplatz, der 12 Euro kostet."
HALL = "Wer die Halle nimmt, zahlt 80 Euro je Stunde."
QUESTION = "Wie hoch ist die Miete für die Halle?"
DOCUMENTS = {
    "tennisplatz.md": f"# Miete der Halle und Plätze\n\n{COURT} Er hat Flutlicht.\n",
    "halle.md": f"# Räume\n\n{HALL}\n",
}


class _Reading(JudgingModel):
    """Sees answers in both, the better one in the wrong document, and invents a figure there."""

    hall: float = 0.9
    written: int = 0

    def yes_probability(self, messages):
        self.asked += 1
        shown = str(messages[-1].content)
        if "80 Euro" in shown:
            return self.hall
        # Of the passage as a whole, not of its sentences.
        return 0.95 if "Flutlicht" in shown and "Tennisplatz" in shown else 0.1

    def _stream(self, messages, *rest, **options):
        self.written += 1
        shown = str(messages[-1].content)
        told = HALL if "80 Euro" in shown else "Die Miete für die Halle beträgt 990 Euro je Stunde."
        for chunk in ScriptedModel(reply=told)._stream(messages, *rest, **options):
            chunk.message.response_metadata = {"logprobs": [{"token": chunk.message.content, "logprob": -0.01}]}
            yield chunk


@pytest.fixture
def events_of(library_of):
    def ask(**options):
        model = _Reading(replies={}, **options)
        with library_of(DOCUMENTS, model) as library:
            events = list(library.answer(QUESTION))
        return events, model

    return ask


def test_the_passage_that_carries_it_is_answered_from(events_of):
    events, model = events_of(hall=0.9)
    answer = events[-1].answer
    assert isinstance(events[-1], Finished)
    assert answer.status is AnswerStatus.ANSWERED
    assert [each.quote for each in answer.citations] == [HALL]
    assert not any("990" in each.text for each in events if isinstance(each, Token))
    assert model.written == 2
    assert all(seconds >= 0 for seconds in answer.timings.values())
    assert answer.signals["before"] == 0.9


@pytest.mark.parametrize("hall", [0.02, 0.6])
def test_it_is_not_found_where_no_other_passage_surely_holds_an_answer(events_of, hall):
    events, model = events_of(hall=hall)
    answer = events[-1].answer
    assert answer.status is AnswerStatus.NOT_FOUND
    assert [each.objection for each in answer.statements] == ["numbers"]
    assert model.written == 1
    assert answer.signals["before"] == 0.95  # of the reply that is told about
    assert all(seconds >= 0 for seconds in answer.timings.values())
    # Each passage once, and the sentences of the first when its reply failed.
    assert model.asked <= 2 + len(answer.hits)
