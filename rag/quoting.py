"""An answer without a model: the sentences closest to the question, word for word, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from rag.analysis import analyse_in_all_languages, question_words, share_of_words
from rag.embedding import BATCH_SIZE, Embedder
from rag.evidence import has_literals
from rag.excerpts import Unit, find_units, join_questions
from rag.headings import headings_of, is_heading, skip_headings
from rag.tables import on_one_line
from rag.types import Citation, Hit, Passage
from rag.vectors import Vectors

# Passages that quotes are chosen from.
QUOTED_PASSAGES = 4
# So much is compared by meaning, which is what takes the time: characters, and sentences of one batch.
_COMPARED = 600
_SENTENCES = BATCH_SIZE
_QUOTES = 3
_RELATED = 5
# Characters after which no further sentence is quoted; the first may be longer.
_ENOUGH = 450
# What counts beside 20 points of cosine; docs/experiments.md ("Quoting").
_SENTENCE_WEIGHT = 20.0
_SCORE_WEIGHT = 0.3
_WORD_WEIGHT = 2.0
_LITERAL_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: Passage
    unit: Unit
    score: float
    share: float  # of the question's words that it has itself


@dataclass(frozen=True, slots=True)
class _Place:
    """`passage.text[start:end]`."""

    passage: Passage
    start: int
    end: int

    def cite(self, number: int) -> Citation:
        return self.passage.cite(number, self.start, self.end)


def choose_quotes(
    question: str, question_vector: Vectors | None, hits: Sequence[Hit], embedder: Callable[[], Embedder]
) -> tuple[Citation, ...]:
    """Up to three exact places, best first; without vectors words alone decide. () when nothing was found."""
    candidates = sorted(_candidates(question, hits), key=lambda each: -each.score)
    if question_vector is not None and candidates:
        candidates = _compare(candidates, question_vector, embedder())
    chosen: list[_Candidate] = []
    length = 0
    for each in candidates:
        if len(chosen) == _QUOTES:
            break
        if chosen and length + len(each.unit.shown) > _ENOUGH:
            continue
        chosen.append(each)
        length += len(each.unit.shown)
    return tuple(place.cite(number) for number, place in enumerate(_joined(chosen), start=1))


def choose_related(question: str, quotes: Sequence[Citation], hits: Sequence[Hit]) -> tuple[Citation, ...]:
    """The quotes, and what shares words with the question on other pages that were found: up to five places."""
    places = list(quotes)
    pages = {(each.document_id, each.page) for each in places}
    for hit in hits:
        if len(places) == _RELATED:
            break
        page = (hit.passage.document_id, hit.passage.page)
        found = [] if page in pages else [each for each in _candidates(question, [hit]) if each.share]
        if found:
            pages.add(page)
            (place,) = _joined([max(found, key=lambda each: each.share)])[:1]
            places.append(place.cite(len(places) + 1))
    return tuple(places)


def quotes_text(quotes: Sequence[Citation]) -> str:
    """The quotes a line each with their markers; the rows of a table keep their lines."""
    return "\n\n".join(f"{show_quote(each.quote)} [{each.number}]" for each in quotes)


def show_quote(quote: str) -> str:
    """A quote without the line breaks of its page; cells are set apart by bars."""
    return "\n".join(map(on_one_line, quote.split("\n") if "\t" in quote else [quote]))


def _candidates(question: str, hits: Sequence[Hit]) -> Iterator[_Candidate]:
    words = question_words(question)
    for hit in hits[:QUOTED_PASSAGES]:
        passage = hit.passage
        context = analyse_in_all_languages(passage.context)
        literal = _LITERAL_WEIGHT * has_literals(question, [passage])
        headings = headings_of(passage)
        units = [each for each in find_units(passage, question) if not is_heading(each.shown, headings)]
        for unit in join_questions(units, passage.text):
            terms = analyse_in_all_languages(unit.shown)
            score = (
                _SCORE_WEIGHT * hit.score
                + literal
                + _WORD_WEIGHT * share_of_words(words, terms | context, of_none=0.0)
            )
            yield _Candidate(passage, unit, score, share_of_words(words, terms, of_none=0.0))


def _compare(candidates: Sequence[_Candidate], question_vector: Vectors, embedder: Embedder) -> list[_Candidate]:
    """The best by words and search, their closest sentence added to their score, best first."""
    compared = _affordable(candidates)
    sentences = [sentence for _, read in compared for sentence in read]
    cosines = iter((embedder.embed_passages(sentences) @ question_vector).tolist())
    closer = [
        replace(each, score=each.score + _SENTENCE_WEIGHT * max(next(cosines) for _ in read))
        for each, read in compared
    ]
    return sorted(closer, key=lambda each: -each.score)


def _affordable(candidates: Sequence[_Candidate]) -> list[tuple[_Candidate, tuple[str, ...]]]:
    """Which candidates to compare, by which sentences; the first whatever its length, of a long table few rows."""
    taken: list[tuple[_Candidate, tuple[str, ...]]] = []
    characters, sentences = _COMPARED, _SENTENCES
    for each in candidates:
        rows = each.unit.shown_sentences[:sentences]
        fitting = sum(end <= characters for end in accumulate(map(len, rows)))
        read = rows[: fitting if taken else max(fitting, 1)]
        if read:
            taken.append((each, read))
            characters -= sum(map(len, read))
            sentences -= len(read)
    return taken


def _joined(chosen: Sequence[_Candidate]) -> list[_Place]:
    """The places of the candidates; those that follow each other are one, where the first of them stood."""
    joined: list[_Place] = []
    for passage, begin, end in ((each.passage, *span) for each in chosen for span in each.unit.spans):
        start = skip_headings(passage.text, begin, end, headings_of(passage))
        for position, other in enumerate(joined):
            if other.passage is not passage:
                continue
            gap = passage.text[min(end, other.end) : max(start, other.start)]
            if len(gap) == 1 and gap.isspace():
                joined[position] = _Place(passage, min(start, other.start), max(end, other.end))
                break
        else:
            joined.append(_Place(passage, start, end))
    return joined
