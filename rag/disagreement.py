"""Where another document says something else than the cited one: both are shown, and which one is newer.

Two documents that are no versions of each other may still speak of the same thing: a handbook and a notice on the
intranet. Rather too few disagreements are told than one that is none, so the other sentence must have every word of
the question that the cited one has, and one amount of the same unit or one day that belongs to the same verb or
noun; or it must have nearly the same words, and deny them, count the same things to another number, or name another
person or firm when one is asked for. Rows of tables, which all sound alike, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from rag.analysis import question_words, share_of_words
from rag.contradiction import Claim, asks_for_name, names_another, without_permission
from rag.other_versions import SAME_MATTER
from rag.same_matter import matter_of
from rag.supports import SentencesOf, Support, find_sentences
from rag.tables import has_cells
from rag.types import Citation, Hit

# Hits behind these are about something else.
_HITS = 8
# Words of the question that both sentences must have.
_LEAST_WORDS = 2
# "5 oder 7 Euro", "3 to 5 days": no one amount, though one of them alone has a unit.
_RANGE = re.compile(r"\d\s*(?:oder|or|bis|to|–|-)\s*\d")


def find_disagreement(
    question: str,
    quote: Citation,
    statement: str,
    hits: Sequence[Hit],
    versions: Collection[str],
    sentences_of: SentencesOf = find_sentences,
) -> Support | None:
    """The first sentence of another document that says otherwise; None when there is none.

    `hits` are those of the question, best first; `versions` of the cited document are left to `rag.other_versions`.
    """
    cited = _cited_sentence(quote, hits, sentences_of)
    if cited is None or not _is_plain(cited):
        return None
    asked = [word for word in question_words(without_permission(question)) if word & cited.terms]
    is_who = asks_for_name(question)
    # A sentence that names another is alike in all else.
    if len(asked) < (1 if is_who else _LEAST_WORDS):
        return None
    # "How many days" alone is asked of anything.
    is_about = any(word & cited.terms for word in matter_of(without_permission(question)))
    said, claim = question_words(cited.text), Claim.of(statement, cited.text)
    for hit in hits[:_HITS]:
        passage = hit.passage
        if passage.document in (quote.document, *versions) or quote.document in hit.also_in:
            continue
        for sentence in sentences_of(passage):
            if not (all(word & sentence.terms for word in asked) and _is_plain(sentence)):
                continue
            is_other_name = is_who and names_another(cited.text, sentence.text)
            same = is_about and len(asked) >= _LEAST_WORDS and share_of_words(said, sentence.terms) >= SAME_MATTER
            if is_other_name or (same and claim.differs_from(sentence, one_each=True)):
                return sentence
    return None


def _cited_sentence(quote: Citation, hits: Sequence[Hit], sentences_of: SentencesOf) -> Support | None:
    for hit in hits:
        passage = hit.passage
        if (passage.document_id, passage.page) == (quote.document_id, quote.page):
            for sentence in sentences_of(passage):
                if (sentence.start, sentence.end) == (quote.start, quote.end):
                    return sentence
    return None


def _is_plain(sentence: Support) -> bool:
    """Whether its amounts mean what stands around them: it is no row of a table and gives no range."""
    return not has_cells(sentence.text) and not _RANGE.search(sentence.plain)
