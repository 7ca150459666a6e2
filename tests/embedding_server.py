"""A loopback server that speaks the protocols of hosted embedders and rerankers, and misbehaves on demand.

Vectors are those of `tests.fakes.HashingEmbedder` with 16 numbers, three times as long as they should be; the score
of a reranker is the share of the question's words that a text has.
"""

from __future__ import annotations

import gc
import json
import re
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest

from tests.fakes import HashingEmbedder
from tests.server_threads import in_thread

DIMENSION = 16
TOKENS = 3  # that the services say a request had, whatever it had
KEY = "sk-right-0123456789abcdef"
ACCESS_KEY = "AKIARIGHT"


def vector_of(text: str, dimension: int = DIMENSION) -> list[float]:
    """What the server sends for a text."""
    return [3.0 * float(value) for value in HashingEmbedder(dimension=dimension).embed_question(text)]


def score_of(question: str, text: str) -> float:
    """What the server sends for a pair."""
    words = set(question.lower().split())
    return len(words & set(re.findall(r"\w+", text.lower()))) / len(words)


@dataclass
class Seen:
    """One request as it arrived."""

    path: str
    body: Any
    headers: dict[str, str]


@dataclass(frozen=True)
class Fault:
    """How one request is answered instead of well."""

    status: int = 200
    body: bytes | None = None  # instead of a well-formed one
    headers: dict[str, str] = field(default_factory=dict)
    stall: bool = False  # after half of the body, until the server ends


class EmbeddingServer(ThreadingHTTPServer):
    """Answers requests; takes a fault for each as long as there are any."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[Seen] = []
        self.faults: list[Fault] = []
        self.dimension = DIMENSION
        self.key = KEY
        self.embed: Callable[[str], list[float]] | None = None  # instead of the hashes
        self.change: Callable[[list[list[float]]], Any] = lambda vectors: vectors  # what becomes of the vectors
        self.shape = "list"  # of a SageMaker endpoint's answer
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serve_embeddings() -> Iterator[EmbeddingServer]:
    """A server for as long as the block runs."""
    server = EmbeddingServer()
    with in_thread(server, server.ended):
        yield server


def only_our_credentials(patch: pytest.MonkeyPatch) -> None:
    """No key of this machine's environment, and the one pair for AWS that the server takes."""
    for name in ("OPENAI_API_KEY", "COHERE_API_KEY", "CO_API_KEY", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        patch.delenv(name, raising=False)
    patch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    patch.setenv("AWS_SECRET_ACCESS_KEY", "secret-of-aws")
    patch.setenv("AWS_REGION", "eu-central-1")


def collect_connections() -> None:
    """What clients left open is collected here and not in somebody else's test, where it would warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


class _Handler(BaseHTTPRequestHandler):
    server: EmbeddingServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append(Seen(unquote(self.path), body, headers))
        fault = self.server.faults.pop(0) if self.server.faults else None
        if fault is None:
            status, answer, extra = self._answer(unquote(self.path), body, headers)
            self._send(status, json.dumps(answer).encode(), extra, stall=False)
            return
        answer = fault.body
        if answer is None:
            answer = json.dumps(self._answer(unquote(self.path), body, headers)[1]).encode()
        self._send(fault.status, answer, fault.headers, stall=fault.stall)

    def _answer(self, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any, dict[str, str]]:
        if path.startswith(("/model/", "/endpoints/", "/rerank")):
            if f"Credential={ACCESS_KEY}/" not in headers.get("authorization", ""):
                error = {"message": "The security token included in the request is invalid."}
                return 403, error, {"x-amzn-ErrorType": "UnrecognizedClientException"}
            # Of Bedrock's own runtime, the headers count.
            counted = {"x-amzn-bedrock-input-token-count": str(TOKENS)} if path.startswith("/model/") else {}
            return 200, self._answer_aws(path, body), counted
        if headers.get("authorization") != f"Bearer {self.server.key}":
            return 401, {"error": {"message": f"Incorrect API key {headers.get('authorization')}"}}, {}
        return 200, self._answer_bearer(path, body), {}

    def _answer_bearer(self, path: str, body: Any) -> Any:
        if path == "/v1/embeddings":
            vectors = self._vectors(body["input"])
            data = [{"object": "embedding", "index": row, "embedding": each} for row, each in enumerate(vectors)]
            return {"object": "list", "model": body["model"], "data": data, "usage": _usage()}
        if path == "/v2/embed":
            # The kind of text matters, as it does there.
            texts = [f"{body['input_type']} {text}" for text in body["texts"]]
            return {
                "id": "1",
                "embeddings": {"float": self._vectors(texts)},
                "texts": [],
                "meta": _billed("input_tokens", TOKENS),
            }
        if path == "/v2/rerank":
            results = _ranked(body["query"], body["documents"], "relevance_score")
            return {"id": "1", "results": results, "meta": _billed("search_units", 1)}
        raise AssertionError(path)

    def _answer_aws(self, path: str, body: Any) -> Any:
        if path.startswith("/endpoints/"):
            vectors = self._vectors(body["inputs"] if "inputs" in body else body["text_inputs"])
            return {"list": vectors, "keyed": {"embedding": vectors}}[self.server.shape]
        if path == "/rerank":
            question = body["queries"][0]["textQuery"]["text"]
            texts = [each["inlineDocumentSource"]["textDocument"]["text"] for each in body["sources"]]
            return {"results": _ranked(question, texts, "relevanceScore")}
        if "cohere." in path:
            vectors = self._vectors([f"{body['input_type']} {text}" for text in body["texts"]])
            return {"embeddings": {"float": vectors} if "v4" in path else vectors, "id": "1"}
        return {"embedding": self._vectors([body["inputText"]])[0], "inputTextTokenCount": TOKENS}

    def _vectors(self, texts: list[str]) -> Any:
        embed = self.server.embed or (lambda text: vector_of(text, self.server.dimension))
        return self.server.change([embed(text) for text in texts])

    def _send(self, status: int, answer: bytes, headers: dict[str, str], *, stall: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        half = len(answer) // 2 if stall else len(answer)
        self.wfile.write(answer[:half])
        self.wfile.flush()
        if stall:
            self.server.ended.wait(20)
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""

    def handle(self) -> None:
        with suppress(ConnectionError):  # clients that lost patience
            super().handle()


def _usage() -> dict[str, int]:
    return {"prompt_tokens": TOKENS, "total_tokens": TOKENS}


def _billed(unit: str, count: int) -> dict[str, Any]:
    return {"billed_units": {unit: count}}


def _ranked(question: str, texts: list[str], name: str) -> list[dict[str, Any]]:
    """Best first, as services send it."""
    rows = [{"index": row, name: score_of(question, text)} for row, text in enumerate(texts)]
    return sorted(rows, key=lambda row: -row[name])
