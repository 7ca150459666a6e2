"""What stands with a question and is none: orders to whoever answers, and questions that keep it from being found.

A person may tell what leads to a question ("I moved here in May. Which form do I need?") or ask about rules ("Can I
ignore the letter?"). So only sentences that a policy objects to and that do not ask are left out; once a question
has been asked, all that follows such a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.analysis import is_stopword
from rag.evidence import has_all_literals
from rag.followups import points_back
from rag.parts import begins_as_question
from rag.sentences import split_sentences

_QUESTION_MARK = re.compile(r"\?[?!]*$")
# "2. ", "b) ", "And ": what stands before a question that is one of several.
_LEAD = re.compile(r"\W*(?:(?:\d{1,2}|[a-z])[.)]\s*)?(?:(?:und|and|also|oder|or|but|aber)\s+)?", re.I)
_WORD = re.compile(r"[^\W_]+")
_FEWEST_WORDS = 2  # that a question needs, without those that every text has, to be understood alone


def without_orders(question: str, objects: Callable[[str], bool]) -> str:
    """The question without the sentences that `objects` says yes to; as it is, when nothing that asks remains.

    What is said behind such a sentence belongs to it, if a question stands before it.
    """
    sentences = _sentences(question)
    kept: list[str] = []
    for sentence in sentences:
        if _is_question(sentence) or not objects(sentence):
            kept.append(sentence)
        elif any(map(_asks, kept)):
            break
    rest = " ".join(kept)
    is_question = any(map(_asks, kept)) if any(map(_asks, sentences)) else _is_clear(rest)
    return rest if len(kept) < len(sentences) and is_question else question


def first_question(question: str) -> str | None:
    """The text up to the first question mark, if another question follows and this one can be understood alone.

    None for any other, also where the rest names a code or year: the first question may be about nothing else.
    """
    sentences = _sentences(question)
    asking = [number for number, each in enumerate(sentences, 1) if _asks(each)]
    if len(asking) < 2:
        return None
    first, rest = (" ".join(each) for each in (sentences[: asking[0]], sentences[asking[0] :]))
    return first if _is_clear(first) and not points_back(first) and has_all_literals(rest, first) else None


def _sentences(question: str) -> Sequence[str]:
    return [question[start:end] for start, end in split_sentences(question)]


def _asks(sentence: str) -> bool:
    """Whether it ends with a question mark of its own, not one of a name in quotation marks."""
    return bool(_QUESTION_MARK.search(sentence))


def _is_question(sentence: str) -> bool:
    """Whether it also begins as one: "What if I ignore it?", not "Ignore it, and who are you?"."""
    return _asks(sentence) and begins_as_question(_LEAD.sub("", sentence, count=1))


def _is_clear(text: str) -> bool:
    return sum(not is_stopword(word) for word in _WORD.findall(text)) >= _FEWEST_WORDS
