"""From the line that names an embedder to the embedder. Loads no weights and asks no server yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rag.embedders.asking import Asker
from rag.embedders.choice import EmbedderChoice, choice_of
from rag.embedders.extras import require_extra
from rag.embedders.failures import Failure, Service
from rag.embedders.hosted import HostedEmbedder, Limits
from rag.embedders.keys import find_key, read_key
from rag.embedders.naming import CATALOGUE, EmbedderName, parse_name
from rag.errors import ConfigurationError, EmbeddingFailed, ModelUnavailable

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from rag.config import Settings
    from rag.embedding import Embedder


def open_embedder(choice: EmbedderChoice, settings: Settings, dimension: int | None = None) -> Embedder:
    """The embedder of that name; the length of its vectors is given where it is known.

    The key of the settings goes to the embedder of the settings only: another one may be another company's.
    Raises ConfigurationError, with what to do, for a name, key or package that is missing; ModelUnavailable for
    weights.
    """
    name = parse_name(choice.name)
    return _OPENERS[name.kind](name, choice, settings, dimension)


def _open_catalogue(name: EmbedderName, _: EmbedderChoice, settings: Settings, __: int | None) -> Embedder:
    from rag.embedding import SentenceTransformerEmbedder
    from rag.models import find_entry, model_path

    if find_entry(name.model).role != "embedder":
        raise ConfigurationError(f"The model {name.model} is no embedder.")
    return SentenceTransformerEmbedder(model_path(name.model, settings.models_dir), threads=settings.thread_count)


def _open_transformer(name: EmbedderName, _: EmbedderChoice, settings: Settings, __: int | None) -> Embedder:
    from rag.embedders.transformer import open_transformer

    return open_transformer(name, settings)


def _open_openai(name: EmbedderName, choice: EmbedderChoice, settings: Settings, dimension: int | None) -> Embedder:
    from rag.embedders.openai import LIMITS, VARIABLES, classify_openai, connect_openai

    require_extra(f"The embedder {choice.name}", "openai", "langchain_openai")
    key = _key(choice, settings, VARIABLES)
    connect = partial(connect_openai, name.model, key, choice.base_url, name.dimension, settings.embedder_seconds)
    service = _service("OpenAI", name, choice, settings, _to_set(VARIABLES))
    return _hosted(name, connect, service, classify_openai, LIMITS, dimension)


def _open_cohere(name: EmbedderName, choice: EmbedderChoice, settings: Settings, dimension: int | None) -> Embedder:
    from rag.embedders.cohere import LIMITS, VARIABLES, CohereEmbeddings, classify_cohere

    require_extra(f"The embedder {choice.name}", "cohere", "cohere")
    key = _key(choice, settings, VARIABLES)
    connect = partial(CohereEmbeddings, name.model, key, choice.base_url, name.dimension, settings.embedder_seconds)
    service = _service("Cohere", name, choice, settings, _to_set(VARIABLES))
    return _hosted(name, connect, service, classify_cohere, LIMITS, dimension)


def _open_bedrock(
    name: EmbedderName, choice: EmbedderChoice, settings: Settings, dimension: int | None
) -> Embedder:
    from rag.embedders.aws import CREDENTIALS, classify_aws
    from rag.embedders.bedrock import connect_bedrock, limits_of

    require_extra(f"The embedder {choice.name}", "bedrock", "langchain_aws", "boto3")
    connect = partial(connect_bedrock, name.model, choice.base_url, name.dimension, settings.embedder_seconds)
    service = _service("Amazon Bedrock", name, choice, settings, CREDENTIALS)
    return _hosted(name, connect, service, classify_aws, limits_of(name.model), dimension)


def _open_sagemaker(
    name: EmbedderName, choice: EmbedderChoice, settings: Settings, dimension: int | None
) -> Embedder:
    from rag.embedders.aws import CREDENTIALS, classify_aws
    from rag.embedders.sagemaker import INPUTS, LIMITS, SageMakerEmbeddings

    require_extra(f"The embedder {choice.name}", "sagemaker", "boto3")
    request = name.options.get("request", INPUTS)
    connect = partial(SageMakerEmbeddings, name.model, choice.base_url, settings.embedder_seconds, request)
    service = _service("Amazon SageMaker", name, choice, settings, CREDENTIALS)
    return _hosted(name, connect, service, classify_aws, LIMITS, dimension)


def _open_gguf(name: EmbedderName, choice: EmbedderChoice, settings: Settings, dimension: int | None) -> Embedder:
    from rag.embedders.gguf import LIMITS, GgufEmbeddings, classify_gguf
    from rag.embedders.transformer import checksum_of

    path = Path(name.model).expanduser()
    if not path.is_file():
        raise ModelUnavailable(f"There is no file {path}; a local embedder is named 'local:/path/to/model.gguf'.")
    engine = GgufEmbeddings(path, settings.thread_count, name.options.get("pooling"))
    service = _service("llama.cpp", name, choice, settings, "")
    label = f"local:{path.name}#{checksum_of([path], path.parent)}/{name.options.get('pooling', 'own')}"
    return _hosted(name, lambda: engine, service, classify_gguf, LIMITS, dimension, label)


def _hosted(
    name: EmbedderName,
    connect: Callable[[], Embeddings],
    service: Service,
    classify: Callable[[Exception], Failure],
    limits: Limits,
    dimension: int | None,
    label: str | None = None,
) -> HostedEmbedder:
    asker = Asker(service, classify, EmbeddingFailed)
    label = label or f"{name.kind}:{name.model}"
    return HostedEmbedder(label, connect, asker, limits, name.prefixes(), dimension or name.dimension)


def _service(who: str, name: EmbedderName, choice: EmbedderChoice, settings: Settings, to_set: str) -> Service:
    who = f"The server at {choice.base_url}" if choice.base_url else who
    return Service(who, name.model, to_set, settings.embedder_seconds)


def _key(choice: EmbedderChoice, settings: Settings, variables: tuple[str, ...]) -> str | None:
    """Raises ConfigurationError when the provider itself is asked and there is no key."""
    own = choice == choice_of(settings)
    key = read_key("embedder_api_key", settings.embedder_api_key, settings.embedder_api_key_file) if own else None
    if choice.base_url is not None:
        return key
    key = find_key(key, variables)
    if key is None:
        raise ConfigurationError(f"The embedder {choice.name} needs a key: {_to_set(variables)}.")
    return key


def _to_set(variables: tuple[str, ...]) -> str:
    return f"set 'embedder_api_key', 'embedder_api_key_file' or {variables[0]}"


_OPENERS: Mapping[str, Callable[[EmbedderName, EmbedderChoice, Settings, int | None], Embedder]] = {
    CATALOGUE: _open_catalogue,
    "sentence-transformers": _open_transformer,
    "huggingface": _open_transformer,
    "openai": _open_openai,
    "cohere": _open_cohere,
    "bedrock": _open_bedrock,
    "sagemaker": _open_sagemaker,
    "local": _open_gguf,
}
