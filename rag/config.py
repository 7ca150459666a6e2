"""Settings: built once in a composition root and passed on explicitly.

Precedence, lowest first: the defaults below, `fundstelle.toml`, `FUNDSTELLE_*` environment variables, the
arguments of `load_settings`. The file is the one that `FUNDSTELLE_CONFIG` names, else `fundstelle.toml` in
the data directory, else in the working directory.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import MutableMapping
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rag.errors import ConfigurationError
from rag.service_settings import ServiceSettings

PREFIX = "FUNDSTELLE_"
FILE_NAME = "fundstelle.toml"
MEGABYTE = 1024 * 1024


def default_data_dir() -> Path:
    """The folder of this user's library when nothing else is said."""
    return platformdirs.user_data_path("fundstelle", appauthor=False)


def default_models_dir() -> Path:
    """The folder of downloaded weights: a cache, shared by all libraries of this user."""
    return platformdirs.user_cache_path("fundstelle", appauthor=False) / "models"


class Settings(ServiceSettings):
    """Everything a person may configure; immutable."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data_dir: Path = Field(default_factory=default_data_dir, description="folder of the library")
    models_dir: Path = Field(default_factory=default_models_dir, description="folder of model weights")
    model: str = Field(
        "local:qwen2.5-coder-1.5b-instruct",
        pattern=r"^[^:\s]+:\S+$",
        description="language model: 'local:NAME' from the catalogue or 'provider:model' through LangChain",
    )
    model_api_key: SecretStr | None = Field(None, description="key for a hosted language model")
    embedder: str = Field("multilingual-e5-small", description="embedding model from the catalogue")
    threads: int | None = Field(None, ge=1, description="CPU threads for models; all usable ones when unset")
    mirrors: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="folders or base URLs that hold weights, tried first; separated by commas"
    )
    offline: bool = Field(False, description="never use the network for weights")
    max_upload_bytes: int = Field(500 * MEGABYTE, ge=1, description="largest file that is accepted, bytes")
    max_question_chars: int = Field(2000, ge=1, description="longest question, characters")
    read_seconds: float = Field(300.0, gt=0, description="time limit for reading one document, seconds")
    read_memory_bytes: int = Field(
        2048 * MEGABYTE, ge=256 * MEGABYTE, description="memory limit for reading one document, bytes"
    )
    evidence_passages: int = Field(3, ge=1, le=20, description="how many passages are read for an answer")
    refusal_threshold: float | None = Field(
        None,
        ge=0,
        le=1,
        description="probability of being right below which a reply is refused, instead of the calibrated one",
    )
    answer_seconds: float = Field(120.0, gt=0, description="time limit for writing one answer, seconds")
    content_filter: Literal["off", "mark", "block"] = Field(
        "mark", description="what happens when the content filter objects to a question or a reply"
    )
    content_filter_policy: str = Field(
        "rag.content_filter:InjectionRules", description="the policy that objects, as package.module:Class"
    )
    keep_answers_days: int = Field(
        90, ge=0, le=36500, description="how long answers are stored with what made them, days; 0 stores none"
    )

    api_key: SecretStr | None = Field(
        None, min_length=16, description="key that callers of the HTTP API must send; needed beyond this machine"
    )
    api_concurrent_answers: int | None = Field(
        None, ge=1, le=1000, description="answers the HTTP API writes at once; when unset 1 locally, 4 hosted"
    )
    api_waiting_answers: int = Field(
        16, ge=0, le=10_000, description="questions that wait for an answer over HTTP before more are turned away"
    )
    api_requests_per_minute: int = Field(
        600, ge=0, description="requests of one client of the HTTP API in a minute; 0 does not limit them"
    )
    api_request_seconds: float = Field(
        300.0, gt=0, description="time limit for one request over HTTP, its waiting included, seconds"
    )
    otlp_endpoint: str | None = Field(
        None, pattern=r"^https?://\S+$", description="where traces of the HTTP API are sent (OTLP); none when unset"
    )

    @field_validator("mirrors", mode="before")
    @classmethod
    def _split_mirrors(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("data_dir", "models_dir")
    @classmethod
    def _make_absolute(cls, value: Path) -> Path:
        # Later changes of the working directory must not move the library.
        return value.expanduser().absolute()

    @property
    def thread_count(self) -> int:
        """CPU threads to use: the setting, else what the process is allowed to run on."""
        return self.threads or usable_cpus()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # the base class names it
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # the base class names it
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments before environment before file."""
        given = init_settings.init_kwargs if isinstance(init_settings, InitSettingsSource) else {}
        file = find_settings_file(given.get("data_dir"))
        if file is None:
            return init_settings, env_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)


def usable_cpus() -> int:
    """How many CPUs this process may run on; containers often allow fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def find_settings_file(data_dir: object = None) -> Path | None:
    """The settings file in force, or None. A file that `FUNDSTELLE_CONFIG` names must exist.

    Raises ConfigurationError when it does not.
    """
    named = os.environ.get(PREFIX + "CONFIG")
    if named:
        if not Path(named).expanduser().is_file():
            raise ConfigurationError(f"{PREFIX}CONFIG names {named}, but there is no such file.")
        return Path(named).expanduser()
    folder = data_dir or os.environ.get(PREFIX + "DATA_DIR") or default_data_dir()
    candidates = (Path(str(folder)).expanduser() / FILE_NAME, Path.cwd() / FILE_NAME)
    return next((file for file in candidates if file.is_file()), None)


def load_settings(**overrides: object) -> Settings:
    """Build the settings; an override that is None counts as not given.

    Raises ConfigurationError, naming the setting, when a value cannot be used.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        raise ConfigurationError(_describe(error)) from None
    except tomllib.TOMLDecodeError as error:
        file = find_settings_file(given.get("data_dir"))
        raise ConfigurationError(f"The settings file {file} is not valid TOML: {error}.") from error


def _describe(error: ValidationError) -> str:
    """One sentence a setting. Values are left out: they may be secrets."""
    lines = []
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        name = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            lines.append(f"There is no setting named '{name}'.")
        else:
            lines.append(f"The setting '{name}' cannot be used: {problem['msg'].lower()}.")
    return " ".join(lines)


def prepare_process() -> None:
    """Set what libraries read once, when they are loaded; to be called first in each composition root.

    No library of ours sends anything anywhere, and idle threads of one OpenMP runtime sleep instead of keeping the
    processors from the others; faiss and torch bring one each (docs/experiments.md).
    """
    switch_off_telemetry()
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def switch_off_telemetry(environment: MutableMapping[str, str] | None = None) -> None:
    """Make sure that no library of ours sends questions or documents anywhere.

    To be called before LangChain, Streamlit or the hub client is imported, because they read these variables once.
    Acts on `os.environ` unless told otherwise.
    """
    target = os.environ if environment is None else environment
    for name in [name for name in target if name.startswith(("LANGSMITH_", "LANGCHAIN_"))]:
        del target[name]
    target.update(
        {
            "LANGSMITH_TRACING": "false",
            "LANGSMITH_TRACING_V2": "false",
            "LANGCHAIN_TRACING": "false",
            "LANGCHAIN_TRACING_V2": "false",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
        }
    )
