"""A reply from the first model that delivers, streamed, within its limits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk

from rag.answerability import Judge, RefusalPolicy, Signals
from rag.asked_language import LanguageExaminer
from rag.citations import VerifiedReply, verify_statements
from rag.comparing import by_meaning, embed_for
from rag.content_filter import Guard
from rag.drafting import Draft, Reply
from rag.embedding import Embedder
from rag.errors import ConfigurationError, GenerationFailed, ModelUnavailable, ReplyFiltered
from rag.evidence import Reading, rank_readings, take_first
from rag.examining import Examiner
from rag.extraction import ask_for_span, note_span, show_found, tell_found
from rag.fitting import fit_messages
from rag.holding_back import StreamGate
from rag.inert import for_reader
from rag.key_words import name_words
from rag.native_citations import note_citations
from rag.prompt import build_messages, says_not_found
from rag.prompt_echo import without_instructions
from rag.providers.chain import ModelChain
from rag.providers.extractive import ExtractiveReader
from rag.providers.failures import may_be_charged
from rag.providers.metering import Call, Meter
from rag.providers.opening import Candidate
from rag.quantities import lacks_quantity
from rag.reading import choose_reading
from rag.reading_further import read_further
from rag.reading_prompt import build_naming
from rag.retrieval import Searches
from rag.rivals import without_rivals
from rag.second_look import is_unsure
from rag.stopping import within
from rag.streaming import failing_as_model, stream_chunks
from rag.types import AnswerEvent, Token, add_usage

# Longer than any honest two-sentence answer: a model that goes on is going round in circles.
_REPLY_CHARACTERS = 1500
# So many looks at a passage take as long as one more, reading it for the reply, writing that and naming its words.
_LOOKS = 5
# As long as the phrase of a refusal.
_HELD_BACK = 9


class ReplyWriter:
    """Writes replies with the models of one chain; thread-safe."""

    def __init__(
        self,
        chain: ModelChain,
        embedder: Callable[[], Embedder],
        passages: int,
        refusal: RefusalPolicy,
        guard: Guard,
        retriever: Searches,
    ) -> None:
        self._chain = chain
        self._embedder = embedder
        self._passages = passages
        self._refusal = refusal
        self._guard = guard
        self._retriever = retriever

    def write(self, draft: Draft) -> Iterator[AnswerEvent]:
        """Choose evidence, and stream the reply into the draft; without evidence there is none.

        A model that fails before its first word is followed by the next one. Raises GenerationFailed when none is
        left, or the one that failed was already read; also ReplyFiltered, which is no failure. Raises
        ModelUnavailable or ConfigurationError when the last one cannot be opened.
        """
        if draft.readings is None:  # a second look has them already
            draft.readings = by_meaning(
                draft,
                lambda found: rank_readings(draft.asked, found.question_vector, found.to_read, found.embedder),
            )
            draft.note_closeness(draft.readings)
        readings = [each for each in draft.readings if each.passage.id not in draft.set_aside]
        # Litres beside "back pressure" look like an answer, and would be shown before they are found out.
        readings = [each for each in readings if not lacks_quantity(draft.asked, each.excerpt)] or readings
        if not readings:
            return
        candidates = self._chain.candidates()
        if draft.set_aside:  # a second look is that of the model that chose the passage
            candidates = [each for each in candidates if each.name == draft.model_name]
        for number, candidate in enumerate(candidates, start=1):
            is_last = number == len(candidates)
            draft.model_name = candidate.name
            try:
                yield from self._ask(draft, candidate, readings, is_last=is_last)
                return
            except ReplyFiltered:
                raise
            except (GenerationFailed, ModelUnavailable, ConfigurationError) as failed:
                was_read = draft.reply is not None and draft.reply.first_word is not None
                if is_last or was_read or draft.deadline.has_passed:
                    raise
                draft.passed_over.append((candidate.name, str(failed)))
                draft.reply = None

    def _ask(
        self, draft: Draft, candidate: Candidate, readings: list[Reading], *, is_last: bool
    ) -> Iterator[AnswerEvent]:
        model, meter = candidate.open(), self._chain.meter()
        taken = draft.taken + (0 if draft.usage is None else draft.usage.tokens)
        prompt_tokens, reply_tokens = meter.room(candidate, taken)
        draft.model = model
        draft.deadline.check()
        with within(draft.deadline):
            draft.reply = reply = self._prepare(draft, model, readings, prompt_tokens)
        draft.timings.pop("evidence", None)
        draft.timings["evidence"] = time.monotonic() - draft.begun - sum(draft.timings.values())
        if reply is None or self._refusal.is_hopeless(reply.signals, draft.language) or is_unsure(draft, reply):
            return
        if reply_tokens < candidate.terms.reply:
            reply.options["max_tokens"] = reply_tokens
        call = meter.begin(candidate, reply.messages, reply_tokens, taken)
        yield from self._generate(draft, reply, call, meter, None if is_last else self._chain.fallback_seconds)
        reply.weigh_words(draft.question)
        if self._refusal.is_answerable(reply.signals, draft.language):
            with within(draft.deadline):
                reply.words = name_words(model, reply.naming)

    def _prepare(self, draft: Draft, model: BaseChatModel, readings: list[Reading], tokens: int) -> Reply | None:
        """Choose what the model reads. A small one reads one passage well and several badly, so it chooses one."""
        question, language, history = draft.question, draft.language, draft.history
        # Nothing else would be accepted as an answer of a small model, so nothing else needs to be read.
        literal = [each for each in readings if each.literal]
        fitting = take_first(literal, self._passages)
        if isinstance(model, ExtractiveReader):
            return ask_for_span(draft.asked, fitting, tokens) if fitting else None
        if isinstance(model, Judge):
            if fitting:
                with draft.deadline.paused(), failing_as_model():
                    model.load()
            choice = choose_reading(
                model,
                fitting,
                question,
                language,
                history,
                further=read_further(self._retriever, draft, model, literal, fitting),
                known=draft.judged,
                is_enough=lambda before: (
                    not self._refusal.is_hopeless(Signals(before, closeness=draft.closeness), language)
                ),
                is_late=lambda seconds: draft.deadline.left < _LOOKS * seconds,
            )
            if choice is None:
                return None
            passage = choice.reading.passage
            excerpts = [without_rivals(draft.asked, language, passage, choice.reading.excerpt)]
            messages = build_messages(question, [passage], language, history, excerpts=excerpts, may_refuse=False)
            signals = Signals(choice.before, closeness=draft.closeness)
            naming = build_naming(question, passage, excerpts[0], language, history)
            return Reply(messages, [passage], signals, {"logprobs": True}, naming=naming)
        passages = [reading.passage for reading in readings[: self._passages]]
        messages, kept = fit_messages(question, passages, language, history, tokens)
        return Reply(messages, kept, Signals())

    def _generate(
        self, draft: Draft, reply: Reply, call: Call, meter: Meter, first_seconds: float | None
    ) -> Iterator[AnswerEvent]:
        """Stream the reply, and count what it takes however it ends."""
        assert draft.model is not None
        refused = False
        seconds = draft.deadline.seconds
        stream = stream_chunks(draft.model, reply.messages, reply.options, seconds, first_seconds, draft.deadline)
        try:
            with closing(stream):
                show = self._show_found if isinstance(draft.model, ExtractiveReader) else self._show
                yield from show(draft, reply, stream, call)
        except GenerationFailed as failed:
            # What is slow or was cut off may well be charged.
            refused = not may_be_charged(failed)
            raise
        finally:
            draft.usage = add_usage([draft.usage, meter.end(call, refused=refused)])

    def _show(
        self, draft: Draft, reply: Reply, chunks: Iterator[AIMessageChunk], call: Call
    ) -> Iterator[AnswerEvent]:
        """As far as the evidence carries it, and nothing while it may still be a refusal."""
        gate = self._open_gate(draft, reply)
        for chunk in chunks:
            call.note(chunk)
            reply.text += chunk.text
            reply.note_end(chunk)
            note_citations(reply, chunk)
            tokens = chunk.response_metadata.get("logprobs") or []
            reply.tokens.extend((token["token"], token["logprob"]) for token in tokens)
            if len(reply.text) > _REPLY_CHARACTERS:
                reply.is_cut = True
                break
            if not chunk.text or says_not_found(reply.text) or len(reply.text) < _HELD_BACK:
                continue
            yield _token(gate.feed(reply.text), draft, reply)
        if not reply.text.strip():
            raise GenerationFailed("The language model wrote nothing.")
        if not says_not_found(reply.text):
            reply.drop_unfinished()
            yield _token(gate.finish(reply.text), draft, reply)

    def _show_found(
        self, draft: Draft, reply: Reply, chunks: Iterator[AIMessageChunk], call: Call
    ) -> Iterator[AnswerEvent]:
        """What an extractive reader quotes, if it is to be told; it can be stopped at each piece that it reads."""
        for chunk in chunks:
            call.note(chunk)
            reply.text += chunk.text
            note_span(reply, chunk)
            yield Token("")
        text = show_found(reply)
        hidden = self._guard.blocks and self._guard.check(text, "reply")
        if text and not hidden and self._refusal.is_answerable(reply.signals, draft.language):
            yield _token(text, draft, reply)

    def _open_gate(self, draft: Draft, reply: Reply) -> StreamGate:
        examiner = Examiner.of(reply.passages, draft.asked, lambda texts: embed_for(draft, self._embedder, texts))
        reply.examiner = LanguageExaminer.made_of(examiner, draft.language)
        blocks = self._guard.blocks
        return StreamGate(
            reply.examiner,
            lambda sentence: clean_reply(sentence, reply),
            lambda sentence: not blocks or not self._guard.check(sentence, "reply"),
            by_sentence=blocks,
        )


def verify_reply(reply: Reply, language: str) -> VerifiedReply | None:
    """What of a reply the evidence carries; None when the model says that it has no answer."""
    if reply.quote is not None:
        return tell_found(reply)
    if reply.examiner is None or says_not_found(reply.text):
        return None
    return verify_statements(clean_reply(reply.text, reply), reply.examiner, language)


def clean_reply(text: str, reply: Reply) -> str:
    """What the model wrote, harmless, and without what it was told."""
    evidence = [passage.text for passage in reply.passages]
    return without_instructions(for_reader(text, evidence), reply.messages, evidence)


def _token(text: str, draft: Draft, reply: Reply) -> Token:
    if text:
        reply.first_word = reply.first_word or time.monotonic() - draft.begun
    return Token(text)
