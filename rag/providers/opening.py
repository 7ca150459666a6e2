"""Models by their names in the settings."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from rag.config import LOCAL_PREFIX, Settings, is_weights_file
from rag.errors import ConfigurationError, ModelUnavailable
from rag.generation import EXAMPLES_WINDOW, LocalChatModel
from rag.models import model_path
from rag.providers.access import Access
from rag.providers.aws import takes_no_system_prompt
from rag.providers.extractive import ExtractiveReader
from rag.providers.families import find_family, require_packages, takes_a_key
from rag.providers.hosted import HostedChatModel
from rag.providers.prices import ModelTerms, PriceTable
from rag.reading_prompt import build_opening
from rag.weights.adapters import locate_adapter, locate_namer
from rag.weights.entries import find_entry

# What cannot be said when a model is opened is said with each request.
_REQUEST_OPTIONS = {"cohere": {"request_options": {"max_retries": 0}}}


@dataclass
class Candidate:
    """A model of the settings, opened when it is first needed. Thread-safe."""

    name: str
    terms: ModelTerms
    settings: Settings
    takes_key: bool
    given: BaseChatModel | None = None  # instead of opening one
    _model: BaseChatModel | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self) -> BaseChatModel:
        """The model. Raises ModelUnavailable, ConfigurationError or CredentialsRejected with what to do."""
        with self._lock:
            if self._model is None:
                self._model = self.given or _open(self)
                self.terms = _complete(self.terms, self._model)
            return self._model

    def release(self) -> None:
        """Let go of the model, and so of its memory once no answer needs it any more; `open` opens it anew."""
        with self._lock:
            self._model = None


def list_candidates(settings: Settings, prices: PriceTable) -> list[Candidate]:
    """The models of the settings in their order; nothing is loaded, and no family need exist."""
    found: list[Candidate] = []
    key_given = False
    for name in settings.models:
        # One provider's key is never sent to another.
        takes_key = not key_given and takes_a_key(name)
        key_given = key_given or takes_key
        found.append(Candidate(name, _terms(name, settings, prices), settings, takes_key))
    return found


def open_chat_model(settings: Settings, prices: PriceTable | None = None) -> BaseChatModel:
    """The first model of the settings. Raises ModelUnavailable, ConfigurationError or CredentialsRejected."""
    return list_candidates(settings, prices or PriceTable())[0].open()


def _terms(name: str, settings: Settings, prices: PriceTable) -> ModelTerms:
    terms = prices.find(name)
    if settings.context_tokens is None or name.startswith(LOCAL_PREFIX):
        return terms
    return replace(terms, context_tokens=settings.context_tokens)


def _complete(terms: ModelTerms, model: BaseChatModel) -> ModelTerms:
    if isinstance(model, LocalChatModel):
        return replace(terms, context_tokens=model.context_tokens, reply_tokens=model.max_tokens)
    return terms.completed(model.profile)


def _open(candidate: Candidate) -> BaseChatModel:
    family = find_family(candidate.name)
    if family.open is None:
        return _open_local(candidate)
    require_packages(family, candidate.name)
    try:
        inner = family.open(Access(candidate.settings, candidate.name, candidate.takes_key))
    except (ImportError, ValueError, TypeError) as error:
        # What it says may repeat a setting that is a secret.
        raise ConfigurationError(
            f"The model {candidate.name} cannot be opened with these packages and settings"
            f" ({type(error).__name__})."
        ) from error
    if isinstance(inner, ExtractiveReader):
        return inner
    if (inner.profile or {}).get("temperature") is False and hasattr(inner, "temperature"):
        inner.temperature = None
    terms = candidate.terms.completed(inner.profile)
    return HostedChatModel(
        name_in_settings=candidate.name,
        inner=inner,
        profile=inner.profile,
        max_tokens=terms.reply,
        options=_REQUEST_OPTIONS.get(family.name, {}),
        system_in_question=family.name == "bedrock" and takes_no_system_prompt(candidate.name),
    )


def _open_local(candidate: Candidate) -> LocalChatModel:
    settings = candidate.settings
    name = candidate.name.removeprefix(LOCAL_PREFIX)
    if not is_weights_file(name):
        entry = find_entry(name)
        return LocalChatModel(
            name_in_catalogue=name,
            path=model_path(name, settings.models_dir),
            adapter=locate_adapter(entry),
            namer=locate_namer(entry),
            threads=settings.thread_count,
        )
    path = Path(name).expanduser().absolute()
    if not path.is_file():
        raise ModelUnavailable(f"There is no file {path} with a language model.")
    return LocalChatModel(
        name_in_catalogue=path.name,
        path=path,
        threads=settings.thread_count,
        # Less has no room for the examples that the model judges by.
        context_tokens=max(settings.context_tokens or 0, EXAMPLES_WINDOW),
        opening=build_opening(),
        states=settings.models_dir / "prompt-states",
    )
