"""Models of Hugging Face: a causal model or an extractive reader on this machine, or an Inference Endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from langchain_core.language_models import BaseChatModel

from rag.errors import ModelUnavailable
from rag.providers.access import Access

# Nearly the likeliest words; some versions of its server refuse zero.
_TEMPERATURE = 0.01
_HOSTS = ("huggingface.co", "huggingface.cloud", "hf.space")


def is_address(model: str) -> bool:
    """Whether a name is the address of an Inference Endpoint."""
    return model.startswith(("https://", "http://"))


def open_huggingface(access: Access) -> BaseChatModel:
    """An endpoint for an address, else a model on this machine. Raises ModelUnavailable."""
    return _open_endpoint(access) if is_address(access.model) else _open_local(access)


def open_extractive(access: Access) -> BaseChatModel:
    """A reader on this machine. Raises ModelUnavailable."""
    from rag.providers.extractive import ExtractiveReader

    source, options = _find(access)
    threads = access.settings.thread_count
    return ExtractiveReader(name_in_settings=access.name, source=source, options=options, threads=threads)


def _open_endpoint(access: Access) -> BaseChatModel:
    from langchain_huggingface import ChatHuggingFace, HuggingFaceEndpoint

    endpoint = HuggingFaceEndpoint(  # type: ignore[call-arg]  # it finds `model` by itself
        endpoint_url=access.model,
        timeout=int(max(1, access.quiet_seconds)),
        temperature=_TEMPERATURE,
    )
    # Without one the package would send the user's token to whatever address this is.
    variable = "HF_TOKEN" if _is_theirs(access.model) else ""
    endpoint.client.token = access.key(variable, needed=False).get_secret_value()
    return ChatHuggingFace(llm=endpoint, model_id=access.model, stream_usage=True)


def _is_theirs(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host in _HOSTS or host.endswith(tuple(f".{each}" for each in _HOSTS))


def _open_local(access: Access) -> BaseChatModel:
    from rag.providers.transformers_model import TransformersChatModel, describe

    source, options = _find(access)
    return TransformersChatModel(
        source=source,
        options=options,
        threads=access.settings.thread_count,
        profile=describe(source, options),
    )


def _find(access: Access) -> tuple[str, dict[str, Any]]:
    """A folder, or a name on the hub, and how its files are got. Raises ModelUnavailable."""
    settings = access.settings
    folder = Path(access.model).expanduser()
    looks_like_path = access.model.startswith(("/", "~", ".")) or access.model.count("/") > 1
    if looks_like_path and not folder.is_dir():
        raise ModelUnavailable(f"There is no folder {access.model} with a model.")
    source = str(folder.absolute()) if folder.is_dir() else access.model
    return source, {"cache_dir": str(settings.models_dir / "hub"), "local_files_only": settings.offline}
