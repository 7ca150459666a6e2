"""An embedding endpoint of Amazon SageMaker; LangChain has no client for those."""

from __future__ import annotations

import json
from typing import Any

from langchain_core.embeddings import Embeddings

from rag.embedders.aws import connect_aws
from rag.embedders.hosted import Limits

LIMITS = Limits(texts=32, characters=8_000, max_tokens=512)
INPUTS = "inputs"  # Hugging Face's text-embeddings-inference, which JumpStart deploys now
_KEYS = ("embedding", "embeddings", "vectors")  # under which the scripts of JumpStart answer


class SageMakerEmbeddings(Embeddings):
    """Sends `{request: [texts]}` as JSON and takes a list of vectors, bare or under a usual key.

    `request` is "inputs", or "text_inputs" for the older scripts of JumpStart.
    """

    def __init__(
        self, endpoint: str, region: str | None, base_url: str | None, seconds: float, request: str = INPUTS
    ) -> None:
        self._endpoint = endpoint
        self._request = request
        self._client = connect_aws("sagemaker-runtime", region, base_url, seconds, LIMITS.parallel)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text. Raises what botocore raises, and ValueError for another shape of answer."""
        response = self._client.invoke_endpoint(
            EndpointName=self._endpoint,
            ContentType="application/json",
            Accept="application/json",
            Body=json.dumps({self._request: texts}).encode(),
        )
        return _vectors_in(json.loads(response["Body"].read()))

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text."""
        return self.embed_documents([text])[0]


def _vectors_in(answer: Any) -> list[list[float]]:
    if isinstance(answer, dict):
        answer = next((answer[key] for key in _KEYS if key in answer), None)
    if not isinstance(answer, list):
        raise ValueError("no list of vectors")
    return answer
