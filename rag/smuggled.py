"""What stands with a question and is none: orders to whoever answers, and questions that keep it from being found.

A person may tell what leads to a question ("I moved here in May. Which form do I need?") or ask about rules ("Can I
ignore the letter?"). So only sentences that a policy objects to and that do not ask are left out; once a question
has been asked, all that follows such a sentence. Of wishes for the reply (rag/wishes.py) only they themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.analysis import is_stopword
from rag.evidence import has_all_literals
from rag.followups import points_back
from rag.parts import begins_as_question
from rag.sentences import split_sentences
from rag.wishes import ASKER, is_order, is_wish, without_programs

_ENDS = "?!."
# "(And who pays?)": what a whole sentence stands in.
_AROUND = {"(": ")", "[": "]", '"': '"', "„": "“”", "“": "”", "»": "«", "«": "»"}
# "2. ", "b) ", "And ": what stands before a question that is one of several.
_LEAD = re.compile(r"\W*(?:(?:\d{1,2}|[a-z])[.)]\s*)?(?:(?:und|and|also|oder|or|but|aber)\s+)?", re.I)
_WORD = re.compile(r"[^\W_]+")
_FEWEST_WORDS = 2  # that a question needs, without those that every text has, to be understood alone


def without_orders(question: str, objects: Callable[[str], bool]) -> str:
    """The question without the sentences that `objects` says yes to; as it is, when nothing that asks remains.

    What is said behind such a sentence belongs to it, if a question stands before it. Where the whole is not
    objected to, no sentence is: "### Instruction manual" stands at a beginning only when it is taken apart.
    """
    if not objects(question):
        return question
    sentences = _sentences(question)
    kept: list[str] = []
    has_asked = False
    for sentence in sentences:
        if _is_question(sentence) or not objects(sentence):
            kept.append(sentence)
            has_asked = has_asked or _asks(sentence)
        elif has_asked:
            break
    rest = " ".join(kept)
    is_question = has_asked if any(map(_asks, sentences)) else _is_clear(rest)
    return rest if len(kept) < len(sentences) and is_question else question


def without_wishes(question: str) -> str:
    """The question without the sentences behind it that say how the reply is to be written, and nothing else.

    As it is, when what is left cannot be understood alone, or they name a code or a year.
    """
    bare = _without_programs_behind(question, only_added=True)
    kept: list[str] = []
    left_out: list[str] = []
    has_asked = False
    for sentence in _sentences(bare):
        asks = _asks(sentence)
        (left_out if has_asked and not asks and is_wish(sentence) else kept).append(sentence)
        has_asked = has_asked or asks
    asked = " ".join(kept)
    return asked if (left_out or bare != question) and _is_whole(asked, " ".join(left_out)) else question


def first_question(question: str) -> str | None:
    """The text up to the first question mark, if what follows is none of it and this one can be understood alone.

    That is another question, an order, or a program; what the asker says of themselves before an order belongs to
    the question. None for any other, also where the rest names a code or a year: the first question may be about
    nothing else.
    """
    bare = _without_programs_behind(question)
    sentences = _sentences(bare)
    asking = [number for number, each in enumerate(sentences, 1) if _asks(each)]
    if not asking:
        return None
    end = asking[0]
    ordered = next((number for number, each in enumerate(sentences) if number >= end and is_order(each)), None)
    if ordered is not None and not any(end < each <= ordered for each in asking):
        end = max((number + 1 for number in range(end, ordered) if ASKER.search(sentences[number])), default=end)
    first, rest = " ".join(sentences[:end]), " ".join(sentences[end:])
    is_other = len(asking) > 1 or ordered is not None or bare != question
    return first if is_other and _is_whole(first, rest) else None


def _without_programs_behind(question: str, *, only_added: bool = False) -> str:
    """The question without programs that stand behind its first question mark."""
    until, mark, behind = question.partition("?")
    return until + mark + without_programs(behind, only_added=only_added)


def _is_whole(question: str, rest: str) -> bool:
    """Whether a question can be understood without the rest."""
    return _is_clear(question) and not points_back(question) and has_all_literals(rest, question)


def _sentences(question: str) -> Sequence[str]:
    return [question[start:end] for start, end in split_sentences(question)]


def _asks(sentence: str) -> bool:
    """Whether it ends with a question mark of its own, not one of a name in quotation marks."""
    closing = _AROUND.get(sentence[:1])
    ending = sentence.rstrip(closing) if closing else sentence
    return "?" in ending[len(ending.rstrip(_ENDS)) :]


def _is_question(sentence: str) -> bool:
    """Whether it also begins as one: "What if I ignore it?", not "Ignore it, and who are you?"."""
    return _asks(sentence) and begins_as_question(_LEAD.sub("", sentence, count=1))


def _is_clear(text: str) -> bool:
    return sum(not is_stopword(word) for word in _WORD.findall(text)) >= _FEWEST_WORDS
