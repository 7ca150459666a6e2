"""Models that a reader chooses by name, each to answer alone, beside those that the settings name."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel

from rag.answerability import RefusalPolicy
from rag.answering import Answerer
from rag.config import DEFAULT_MODEL, MODEL_NAME, Settings, is_path_or_address
from rag.errors import ConfigurationError, CredentialsRejected
from rag.layout import DataDir
from rag.panel import settings_alone
from rag.providers.aws import has_aws_credentials
from rag.providers.chain import ModelChain
from rag.providers.families import find_family, require_packages
from rag.refusal import find_refusal
from rag.wording import say

# Anybody may name a model; those that were not asked for the longest time are closed.
_MOST_OPEN = 8


@dataclass(frozen=True, slots=True)
class Chosen:
    """One model that answers alone."""

    settings: Settings
    chain: ModelChain
    answerer: Answerer


class ChosenModels:
    """Opens models when they are first chosen, and keeps a few of them open. Thread-safe."""

    def __init__(
        self,
        settings: Settings,
        directory: DataDir,
        open_answerer: Callable[[ModelChain, RefusalPolicy], Answerer],
        own: ModelChain,  # of the settings
        given: Mapping[str, BaseChatModel],  # models to use instead of opening those of these names
    ) -> None:
        self._settings = settings
        self._directory = directory
        self._open_answerer = open_answerer
        self._own = own
        self._given = given
        self._lock = threading.Lock()
        self._open: OrderedDict[str, Chosen] = OrderedDict()

    def names(self) -> tuple[str, ...]:
        """What the settings name: their own models in their order, then those to compare."""
        return tuple(dict.fromkeys((*self._settings.models, *self._settings.compare_models)))

    def find(self, name: str) -> Chosen:
        """A model by `family:name`. Raises ConfigurationError for what is no name or may not be chosen."""
        name = self._check_name(name)
        with self._lock:
            if name not in self._open:
                self._open[name] = self._prepare(name)
                while len(self._open) > _MOST_OPEN:
                    self._open.popitem(last=False)
            self._open.move_to_end(name)
            return self._open[name]

    def check(self, name: str) -> str:
        """The full name of a model that can be asked, as far as is known without asking it. Reads no weights.

        Raises ConfigurationError, which names the command for a package that is missing, CredentialsRejected or
        ModelUnavailable.
        """
        chosen = self.find(name)
        full = chosen.settings.model
        if full not in self._given:
            family = find_family(full)
            require_packages(family, full)
            if family.aws and not has_aws_credentials():
                raise CredentialsRejected(
                    say(
                        "model_needs_aws",
                        "The model {model} needs AWS credentials (environment, profile or role) and a region.",
                        model=full,
                    )
                )
        chosen.chain.candidates()[0].open()
        return full

    def _prepare(self, name: str) -> Chosen:
        alone = settings_alone(name, self._settings.compare_models, self._settings)
        is_own = self._settings.models == (name,)
        chain = self._own if is_own else ModelChain(alone, self._directory, self._given.get(name))
        return Chosen(alone, chain, self._open_answerer(chain, find_refusal(alone).policy))

    def _check_name(self, name: str) -> str:
        name = DEFAULT_MODEL if name.strip() == "local" else name.strip()
        if name in self.names():
            return name
        if "," in name or not MODEL_NAME.fullmatch(name):
            raise ConfigurationError(
                say(
                    "model_name_unusable",
                    "'{model}' names no model: write family:name, for example {example}.",
                    model=name,
                    example=DEFAULT_MODEL,
                )
            )
        find_family(name)
        # Who may ask need not be who may read files of this machine, or send passages to any address.
        if is_path_or_address(name):
            raise ConfigurationError(
                say(
                    "model_path_not_listed",
                    "{model} is a path or an address; it can be chosen when compare_models names it.",
                    model=name,
                )
            )
        return name
