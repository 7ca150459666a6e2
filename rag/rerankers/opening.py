"""From the line that names a reranker to the reranker. Loads no weights and asks no server yet."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rag.embedders.asking import Asker
from rag.embedders.bills import Told
from rag.embedders.extras import require_extra
from rag.embedders.failures import Service
from rag.embedders.keys import find_key, read_key
from rag.errors import ConfigurationError, RerankingFailed
from rag.rerankers.ordering import Reordering, Reranker

if TYPE_CHECKING:
    from rag.config import Settings

KINDS = ("cohere", "bedrock", "sentence-transformers")


def find_reordering(settings: Settings) -> Reordering | None:
    """How candidates are to be ordered anew; None when the settings name no reranker."""
    if settings.reranker is None:
        return None
    return Reordering(partial(open_reranker, settings.reranker, settings), settings.rerank_candidates)


def open_reranker(name: str, settings: Settings) -> Reranker:
    """Raises ConfigurationError, with what to do, for a name, key or package that is missing; ModelUnavailable."""
    kind, _, model = name.partition(":")
    if kind not in KINDS or not model:
        raise ConfigurationError(
            f"There is no reranker named '{name}'. Write one of {', '.join(f'{each}:MODEL' for each in KINDS)}."
        )
    if kind == "cohere":
        return _open_cohere(name, model, settings)
    return _open_bedrock(name, model, settings) if kind == "bedrock" else _open_local(model, settings)


def _open_cohere(name: str, model: str, settings: Settings) -> Reranker:
    from rag.embedders.cohere import VARIABLES, classify_cohere
    from rag.providers.tolls import open_toll
    from rag.rerankers.hosted import HostedReranker, connect_cohere_rerank

    require_extra(f"The reranker {name}", "cohere", "cohere")
    key = read_key("reranker_api_key", settings.reranker_api_key, settings.reranker_api_key_file)
    to_set = f"set 'reranker_api_key', 'reranker_api_key_file' or {VARIABLES[0]}"
    if settings.reranker_base_url is None:
        key = find_key(key, VARIABLES)
        if key is None:
            raise ConfigurationError(f"The reranker {name} needs a key: {to_set}.")
    told, toll = Told(), open_toll(name, settings, asked=True)
    address, seconds = settings.reranker_base_url, settings.embedder_seconds
    connect = partial(connect_cohere_rerank, model, key, address, seconds, told)
    service = _service("Cohere", model, settings, to_set)
    return HostedReranker(connect, Asker(service, classify_cohere, RerankingFailed, payer=toll, told=told))


def _open_bedrock(name: str, model: str, settings: Settings) -> Reranker:
    from rag.embedders.aws import CREDENTIALS, classify_aws
    from rag.providers.tolls import open_toll
    from rag.rerankers.hosted import HostedReranker, connect_bedrock_rerank

    require_extra(f"The reranker {name}", "bedrock", "langchain_aws", "boto3")
    connect = partial(
        connect_bedrock_rerank,
        model,
        settings.aws_region,
        settings.reranker_base_url,
        settings.embedder_seconds,
    )
    service = _service("Amazon Bedrock", model, settings, CREDENTIALS)
    toll = open_toll(name, settings, asked=True)
    return HostedReranker(connect, Asker(service, classify_aws, RerankingFailed, payer=toll))


def _open_local(model: str, settings: Settings) -> Reranker:
    from rag.embedders.transformer import find_folder
    from rag.rerankers.cross_encoder import LocalCrossEncoder

    return LocalCrossEncoder(find_folder(model, offline=settings.offline), settings.thread_count)


def _service(who: str, model: str, settings: Settings, to_set: str) -> Service:
    who = f"The server at {settings.reranker_base_url}" if settings.reranker_base_url else who
    return Service(who, model, to_set, settings.embedder_seconds)
