"""Settings: built once in a composition root and passed on explicitly.

Precedence, lowest first: the defaults below, `fundstelle.toml`, `FUNDSTELLE_*` environment variables, the
arguments of `load_settings`. The file is the one that `FUNDSTELLE_CONFIG` names, else `fundstelle.toml` in
the data directory, else in the working directory.
"""

from __future__ import annotations

import os
import re
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
    SettingsError,
    TomlConfigSettingsSource,
)

from rag.endpoints import ENDPOINT, ENDPOINT_NAME, Endpoint, find_endpoint, is_loopback
from rag.errors import ConfigurationError
from rag.service_settings import ServiceSettings

PREFIX = "FUNDSTELLE_"
FILE_NAME = "fundstelle.toml"
MEGABYTE = 1024 * 1024
LOCAL_PREFIX = "local:"
DEFAULT_MODEL = "local:qwen2.5-coder-1.5b-instruct"
MODEL_NAME = re.compile(r"[^:\s]+:\S+")
_PLACE = re.compile(r"[~./]|.*://")
_NAMED_SO = "each model is named as family:name, for example local:qwen2.5-coder-1.5b-instruct"


def default_data_dir() -> Path:
    """The folder of this user's library when nothing else is said."""
    return platformdirs.user_data_path("fundstelle", appauthor=False)


def default_models_dir() -> Path:
    """The folder of downloaded weights: a cache, shared by all libraries of this user."""
    return platformdirs.user_cache_path("fundstelle", appauthor=False) / "models"


class Settings(ServiceSettings):
    """Everything a person may configure; immutable."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True)

    data_dir: Path = Field(default_factory=default_data_dir, description="folder of the library")
    models_dir: Path = Field(default_factory=default_models_dir, description="folder of model weights")
    model: str = Field(
        DEFAULT_MODEL,
        description="language model as FAMILY:NAME; several (a list, or with commas) are asked in that order",
    )
    compare_models: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="models that the page compares, as FAMILY:NAME each; a list, or separated by commas"
    )
    model_api_key: SecretStr | None = Field(
        None, description="key of the first model of `model` that takes one; better in a file or the environment"
    )
    model_api_key_file: Path | None = Field(None, description="file that holds this key instead")
    image_model: str | None = Field(
        None, description="model of Bedrock that draws for `illustrate`, as 'bedrock:stability.NAME'"
    )
    model_base_url: str | None = Field(None, description="address of the server of 'openai-compatible:NAME'")
    endpoints: dict[str, Endpoint] = Field(
        default_factory=dict,
        description="servers with OpenAI's protocol by name, for 'endpoint:NAME/MODEL'",
    )
    fallback_seconds: float = Field(
        20.0, gt=0, description="how long a model may take to its first word before the next of `model` is asked"
    )
    context_tokens: int | None = Field(
        None,
        ge=1024,
        description="context window of hosted models and GGUF files, instead of what the table of prices says",
    )
    monthly_spending_limit: float | None = Field(
        None, ge=0, description="most that hosted models may cost in a calendar month, in the table's currency"
    )
    question_token_limit: int | None = Field(
        None, ge=256, description="most tokens, read and written, that one question may take"
    )
    aws_region: str | None = Field(
        None, description="region of Bedrock and SageMaker, instead of AWS's own setting"
    )
    bedrock_guardrail_id: str | None = Field(None, description="guardrail that Bedrock applies to each request")
    bedrock_guardrail_version: str = Field("DRAFT", description="version of this guardrail")
    embedder: str = Field(
        "multilingual-e5-small", description="embedding model: a name from the catalogue, or 'kind:model'"
    )
    embedder_base_url: str | None = Field(
        None, pattern=r"^https?://[^@?#\s]+$", description="address of the server that embeds, without credentials"
    )
    embedder_api_key: SecretStr | None = Field(None, description="key for a hosted embedding model")
    embedder_api_key_file: Path | None = Field(None, description="file that holds that key")
    embedder_seconds: float = Field(
        20.0, gt=0, description="time limit for one request to an embedder or reranker, seconds"
    )
    reranker: str | None = Field(None, description="model that orders the best passages anew: 'kind:model'")
    reranker_base_url: str | None = Field(
        None, pattern=r"^https?://[^@?#\s]+$", description="address of the server that reranks, without credentials"
    )
    reranker_api_key: SecretStr | None = Field(None, description="key for a hosted reranker")
    reranker_api_key_file: Path | None = Field(None, description="file that holds that key")
    rerank_candidates: int = Field(30, ge=1, le=100, description="how many passages are ordered anew")
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
    answer_seconds: float = Field(120.0, gt=0, description="time limit for one answer with all its parts, seconds")
    content_filter: Literal["off", "mark", "block"] = Field(
        "mark", description="what happens when the content filter objects to a question or a reply"
    )
    content_filter_policy: str = Field(
        "rag.content_filter:InjectionRules", description="the policy that objects, as package.module:Class"
    )
    keep_answers_days: int = Field(
        90, ge=0, le=36500, description="how long answers are stored with what made them, days; 0 stores none"
    )
    keep_generations_days: int = Field(
        30, ge=0, le=36500, description="how long former versions of documents are kept, days; 0 keeps none"
    )

    @field_validator("model", mode="before")
    @classmethod
    def _join_models(cls, value: object) -> object:
        """One text in every form of settings, so that it passes through the environment of our processes."""
        names = _model_names(value)
        if names == ():
            raise ValueError(_NAMED_SO)
        return value if names is None else ",".join(names)

    @field_validator("compare_models", mode="before")
    @classmethod
    def _split_compared(cls, value: object) -> object:
        if isinstance(value, str) and not value.strip():
            return ()
        names = _model_names(value)
        # Compared with itself a model differs by chance only, and its figures would be mixed up.
        return value if names is None else tuple(dict.fromkeys(names))

    @field_validator("endpoints")
    @classmethod
    def _check_endpoints(cls, value: dict[str, Endpoint]) -> dict[str, Endpoint]:
        if not all(ENDPOINT_NAME.fullmatch(name) for name in value):
            raise ValueError("a name has small letters, digits and . _ - only, and no two _ after each other")
        return value

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
    def models(self) -> tuple[str, ...]:
        """The names of `model` in the order in which they are asked."""
        return tuple(self.model.split(","))

    @property
    def catalogue_models(self) -> tuple[str, ...]:
        """The names, without their family, of those models whose weights are in the catalogue."""
        local = (name.removeprefix(LOCAL_PREFIX) for name in self.models if name.startswith(LOCAL_PREFIX))
        return tuple(name for name in local if not is_weights_file(name))

    @property
    def answers_here(self) -> bool:
        """Whether all language models that answer run on this machine."""
        return all(map(is_on_this_machine, self.models))

    @property
    def stays_local(self) -> bool:
        """Whether no model of the settings sends questions or passages to another machine.

        A library may have another embedder or reranker than the settings say: `LibraryStatus.stays_local` knows
        those too.
        """
        written = all(map(self.keeps_here, (*self.models, *self.compare_models)))
        return (
            written
            and reranks_on_this_machine(self.reranker)
            and self.embeds_here(self.embedder, self.embedder_base_url)
        )

    def keeps_here(self, model: str) -> bool:
        """Whether nothing leaves this machine for a language model: it runs here, or behind a loopback address."""
        if model.startswith("openai-compatible:"):
            return self.model_base_url is not None and is_loopback(self.model_base_url)
        return is_on_this_machine(model) or self._is_endpoint_here(model)

    def embeds_here(self, embedder: str, base_url: str | None) -> bool:
        """The same of an embedder, with the address of its server where it has one of its own."""
        if base_url is not None:
            return is_loopback(base_url)
        return embeds_on_this_machine(embedder) or self._is_endpoint_here(embedder)

    def _is_endpoint_here(self, name: str) -> bool:
        try:
            return name.startswith(f"{ENDPOINT}:") and find_endpoint(name, self.endpoints)[1].is_here
        except ConfigurationError:
            return False

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


def is_on_this_machine(model: str) -> bool:
    """Whether a model, named as in the settings, runs in this process; `keeps_here` knows servers beside it."""
    return model.startswith((LOCAL_PREFIX, "huggingface:", "extractive:")) and "://" not in model


def embeds_on_this_machine(embedder: str) -> bool:
    """Whether an embedder, named as in the settings, runs in this process."""
    kind, colon, _ = embedder.partition(":")
    return not colon or kind in ("local", "sentence-transformers", "huggingface")


def reranks_on_this_machine(reranker: str | None) -> bool:
    """Whether a reranker, named as in the settings, sends nothing to another machine; None: there is none."""
    return reranker is None or reranker.startswith("sentence-transformers:")


def _model_names(value: object) -> tuple[str, ...] | None:
    """Names in a list or separated by commas; None for what is neither. Raises ValueError for what is no name."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        return None
    names = tuple(DEFAULT_MODEL if each.strip() == "local" else each.strip() for each in value)
    if not all(MODEL_NAME.fullmatch(name) for name in names):
        raise ValueError(_NAMED_SO)
    return names


def is_weights_file(name: str) -> bool:
    """Whether a local model is named by the path of its file instead of its name in the catalogue."""
    return name.endswith(".gguf") or name.startswith(("/", "~", "."))


def is_path_or_address(name: str) -> bool:
    """Whether what stands behind the family or kind of a model is a file, folder or server rather than a name."""
    model = name.partition(":")[2].partition("?")[0]
    here = is_on_this_machine(name) or embeds_on_this_machine(name)
    return bool(_PLACE.match(model)) or is_weights_file(model) or (here and model.count("/") > 1)


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
    except SettingsError as error:
        # What it is caused by quotes the value.
        field = re.search(r'field "(\w+)"', str(error))
        name = PREFIX + (field.group(1).upper() if field else "*")
        raise ConfigurationError(f"The environment variable {name} is not valid JSON.") from None
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
