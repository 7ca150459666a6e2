"""What of a reply may be shown while the model still writes it: nothing that the evidence does not have.

Words of the evidence are let through one by one. The first word that it does not have, or that denies, is held back
to the end of its sentence, where the verdict on the whole sentence decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.analysis import analyse_in_all_languages, is_stopword, question_words
from rag.citations import strip_markers
from rag.examining import Examiner
from rag.numbers import numbers_in
from rag.polarity import denies
from rag.sentences import split_sentences
from rag.types import Verdict

_WORD = re.compile(r"\S+\s+")
_BRACKETS = "[]<>"
_PUNCTUATION = " \t\n.,;:!?()\"'„“”"


class StreamGate:
    """Takes a reply as it grows, gives what is new and may be shown. For one reply, in one thread.

    `passes` has the last word on a sentence, for example of a content filter; with `by_sentence` nothing of one is
    shown before it is complete. `clean` makes it harmless for a reader.
    """

    def __init__(
        self,
        examiner: Examiner,
        clean: Callable[[str], str] = str,
        passes: Callable[[str], bool] = bool,
        *,
        by_sentence: bool = False,
    ) -> None:
        self._examiner = examiner
        self._clean = clean
        self._passes = passes
        self._by_sentence = by_sentence
        texts = [each for support in examiner.supports for each in (support.passage.context, support.text)]
        self._terms = analyse_in_all_languages(" ".join([examiner.question, *texts]))
        # A number of the question may be what it assumes wrongly.
        self._numbers = numbers_in(" ".join(texts))
        self._decided = 0  # characters of the reply whose sentences are decided
        self._early = 0  # characters behind these that were shown word by word
        self._shown = ""  # everything that was given out

    def feed(self, reply: str) -> str:
        """What of the reply so far is new and may be shown."""
        spans = split_sentences(reply[self._decided :])
        base = self._decided
        new = "".join(self._decide(reply, base + end) for _, end in spans[:-1])
        return new + ("" if self._by_sentence else self._let_words_through(reply))

    def finish(self, reply: str) -> str:
        """What is left to show of the complete reply."""
        base = self._decided
        return "".join(self._decide(reply, base + end) for _, end in split_sentences(reply[base:]))

    def _decide(self, reply: str, end: int) -> str:
        """The rest of the sentence that ends here, if it may be shown."""
        sentence, early = reply[self._decided : end], self._early
        self._decided, self._early = end, 0
        text = strip_markers(self._clean(sentence))
        shown = sentence[:early]
        if not text or not self._passes(text) or self._examiner.examine(text)[0] is Verdict.UNSUPPORTED:
            # What was shown of it are words of the evidence; the end of the answer takes them away.
            return ""
        return self._give(sentence[early:]) if text == sentence.strip() else self._give(text if not shown else "")

    def _let_words_through(self, reply: str) -> str:
        begin = position = self._decided + self._early
        while (match := _WORD.match(reply, position)) is not None and self._is_known(match.group()):
            position = match.end()
        self._early = position - self._decided
        return self._give(reply[begin:position])

    def _is_known(self, word: str) -> bool:
        if any(character in _BRACKETS for character in word):
            return False
        # The same words with a "not" among them say the opposite.
        if denies(word):
            return False
        if is_stopword(word.strip(_PUNCTUATION)):
            return True
        return numbers_in(word) <= self._numbers and all(terms & self._terms for terms in question_words(word))

    def _give(self, text: str) -> str:
        if text and not self._shown:
            text = text.lstrip()
        self._shown += text
        return text
