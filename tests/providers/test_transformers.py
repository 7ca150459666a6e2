"""The transformers path for real: a tiny Bloom of random weights and its own tokenizer, made and saved here."""

from __future__ import annotations

import gc
import json
import weakref
from contextlib import closing

import pytest
import torch
from langchain_core.messages import HumanMessage, SystemMessage
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import BloomConfig, BloomForCausalLM, PreTrainedTokenizerFast

from rag.config import load_settings
from rag.errors import LimitReached, ModelUnavailable
from rag.providers.opening import list_candidates, open_chat_model
from rag.providers.prices import PriceTable
from rag.streaming import stream_chunks

WORDS = "what is the notice period three months answer briefly employees receive thirty days of paid leave Answer :"
MESSAGES = [SystemMessage("answer briefly"), HumanMessage("what is the notice period")]
WINDOW = 64


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bloom")
    words = Tokenizer(models.WordLevel(unk_token="<unk>"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.train_from_iterator([WORDS], trainers.WordLevelTrainer(special_tokens=["<unk>", "</s>", "<pad>"]))
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=words, unk_token="<unk>", eos_token="</s>", pad_token="<pad>"
    )
    torch.manual_seed(7)
    config = BloomConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        n_layer=2,
        n_head=2,
        bos_token_id=1,
        eos_token_id=1,
        pad_token_id=2,
        initializer_range=1.0,
    )
    config.seq_length = WINDOW
    model = BloomForCausalLM(config)
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder, safe_serialization=True)
    return folder


@pytest.fixture
def settings(folder, tmp_path):
    return load_settings(data_dir=tmp_path, model=f"huggingface:{folder}", offline=True)


def ask(model, **options):
    return list(stream_chunks(model, MESSAGES, {"max_tokens": 12, **options}, 60))


def expected(folder, count):
    """What the library itself generates."""
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    model = BloomForCausalLM.from_pretrained(folder)
    prompt = tokenizer("answer briefly\n\nwhat is the notice period\n\nAnswer:", return_tensors="pt")
    read = prompt["input_ids"].shape[1]
    made = model.generate(**prompt, max_new_tokens=count, do_sample=False)[0][read:]
    return read, len(made), tokenizer.decode(made, skip_special_tokens=True)


def test_it_streams_what_the_library_generates(folder, settings):
    read, written, text = expected(folder, 12)
    chunks = ask(open_chat_model(settings))
    assert "".join(chunk.text for chunk in chunks).split() == text.split()
    assert len([chunk for chunk in chunks if chunk.text]) > 1
    (usage,) = [chunk.usage_metadata for chunk in chunks if chunk.usage_metadata]
    assert (usage["input_tokens"], usage["output_tokens"]) == (read, written)
    finish = [chunk.response_metadata["finish_reason"] for chunk in chunks if chunk.response_metadata]
    assert finish[-1] == ("length" if written == 12 else "stop")


def test_its_window_is_known_and_kept(settings):
    (candidate,) = list_candidates(settings, PriceTable())
    model = candidate.open()
    assert candidate.terms.window == WINDOW
    with pytest.raises(LimitReached, match="more than the model can read"):
        list(stream_chunks(model, [HumanMessage("what is the notice period " * 20)], {"max_tokens": 12}, 60))


def test_closing_the_stream_stops_it(settings):
    model = open_chat_model(settings)
    with closing(stream_chunks(model, MESSAGES, {"max_tokens": 40}, 60)) as chunks:
        next(chunk for chunk in chunks if chunk.text)
    # One request after the other: the next one is served as soon as the first has stopped.
    assert ask(model)


def test_its_memory_comes_back_when_it_is_released(settings):
    (candidate,) = list_candidates(settings, PriceTable())
    text = "".join(chunk.text for chunk in ask(candidate.open()))
    weights = weakref.ref(candidate.open().inner._loaded[1])
    candidate.release()
    gc.collect()
    assert weights() is None
    assert "".join(chunk.text for chunk in ask(candidate.open())) == text


def test_a_template_is_used_where_there_is_one(folder, settings):
    model = open_chat_model(settings)
    model.inner.load()
    tokenizer, _ = model.inner._loaded
    tokenizer.chat_template = "{% for each in messages %}{{ each.role }} {{ each.content }} {% endfor %}"
    chunks = ask(model)
    (usage,) = [chunk.usage_metadata for chunk in chunks if chunk.usage_metadata]
    assert usage["input_tokens"] == len("system answer briefly user what is the notice period".split())


def test_weights_that_may_run_code_are_not_read(folder, tmp_path, settings):
    for path in folder.iterdir():
        if path.suffix != ".safetensors":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    torch.save(BloomForCausalLM.from_pretrained(folder).state_dict(), tmp_path / "pytorch_model.bin")
    model = open_chat_model(settings.model_copy(update={"model": f"huggingface:{tmp_path}"}))
    with pytest.raises(ModelUnavailable, match="no weights in the safetensors format"):
        ask(model)


@pytest.mark.parametrize("name", ["/nowhere/at/all", "some-org/not-on-this-machine"])
def test_a_model_that_is_not_there(settings, name):
    with pytest.raises(ModelUnavailable):
        open_chat_model(settings.model_copy(update={"model": f"huggingface:{name}"}))


def test_the_saved_model_is_a_bloom(folder):
    assert json.loads((folder / "config.json").read_text())["model_type"] == "bloom"
