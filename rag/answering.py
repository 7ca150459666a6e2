"""One question from evidence to verified answer, as a stream of events."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Sequence, Set
from dataclasses import replace

from rag.affirmations import only_affirms
from rag.ambiguity import possible_documents
from rag.answer_building import AnswerBuilder
from rag.answer_kinds import lacks_what_is_asked
from rag.answerability import SHIPPED, RefusalPolicy
from rag.calculating import Calculator
from rag.citations import VerifiedReply, strip_markers
from rag.comparing import by_meaning
from rag.content_filter import Guard, InjectionRules
from rag.deadline import Deadline
from rag.drafting import Draft, Reply
from rag.embedding import Embedder
from rag.errors import (
    ConfigurationError,
    FundstelleError,
    GenerationFailed,
    ModelUnavailable,
    ReplyFiltered,
)
from rag.falling_back import quote_instead, stand_on_sentence
from rag.followups import make_self_contained
from rag.history import AsOf
from rag.language import detect_language
from rag.messages import filtered_text, join_notices
from rag.other_sayings import OtherSayings
from rag.providers.chain import ModelChain
from rag.providers.residence import Residence
from rag.quoting import choose_quotes
from rag.replying import ReplyWriter, verify_reply
from rag.retrieval import Searches
from rag.second_look import is_worth_it, look_again
from rag.smuggled import without_orders, without_wishes
from rag.types import (
    Answer,
    AnswerEvent,
    Citation,
    Finished,
    Quoted,
    Retrieved,
    Statement,
    Token,
    Turn,
    Verdict,
)
from rag.what_is_asked import answer_what_is_asked, as_written
from rag.whose_figures import possible_firms

_SHIPPED_GUARD = Guard(InjectionRules())


class Answerer:
    """Answers questions over one library; thread-safe."""

    def __init__(
        self,
        retriever: Searches,
        embedder: Callable[[], Embedder],
        chain: ModelChain,
        passages: int,
        refusal: RefusalPolicy = SHIPPED,
        guard: Guard = _SHIPPED_GUARD,
        seconds: float = 120.0,  # for the whole answer
        residence: Residence | None = None,  # shared by all who may want another model in this machine's memory
    ) -> None:
        self._retriever = retriever
        self._embedder = embedder
        self._others = OtherSayings(retriever)
        self._calculator = Calculator(retriever)
        self._end = AnswerBuilder()
        self._refusal = refusal
        self._guard = guard
        self._chain = chain
        self._residence = residence or Residence()
        self._seconds = seconds
        self._writer = ReplyWriter(chain, embedder, passages, refusal, guard, retriever)

    def answer(
        self,
        question: str,
        k: int,
        history: Sequence[Turn] = (),
        documents: Iterable[str] | None = None,
        as_of: AsOf = None,
    ) -> Generator[AnswerEvent, None, None]:
        """Evidence and quotes first, then the reply as it is written, last the verified answer.

        A question of several parts is answered part by part, without what gives orders. Closing it stops the model.
        """
        names = None if documents is None else tuple(documents)
        deadline = Deadline(self._seconds)
        objections = self._guard.check(question, "question")

        def answer_one(part: str, turns: Sequence[Turn], taken: int) -> Generator[AnswerEvent, None, None]:
            return self._answer_one(part, k, turns, names, as_of, deadline, objections, taken)

        if objections and self._guard.blocks:
            return answer_one(question, history, 0)
        return answer_what_is_asked(
            question, self._sift(question, objections), self._sift_turns(history), answer_one
        )

    def _answer_one(
        self,
        question: str,
        k: int,
        history: Sequence[Turn],
        documents: Sequence[str] | None,
        as_of: AsOf,
        deadline: Deadline,
        objections: Sequence[str],
        taken: int,
    ) -> Generator[AnswerEvent, None, None]:
        draft = self._search(question, k, history, documents, as_of, deadline)
        draft.taken = taken
        draft.objections = list(objections)
        if draft.objections and self._guard.blocks:
            yield Finished(self._end.blocked(draft))
            return
        self._withhold_hits(draft)
        yield Retrieved(draft.retrieval.hits, draft.timings["retrieval"])
        quotes = self._quote(draft)
        yield Quoted(quotes)
        candidates = self._possible_documents(draft) if documents is None else []
        if candidates:
            yield Finished(self._end.asked_back(draft, candidates))
            return
        calculation = self._calculator.find(draft, k)
        if calculation is not None:
            answer = self._answered(draft, calculation)
            if answer.status.tells:
                yield Token(strip_markers(calculation.text))
            yield Finished(answer)
            return
        yield from self._write(draft, quotes)

    def _write(self, draft: Draft, quotes: tuple[Citation, ...]) -> Generator[AnswerEvent, None, None]:
        """The model's answer; when nothing carries it, that from another passage."""
        try:
            yield from self._residence.during(self._chain, self._writer.write(draft))
        except ReplyFiltered:
            yield Finished(self._end.stopped(draft))
            return
        except (GenerationFailed, ModelUnavailable, ConfigurationError) as failed:
            yield Finished(self._with_quotes(draft, quotes, failed))
            return
        answer = self._concluded(draft)
        if is_worth_it(draft, answer):
            again = yield from look_again(
                draft,
                lambda: self._residence.during(self._chain, self._writer.write(draft)),
                lambda: self._concluded(draft),
            )
            answer = again or answer
        yield Finished(answer)

    def _concluded(self, draft: Draft) -> Answer:
        reply = draft.reply
        if reply is None:
            return self._not_found(draft)
        draft.timings["first_word"] = reply.first_word or 0.0
        draft.signals.update(reply.signals.as_dict())
        return self._conclude(draft, reply)

    def quote(
        self,
        question: str,
        k: int,
        history: Sequence[Turn] = (),
        documents: Iterable[str] | None = None,
        as_of: AsOf = None,
    ) -> Answer:
        """The closest sentences word for word; no language model is used or loaded."""
        objections = self._guard.check(question, "question")
        asked = self._sift(question, objections)
        turns = self._sift_turns(history)
        draft = self._search(asked, k, turns, documents, as_of, Deadline(self._seconds), only_listed=True)
        draft.objections = objections
        return as_written(self._answer_by_quotes(draft), question, asked)

    def _answer_by_quotes(self, draft: Draft) -> Answer:
        if draft.objections and self._guard.blocks:
            return self._end.blocked(draft)
        self._withhold_hits(draft)
        quotes = self._quote(draft)
        if quotes:
            return self._with_quotes(draft, quotes)
        if draft.withheld:
            draft.objections += draft.withheld
            return self._end.blocked(draft)
        return self._not_found(draft)

    def _sift(self, question: str, objections: Sequence[str]) -> str:
        """What is read of a question: no sentence that the content filter objects to, no wish for the reply.

        A question that is stopped is read as it stands.
        """
        if objections and self._guard.blocks:
            return question
        return without_wishes(without_orders(question, self._guard.objects))

    def _sift_turns(self, history: Sequence[Turn]) -> Sequence[Turn]:
        """Earlier questions as they were read: what follows up on one is searched for with it."""
        return [replace(turn, question=self._sift(turn.question, ())) for turn in history]

    def _search(
        self,
        question: str,
        k: int,
        history: Sequence[Turn],
        documents: Iterable[str] | None,
        as_of: AsOf,
        deadline: Deadline,
        *,
        only_listed: bool = False,
    ) -> Draft:
        names = None if documents is None else tuple(documents)
        begun = time.monotonic()
        language = detect_language(question, _language_of(history))
        asked = make_self_contained(question, history)
        retrieval = self._retriever.retrieve(asked, k, names, as_of, only_listed=only_listed)
        timings = {"retrieval": time.monotonic() - begun}
        return Draft(
            question,
            asked,
            language,
            retrieval,
            begun,
            timings,
            tuple(history),
            deadline,
            as_of,
            names,
        )

    def _possible_documents(self, draft: Draft) -> list[str]:
        """What to ask back for; [] when it is clear."""
        hits = draft.retrieval.passages
        return possible_documents(draft.asked, hits, draft.retrieval.compared) or possible_firms(
            draft.asked, hits, self._retriever.beginning_of, self._retriever.passages_of
        )

    def _quote(self, draft: Draft) -> tuple[Citation, ...]:
        begun = time.monotonic()
        quotes = by_meaning(
            draft,
            lambda found: choose_quotes(
                draft.asked, found.question_vector, found.passages, lambda: found.embedder or self._embedder()
            ),
        )
        draft.timings["quotes"] = time.monotonic() - begun
        draft.quotes = tuple(
            replace(each, number=number)
            for number, each in enumerate((each for each in quotes if self._shows(draft, each.quote)), 1)
        )
        return draft.quotes

    def _conclude(self, draft: Draft, reply: Reply) -> Answer:
        answerable = self._refusal.is_answerable(reply.signals, draft.language)
        verified = verify_reply(reply, draft.language) if answerable else None
        if verified is None:
            return self._not_found(draft)
        written = verified
        if not verified.citations:
            objections = frozenset(each.objection for each in verified.statements)
            verified = self._quote_instead(draft, reply, objections) or verified
        elif lacks_what_is_asked(draft.question, verified.told):
            verified = self._quote_instead(draft, reply) or replace(verified, citations=())
        elif all(only_affirms(each.text, draft.asked) for each in verified.statements if each.citations):
            verified = self._stand_on_sentence(draft, reply, verified) or replace(verified, citations=())
        if not verified.citations:
            nothing = not written.text and all(each.verdict is Verdict.UNSUPPORTED for each in written.statements)
            return self._not_found(draft, written.statements, unsupported=nothing)
        return self._answered(draft, verified)

    def _answered(self, draft: Draft, reply: VerifiedReply) -> Answer:
        """The answer with what other documents say, unless the content filter stops any of it."""
        told = self._others.add(draft, reply)
        shown = [told.text, *(each.quote for each in told.citations), *(each.text for each in told.statements)]
        found = self._guard.check("\n".join(shown), "reply")
        draft.objections += [kind for kind in found if kind not in draft.objections]
        if found and self._guard.blocks:
            return self._end.blocked(draft)
        return self._end.answered(draft, told)

    def _withhold_hits(self, draft: Draft) -> None:
        """Show no passage that the content filter stops; what else it says may still be answered from."""
        if self._guard.blocks:
            hits = (hit for hit in draft.retrieval.hits if self._shows(draft, hit.passage.in_context))
            draft.retrieval = replace(draft.retrieval, hits=tuple(hits))

    def _shows(self, draft: Draft, text: str) -> bool:
        """Whether words of a document may be shown; what stops them is kept for the notice."""
        found = self._guard.check(text, "reply") if self._guard.blocks else []
        draft.withheld += [kind for kind in found if kind not in draft.withheld]
        return not found

    def _with_quotes(
        self, draft: Draft, quotes: tuple[Citation, ...], failed: FundstelleError | None = None
    ) -> Answer:
        """An answer of quotes alone, with what another document says instead if the content filter lets it."""
        told, said = self._others.order(draft, quotes)
        if not all(self._shows(draft, each.quote) for each in told):
            told, said = quotes, None
        answer = self._end.quoted(draft, told) if failed is None else self._end.failed(draft, failed, told)
        answer = self._marked(answer)
        return replace(answer, notice=join_notices(said, answer.notice))

    def _marked(self, answer: Answer) -> Answer:
        """An answer of quotes alone, with what the content filter says of them."""
        quotes = "\n".join(each.quote for each in (*answer.citations, *answer.related))
        found = self._guard.check(quotes, "reply")
        if not found:
            return answer
        said = filtered_text(answer.language, found, blocked=False)
        return replace(answer, notice=join_notices(answer.notice, said))

    def _quote_instead(
        self, draft: Draft, reply: Reply, objections: Set[str] = frozenset()
    ) -> VerifiedReply | None:
        return by_meaning(
            draft, lambda found: quote_instead(draft, reply, self._refusal, found.embedder, objections)
        )

    def _stand_on_sentence(self, draft: Draft, reply: Reply, verified: VerifiedReply) -> VerifiedReply | None:
        return by_meaning(
            draft, lambda found: stand_on_sentence(draft, reply, verified, self._refusal, found.embedder)
        )

    def _not_found(
        self, draft: Draft, statements: tuple[Statement, ...] = (), *, unsupported: bool = False
    ) -> Answer:
        try:
            # What was not ready when it was searched may be by now.
            searched = draft.retrieval.searched or self._retriever.searched(draft.documents, draft.as_of)
        except FundstelleError:  # a document, or the generation, was removed while the answer was written
            searched = None
        shown = tuple(each for each in statements if self._shows(draft, each.text))
        return self._marked(self._end.not_found(draft, searched, shown, unsupported=unsupported))


def _language_of(history: Sequence[Turn]) -> str:
    return detect_language(history[-1].question) if history else "en"
