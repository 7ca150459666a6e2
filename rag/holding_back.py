"""What of a reply may be shown while the model still writes it: nothing that the evidence does not have.

Words of the evidence are let through one by one. The first word, figure or name that it does not have, or that
denies, is held back to the end of its sentence, where the verdict on the whole sentence decides.
"""

from __future__ import annotations

from collections.abc import Callable

from rag.citations import strip_markers
from rag.early_words import EarlyWords
from rag.examining import Examiner
from rag.sentences import split_sentences
from rag.types import Verdict


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
        self._words = EarlyWords(examiner)
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
        shown, sentence = self._early, reply[self._decided :]
        self._early = self._words.reach(sentence, shown)
        return self._give(sentence[shown : self._early])

    def _give(self, text: str) -> str:
        # The space behind a word is shown with it.
        if not self._shown or self._shown[-1].isspace():
            text = text.lstrip()
        self._shown += text
        return text
