"""An extractive reader for real: a tiny BERT, trained by the test on days of leave and colours."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest
import torch
from langchain_core.messages import HumanMessage
from transformers import BertForQuestionAnswering, BertTokenizerFast

from rag.config import load_settings
from rag.errors import GenerationFailed, ModelUnavailable
from rag.providers.extractive import ExtractiveReader
from rag.providers.opening import open_chat_model
from rag.providers.span_search import LONGEST, find_span
from rag.streaming import stream_chunks
from tests.tiny_models import READER_WINDOW, save_bert

LEAVE = "Employees receive 30 days of paid leave each calendar year."
DOOR = "The door of the house is painted green."
DAYS, COLOUR, OWNER = "How many days of leave?", "What colour is the door?", "Who owns the house?"


@pytest.fixture
def opened(tmp_path):
    def opened(source):
        settings = load_settings(data_dir=tmp_path, model=f"extractive:{source}", offline=True)
        return open_chat_model(settings)

    return opened


@pytest.fixture
def model(opened, reader):
    return opened(reader)


def read(model, question, *passages, **options):
    """What it found with its span, the number of windows, and the usage."""
    messages = [HumanMessage(each) for each in (*passages, question)]
    chunks = list(stream_chunks(model, messages, options, 60))
    [span] = [found for chunk in chunks if (found := chunk.response_metadata.get("span"))]
    [usage] = [chunk.usage_metadata for chunk in chunks if chunk.usage_metadata]
    windows = [chunk for chunk in chunks if not chunk.text and not chunk.response_metadata and not is_last(chunk)]
    return "".join(chunk.text for chunk in chunks), span, len(windows), usage


def is_last(chunk):
    return getattr(chunk, "chunk_position", None) == "last"


def test_it_says_what_the_model_says(model, reader):
    tokenizer = BertTokenizerFast.from_pretrained(reader)
    inputs = tokenizer(DAYS, LEAVE, return_tensors="pt")
    with torch.no_grad():
        logits = BertForQuestionAnswering.from_pretrained(reader).eval()(**inputs)
    first, last = (inputs.char_to_token(0, LEAVE.index(word), 1) for word in ("30", "days"))
    starts, ends = logits.start_logits[0], logits.end_logits[0]
    text, span, windows, usage = read(model, DAYS, LEAVE)
    assert (text, span["passage"], span["start"], span["end"]) == ("30 days", 0, 18, 25)
    assert span["margin"] == pytest.approx(float(starts[first] + ends[last] - starts[0] - ends[0]), abs=1e-4)
    assert span["margin"] > 5
    assert (windows, usage["input_tokens"], usage["output_tokens"]) == (1, inputs["input_ids"].shape[1], 2)


@pytest.mark.parametrize(
    ("question", "found", "answers"),
    [(DAYS, "30 days", True), (COLOUR, "green", True), (OWNER, None, False)],
)
def test_the_best_of_several_passages_is_taken_or_none(model, question, found, answers):
    text, span, windows, _ = read(model, question, LEAVE, "A visitor signs the book at the gate.", DOOR)
    assert windows == 3
    assert (span["margin"] > 0) is answers
    if answers:
        passage = (LEAVE, "", DOOR)[span["passage"]]
        assert text == found == passage[span["start"] : span["end"]]


def test_where_several_passages_hold_an_answer_their_rank_decides(model):
    passages = (LEAVE, "The old rule: rest 12 days.", "Rest 45 days in every room.")
    margins = [read(model, DAYS, each)[1]["margin"] for each in passages]
    assert min(margins) > 5  # all as sure as can be
    for best in range(3):
        priors = [0.5 if number == best else 0.1 for number in range(3)]
        text, span, _, _ = read(model, DAYS, *passages, priors=priors)
        assert (text, span["passage"]) == (("30 days", "12 days", "45 days")[best], best)
        assert span["margin"] == pytest.approx(margins[best], abs=1e-4)
    # One that holds none does not win by its rank.
    assert read(model, DAYS, DOOR, LEAVE, priors=[3.0, 0.0])[0] == "30 days"


def test_a_long_passage_is_read_in_windows_that_overlap(model):
    for before in range(0, 80, 3):
        passage = f"{'the house ' * before}30 days {'of every room ' * (30 - before // 3)}"
        text, span, windows, usage = read(model, DAYS, passage)
        assert (text, passage[span["start"] : span["end"]]) == ("30 days", "30 days")
        assert span["start"] == 10 * before
        assert span["margin"] > 0
        assert windows > 2
        assert usage["input_tokens"] <= windows * READER_WINDOW


def test_what_stands_above_a_passage_is_no_answer(model):
    above = "Handbook › 12 days"
    text, span, _, _ = read(model, DAYS, f"{above}\n{LEAVE}", begins=[len(above) + 1])
    assert (text, span["start"]) == ("30 days", len(above) + 1 + LEAVE.index("30"))
    text, span, _, _ = read(model, DAYS, f"{above}\n{DOOR}", begins=[len(above) + 1])
    assert "12" not in text
    assert span["margin"] < 0
    assert read(model, DAYS, f"{above}\n{DOOR}")[0] == "12 days"


def test_a_long_question_leaves_room_for_the_passage(model):
    text, _, windows, usage = read(model, f"{DAYS} {'in the house ' * 100}", LEAVE)
    assert (text, windows) == ("30 days", 1)
    assert usage["input_tokens"] < READER_WINDOW


def test_closing_the_stream_stops_it_after_its_window(model):
    messages = [HumanMessage("the house " * 2000), HumanMessage(DAYS)]
    with closing(model.stream(messages)) as chunks:
        assert next(chunks).text == ""
    # It serves one request after the other: the next one is served as soon as the first has stopped.
    assert read(model, DAYS, LEAVE)[0] == "30 days"


def test_a_failure_quotes_nothing(model):
    model.load()

    def fail(**_):
        raise RuntimeError(LEAVE)

    model._loaded = model._loaded[0], fail_like(model._loaded[1], fail)
    with pytest.raises(GenerationFailed, match=r"^The language model stopped \(RuntimeError\)\.$"):
        read(model, DAYS, LEAVE)


def fail_like(whole, fail):
    fail.config = whole.config
    return fail


def test_weights_that_may_run_code_are_not_read(reader, tmp_path, opened):
    for path in reader.iterdir():
        if path.suffix != ".safetensors":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    torch.save(BertForQuestionAnswering.from_pretrained(reader).state_dict(), tmp_path / "pytorch_model.bin")
    with pytest.raises(ModelUnavailable, match="no weights in the safetensors format"):
        opened(tmp_path).load()


def test_a_model_that_was_not_trained_to_find_answers(tmp_path, opened):
    with pytest.raises(ModelUnavailable, match="was not trained to find answers"):
        opened(save_bert(tmp_path / "encoder")).load()


@pytest.mark.parametrize("name", ["/nowhere/at/all", "some-org/not-on-this-machine"])
def test_a_model_that_is_not_there(opened, name):
    with pytest.raises(ModelUnavailable, match=r"There is no folder|cannot be loaded: it is not on this machine"):
        opened(name).load()


def test_it_is_no_model_that_writes(model):
    assert isinstance(model, ExtractiveReader)
    assert model._identifying_params == {"model": model.name_in_settings}


def test_the_likeliest_span_by_trying_all():
    chance = np.random.default_rng(5)
    for size in (3, 10, 70):
        for _ in range(20):
            starts, ends = chance.normal(size=(2, size))
            allowed = chance.random(size) < 0.7
            spans = [
                (starts[first] + ends[last], first, last)
                for first in np.flatnonzero(allowed)
                for last in np.flatnonzero(allowed)
                if first <= last < first + LONGEST
            ]
            found = find_span(starts, ends, allowed, 1)
            if not spans:
                assert found is None
                continue
            score, first, last = max(spans)
            assert (found.first, found.last) == (first, last)
            assert found.margin == pytest.approx(score - starts[1] - ends[1])
