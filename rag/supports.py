"""Which sentences of the evidence carry a statement: by its numbers and words, or by its meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rag.analysis import (
    analyse_in_all_languages,
    analyse_question,
    further_terms,
    question_words,
    share_of_words,
)
from rag.headings import headings_of, skip_headings
from rag.language import detect_language
from rag.lead_ins import lead_ins
from rag.number_words import has_single, in_figures
from rag.numbering import carried_numbers, needed_numbers
from rag.numbers import NUMBER, with_plain_times
from rag.questions_within import asks, questions_above
from rag.sentences import split_sentences
from rag.shared_parts import with_whole_words
from rag.subjects import tells_of_another
from rag.tables import count_figures, find_rows, has_cells, is_header
from rag.types import HEADING_SEPARATOR, Citation, Passage
from rag.vectors import Vectors
from rag.written_forms import plain_dates

# A statement is carried when this share of its content words stands in the sentences.
_ENOUGH_OVERLAP = 0.5
_MOST_SUPPORTS = 3
# More in a row can only be told apart by names of columns.
_FEW_FIGURES = 2
_TWO_COLUMNS = 2
# Across languages words cannot overlap; there the meaning of the statement must be this close to a sentence.
_ENOUGH_SIMILARITY = 0.85
# In one language unrelated sentences are closer to each other than across two.
_WEAK_SIMILARITY = 0.92


@dataclass(frozen=True, slots=True)
class Support:
    """A sentence of the evidence as an exact place."""

    passage: Passage
    start: int
    end: int
    text: str
    terms: frozenset[str]
    numbers: frozenset[str]  # as `carried_numbers` has them
    plain: str = ""  # the text with its dates and number words in one form
    header: str = ""  # where the units of a table row's figures may stand: its label and the names of its columns
    says_no: bool | None = None  # to the question for yes or no above it; None for others
    lead_in: str = ""  # what stands above the list that it is an item of
    unnamed: int = 0  # so many figures of a row whose columns have no names
    names: frozenset[str] = frozenset()  # terms of a table row and of its columns' names; empty for others

    def cite(self, number: int) -> Citation:
        """The sentence as a citation."""
        return self.passage.cite(number, self.start - self.passage.start, self.end - self.passage.start)


# How a passage is taken apart into its sentences: `find_sentences`, or the same with a memory.
SentencesOf: TypeAlias = Callable[[Passage], Sequence[Support]]


def in_plain_form(text: str) -> str:
    """The text with its dates, number words and words that share a part in one form, for comparisons.

    "01.03.2024" as "1. März 2024", "Sonn- und Feiertage" as "Sonntage und Feiertage".
    """
    return in_figures(plain_dates(with_plain_times(with_whole_words(text))))


def find_sentences(passage: Passage) -> list[Support]:
    """The sentences of a passage; title, headings and table header lend their words but are not quoted."""
    headings = headings_of(passage)
    rows = list(find_rows(passage.text, passage.table))
    labels = {row.end: " | ".join([row.cells[0], *row.names]) for row in rows}
    headers = {row.names for row in rows}
    # Of two columns, too: the second one's name says what is counted.
    columns = {row.end: " | ".join(row.names) for row in find_rows(passage.text, passage.table, _TWO_COLUMNS)}
    supports = []
    spans = split_sentences(passage.text)
    leads = lead_ins(
        (passage.text[begin:end] for begin, end in spans), passage.heading.rsplit(HEADING_SEPARATOR, 1)[-1]
    )
    questions = questions_above(passage.text[begin:end] for begin, end in spans)
    for (begin, end), lead_in, above in zip(spans, leads, questions, strict=True):
        start = skip_headings(passage.text, begin, end, headings)
        text = passage.text[start:end]
        if is_header(text, headers) or not any(map(str.isalnum, text)):  # the line under a table's header
            continue
        if asks(text):
            continue
        plain = in_plain_form(text)
        around = f"{passage.context} {above.question}"
        terms = analyse_in_all_languages(f"{around} {text}" + (f" {plain}" if plain != text else ""))
        # An article may mean one, so it carries "1 Woche"; a statement with an article claims no number.
        numbers = carried_numbers(plain) | ({"1"} if has_single(plain) else frozenset())
        place = passage.start + start, passage.start + end
        header = labels.get(end, passage.table)
        names = _names_of_row(text, columns.get(end, header), passage) if has_cells(text) else frozenset()
        unnamed = count_figures(text) if names and end not in labels else 0
        supports.append(
            Support(passage, *place, text, terms, numbers, plain, header, above.says_no, lead_in, unnamed, names)
        )
    return supports


def _names_of_row(text: str, columns: str, passage: Passage) -> frozenset[str]:
    """Terms of what a row says its figures are, in its cells or above them: "Tage" of "Arbeitstage" too."""
    named = f"{text} {columns}"
    parts = further_terms(named, "de") if passage.language != "en" else []
    return frozenset(term for term in (*analyse_in_all_languages(named), *parts) if any(map(str.isalpha, term)))


def find_akin(statement: str, supports: Sequence[Support]) -> list[Support]:
    """The sentences that have most content words of a statement, whatever numbers they have."""
    words = question_words(NUMBER.sub(" ", statement))
    return [each for each in supports if share_of_words(words, each.terms) >= _ENOUGH_OVERLAP]


def find_support(
    statement: str, question: str, supports: Sequence[Support], given: frozenset[str] = frozenset()
) -> list[Support]:
    """The fewest sentences that carry all numbers and most content words of a statement; [] when none do.

    The statement is in plain form; numbers in `given` need no sentence. Sentences that say the same of
    another thing carry nothing.
    """
    chosen = _fewest(statement, question, supports, given)
    return [] if chosen and tells_of_another(statement, chosen, supports) else chosen


def _fewest(statement: str, question: str, supports: Sequence[Support], given: frozenset[str]) -> list[Support]:
    words = question_words(statement)
    needed = needed_numbers(statement, given)
    asked = frozenset(analyse_question(question))
    supports = [
        each for each in supports if _is_named(each, words, asked) and not (needed and each.unnamed > _FEW_FIGURES)
    ]
    chosen: list[Support] = []
    while len(chosen) < _MOST_SUPPORTS:
        missing = needed - frozenset(number for each in chosen for number in each.numbers)
        have = frozenset(term for each in chosen for term in each.terms)
        if chosen and not missing and share_of_words(words, have | asked) >= _ENOUGH_OVERLAP:
            return chosen
        best = max(
            (each for each in supports if each not in chosen),
            key=lambda each: _gain(each, words, missing, have),
            default=None,
        )
        if best is None or _gain(best, words, missing, have) <= 0:
            break
        chosen.append(best)
    have = frozenset(term for each in chosen for term in each.terms)
    numbers = frozenset(number for each in chosen for number in each.numbers)
    return chosen if chosen and needed <= numbers and share_of_words(words, have | asked) >= _ENOUGH_OVERLAP else []


def _is_named(support: Support, words: Sequence[frozenset[str]], asked: frozenset[str]) -> bool:
    """Whether a row's label or one of its columns is named at all; the same figure stands in many rows.

    A row in another language, or a sentence, is named by its meaning.
    """
    return not support.names or any(support.names & word for word in (*words, asked))


def find_close(
    statement: str, supports: Sequence[Support], given: frozenset[str], embed: Callable[[Sequence[str]], Vectors]
) -> Support | None:
    """The sentence closest in meaning among those with all numbers, those of another language first."""
    needed = needed_numbers(in_plain_form(statement), given)
    language = detect_language(statement)
    fitting = [support for support in supports if needed <= support.numbers]
    foreign = [support for support in fitting if support.passage.language not in (language, None)]
    candidates = foreign or fitting
    if not candidates:
        return None
    similarity, best = _closest(statement, candidates, embed)
    if tells_of_another(in_plain_form(statement), [best], supports):
        return None
    return best if similarity >= (_ENOUGH_SIMILARITY if foreign else _WEAK_SIMILARITY) else None


def find_reason(
    question: str, supports: Sequence[Support], embed: Callable[[Sequence[str]], Vectors]
) -> Support | None:
    """The sentence closest in meaning to a question: what a bare yes or no to it must stand on."""
    return _closest(question, supports, embed)[1] if supports else None


def _closest(
    text: str, supports: Sequence[Support], embed: Callable[[Sequence[str]], Vectors]
) -> tuple[float, Support]:
    """The cosine and the sentence closest in meaning to a text; there must be a sentence."""
    vectors = embed([text, *(support.text for support in supports)])
    similarities = vectors[1:] @ vectors[0]
    best = int(similarities.argmax())
    return float(similarities[best]), supports[best]


def _gain(
    support: Support, words: Sequence[frozenset[str]], missing: frozenset[str], have: frozenset[str]
) -> float:
    """What a sentence adds: a missing number weighs as much as all the words."""
    new = sum(1 for word in words if word & support.terms and not word & have)
    return len(missing & support.numbers) * max(1, len(words)) + new
