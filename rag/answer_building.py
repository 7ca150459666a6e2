"""The ends an answer can come to, each as the typed answer with its sentence in the language of the question."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from rag.asked_things import unmentioned_thing
from rag.citations import VerifiedReply
from rag.drafting import Draft
from rag.errors import FundstelleError, GenerationFailed
from rag.history import STAGED_SET, Moment
from rag.key_words import agrees, find_key
from rag.messages import (
    ask_back_text,
    cut_text,
    failed_text,
    filtered_text,
    join_notices,
    lacking_text,
    not_found_text,
    passed_over_text,
    provider_filtered_text,
    unmentioned_text,
    withheld_text,
)
from rag.quoting import choose_related, quotes_text
from rag.tracing import build_trace
from rag.types import Answer, AnswerStatus, Citation, Searched, Statement, Trace


class AnswerBuilder:
    """Builds answers; thread-safe."""

    def answered(self, draft: Draft, reply: VerifiedReply) -> Answer:
        """What the documents carry; what else was asked about is named."""
        told = "\n".join([reply.text, *(f"{each.document}\n{each.quote}" for each in reply.citations)])
        thing = unmentioned_thing(draft.question, told)
        if thing is None:
            return replace(self._build(draft, AnswerStatus.ANSWERED, reply), key=_key(draft, reply))
        text = f"{reply.text}\n\n{unmentioned_text(draft.language, thing)}"
        return self._build(draft, AnswerStatus.PARTLY, replace(reply, text=text))

    def quoted(self, draft: Draft, quotes: tuple[Citation, ...]) -> Answer:
        """The closest sentences, word for word."""
        return self._build(draft, AnswerStatus.QUOTED, VerifiedReply(quotes_text(quotes), quotes))

    def not_found(
        self,
        draft: Draft,
        searched: Searched | None,
        statements: tuple[Statement, ...] = (),
        *,
        unsupported: bool = False,
    ) -> Answer:
        """The documents do not carry an answer; `unsupported`: nor anything of what the model wrote."""
        related = choose_related(draft.asked, draft.quotes, draft.retrieval.hits)
        nearest = [each.document for each in related] or [each.passage.document for each in draft.retrieval.hits]
        text = not_found_text(draft.language, nearest, searched, draft.retrieval.moment, unsupported=unsupported)
        answer = self._build(draft, AnswerStatus.NOT_FOUND, VerifiedReply(text, (), statements))
        return replace(answer, related=related, searched=searched)

    def blocked(self, draft: Draft) -> Answer:
        """The content filter does not let the question or the reply through."""
        text = filtered_text(draft.language, draft.objections, blocked=True)
        return self._build(draft, AnswerStatus.BLOCKED, VerifiedReply(text, ()))

    def stopped(self, draft: Draft) -> Answer:
        """The filter of the model's provider does not let the question or the reply through."""
        text = provider_filtered_text(draft.language, draft.model_name)
        return self._build(draft, AnswerStatus.BLOCKED, VerifiedReply(text, ()))

    def asked_back(self, draft: Draft, candidates: Sequence[str]) -> Answer:
        """Several documents may be meant."""
        text = ask_back_text(draft.language, candidates)
        answer = self._build(draft, AnswerStatus.AMBIGUOUS, VerifiedReply(text, ()))
        return replace(answer, candidates=tuple(candidates))

    def failed(self, draft: Draft, failed: FundstelleError, quotes: tuple[Citation, ...]) -> Answer:
        """What remains without a model: the closest sentences, word for word."""
        text = failed_text(draft.language, str(failed))
        if quotes:
            text = f"{text}\n\n{quotes_text(quotes)}"
        answer = self._build(draft, AnswerStatus.FAILED, VerifiedReply(text, quotes))
        return answer if isinstance(failed, GenerationFailed) else replace(answer, unusable=failed.sentence)

    def _build(self, draft: Draft, status: AnswerStatus, reply: VerifiedReply) -> Answer:
        # A blocked answer says it in its text.
        objections = [] if status is AnswerStatus.BLOCKED else draft.objections
        return Answer(
            draft.question,
            reply.text,
            status,
            reply.citations,
            draft.retrieval.hits,
            # What no model had a part in is not its answer.
            "" if draft.reply is None and status is not AnswerStatus.FAILED else draft.model_name,
            draft.retrieval.generation,
            round(time.monotonic() - draft.begun, 3),
            draft.language,
            {stage: round(seconds, 3) for stage, seconds in draft.timings.items()},
            dict(draft.signals),  # a second look may change them
            reply.statements,
            trace=self._trace(draft),
            as_of=_describe(draft.retrieval.moment),
            notice=_notice(draft, objections),
            usage=draft.usage,
        )

    def _trace(self, draft: Draft) -> Trace:
        if draft.reply is None or draft.model is None:
            return Trace(draft.asked, draft.history, translated=draft.translated)
        reply = draft.reply
        read = tuple(reply.passages)
        trace = build_trace(draft.asked, draft.history, reply.messages, reply.text, read, draft.model)
        return replace(trace, translated=draft.translated)


def _key(draft: Draft, reply: VerifiedReply) -> str | None:
    """The words that answer, if the model named some that are shown and that the reply agrees with."""
    if draft.reply is None:
        return None
    key = find_key(draft.reply.words, reply.citations)
    translated = any(each.language not in (None, draft.language) for each in draft.reply.passages)
    return key if key is not None and agrees(key, reply.told, translated=translated) else None


def _notice(draft: Draft, objections: Sequence[str]) -> str | None:
    sentences = [passed_over_text(draft.language, *each, draft.model_name) for each in draft.passed_over]
    if objections:
        sentences.append(filtered_text(draft.language, objections, blocked=False))
    if draft.withheld:
        sentences.append(withheld_text(draft.language, draft.withheld))
    if draft.reply is not None and draft.reply.is_cut and draft.reply.text:
        sentences.append(cut_text(draft.language, draft.model_name))
    sentences.append(lacking_text(draft.language, draft.retrieval.lacking))
    return join_notices(*sentences)


def _describe(moment: Moment | None) -> str | None:
    if moment is None:
        return None
    return STAGED_SET if moment.time is None else moment.time
