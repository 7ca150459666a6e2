"""What every hosted embedder promises, through the providers' real clients against a server on loopback."""

from __future__ import annotations

import json
import logging

import botocore.session
import numpy as np
import pytest

from rag.config import load_settings
from rag.embedders import asking
from rag.embedders.choice import EmbedderChoice, choice_of
from rag.embedders.opening import open_embedder
from rag.errors import ConfigurationError, EmbeddingFailed, ModelUnavailable
from tests.embedding_server import (
    ACCESS_KEY,
    DIMENSION,
    KEY,
    Fault,
    collect_connections,
    only_our_credentials,
    serve_embeddings,
    vector_of,
)

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")

TEXTS = ["Der Urlaub beträgt 30 Tage.", "The printer is out of paper.", "Der Urlaub beträgt 30 Tage.", ""]
QUESTION = "Wie viele Urlaubstage habe ich?"
PRIVATE = "Kontonummer 4711"


class Case:
    """How one provider is named and spoken to, and how its server says what is wrong."""

    def __init__(self, name, path="", passages="{}", questions="{}", throttled=None, errors=None):
        self.name, self.path = name, path
        self.passages, self.questions = passages, questions  # what the server gets to embed
        self.throttled = throttled or Fault(429, b'{"message": "slow down"}')
        self.broken = Fault(503, b'{"message": "down"}')


def aws(code, status):
    body = json.dumps({"message": f"{PRIVATE} {code}"}).encode()
    return Fault(status, body, {"x-amzn-ErrorType": code})


BEDROCK = aws("ThrottlingException", 429)
COHERE = {"passages": "search_document {}", "questions": "search_query {}"}
CASES = {
    "openai": Case("openai:text-embedding-3-small", "/v1"),
    "openai-e5": Case("openai:intfloat/multilingual-e5-large", "/v1", "passage: {}", "query: {}"),
    "cohere": Case("cohere:embed-multilingual-v3.0", **COHERE),
    "titan": Case("bedrock:amazon.titan-embed-text-v2:0", throttled=BEDROCK),
    "bedrock-cohere": Case("bedrock:cohere.embed-multilingual-v3", **COHERE, throttled=BEDROCK),
    "bedrock-cohere-4": Case("bedrock:eu.cohere.embed-v4:0", **COHERE, throttled=BEDROCK),
    "sagemaker": Case("sagemaker:our-endpoint", throttled=aws("ThrottlingException", 400)),
}


@pytest.fixture(scope="module", autouse=True)
def connections():
    """In the product they end with the process."""
    yield
    collect_connections()


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    only_our_credentials(monkeypatch)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def pauses(monkeypatch):
    """How long it would have waited."""
    found = []
    monkeypatch.setattr(asking.time, "sleep", found.append)
    monkeypatch.setattr(asking.Asker.__init__, "__defaults__", (found.append,))
    return found


@pytest.fixture
def server():
    with serve_embeddings() as server:
        yield server


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


def open_case(case, server, tmp_path, **given):
    given = {"embedder_api_key": KEY, "embedder_base_url": server.url + case.path, "embedder_seconds": 10} | given
    settings = load_settings(data_dir=tmp_path, embedder=case.name, **given)
    return open_embedder(choice_of(settings), settings)


def unit(text):
    vector = np.array(vector_of(text))
    return vector / np.linalg.norm(vector)


def test_vectors_are_those_of_the_service_and_of_unit_length(case, server, tmp_path):
    embedder = open_case(case, server, tmp_path)
    progress = []
    vectors = embedder.embed_passages(TEXTS, progress.append)
    assert (vectors.dtype, vectors.shape) == (np.float32, (4, DIMENSION))
    expected = [unit(case.passages.format(text)) if text else None for text in TEXTS]
    for vector, wanted in zip(vectors[:3], expected[:3], strict=True):
        np.testing.assert_allclose(vector, wanted, atol=1e-6)
    assert np.isfinite(vectors).all()
    question = embedder.embed_question(QUESTION)
    assert (question.dtype, question.shape) == (np.float32, (DIMENSION,))
    np.testing.assert_allclose(question, unit(case.questions.format(QUESTION)), atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert progress[-1] == 4
    assert embedder.dimension == DIMENSION
    assert embedder.fingerprint.startswith(f"{case.name}@{DIMENSION}/")
    assert embedder.embed_passages([]).shape == (0, DIMENSION)
    # Equal texts are sent once, and sentences that were just compared are not sent again.
    sent = len(server.seen)
    np.testing.assert_allclose(embedder.embed_passages(TEXTS[:2]), vectors[:2])
    assert len(server.seen) == sent


def test_many_texts_are_sent_in_batches_and_come_back_in_order(case, server, tmp_path):
    embedder = open_case(case, server, tmp_path)
    texts = [f"Satz {number} von {number % 7}." for number in range(300)]
    vectors = embedder.embed_passages(texts)
    np.testing.assert_allclose(vectors, [unit(case.passages.format(text)) for text in texts], atol=1e-6)
    sizes = [size_of(each.body) for each in server.seen[1:]]  # the first asked for the dimension
    largest = {"titan": 1, "sagemaker": 32, "openai": 256}
    assert max(sizes) == next((size for kind, size in largest.items() if kind in case.name), 96)
    assert sum(sizes) == 300


def size_of(body):
    for name in ("input", "texts", "inputs"):
        if isinstance(body.get(name), list):
            return len(body[name])
    return 1


def test_throttling_is_waited_out_with_growing_pauses(case, server, tmp_path, pauses):
    embedder = open_case(case, server, tmp_path)
    assert embedder.dimension == DIMENSION
    server.faults = [case.throttled, case.throttled, case.broken]
    vectors = embedder.embed_passages(["ein Satz"])
    np.testing.assert_allclose(vectors[0], unit(case.passages.format("ein Satz")), atol=1e-6)
    assert len(server.seen) == 5, "one layer of retries"
    assert len(pauses) == 3
    assert all(low <= pause <= 1.25 * low / 0.75 for pause, low in zip(pauses, (0.75, 1.5, 3.0), strict=True))


@pytest.mark.parametrize(
    ("fault", "sentence", "requests"),
    [
        ("throttled", "takes no more requests now, or the quota is used up", 5),
        ("broken", "is not working now", 5),
        ("malformed", "sent something that cannot be used", 5),
        ("missing", "sent something that cannot be used", 5),
    ],
)
def test_what_does_not_pass_is_a_sentence(case, server, tmp_path, pauses, fault, sentence, requests):
    embedder = open_case(case, server, tmp_path)
    assert embedder.dimension == DIMENSION
    server.faults = [
        {
            "throttled": case.throttled,
            "broken": case.broken,
            "malformed": Fault(200, b'{"data": [{"embedding": [0.1, '),
            "missing": Fault(200, b'{"object": "list", "data": [], "embeddings": [], "model": "", "id": ""}'),
        }[fault]
    ] * 9
    with pytest.raises(EmbeddingFailed, match=sentence) as caught:
        embedder.embed_passages([PRIVATE])
    assert server.url in str(caught.value)
    assert PRIVATE not in str(caught.value)
    assert KEY not in str(caught.value)
    assert len(server.seen) == 1 + requests


def test_a_question_is_not_kept_waiting(case, server, tmp_path, pauses):
    embedder = open_case(case, server, tmp_path)
    server.faults = [case.throttled] * 9
    with pytest.raises(EmbeddingFailed, match="takes no more requests"):
        embedder.embed_question(QUESTION)
    assert len(server.seen) == 2
    assert len(pauses) == 1
    assert pauses[0] <= 1.25


def test_sentences_that_are_compared_with_a_question_do_not_keep_it_waiting(case, server, tmp_path, pauses):
    settings = load_settings(
        data_dir=tmp_path, embedder=case.name, embedder_api_key=KEY, embedder_base_url=server.url + case.path
    )
    embedder = open_embedder(choice_of(settings), settings, DIMENSION, patient=False)
    server.faults = [case.broken] * 9
    with pytest.raises(EmbeddingFailed, match="is not working now"):
        embedder.embed_passages(["one"])
    assert len(server.seen) == 2


def test_a_body_that_stalls_meets_the_time_limit(case, server, tmp_path, pauses):
    embedder = open_case(case, server, tmp_path, embedder_seconds=0.3)
    server.faults = [Fault(stall=True)] * 2
    with pytest.raises(EmbeddingFailed, match=r"did not answer within 0\.3 seconds"):
        embedder.embed_question(QUESTION)
    np.testing.assert_allclose(embedder.embed_question(QUESTION), unit(case.questions.format(QUESTION)), atol=1e-6)


def test_wrong_credentials_are_told_at_once_and_without_them(case, server, tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAWRONG")
    caplog.set_level(logging.DEBUG)
    embedder = open_case(case, server, tmp_path, embedder_api_key="sk-wrong-key-9876")
    with pytest.raises(EmbeddingFailed, match="did not accept the credentials") as caught:
        embedder.embed_passages([PRIVATE])
    assert len(server.seen) == 1
    assert ("AWS credentials" if case.throttled.headers else "embedder_api_key") in str(caught.value)
    assert "sk-wrong" not in str(caught.value)
    assert "AKIAWRONG" not in str(caught.value)
    ours = [
        record.getMessage() for record in caplog.records if record.name.split(".")[0] in ("rag", "ingest", "ui")
    ]
    assert ours == []


def test_vectors_of_another_length_are_another_model(case, server, tmp_path):
    settings = load_settings(
        data_dir=tmp_path, embedder=case.name, embedder_api_key=KEY, embedder_base_url=server.url + case.path
    )
    embedder = open_embedder(choice_of(settings), settings, 32)
    assert embedder.fingerprint.startswith(f"{case.name}@32/")
    assert server.seen == [], "what is known is not asked for"
    with pytest.raises(EmbeddingFailed, match="sends vectors of 16 numbers, but those of this library have 32"):
        embedder.embed_question(QUESTION)
    with pytest.raises(EmbeddingFailed, match="another model answers there"):
        embedder.embed_passages(["text"])
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda vectors: [[float("nan"), *row[1:]] for row in vectors],
        lambda vectors: [[0.0] * len(row) for row in vectors],
        lambda vectors: vectors[:-1],
        lambda vectors: [row[: 4 + number] for number, row in enumerate(vectors)],
    ],
    ids=["nan", "zero", "too few", "ragged"],
)
def test_vectors_that_are_none_are_not_used(server, tmp_path, pauses, change):
    embedder = open_case(CASES["openai"], server, tmp_path)
    assert embedder.dimension == DIMENSION
    server.change = change
    with pytest.raises(EmbeddingFailed):
        embedder.embed_passages(["one", "two"])


def test_a_server_that_is_not_there(case, server, tmp_path, pauses):
    embedder = open_case(case, server, tmp_path, embedder_base_url="http://127.0.0.1:9" + case.path)
    with pytest.raises(EmbeddingFailed, match=r"The server at http://127\.0\.0\.1:9.* cannot be reached"):
        embedder.embed_question(QUESTION)


def test_a_service_that_names_a_pause_is_waited_for_so_long(server, tmp_path, pauses):
    embedder = open_case(CASES["openai"], server, tmp_path)
    assert embedder.dimension == DIMENSION
    server.faults = [Fault(429, b"{}", {"Retry-After": "7"})]
    embedder.embed_passages(["text"])
    assert pauses == [7.0]
    server.faults = [Fault(429, b"{}", {"Retry-After": "7"})]
    with pytest.raises(EmbeddingFailed):
        embedder.embed_question(QUESTION)
    assert pauses == [7.0], "a person is not kept waiting so long"


def test_bodies_of_bedrock_are_those_that_the_models_take(server, tmp_path):
    operation = botocore.session.get_session().get_service_model("bedrock-runtime").operation_model("InvokeModel")
    uri, method = operation.http["requestUri"], operation.http["method"]
    for name, body in (
        ("amazon.titan-embed-text-v2:0", {"inputText": "a\nb", "dimensions": 256}),
        ("cohere.embed-multilingual-v3", {"texts": ["a\nb"], "input_type": "search_document", "truncate": "END"}),
        ("cohere.embed-v4:0", {"texts": ["a\nb"], "input_type": "search_document", "output_dimension": 256}),
    ):
        embedder = open_case(Case(f"bedrock:{name}?dimension=256"), server, tmp_path)
        server.dimension = 256
        server.seen.clear()
        embedder.embed_passages(["a\nb"])
        [request] = server.seen
        assert method == "POST"
        assert request.path == uri.replace("{modelId}", name)
        assert request.headers["content-type"] == request.headers["accept"] == "application/json"
        if "v3" in name:  # these have one length
            assert {**request.body, "texts": ["a\nb"]} == body
        else:
            assert {key: value if value != ["a b"] else ["a\nb"] for key, value in request.body.items()} | {
                "inputText": "a\nb"
            } == body | {"inputText": "a\nb"}
        assert f"Credential={ACCESS_KEY}/" in request.headers["authorization"]
        assert "/eu-central-1/bedrock/aws4_request" in request.headers["authorization"]


def test_bodies_of_the_others(server, tmp_path):
    open_case(CASES["openai"], server, tmp_path).embed_question("q")
    assert server.seen[-1].body == {"input": ["q"], "model": "text-embedding-3-small", "encoding_format": "base64"}
    open_case(CASES["cohere"], server, tmp_path).embed_passages(["p"])
    assert server.seen[-1].path == "/v2/embed"
    assert server.seen[-1].body == {
        "model": "embed-multilingual-v3.0",
        "texts": ["p"],
        "input_type": "search_document",
        "embedding_types": ["float"],
        "truncate": "END",
    }
    open_case(CASES["sagemaker"], server, tmp_path).embed_passages(["p"])
    assert (server.seen[-1].path, server.seen[-1].body) == (
        "/endpoints/our-endpoint/invocations",
        {"inputs": ["p"]},
    )
    server.shape = "keyed"
    older = open_case(Case("sagemaker:older?request=text_inputs"), server, tmp_path)
    np.testing.assert_allclose(older.embed_passages(["p"])[0], unit("p"), atol=1e-6)
    assert server.seen[-1].body == {"text_inputs": ["p"]}


def test_errors_of_bedrock_by_name(server, tmp_path, pauses):
    embedder = open_case(CASES["titan"], server, tmp_path)
    for code, status, sentence in (
        ("AccessDeniedException", 403, "does not let these credentials use amazon.titan-embed-text-v2:0"),
        ("ExpiredTokenException", 403, "did not accept the credentials"),
        ("ResourceNotFoundException", 404, "has no model named amazon.titan-embed-text-v2:0"),
        ("ValidationException", 400, "refused a request to amazon.titan-embed-text-v2:0"),
        ("ModelNotReadyException", 429, "takes no more requests"),
        ("ServiceUnavailableException", 503, "is not working now"),
        ("InternalServerException", 500, "is not working now"),
    ):
        server.faults = [aws(code, status)] * 2
        with pytest.raises(EmbeddingFailed, match=sentence) as caught:
            embedder.embed_question(QUESTION)
        assert PRIVATE not in str(caught.value)
        server.faults.clear()


def test_missing_keys_regions_and_packages_are_told_with_what_to_do(tmp_path, monkeypatch):
    def opened(embedder, **given):
        settings = load_settings(data_dir=tmp_path, embedder=embedder, **given)
        return open_embedder(choice_of(settings), settings)

    with pytest.raises(ConfigurationError, match=r"needs a key: set 'embedder_api_key'.* or OPENAI_API_KEY"):
        opened("openai:text-embedding-3-small")
    with pytest.raises(ConfigurationError, match=r"needs a key: .*COHERE_API_KEY"):
        opened("cohere:embed-v4.0")
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(EmbeddingFailed, match="set 'aws_region' or AWS_REGION"):
        opened("bedrock:amazon.titan-embed-text-v2:0").embed_question("?")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    with pytest.raises(EmbeddingFailed, match="did not accept the credentials: check the AWS"):
        opened("bedrock:amazon.titan-embed-text-v2:0").embed_question("?")
    monkeypatch.setattr("rag.embedders.extras.find_spec", lambda name: None)
    for embedder, extra in (("openai:x", "openai"), ("cohere:x", "cohere"), ("bedrock:x", "bedrock")):
        with pytest.raises(ConfigurationError, match=rf'run `pip install "fundstelle\[{extra}\]"`'):
            opened(embedder, embedder_api_key=KEY)


def test_a_key_goes_to_the_embedder_it_was_given_for(server, tmp_path, monkeypatch):
    """Not to another company's, nor to a server that only speaks the same protocol."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-openai")
    settings = load_settings(data_dir=tmp_path, embedder="cohere:embed-v4.0", embedder_api_key=KEY)
    other = open_embedder(EmbedderChoice("openai:local-model", server.url + "/v1"), settings)
    with pytest.raises(EmbeddingFailed, match="did not accept the credentials"):
        other.embed_question(QUESTION)
    assert server.seen[-1].headers["authorization"] == "Bearer none"


def test_a_key_may_stand_in_a_file(server, tmp_path):
    file = tmp_path / "key"
    file.write_text(KEY + "\n")
    given = {"embedder_api_key": None, "embedder_api_key_file": file}
    embedder = open_case(CASES["openai"], server, tmp_path, **given)
    assert embedder.dimension == DIMENSION
    with pytest.raises(ConfigurationError, match="Both 'embedder_api_key' and 'embedder_api_key_file'") as caught:
        open_case(CASES["openai"], server, tmp_path, embedder_api_key_file=file)
    assert KEY not in str(caught.value)
    file.write_text(f"{KEY}\nmore")
    with pytest.raises(ConfigurationError, match="must hold the key and nothing else") as caught:
        open_case(CASES["openai"], server, tmp_path, **given)
    assert KEY not in str(caught.value)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        open_case(CASES["openai"], server, tmp_path, embedder_api_key=None, embedder_api_key_file=tmp_path)


def test_names_that_mean_nothing(tmp_path):
    settings = load_settings(data_dir=tmp_path)
    for name, sentence in (
        ("nonsense:x", "no kind of embedder named 'nonsense'"),
        ("openai:", "names no model"),
        ("openai:x?size=3", "unknown option 'size'"),
        ("openai:x?dimension=many", "no whole number"),
        ("qwen2.5-coder-1.5b-instruct", "is no embedder"),
        ("no-such-model", "no model named 'no-such-model'"),
    ):
        with pytest.raises(ConfigurationError, match=sentence):
            open_embedder(EmbedderChoice(name), settings)
    with pytest.raises(ModelUnavailable, match=r"There is no file /nowhere/x\.gguf"):
        open_embedder(EmbedderChoice("local:/nowhere/x.gguf"), settings)
    with pytest.raises(ConfigurationError, match="embedder_base_url"):
        load_settings(data_dir=tmp_path, embedder_base_url="https://user:secret@host/v1")
