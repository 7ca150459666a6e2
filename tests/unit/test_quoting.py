"""Quotes are exact places, the closest ones first, and few."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.embedding import Progress
from rag.quoting import choose_quotes, quotes_text
from rag.types import Hit, Passage
from rag.vectors import Vectors
from tests.fakes import HashingEmbedder

HOTEL = "Für Übernachtungen werden höchstens 120 EUR je Nacht\nerstattet. Das Frühstück zahlt jeder selbst."
RATES = "Ort\tHotel\tTagegeld\nMünchen\t165 EUR\t28 EUR\nHamburg\t150 EUR\t28 EUR"


def hit(text: str, number: int = 1, score: float = 1.0, start: int = 0) -> Hit:
    return Hit(Passage(number, number, f"{number}.txt", 1, start, start + len(text), text, language="de"), score)


def quote(question: str, *hits: Hit) -> list[str]:
    embedder = HashingEmbedder()
    return [
        each.quote for each in choose_quotes(question, embedder.embed_question(question), hits, lambda: embedder)
    ]


def test_the_sentence_with_the_question_s_words_comes_first():
    quotes = quote("Was wird für Übernachtungen je Nacht erstattet?", hit("Der Pförtner grüßt.", 2), hit(HOTEL))
    assert quotes[0].startswith("Für Übernachtungen werden höchstens 120 EUR je Nacht\nerstattet.")


def test_of_a_table_the_named_row_is_quoted():
    (first, *_) = choose_quotes("Was darf ein Hotel in München kosten?", None, [hit(RATES)], HashingEmbedder)
    assert first.quote == "München\t165 EUR\t28 EUR"
    assert quotes_text([first]) == "München | 165 EUR | 28 EUR [1]"


def test_sentences_that_follow_each_other_are_one_quote():
    (only,) = choose_quotes("Übernachtungen Frühstück", None, [hit(HOTEL, start=40)], HashingEmbedder)
    assert only.quote == HOTEL
    assert (only.number, only.start, only.end) == (1, 40, 40 + len(HOTEL))
    assert quotes_text([only]) == f"{HOTEL} [1]".replace("\n", " ")


def test_headings_are_not_quoted():
    passage = Passage(
        1, 1, "a.pdf", 1, 0, 0, "3 Reisen\n\n3.1 Hotel\nEin Hotel kostet 90 EUR.", "3 Reisen › 3.1 Hotel"
    )
    quotes = choose_quotes("Was kostet ein Hotel auf Reisen?", None, [Hit(passage, 1.0)], HashingEmbedder)
    assert [each.quote for each in quotes] == ["Ein Hotel kostet 90 EUR."]


def test_without_words_or_hits_there_is_nothing_to_quote():
    assert choose_quotes("Wer?", None, [], HashingEmbedder) == ()
    assert choose_quotes("Wer?", None, [hit(". . . .")], HashingEmbedder) == ()


def test_without_vectors_no_model_is_loaded():
    def load() -> HashingEmbedder:
        raise AssertionError("not needed")

    assert choose_quotes("Übernachtungen?", None, [hit(HOTEL)], load)


@given(
    st.lists(
        st.lists(
            st.sampled_from(["Hotel kostet 120 EUR.", "Ort\tPreis", "Köln\t90 EUR", "Frühstück", "Ja!", "Wo?"]),
            min_size=1,
        ),
        max_size=6,
    ),
    st.sampled_from([" ", "\n", "\n\n"]),
)
def test_every_quote_is_a_slice_of_its_passage(texts: list[list[str]], joint: str):
    hits = [hit(joint.join(parts), number, start=7) for number, parts in enumerate(texts, start=1)]
    embedder = HashingEmbedder()
    question = "Was kostet ein Hotel in Köln?"
    quotes = choose_quotes(question, embedder.embed_question(question), hits, lambda: embedder)
    by_document = {each.passage.document: each.passage for each in hits}
    places = [(each.document, each.start, each.end) for each in quotes]
    assert len(set(places)) == len(places)
    assert [each.number for each in quotes] == list(range(1, len(quotes) + 1))
    for each in quotes:
        assert by_document[each.document].text[each.start - 7 : each.end - 7] == each.quote


@pytest.mark.parametrize("count", [1, 3, 50])
def test_few_are_quoted_however_many_fit(count: int):
    sentence = "Ein Hotel in Köln kostet am Wochenende höchstens 120 EUR je Nacht und Person mit Frühstück. "
    hits = [hit(f"{number}. {sentence * 5}", number) for number in range(1, count + 1)]
    assert 1 <= len(quote("Was kostet ein Hotel in Köln?", *hits)) <= 3


class Listening(HashingEmbedder):
    """Keeps what it embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.texts += texts
        return super().embed_passages(texts, progress)


def compared(question: str, *hits: Hit) -> list[str]:
    embedder = Listening()
    choose_quotes(question, embedder.embed_question(question), hits, lambda: embedder)
    return embedder.texts


@pytest.mark.parametrize("length", [1, 10, 40])
def test_one_batch_is_compared_by_meaning_however_much_is_found(length: int):
    sentences = [f"Das Hotel {number} hat {'sehr ' * length}schöne Zimmer." for number in range(20)]
    texts = compared("Welches Hotel hat schöne Zimmer?", *(hit(" ".join(sentences), each) for each in range(1, 5)))
    assert 1 < len(texts) <= 8
    assert sum(map(len, texts)) <= 600


def test_the_first_sentence_is_compared_whatever_its_length():
    sentence = f"Das Hotel hat {'sehr ' * 200}schöne Zimmer."
    assert compared("Welches Hotel hat schöne Zimmer?", hit(sentence)) == [sentence]


def test_of_a_table_only_what_would_be_quoted_is_compared():
    texts = compared("Was darf ein Hotel in München kosten?", hit(RATES))
    assert texts == ["München | Hotel: 165 EUR | Tagegeld: 28 EUR"]


def test_of_a_long_table_as_many_rows_are_compared_as_there_is_room_for():
    rows = [f"Zimmer {number}\t{number} EUR" for number in range(100, 140)]
    texts = compared("Was kosten die Zimmer?", hit("\n".join(rows)))
    assert texts == rows[:8]


FAQ = """Can I work from Spain?

Not without the consent of the personnel office.
Can I work from the train?
Yes, with a privacy screen.
Who pays for the ticket?"""


def test_a_question_of_the_document_is_quoted_with_its_answer_or_not_at_all():
    (only,) = quote("Can I work from Spain?", hit(FAQ))
    assert only == FAQ.removesuffix("\nWho pays for the ticket?")


def test_a_question_above_a_table_is_quoted_with_the_named_row():
    question = "Was kostet ein Hotel?"
    quotes = quote("Was kostet ein Hotel in Hamburg?", hit(f"{question}\n{RATES}"))
    assert quotes == [question, "Hamburg\t150 EUR\t28 EUR"]


def test_where_all_are_questions_they_are_quoted():
    assert quote("Can I work from Spain?", hit("Can I work from Spain? And who pays?")) != []
