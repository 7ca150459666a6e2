"""The sentences that a model answered from, looked at one by one.

When what it wrote is no answer though it sees one in what it read, the sentence itself is told, word for word. When
it wrote no more than yes or no, the sentence it stands on is found the same way.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from rag.affirmations import takes_side
from rag.analysis import analyse_in_all_languages, analyse_question, count_words, question_words
from rag.answer_kinds import has_kind, kind_asked
from rag.answerability import Judge, RefusalPolicy
from rag.citations import VerifiedReply, affirmed_by, carried_by
from rag.drafting import Draft, Reply
from rag.embedding import Embedder
from rag.errors import GenerationFailed
from rag.extremes import lacks_extreme
from rag.headings import headings_of, is_heading
from rag.names import has_name, names_in
from rag.numbers import numbers_in
from rag.off_question import asks_whether, cannot_answer
from rag.periods import years_in
from rag.premises import refuted_premises
from rag.quantities import lacks_quantity
from rag.quoting import show_quote
from rag.reading import CLEAR, see_answer
from rag.stopping import within
from rag.supports import Support, in_plain_form
from rag.tables import count_figures, split_cells

# Of the closest to the question; each is judged like a passage, which takes as long.
_LOOKED_AT = 3


def quote_instead(
    draft: Draft,
    reply: Reply,
    refusal: RefusalPolicy,
    embedder: Embedder | None,
    objections: Set[str] = frozenset(),
) -> VerifiedReply | None:
    """The sentence of what was read that answers best by itself, and has the time, number, yes or no asked for.

    None when the model sees the answer clearly in none of the closest ones; what it saw in the passage as a whole
    its reply speaks against. `objections` are those to the reply: where it names somebody or something that what
    was read does not, only a sentence that has a name of the question can be about the same; where its subject is
    none of what it was made from, only one that has a word of the question; and where it tells another figure, only
    one with a figure can be what it should have told. Raises AnswerStopped.
    """
    found = _look_at_closest(draft, _instead(draft, reply, objections), embedder)
    # The words are the document's own, of which nothing is unsure.
    if (
        found is None
        or found[0] < CLEAR
        or not refusal.is_answerable(replace(reply.signals, before=found[0], confidence=0.0), draft.language)
    ):
        return None
    quote = found[1].cite(1)
    return carried_by(show_quote(quote.quote), [quote])


def stand_on_sentence(
    draft: Draft, reply: Reply, verified: VerifiedReply, refusal: RefusalPolicy, embedder: Embedder | None
) -> VerifiedReply | None:
    """A mere yes or no with the sentence that answers the question; None when the model sees the answer in none.

    Words and meaning tell only which sentence is about the same as the question, not whether it says yes or no to
    it. Returns what was verified where sentences cannot be judged. Raises AnswerStopped.
    """
    found = _look_at_closest(draft, _sentences(reply), embedder)
    if found is None:
        return verified
    seen, best = found
    if not refusal.is_answerable(replace(reply.signals, before=seen), draft.language):
        return None
    told = " ".join(each.text for each in verified.statements if each.citations)
    if refuted_premises(in_plain_form(told), in_plain_form(draft.asked), [best.plain], [], best.passage.in_context):
        return None  # "Yes, for class 2", on "for class 1 only"
    return affirmed_by(told, best, draft.language)


def _instead(draft: Draft, reply: Reply, objections: Set[str]) -> list[Support]:
    """The sentences that may be told in the place of a reply with these objections."""
    kind = kind_asked(draft.question)
    sentences = [each for each in _sentences(reply) if kind is None or has_kind(kind, each.text)]
    if asks_whether(draft.question):
        sentences = [each for each in sentences if takes_side(each.text, draft.question)]
    if "names" in objections:
        named = names_in(draft.asked, draft.language)
        sentences = [each for each in sentences if any(has_name(name, each.text) for name in named)]
    if "subject" in objections:
        asked = question_words(draft.asked)
        sentences = [each for each in sentences if count_words(asked, analyse_in_all_languages(each.text))]
    if "numbers" in objections:
        given = numbers_in(in_plain_form(draft.asked))
        sentences = [each for each in sentences if each.numbers - given]
    return sentences


def _sentences(reply: Reply) -> Sequence[Support]:
    return () if reply.examiner is None else reply.examiner.supports


def _look_at_closest(
    draft: Draft, sentences: Sequence[Support], embedder: Embedder | None
) -> tuple[float, Support] | None:
    """Of the sentences closest to the question the one that most likely answers it by itself, and how likely.

    Left aside are headings, those of other years than the question's, those without the most that it asks for,
    those that cannot answer it, and figures of rows that it does not name.

    None without sentences, and where none can be judged. Raises AnswerStopped.
    """
    sentences = [each for each in sentences if _may_answer(draft, each)]
    vector = draft.retrieval.question_vector
    judge: object = draft.model
    if vector is None or embedder is None or not sentences or not isinstance(judge, Judge):
        return None
    closeness = (embedder.embed_passages([each.text for each in sentences]) @ vector).tolist()
    order = sorted(range(len(sentences)), key=lambda place: -closeness[place])
    try:
        return _judge(draft, judge, [sentences[place] for place in order[:_LOOKED_AT]])
    except GenerationFailed:
        return None


def _may_answer(draft: Draft, sentence: Support) -> bool:
    years, told = years_in(draft.asked), years_in(sentence.text)
    if years and told and not years & told:
        return False
    if cannot_answer(draft.asked, sentence) or lacks_quantity(draft.asked, f"{sentence.header} {sentence.text}"):
        return False
    if lacks_extreme("", draft.asked, f"{sentence.passage.context} {sentence.text}"):
        return False
    if is_heading(sentence.text, headings_of(sentence.passage)):
        return False
    return sentence.unnamed <= 1 and not _is_row_of_other(draft, sentence)


def _is_row_of_other(draft: Draft, sentence: Support) -> bool:
    """Whether it is a row of figures whose label the question, in the same language, has no word of."""
    is_foreign = sentence.passage.language not in (None, draft.language)
    if is_foreign or not sentence.names or not count_figures(sentence.text):
        return False
    label = analyse_in_all_languages(split_cells(sentence.text)[0])
    return not label & frozenset(analyse_question(draft.asked))


def _judge(draft: Draft, judge: Judge, sentences: Sequence[Support]) -> tuple[float, Support]:
    """How likely each holds the answer by itself, and which does most; a row is shown with its columns' names."""
    judged = []
    with within(draft.deadline):
        for each in sentences:
            text = f"{each.header}\n{each.text}" if "\t" in each.text else each.text
            seen = see_answer(judge, each.passage, text, draft.question, draft.language, draft.history)
            judged.append((seen, each))
    return max(judged, key=lambda pair: pair[0])
