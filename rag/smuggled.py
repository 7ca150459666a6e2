"""What stands with a question and is none: orders to whoever answers, and text that the question does not need.

A person may tell what leads to a question ("I moved here in May. Which form do I need?"), so only sentences that a
policy objects to are left out, and, once a question has been asked, all that follows such a sentence. Anything
else is read with the question first, and without it when nothing is found so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.analysis import question_words
from rag.sentences import split_sentences

_FEWEST_WORDS = 3  # of a question that can be understood alone


def without_orders(question: str, objects: Callable[[str], bool]) -> str:
    """The question without the sentences that `objects` says yes to; as it is, when nothing that asks remains.

    What is said behind such a sentence belongs to it, if a question stands before it.
    """
    kept: list[str] = []
    for sentence in _sentences(question):
        if not objects(sentence):
            kept.append(sentence)
        elif any(map(_asks, kept)):
            break
    rest = " ".join(kept)
    return rest if question_words(rest) else question


def first_question(question: str) -> str | None:
    """The text up to the first question mark, if more follows and it can be understood alone; else None."""
    sentences = _sentences(question)
    number = next((number for number, each in enumerate(sentences, 1) if _asks(each)), len(sentences))
    if number == len(sentences):
        return None
    asked = " ".join(sentences[:number])
    return asked if _stands_alone(asked) else None


def _sentences(question: str) -> Sequence[str]:
    return [question[start:end] for start, end in split_sentences(question)]


def _asks(sentence: str) -> bool:
    return sentence.rstrip("\"'”“»«)] ").endswith("?")


def _stands_alone(text: str) -> bool:
    return len(text.split()) >= _FEWEST_WORDS and bool(question_words(text))
