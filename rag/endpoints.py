"""Servers with OpenAI's protocol that the settings name: where each one is, and where its own key stands."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from rag.errors import ConfigurationError
from rag.wording import say

# The family of language models, and the kind of embedders, at such a server: `endpoint:NAME/MODEL`.
ENDPOINT = "endpoint"
# Names come from variables of the environment too, where capitals are not told from small letters.
ENDPOINT_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]|_(?!_))*")


class Endpoint(BaseModel):
    """One server. Its key is read when it is asked, and stands in no setting."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: str = Field(pattern=r"^https?://[^@?#\s]+$", description="address, without credentials")
    api_key_env: str | None = Field(None, min_length=1, description="environment variable that holds its key")
    api_key_file: Path | None = Field(None, description="file that holds its key")

    @model_validator(mode="after")
    def _check_key(self) -> Endpoint:
        if self.api_key_env is not None and self.api_key_file is not None:
            raise ValueError("api_key_env and api_key_file are both set; keep one of them")
        return self

    @property
    def is_here(self) -> bool:
        """Whether what is sent there stays on this machine."""
        return is_loopback(self.base_url)

    @property
    def key_source(self) -> str | None:
        """Where its key stands, never what it is; None when there is none."""
        if self.api_key_env is not None:
            return self.api_key_env if os.environ.get(self.api_key_env) else None
        return str(self.api_key_file) if self.api_key_file is not None else None

    def key(self, name: str) -> SecretStr:
        """The key of the server of this name; of one that asks for none, a word that every server takes.

        Raises ConfigurationError when it is not where the settings say.
        """
        if self.api_key_env is not None:
            key = os.environ.get(self.api_key_env, "").strip()
            if not key:
                raise ConfigurationError(
                    say(
                        "endpoint_key_missing",
                        "The endpoint {endpoint} takes its key from the environment variable {variable}, which is"
                        " not set.",
                        endpoint=name,
                        variable=self.api_key_env,
                    )
                )
            return SecretStr(key)
        return SecretStr("none" if self.api_key_file is None else _read_key(name, self.api_key_file))


def find_endpoint(model: str, endpoints: Mapping[str, Endpoint]) -> tuple[str, Endpoint, str]:
    """Name and server of `endpoint:NAME/MODEL`, and what the server calls the model.

    Raises ConfigurationError, which lists the names of the settings, when it is not among them.
    """
    name, _, served = model.partition(":")[2].partition("/")
    if not name or not served:
        raise ConfigurationError(
            say(
                "endpoint_model_missing",
                "{model} names no model of an endpoint: write endpoint:NAME/MODEL. {known}",
                model=model,
                known=_known(endpoints),
            )
        )
    if name not in endpoints:
        raise ConfigurationError(
            say(
                "endpoint_unknown",
                "The settings have no endpoint {endpoint}, which {model} names. {known}",
                endpoint=name,
                model=model,
                known=_known(endpoints),
            )
        )
    return name, endpoints[name], served


def is_loopback(address: str) -> bool:
    """Whether what is sent to an address stays on this machine; False for what cannot be told."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
        here = host == "localhost" or host.endswith(".localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
    return here and not _goes_by_proxy(parts.scheme, host)


def _goes_by_proxy(scheme: str, host: str) -> bool:
    """Clients of HTTP follow these variables even to this machine."""
    proxies = getproxies()
    return bool(proxies.get(scheme) or proxies.get("all")) and not proxy_bypass(host)


def _known(endpoints: Mapping[str, Endpoint]) -> str:
    if not endpoints:
        return say("endpoints_none", "None is set: give one a section [endpoints.NAME] with its base_url.")
    return say("endpoints_known", "Known are: {names}.", names=", ".join(sorted(endpoints)))


def _read_key(name: str, file: Path) -> str:
    try:
        key = file.expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        key = ""
    if not key or "\n" in key:
        raise ConfigurationError(
            say(
                "endpoint_key_unreadable",
                "The file {file} (api_key_file of the endpoint {endpoint}) cannot be read, or holds something else"
                " than a key.",
                file=str(file),
                endpoint=name,
            )
        )
    return key
