"""What every embedder promises, held against the real model: values, not shapes."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from rag.answerability import ENOUGH_CLOSENESS
from rag.config import load_settings
from rag.embedding import E5_SMALL_Q4, Embedder, LangChainEmbeddings, SentenceTransformerEmbedder
from rag.errors import ModelUnavailable
from rag.evidence import rank_readings
from rag.models import model_path
from rag.types import Hit, Passage

VACATION_DE = "Der Urlaub beträgt 30 Tage."
VACATION_EN = "Vacation is 30 days per year."
PRINTER_EN = "The printer is out of paper."
QUESTION_DE = "Wie viele Urlaubstage habe ich?"


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    """The default embedder; loading it takes seconds."""
    settings = load_settings()
    return SentenceTransformerEmbedder(
        model_path(settings.embedder, settings.models_dir), threads=settings.thread_count
    )


@pytest.mark.models
def test_cosines_are_those_of_the_pinned_weights(embedder: Embedder) -> None:
    passages = embedder.embed_passages([VACATION_DE, VACATION_EN, PRINTER_EN])
    question = embedder.embed_question(QUESTION_DE)
    assert passages.dtype == question.dtype == np.float32
    assert passages.shape == (3, embedder.dimension) == (3, 384)
    np.testing.assert_allclose(passages @ question, [0.85942, 0.81263, 0.69409], atol=1e-4)
    np.testing.assert_allclose(passages @ passages[0], [1, 0.90369, 0.72602], atol=1e-4)


@pytest.mark.models
@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("Wer genehmigt Dienstreisen?", "The line manager approves business trips.", "Lunch is served at noon."),
        ("How do I report a stolen laptop?", "Den Diebstahl eines Notebooks der IT melden.", "Die Kantine hat zu."),
        ("Wie hoch ist die Garantie?", "The warranty period is 24 months.", "The office is in Kassel."),
    ],
)
def test_questions_find_passages_of_the_other_language(
    embedder: Embedder, question: str, right: str, wrong: str
) -> None:
    scores = embedder.embed_passages([right, wrong]) @ embedder.embed_question(question)
    assert scores[0] > scores[1] + 0.03


@pytest.mark.models
def test_prefixes_are_applied_once_and_differ(embedder: Embedder) -> None:
    as_passage = embedder.embed_passages([VACATION_DE])[0]
    as_question = embedder.embed_question(VACATION_DE)
    assert 0.8 < float(as_passage @ as_question) < 0.999
    assert embedder.count_tokens("") == len(["<s>", "passage", ":", "</s>"])


@pytest.mark.models
def test_vectors_are_unit_length_and_independent_of_order_and_batch(embedder: Embedder) -> None:
    texts = [f"{VACATION_EN} " * (1 + number % 7) + str(number) for number in range(21)]
    vectors = embedder.embed_passages(texts)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(embedder.embed_passages(texts[::-1])[::-1], vectors, atol=1e-5)
    np.testing.assert_allclose(embedder.embed_passages(texts[3:4])[0], vectors[3], atol=1e-5)


@pytest.mark.models
def test_no_passages_and_empty_text_are_fine(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, 384)
    assert np.isfinite(embedder.embed_passages([""])).all()


@pytest.mark.models
def test_only_the_first_max_tokens_count(embedder: Embedder) -> None:
    text = "word " * 600
    assert embedder.count_tokens(text) > embedder.max_tokens == 512
    same, other = embedder.embed_passages([text, text + "und etwas ganz anderes"])
    np.testing.assert_allclose(same, other, atol=1e-5)


@pytest.mark.models
def test_progress_counts_passages_and_may_stop_the_work(embedder: Embedder) -> None:
    class Stopped(Exception):
        pass

    seen: list[int] = []

    def stop(done: int) -> None:
        seen.append(done)
        raise Stopped

    embedder.embed_passages([VACATION_DE] * 9, seen.append)
    assert seen == [8, 9]
    with pytest.raises(Stopped):
        embedder.embed_passages([VACATION_DE] * 9, stop)
    assert seen == [8, 9, 8]


@pytest.mark.models
def test_threads_get_the_vectors_of_their_own_texts(embedder: Embedder) -> None:
    texts = [VACATION_DE, VACATION_EN, PRINTER_EN, QUESTION_DE]
    expected = [embedder.embed_question(text) for text in texts]
    results: dict[int, list[float]] = {}

    def ask(number: int) -> None:
        vectors = [embedder.embed_question(texts[number]) for _ in range(5)]
        results[number] = [float(vector @ expected[number]) for vector in vectors]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    np.testing.assert_allclose([results[number] for number in range(len(texts))], 1, atol=1e-5)


@pytest.mark.models
def test_langchain_sees_the_same_vectors(embedder: Embedder) -> None:
    adapter = LangChainEmbeddings(embedder)
    assert adapter.embed_query(QUESTION_DE) == pytest.approx(embedder.embed_question(QUESTION_DE), abs=1e-6)
    (vector,) = adapter.embed_documents([VACATION_DE])
    assert vector == pytest.approx(embedder.embed_passages([VACATION_DE])[0], abs=1e-6)


def test_fingerprint_names_all_that_shapes_a_vector() -> None:
    fingerprint = SentenceTransformerEmbedder(Path("unused")).fingerprint
    assert fingerprint == "multilingual-e5-small@q4-1571fc98/fp32/mean/passage: |query: "
    assert fingerprint == E5_SMALL_Q4.fingerprint


def test_missing_weights_are_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="Run `fundstelle models pull`"):
        SentenceTransformerEmbedder(tmp_path).embed_question("?")


@pytest.mark.models
def test_tokens_are_those_of_the_text_and_their_mean_is_near_its_vector(embedder: Embedder) -> None:
    texts = [VACATION_DE, f"{VACATION_EN} " * 3, ""]
    short, long, empty = embedder.embed_tokens(texts)
    assert empty.vectors.shape == (0, 384)
    for text, found in zip(texts, (short, long), strict=False):
        assert found.spans[0, 0] == 0
        assert found.spans[-1, 1] == len(text.rstrip())
        assert "".join(text[start:end] for start, end in found.spans).replace(" ", "") == text.replace(" ", "")
        mean = found.vectors.mean(axis=0)
        assert float(mean @ embedder.embed_passages([text])[0]) / np.linalg.norm(mean) > 0.98
    # A batch with a longer text changes nothing.
    np.testing.assert_allclose(embedder.embed_tokens([VACATION_DE])[0].vectors, short.vectors, atol=1e-4)


@pytest.mark.models
def test_tokens_of_a_question_are_those_it_is_searched_with(embedder: Embedder) -> None:
    [asked] = embedder.embed_tokens([QUESTION_DE], question=True)
    [read] = embedder.embed_tokens([QUESTION_DE])
    vector = embedder.embed_question(QUESTION_DE)
    cosines = [
        float(each.vectors.mean(axis=0) @ vector) / np.linalg.norm(each.vectors.mean(axis=0))
        for each in (asked, read)
    ]
    assert cosines[0] > 0.98
    assert cosines[0] > cosines[1]


@pytest.mark.models
@pytest.mark.parametrize(
    ("question", "is_close"),
    [
        ("Wie viele Urlaubstage habe ich?", True),
        ("What do I do when the printer is out of paper?", True),
        ("Wer gewann 1986 die Weltmeisterschaft im Schach?", False),
        ("How far is the moon from the earth?", False),
    ],
)
def test_closeness_tells_what_texts_are_about_in_any_company(
    embedder: Embedder, question: str, is_close: bool
) -> None:
    other = " The canteen is closed on Mondays, and visitors sign in at the desk, whoever they are." * 5
    closest = []
    for place in ("{text}{other}", "{other} {text}{other}"):
        texts = [place.format(text=text, other=other) for text in (VACATION_DE, VACATION_EN, PRINTER_EN)]
        hits = [Hit(Passage(n, 1, "a.txt", 1, 0, 9, text), 1.0) for n, text in enumerate(texts)]
        readings = rank_readings(question, embedder.embed_question(question), hits, embedder)
        closest.append(max(each.closeness or 0.0 for each in readings))
    assert [each >= ENOUGH_CLOSENESS for each in closest] == [is_close] * 2
