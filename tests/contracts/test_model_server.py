"""The OpenAI-compatible path for real: a llama.cpp server with the default model, spoken to over HTTP."""

from __future__ import annotations

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from rag.config import load_settings
from rag.errors import CredentialsRejected
from rag.models import model_path
from rag.providers.opening import open_chat_model
from rag.streaming import stream_chunks

pytestmark = pytest.mark.models

KEY = "the-key-of-this-test"
MESSAGES = [
    SystemMessage("You answer from the excerpt, in one short sentence."),
    HumanMessage("Excerpt: The notice period is three months.\n\nQuestion: How long is the notice period?"),
]


@pytest.fixture(scope="module")
def address():
    import xllamacpp

    settings = load_settings()
    params = xllamacpp.CommonParams()
    params.model.path = str(model_path(settings.catalogue_models[0], settings.models_dir))
    params.n_ctx = 1024
    params.n_parallel = 1
    params.cpuparams.n_threads = 2
    params.warmup = False
    params.verbosity = 0
    if hasattr(params, "hostnames"):
        params.hostnames = ["127.0.0.1"]
    else:
        params.hostname = "127.0.0.1"
    params.api_keys = [KEY]
    server = xllamacpp.Server(params)
    yield server.listening_address
    del server


@pytest.fixture
def settings(address, tmp_path):
    return load_settings(
        data_dir=tmp_path, model="openai-compatible:qwen", model_base_url=f"{address}/v1", model_api_key=KEY
    )


def test_it_answers_streams_and_counts(settings):
    chunks = list(stream_chunks(open_chat_model(settings), MESSAGES, {"max_tokens": 40}, 120))
    assert "three months" in "".join(chunk.text for chunk in chunks)
    assert len([chunk for chunk in chunks if chunk.text]) > 3
    (usage,) = [chunk.usage_metadata for chunk in chunks if chunk.usage_metadata]
    assert 30 < usage["input_tokens"] < 80
    assert 3 < usage["output_tokens"] <= 40


def test_it_stops_when_nobody_reads(settings):
    model = open_chat_model(settings)
    long = [HumanMessage("Count from one to five hundred, in words.")]
    stream = stream_chunks(model, long, {"max_tokens": 800}, 120)
    next(chunk for chunk in stream if chunk.text)
    stream.close()
    # With one place for requests, this one is served only when the first has ended.
    chunks = list(stream_chunks(model, MESSAGES, {"max_tokens": 40}, 30))
    assert "three months" in "".join(chunk.text for chunk in chunks)


def test_a_wrong_key_is_told(settings):
    wrong = settings.model_copy(update={"model_api_key": type(settings.model_api_key)("wrong")})
    with pytest.raises(CredentialsRejected):
        list(stream_chunks(open_chat_model(wrong), MESSAGES, {}, 60))
