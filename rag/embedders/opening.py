"""From the line that names an embedder to the embedder. Loads no weights and asks no server yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rag.embedders.asking import Asker
from rag.embedders.bills import Told
from rag.embedders.choice import EmbedderChoice, choice_of
from rag.embedders.extras import require_extra
from rag.embedders.failures import Failure, Service
from rag.embedders.hosted import HostedEmbedder, Limits
from rag.embedders.keys import find_key, read_key
from rag.embedders.naming import CATALOGUE, EmbedderName, parse_name
from rag.endpoints import ENDPOINT, find_endpoint
from rag.errors import ConfigurationError, EmbeddingFailed, ModelUnavailable

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from rag.config import Settings
    from rag.embedding import Embedder


def open_embedder(
    choice: EmbedderChoice, settings: Settings, dimension: int | None = None, *, patient: bool = True
) -> Embedder:
    """The embedder of that name; the length of its vectors is given where it is known.

    `patient`: whether a busy service is waited for; nobody waits when a person asked a question.

    The key of the settings goes to the embedder of the settings only: another one may be another company's.
    Raises ConfigurationError, with what to do, for a name, key or package that is missing; ModelUnavailable for
    weights.
    """
    name = parse_name(choice.name)
    return _OPENERS[name.kind](_Wanted(name, choice, settings, dimension, patient))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be opened."""

    name: EmbedderName
    choice: EmbedderChoice
    settings: Settings
    dimension: int | None
    patient: bool

    def needs(self, extra: str, *packages: str) -> None:
        require_extra(f"The embedder {self.choice.name}", extra, *packages)

    def key(self, variables: tuple[str, ...]) -> str | None:
        """Raises ConfigurationError when the provider itself is asked and there is no key."""
        settings = self.settings
        own = self.choice == choice_of(settings)
        key = (
            read_key("embedder_api_key", settings.embedder_api_key, settings.embedder_api_key_file) if own else None
        )
        if self.choice.base_url is not None:
            return key
        key = find_key(key, variables)
        if key is None:
            raise ConfigurationError(f"The embedder {self.choice.name} needs a key: {_to_set(variables)}.")
        return key

    def hosted(
        self,
        who: str,
        to_set: str,
        connect: Callable[[], Embeddings],
        classify: Callable[[Exception], Failure],
        limits: Limits,
        told: Told,
    ) -> HostedEmbedder:
        """A service that may cost something."""
        from rag.providers.tolls import open_toll

        kind, patient = self.name.kind, self.patient
        # At another address it is another company's, or one's own.
        priced = "openai-compatible" if kind == "openai" and self.choice.base_url else kind
        toll = open_toll(f"{priced}:{self.name.model}", self.settings, asked=not patient)
        who = f"The server at {self.choice.base_url}" if self.choice.base_url else who
        service = Service(who, self.name.model, to_set, self.settings.embedder_seconds)
        asker = Asker(service, classify, EmbeddingFailed, payer=toll, told=told)
        return self.behind(f"{kind}:{self.name.model}", connect, asker, limits)

    def behind(self, label: str, connect: Callable[[], Embeddings], asker: Asker, limits: Limits) -> HostedEmbedder:
        """Whatever speaks LangChain's interface."""
        return HostedEmbedder(
            label,
            connect,
            asker,
            limits,
            self.name.prefixes(),
            self.dimension or self.name.dimension,
            patient=self.patient,
        )


def _open_catalogue(wanted: _Wanted) -> Embedder:
    from rag.embedding import SentenceTransformerEmbedder
    from rag.models import find_entry, model_path

    model, settings = wanted.name.model, wanted.settings
    if find_entry(model).role != "embedder":
        raise ConfigurationError(f"The model {model} is no embedder.")
    return SentenceTransformerEmbedder(model_path(model, settings.models_dir), threads=settings.thread_count)


def _open_transformer(wanted: _Wanted) -> Embedder:
    from rag.embedders.transformer import open_transformer

    return open_transformer(wanted.name, wanted.settings)


def _open_openai(wanted: _Wanted) -> Embedder:
    from rag.embedders.openai import LIMITS, VARIABLES, classify_openai, connect_openai

    wanted.needs("openai", "langchain_openai")
    told = Told()
    connect = partial(connect_openai, wanted.name.model, wanted.key(VARIABLES), *_request(wanted), told)
    return wanted.hosted("OpenAI", _to_set(VARIABLES), connect, classify_openai, LIMITS, told)


def _open_endpoint(wanted: _Wanted) -> Embedder:
    from rag.embedders.openai import LIMITS, classify_openai, connect_openai

    wanted.needs("openai", "langchain_openai")
    full = f"{ENDPOINT}:{wanted.name.model}"
    name, endpoint, served = find_endpoint(full, wanted.settings.endpoints)
    if wanted.choice.base_url is not None:
        raise ConfigurationError(
            f"The embedder {full} has its address from the section [endpoints.{name}]; leave the other one away."
        )
    told, key = Told(), endpoint.key(name).get_secret_value()
    _, dimension, seconds = _request(wanted)
    connect = partial(connect_openai, served, key, endpoint.base_url, dimension, seconds, told)
    to_set = f"check api_key_env or api_key_file of [endpoints.{name}]"
    return wanted.hosted(f"The endpoint {name}", to_set, connect, classify_openai, LIMITS, told)


def _open_cohere(wanted: _Wanted) -> Embedder:
    from rag.embedders.cohere import LIMITS, VARIABLES, CohereEmbeddings, classify_cohere

    wanted.needs("cohere", "cohere")
    told = Told()
    connect = partial(CohereEmbeddings, wanted.name.model, wanted.key(VARIABLES), *_request(wanted), told)
    return wanted.hosted("Cohere", _to_set(VARIABLES), connect, classify_cohere, LIMITS, told)


def _open_bedrock(wanted: _Wanted) -> Embedder:
    from rag.embedders.aws import CREDENTIALS, classify_aws
    from rag.embedders.bedrock import connect_bedrock, limits_of

    wanted.needs("bedrock", "langchain_aws", "boto3")
    told, limits = Told(), limits_of(wanted.name.model)
    connect = partial(connect_bedrock, wanted.name.model, wanted.settings.aws_region, *_request(wanted), told)
    return wanted.hosted("Amazon Bedrock", CREDENTIALS, connect, classify_aws, limits, told)


def _open_sagemaker(wanted: _Wanted) -> Embedder:
    from rag.embedders.aws import CREDENTIALS, classify_aws
    from rag.embedders.sagemaker import INPUTS, LIMITS, SageMakerEmbeddings

    wanted.needs("sagemaker", "boto3")
    request = wanted.name.options.get("request", INPUTS)
    region, seconds = wanted.settings.aws_region, wanted.settings.embedder_seconds
    connect = partial(SageMakerEmbeddings, wanted.name.model, region, wanted.choice.base_url, seconds, request)
    return wanted.hosted("Amazon SageMaker", CREDENTIALS, connect, classify_aws, LIMITS, Told())


def _open_gguf(wanted: _Wanted) -> Embedder:
    from rag.embedders.gguf import LIMITS, GgufEmbeddings, classify_gguf
    from rag.embedders.transformer import checksum_of

    path, pooling = Path(wanted.name.model).expanduser(), wanted.name.options.get("pooling")
    if not path.is_file():
        raise ModelUnavailable(f"There is no file {path}; a local embedder is named 'local:/path/to/model.gguf'.")
    engine = GgufEmbeddings(path, wanted.settings.thread_count, pooling)
    label = f"local:{path.name}#{checksum_of([path], path.parent)}/{pooling or 'own'}"
    # On this machine it costs nothing.
    service = Service("llama.cpp", wanted.name.model, "", wanted.settings.embedder_seconds)
    return wanted.behind(label, lambda: engine, Asker(service, classify_gguf, EmbeddingFailed), LIMITS)


def _request(wanted: _Wanted) -> tuple[str | None, int | None, float]:
    """Address, length of vectors and time limit of a request."""
    return wanted.choice.base_url, wanted.name.dimension, wanted.settings.embedder_seconds


def _to_set(variables: tuple[str, ...]) -> str:
    return f"set 'embedder_api_key', 'embedder_api_key_file' or {variables[0]}"


_OPENERS: Mapping[str, Callable[[_Wanted], Embedder]] = {
    CATALOGUE: _open_catalogue,
    "sentence-transformers": _open_transformer,
    "huggingface": _open_transformer,
    "openai": _open_openai,
    ENDPOINT: _open_endpoint,
    "cohere": _open_cohere,
    "bedrock": _open_bedrock,
    "sagemaker": _open_sagemaker,
    "local": _open_gguf,
}
