"""What a provider needs to let us in: keys, packages, time limits. Keys are read late and shown nowhere."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from rag.config import Settings
from rag.errors import ConfigurationError, CredentialsRejected
from rag.wording import say

_CONNECT_SECONDS = 10.0
_QUIET_SECONDS = 60.0
_AWS_VARIABLES = (
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach the provider of one model."""

    settings: Settings
    name: str  # family:model
    takes_key: bool  # whether the key of the settings is meant for this model

    @property
    def model(self) -> str:
        """The name of the model without its family."""
        return self.name.partition(":")[2]

    @property
    def connect_seconds(self) -> float:
        """Limit for connecting."""
        return min(_CONNECT_SECONDS, self.settings.answer_seconds)

    @property
    def quiet_seconds(self) -> float:
        """Limit for hearing nothing from a provider."""
        return min(_QUIET_SECONDS, self.settings.answer_seconds)

    def key(self, variable: str, *, needed: bool = True) -> SecretStr:
        """The key of the settings, of their file or of the environment variable.

        Raises CredentialsRejected when there is none though it is needed, and ConfigurationError for an unreadable
        file.
        """
        found = self._own_key() or os.environ.get(variable)
        if found:
            return SecretStr(found)
        if needed:
            raise CredentialsRejected(
                say(
                    "model_key_missing",
                    "The model {model} needs a key: set {variable}, or the setting model_api_key_file to a file"
                    " that holds it.",
                    model=self.name,
                    variable=variable,
                )
            )
        return SecretStr("none")  # a server of one's own

    def _own_key(self) -> str | None:
        if not self.takes_key:
            return None
        if self.settings.model_api_key is not None:
            return self.settings.model_api_key.get_secret_value()
        file = self.settings.model_api_key_file
        if file is None:
            return None
        try:
            return file.expanduser().read_text("utf-8").strip() or None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"The file {file} (setting model_api_key_file) cannot be read.") from error


def is_installed(modules: Sequence[str]) -> bool:
    """Whether all these top-level modules could be imported; none of them is."""
    return all(importlib.util.find_spec(module) is not None for module in modules)


def aws_credentials_seen() -> str | None:
    """Where AWS credentials seem to be; None when only the machine's own role is left. Asks no network."""
    for variable in _AWS_VARIABLES:
        if os.environ.get(variable):
            return variable
    file = Path(os.environ.get("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")).expanduser()
    return str(file) if file.is_file() else None
