"""A passage with amounts of another quantity is not answered from while another has those that are asked for."""

from __future__ import annotations

from rag import AnswerStatus
from rag.types import Token
from tests.fakes import JudgingModel, ScriptedModel

WATER = "Capacity of the Orba pump at its highest back pressure: 40.2 l/h."
LIMIT = "The Orba pump works against 7 bar."


class _Copying(JudgingModel):
    """Is sure of either, and tells what it is shown."""

    def yes_probability(self, messages):
        return 0.97

    def _stream(self, messages, *rest, **options):
        told = WATER if "40.2" in str(messages[-1].content) else LIMIT
        for chunk in ScriptedModel(reply=told)._stream(messages, *rest, **options):
            chunk.message.response_metadata = {"logprobs": [{"token": chunk.message.content, "logprob": -0.01}]}
            yield chunk


def test_litres_are_not_even_drafted_for_a_pressure(library_of):
    documents = {"water.md": f"# Highest back pressure\n\n{WATER}\n", "limit.md": f"# Limits\n\n{LIMIT}\n"}
    with library_of(documents, _Copying(replies={})) as library:
        events = list(library.answer("What is the highest back pressure of the Orba pump?"))
    answer = events[-1].answer
    assert answer.status is AnswerStatus.ANSWERED
    assert [each.quote for each in answer.citations] == [LIMIT]
    assert not any("40.2" in each.text for each in events if isinstance(each, Token))
