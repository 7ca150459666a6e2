"""Whether a reply says what an accepted answer says, compared as text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_ARTICLES = frozenset("a an the der die das den dem des ein eine einen einem einer eines".split())


def fold(text: str) -> str:
    """Case, width and kinds of space do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def exact_match(reply: str, accepted: Sequence[str]) -> bool:
    """Whether the whole reply is an accepted answer; articles and punctuation aside."""
    return any(_tokens(reply) == _tokens(answer) for answer in accepted)


def contains_answer(reply: str, accepted: Sequence[str]) -> bool:
    """Whether an accepted answer stands in the reply.

    It begins where a word begins and may go on as one ("Monat" in "Monate"); digits stand for themselves, so that
    "8" is not in "2018" and not in "8.5".
    """
    text = fold(reply)
    return any(re.search(_whole(fold(answer)), text) for answer in accepted)


def token_f1(reply: str, accepted: Sequence[str]) -> float:
    """Best overlap of words with an accepted answer, as SQuAD counts it; German articles are left out too."""
    return max((_f1(_tokens(reply), _tokens(answer)) for answer in accepted), default=0.0)


def _f1(given: Sequence[str], wanted: Sequence[str]) -> float:
    if not given or not wanted:
        return float(given == wanted)
    common = (Counter(given) & Counter(wanted)).total()
    return 2 * common / (len(given) + len(wanted))


def _whole(answer: str) -> str:
    begin = r"(?<!\w)" if answer[:1].isalnum() else ""
    begin += r"(?<!\d[.,])" if answer[:1].isdigit() else ""
    end = r"(?!\d|[.,]\d)" if answer[-1:].isdigit() else ""
    return begin + re.escape(answer) + end


def _tokens(text: str) -> list[str]:
    """Words in lower case without punctuation, symbols and articles."""
    kept = "".join("" if unicodedata.category(each)[0] in "PS" else each for each in fold(text))
    return [word for word in kept.split() if word not in _ARTICLES]
