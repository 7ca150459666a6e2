"""From hits to the passages worth reading: what fits the question best, sentence by sentence and word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from rag.answer_kinds import Kind, has_kind, kind_asked
from rag.counted import counts_what_is_asked
from rag.embedding import E5_SMALL_Q4, Embedder, has_tokens
from rag.excerpts import Unit, choose_excerpts, find_units
from rag.language import detect_language
from rag.late_interaction import match_words
from rag.named_documents import NamedDocuments
from rag.numbers import YEAR
from rag.types import Hit, Passage
from rag.vectors import Vectors

# As long as the first ones take again.
_FURTHER = 3
# Points of the retrieval score for one of cosine, and for having all codes and years; see docs/experiments.md.
_SENTENCE_WEIGHT = 20.0
_WORD_WEIGHT = 20.0
_LITERAL_WEIGHT = 1.0
# Of cosine; enough to decide between sentences that are about as close.
_KIND_BONUS = 0.02
_COUNT_BONUS = 0.06
# Characters. Relative to the mean of a few short sentences, their words have little left that fits any question.
_ENOUGH_TEXT = 1000
# Of so many passages the rest is read when none of the first ones answers.
_RESTS = 2
# "E15", "LC-2200", "SD-1040-PV", but not "Q3" or the rest of "CO2-Ausstoß"; "3M", but not "230V" or "2nd".
_CODE = (
    r"\b(?:(?![QH][1-4]\b)[^\W\d_]{1,6}-?\d\w*"
    r"|\d+(?!(?:[kKMGT]?[BWVA]|[kMGT]Wh|[kMG]?Hz|Nm|Mio|Mrd|C|K|Uhr)\b)[A-Z]\w*)(?:[-/](?:\w*\d\w*|[A-Z]{1,3}\b))*"
)
# Codes and years of a question are about one thing only: a passage without them is about another.
_LITERALS = re.compile(f"{_CODE}|{YEAR.pattern}")
_JOINTS = re.compile(r"[-/]")
# A year with letters of its kind before it ("FY2018", "GJ2025") means the year.
_LETTERED_YEAR = re.compile(rf"[^\W\d_]{{1,3}}-?({YEAR.pattern})")


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage that may hold the answer."""

    passage: Passage
    score: float  # the retrieval score with what its sentences say
    excerpt: str  # its closest sentences, in their order: enough to judge by, and quicker to read
    literal: bool  # has all codes and years of the question, and is about the firm that this names, if any
    superseded: bool = False  # another version of the document holds
    rest: str = ""  # the closest of the sentences and tables that the excerpt left out
    closeness: float | None = None  # cosine of its closest sentence + mean of the best ones of the question's words


def rank_readings(
    question: str, question_vector: Vectors | None, hits: Sequence[Hit], embedder: Embedder | None
) -> list[Reading]:
    """The hits, best first after a close look: one sentence in a long passage may be all that matters.

    Without a vector of the question no embedder is needed.
    """
    looks = _look_closely(question, question_vector, [hit.passage for hit in hits], embedder)
    # Like the similarities, nothing that a library without vectors has.
    texts = [hit.passage.in_context for hit in hits] if question_vector is not None else []
    # A hosted embedder gives no vectors of words; then the sentences alone decide.
    matches = match_words(question, texts, embedder) if embedder and has_tokens(embedder) else []
    is_known = any(matches) and sum(map(len, texts)) >= _ENOUGH_TEXT and _has_known_scale(embedder)
    matches = matches or [0.0] * len(hits)
    named = NamedDocuments.of(question, detect_language(question), [hit.passage for hit in hits])
    literals = [has_literals(question, [hit.passage]) and named.admit(hit.passage) for hit in hits]
    readings = [
        Reading(
            hit.passage,
            hit.score + _SENTENCE_WEIGHT * similarity + _WORD_WEIGHT * match + _LITERAL_WEIGHT * literal,
            excerpt,
            literal,
            hit.superseded,
            rest,
            similarity + match if is_known else None,
        )
        for hit, (similarity, (excerpt, rest)), match, literal in zip(hits, looks, matches, literals, strict=True)
    ]
    return sorted(readings, key=lambda reading: -reading.score)


def _has_known_scale(embedder: Embedder | None) -> bool:
    """Whether its cosines can be compared with `ENOUGH_CLOSENESS`: those of another model mean something else."""
    return embedder is not None and embedder.fingerprint == E5_SMALL_Q4.fingerprint


def take_first(readings: Sequence[Reading], count: int) -> list[Reading]:
    """The best ones, and one of another language when all of these are of one.

    Words favour the language of the question, however well the other one answers it.
    """
    first = list(readings[:count])
    languages = {each.passage.language for each in first}
    others = (each for each in readings[count:] if each.passage.language not in languages)
    return [*first, *islice(others, 1)] if len(languages) == 1 else first


def take_rests(readings: Sequence[Reading]) -> list[Reading]:
    """What the excerpts of the best ones left out: more than one passage in ten has its answer there."""
    return [replace(each, excerpt=each.rest, rest="") for each in readings[:_RESTS] if each.rest]


def take_further(readings: Sequence[Reading], first: Sequence[Reading]) -> list[Reading]:
    """What to read when the first ones do not answer: the next ones, the last in a language hardly read yet."""
    rest = [each for each in readings if each not in first]
    following, later = rest[: _FURTHER - 1], rest[_FURTHER - 1 :]
    read = Counter(each.passage.language for each in (*first, *following))
    return [*following, *sorted(later, key=lambda each: read[each.passage.language])[:1]]


def has_literals(question: str, passages: Sequence[Passage]) -> bool:
    """Whether every code ("E15", "LC-2200") and year of the question stands in the passages or above them."""
    return has_all_literals(question, " ".join(f"{each.document} {each.in_context}" for each in passages))


def has_all_literals(question: str, text: str) -> bool:
    """Whether every code and year of a question stands in a text."""
    folded = _fold(text)
    return all(_fold(literal) in folded for literal in _LITERALS.findall(question))


def _fold(text: str) -> str:
    """Case and joints of a code do not matter: "sd1040" is "SD-1040"."""
    return _JOINTS.sub("", _LETTERED_YEAR.sub(r"\1", text)).casefold()


def _look_closely(
    question: str, question_vector: Vectors | None, passages: Sequence[Passage], embedder: Embedder | None
) -> list[tuple[float, tuple[str, str]]]:
    """For each passage the cosine of its closest sentence with the question, and what of it is worth reading.

    That is read first, and when it does not answer.
    """
    if question_vector is None or embedder is None or not passages:
        return [(0.0, (passage.text, "")) for passage in passages]
    units = [find_units(each, question) for each in passages]
    sentences = [sentence for each in units for unit in each for sentence in unit.sentences]
    cosines = iter((embedder.embed_passages(sentences) @ question_vector).tolist())
    closeness = [[max(next(cosines) for _ in unit.sentences) for unit in each] for each in units]
    kind = kind_asked(question)
    return [
        (max(values, default=0.0), choose_excerpts(each, _with_kind(each, values, question, kind)))
        for each, values in zip(units, closeness, strict=True)
    ]


def _with_kind(units: Sequence[Unit], closeness: Sequence[float], question: str, kind: Kind | None) -> list[float]:
    """The closeness, a little more for what has the time or number that is asked for, or counts what is to be."""
    return [
        value
        + _KIND_BONUS * (kind is not None and has_kind(kind, unit.shown))
        + _COUNT_BONUS * counts_what_is_asked(question, unit.shown)
        for unit, value in zip(units, closeness, strict=True)
    ]
