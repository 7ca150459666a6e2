"""One question from evidence to verified answer, as a stream of events."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TypeVar

from langchain_core.language_models import BaseChatModel

from rag.ambiguity import possible_documents
from rag.answer_building import AnswerBuilder
from rag.answer_kinds import lacks_what_is_asked
from rag.answerability import SHIPPED, Judge, RefusalPolicy, Signals
from rag.calculation import calculate, is_figure_asked
from rag.citations import VerifiedReply, strip_markers, verify_statements
from rag.content_filter import Guard, InjectionRules
from rag.drafting import Draft, Reply
from rag.embedding import Embedder
from rag.errors import EmbeddingFailed, GenerationFailed
from rag.evidence import rank_readings
from rag.examining import Examiner
from rag.falling_back import quote_of_kind
from rag.followups import make_self_contained
from rag.holding_back import StreamGate
from rag.inert import for_reader
from rag.language import detect_language
from rag.messages import other_version_text
from rag.other_versions import find_other_version
from rag.part_answers import answer_in_parts
from rag.parts import split_question
from rag.prompt import build_messages, says_not_found
from rag.prompt_echo import without_instructions
from rag.quoting import choose_quotes, show_quote
from rag.reading import choose_reading
from rag.retrieval import BY_WORDS_TEXT, Retrieval, Retriever
from rag.streaming import stream_chunks
from rag.types import (
    Answer,
    AnswerEvent,
    Citation,
    Finished,
    Quoted,
    Retrieved,
    Token,
    Turn,
)
from rag.vectors import Vectors

# Longer than any honest two-sentence answer: a model that goes on is going round in circles.
_REPLY_CHARACTERS = 1500
# Passages of another version that are searched for what it says instead.
_LOOKED_UP = 3
_SHIPPED_GUARD = Guard(InjectionRules())
# As long as the phrase of a refusal.
_HELD_BACK = 9

_Found = TypeVar("_Found")


class Answerer:
    """Answers questions over one library; thread-safe."""

    def __init__(
        self,
        retriever: Retriever,
        embedder: Callable[[], Embedder],
        model: Callable[[], BaseChatModel],
        model_name: str,
        passages: int,
        refusal: RefusalPolicy = SHIPPED,
        guard: Guard = _SHIPPED_GUARD,
        seconds: float = 120.0,
    ) -> None:
        self._retriever = retriever
        self._embedder = embedder
        self._model = model
        self._end = AnswerBuilder(model, model_name)
        self._passages = passages
        self._refusal = refusal
        self._guard = guard
        self._seconds = seconds  # for writing a reply

    def answer(
        self, question: str, k: int, history: Sequence[Turn] = (), documents: Iterable[str] | None = None
    ) -> Generator[AnswerEvent, None, None]:
        """Evidence and quotes first, then the reply as it is written, last the verified answer.

        A question of several parts is answered part by part. Closing it stops the model.
        """
        parts = split_question(question)
        names = None if documents is None else tuple(documents)
        if len(parts) == 1 or self._is_blocked(question):
            return self._answer_one(question, k, history, names)
        return answer_in_parts(
            question, parts, history, lambda part, turns: self._answer_one(part, k, turns, names)
        )

    def _answer_one(
        self, question: str, k: int, history: Sequence[Turn], documents: Sequence[str] | None
    ) -> Generator[AnswerEvent, None, None]:
        draft = self._search(question, k, history, documents)
        draft.objections = self._guard.check(question, "question")
        if draft.objections and self._guard.mode == "block":
            yield Finished(self._end.blocked(draft))
            return
        yield Retrieved(draft.retrieval.hits, draft.timings["retrieval"])
        quotes = self._quote(draft)
        yield Quoted(quotes)
        candidates = possible_documents(draft.asked, draft.retrieval.passages) if documents is None else []
        if candidates:
            yield Finished(self._end.asked_back(draft, candidates))
            return
        calculation = self._calculate(draft, k)
        if calculation is not None:
            yield Token(strip_markers(calculation.text))
            yield Finished(self._end.answered(draft, self._with_other_version(draft, calculation)))
            return
        try:
            draft.reply = reply = self._prepare(draft, history)
            draft.timings["evidence"] = time.monotonic() - draft.begun - sum(draft.timings.values())
            if reply is not None and not self._refusal.is_hopeless(reply.signals, draft.language):
                yield from self._generate(draft, reply)
                reply.weigh_words(draft.question)
        except GenerationFailed as failed:
            yield Finished(self._end.failed(draft, str(failed), quotes))
            return
        if reply is None:
            yield Finished(self._end.not_found(draft))
            return
        draft.timings["first_word"] = reply.first_word or 0.0
        draft.signals.update(reply.signals.as_dict())
        yield Finished(self._conclude(draft, reply))

    def quote(
        self, question: str, k: int, history: Sequence[Turn] = (), documents: Iterable[str] | None = None
    ) -> Answer:
        """The closest sentences word for word; no language model is used or loaded."""
        draft = self._search(question, k, history, documents)
        draft.objections = self._guard.check(question, "question")
        if draft.objections and self._guard.mode == "block":
            return self._end.blocked(draft)
        quotes = self._quote(draft)
        return self._end.quoted(draft, quotes) if quotes else self._end.not_found(draft)

    def _is_blocked(self, question: str) -> bool:
        return self._guard.mode == "block" and bool(self._guard.check(question, "question"))

    def _search(self, question: str, k: int, history: Sequence[Turn], documents: Iterable[str] | None) -> Draft:
        begun = time.monotonic()
        language = detect_language(question, _language_of(history))
        asked = make_self_contained(question, history)
        retrieval = self._retriever.retrieve(asked, k, documents)
        timings = {"retrieval": time.monotonic() - begun}
        return Draft(question, asked, language, retrieval, begun, timings, tuple(history))

    def _quote(self, draft: Draft) -> tuple[Citation, ...]:
        begun = time.monotonic()
        quotes = self._by_meaning(
            draft,
            lambda found: choose_quotes(
                draft.asked, found.question_vector, found.passages, lambda: found.embedder or self._embedder()
            ),
        )
        draft.timings["quotes"] = time.monotonic() - begun
        return quotes

    def _prepare(self, draft: Draft, history: Sequence[Turn]) -> Reply | None:
        """Choose what the model reads. A small one reads one passage well and several badly, so it chooses one."""
        readings = self._by_meaning(
            draft,
            lambda found: rank_readings(draft.asked, found.question_vector, found.passages, found.embedder),
        )
        if not readings:
            return None
        model = self._model()
        if isinstance(model, Judge):
            # Nothing else would be accepted as an answer, so nothing else needs to be read.
            fitting = [each for each in readings if each.literal]
            choice = choose_reading(model, fitting[: self._passages], draft.question, draft.language, history)
            if choice is None:
                return None
            reading = choice.reading
            messages = build_messages(
                draft.question,
                [reading.passage],
                draft.language,
                history,
                excerpts=[reading.excerpt],
                may_refuse=False,
            )
            return Reply(messages, [reading.passage], Signals(choice.before), {"logprobs": True})
        readings = readings[: self._passages]
        passages = [reading.passage for reading in readings]
        messages = build_messages(draft.question, passages, draft.language, history)
        return Reply(messages, passages, Signals())

    def _generate(self, draft: Draft, reply: Reply) -> Iterator[AnswerEvent]:
        """Stream the reply as far as the evidence carries it, and nothing while it may still be a refusal."""
        gate = self._open_gate(draft, reply)
        with closing(stream_chunks(self._model(), reply.messages, reply.options, self._seconds)) as chunks:
            for chunk in chunks:
                reply.text += chunk.text
                tokens = chunk.response_metadata.get("logprobs") or []
                reply.tokens.extend((token["token"], token["logprob"]) for token in tokens)
                if says_not_found(reply.text) or len(reply.text) < _HELD_BACK:
                    continue
                yield _show(gate.feed(reply.text), draft, reply)
                if len(reply.text) > _REPLY_CHARACTERS:
                    return
        if not reply.text.strip():
            raise GenerationFailed("The language model wrote nothing.")
        if not says_not_found(reply.text):
            yield _show(gate.finish(reply.text), draft, reply)

    def _open_gate(self, draft: Draft, reply: Reply) -> StreamGate:
        reply.examiner = Examiner.of(reply.passages, draft.asked, lambda texts: self._embed(draft, texts))
        blocks = self._guard.mode == "block"
        return StreamGate(
            reply.examiner,
            lambda sentence: _for_reader(sentence, reply),
            lambda sentence: not blocks or not self._guard.check(sentence, "reply"),
            by_sentence=blocks,
        )

    def _conclude(self, draft: Draft, reply: Reply) -> Answer:
        answerable = self._refusal.is_answerable(reply.signals, draft.language)
        if reply.examiner is None or says_not_found(reply.text) or not answerable:
            return self._end.not_found(draft)
        verified = verify_statements(_for_reader(reply.text, reply), reply.examiner, draft.language)
        if verified.citations and lacks_what_is_asked(draft.question, verified.text):
            quoted = self._by_meaning(
                draft, lambda found: quote_of_kind(draft, reply, self._refusal, found.embedder)
            )
            verified = quoted or replace(verified, citations=())
        if not verified.citations:
            return self._end.not_found(draft, verified.statements)
        found = self._guard.check(verified.text, "reply")
        draft.objections += found
        if found and self._guard.mode == "block":
            return self._end.blocked(draft)
        return self._end.answered(draft, self._with_other_version(draft, verified))

    def _embed(self, draft: Draft, texts: Sequence[str]) -> Vectors:
        """By the embedder that this question was searched with, whatever the library uses by now."""
        return (draft.retrieval.embedder or self._embedder()).embed_passages(texts)

    @staticmethod
    def _by_meaning(draft: Draft, look: Callable[[Retrieval], _Found]) -> _Found:
        """What is found by meaning, or by words alone when the embedder fails on the way."""
        try:
            return look(draft.retrieval)
        except EmbeddingFailed as failed:
            draft.retrieval = draft.retrieval.by_words(f"{failed} {BY_WORDS_TEXT}")
            return look(draft.retrieval)

    def _with_other_version(self, draft: Draft, reply: VerifiedReply) -> VerifiedReply:
        """The reply, and what another version of the cited document says instead."""
        quote = reply.citations[0]
        other = find_other_version(
            quote,
            reply.text,
            self._retriever.versions_of(quote.document),
            lambda name: self._retriever.retrieve(draft.asked, _LOOKED_UP, [name]).passages,
            len(reply.citations) + 1,
        )
        if other is None:
            return reply
        said = other.quote
        text = other_version_text(
            draft.language,
            said.document,
            other.version,
            show_quote(said.quote),
            said.number,
            is_newer=other.is_newer,
        )
        return replace(reply, text=f"{reply.text}\n\n{text}", citations=(*reply.citations, said))

    def _calculate(self, draft: Draft, k: int) -> VerifiedReply | None:
        """The figure asked for, if it stands in a table of the best document or follows from two that do."""
        hits = draft.retrieval.passages
        if not hits or not is_figure_asked(draft.asked):
            return None
        document = hits[0].passage.document
        further = self._retriever.retrieve(draft.asked, k, [document]).passages
        passages = {hit.passage.id: hit.passage for hit in (*hits, *further) if hit.passage.document == document}
        return calculate(draft.asked, list(passages.values()), draft.language)


def _for_reader(text: str, reply: Reply) -> str:
    """What the model wrote, harmless, and without what it was told."""
    evidence = [passage.text for passage in reply.passages]
    return without_instructions(for_reader(text, evidence), reply.messages, evidence)


def _show(text: str, draft: Draft, reply: Reply) -> Token:
    if text:
        reply.first_word = reply.first_word or time.monotonic() - draft.begun
    return Token(text)


def _language_of(history: Sequence[Turn]) -> str:
    return detect_language(history[-1].question) if history else "en"
