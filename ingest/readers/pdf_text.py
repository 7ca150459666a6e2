"""The text of PDF pages: raw characters from pdfium, cleaned with every character's origin kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.cleaning import MappedText, clean_mapped

# pdfium puts this in place of a hyphen at the end of a line and joins the lines.
_HYPHEN = re.compile("[\ufffe\x02]")
_BROKEN = re.compile(r"[^\W\d_]*[\ufffe\x02][^\W\d_]*")  # its halves are no words
_WORD_BEFORE = re.compile(r"[^\W\d_]+\Z")
_WORD_AFTER = re.compile(r"([^\W_]+)(-?)")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# "Kranken- und Pflegekasse": the hyphen stands for the second half of a word.
_CONJUNCTIONS = frozenset({"und", "oder", "bzw", "sowie", "bis", "and", "or", "to"})
_ACCENTS = {"¨": "\u0308", "´": "\u0301", "`": "\u0300"}
_LOOSE_ACCENT = re.compile("([¨])([aouAOU])")
_VOCABULARY_LIMIT = 500_000


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of a document as they stand inside lines; decides how a hyphen at a line end is meant."""

    words: frozenset[str]

    @classmethod
    def of(cls, pages: Iterable[str]) -> Vocabulary:
        """Collect from raw page texts; empty when no line end is hyphenated."""
        texts = list(pages)
        words: set[str] = set()
        if any(_HYPHEN.search(text) for text in texts):
            for text in texts:
                words.update(_WORDS.findall(_BROKEN.sub(" ", text)))
                if len(words) > _VOCABULARY_LIMIT:
                    break
        return cls(frozenset(words))

    def keeps_hyphen(self, before: str, after: str) -> bool:
        """Whether "before-after" is a compound rather than one word broken in two."""
        compound = f"{before}-{after}"
        if compound in self.words or compound.lower() in self.words:
            return True
        joined = before + after
        if joined in self.words or joined.lower() in self.words:
            return False
        # Both halves are words of their own. German nouns begin with a capital, so "versicherung" is none.
        halves = before in self.words or before.lower() in self.words
        return len(before) > 1 and halves and after in self.words


def clean_page(raw: str, vocabulary: Vocabulary) -> MappedText:
    """Cleaned text of one page; `places` are pdfium's character indices."""

    def join(match: re.Match[str]) -> str:
        return _choose_join(match, vocabulary)

    text = MappedText.of(raw).replace(_HYPHEN, join)
    text = text.replace(_LOOSE_ACCENT, lambda match: match[2] + _ACCENTS[match[1]])
    return clean_mapped(text)


def _choose_join(match: re.Match[str], vocabulary: Vocabulary) -> str:
    """What stands in place of a hyphen at a line end: nothing, the hyphen, or a hyphen and a space."""
    text, place = match.string, match.start()
    before = _WORD_BEFORE.search(text[max(0, place - 60) : place])
    after = _WORD_AFTER.match(text, place + 1)
    if before is None or after is None:
        return "-"
    if after[1].lower() in _CONJUNCTIONS:
        return "- "
    if not after[1][0].islower() or after[2] or text[max(0, place - 60) : place - len(before[0])].endswith("-"):
        return "-"
    return "-" if vocabulary.keeps_hyphen(before[0], after[1]) else ""
