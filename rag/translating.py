"""A question in the other language, by the model that answers: good enough to search with, never shown as told."""

from __future__ import annotations

from contextlib import closing, suppress

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from rag.deadline import Deadline
from rag.errors import GenerationFailed
from rag.inert import for_prompt
from rag.stopping import check_stopped
from rag.streaming import stream_chunks

_NAMES = {"de": "German", "en": "English"}
# A small model translates when it has seen what is meant, and answers the question when it has not.
_EXAMPLES = (
    {"de": "Wer bestellt neue Stühle, wenn einer kaputt ist?", "en": "Who orders new chairs when one is broken?"},
    {"de": "Ab wann gilt die neue Preisliste?", "en": "From when is the new price list valid?"},
)
# Nobody waits for the translation of a whole page.
_LONGEST = 400  # characters
_TOKENS = 80


def other_language(language: str) -> str:
    """The one of the two languages that a question in this one is not asked in."""
    return next(each for each in _NAMES if each != language)


def translate_question(model: BaseChatModel, question: str, language: str, deadline: Deadline) -> str:
    """The question in the other language; "" when it is too long, or nothing came of it.

    Raises AnswerStopped.
    """
    if len(question) > _LONGEST:
        return ""
    text = ""
    options = {"max_tokens": _TOKENS}
    chunks = stream_chunks(model, _build_messages(question, language), options, deadline.seconds, deadline=deadline)
    # The question as it is remains to be read for; a model that is gone says so at its next step.
    with suppress(GenerationFailed), closing(chunks):
        for chunk in chunks:
            check_stopped()
            text += chunk.text
            # What follows on another line is no longer the question.
            if "\n" in text.strip():
                break
    translated = text.strip().partition("\n")[0].strip()
    return "" if translated.casefold() == question.strip().casefold() else translated


def _build_messages(question: str, language: str) -> list[BaseMessage]:
    other = other_language(language)
    rules = f"Translate the question from {_NAMES[language]} into {_NAMES[other]}. Reply only with the translation."
    messages: list[BaseMessage] = [SystemMessage(rules)]
    for example in _EXAMPLES:
        messages += [HumanMessage(example[language]), AIMessage(example[other])]
    return [*messages, HumanMessage(for_prompt(question))]
