"""Prices and context windows of hosted models, from a table that a person may edit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any

from rag.config import is_on_this_machine
from rag.errors import ConfigurationError

# Bedrock's inference profiles: the same model, answered from any region of a continent.
_PROFILE = re.compile(r"^bedrock:(?:us|us-gov|eu|apac|jp|au|ca|global)\.")
# What stands before a model's id in those of Bedrock's ARNs that name one.
_ARN = re.compile(r"^bedrock:arn:[^/]+:(?:foundation-model|inference-profile)/")
# What may follow a model's name without making it another model: a date, a version.
_VERSION = re.compile(r"(?:-instruct)?(?:-latest|[-@:]v?\d[\w.:-]*)?")
_NUMBERS = {
    "input": float,
    "output": float,
    "context_tokens": int,
    "reply_tokens": int,
    "image": float,
    "search": float,
}
# What nearly every model of the last years can read.
_UNKNOWN_WINDOW = 8192
_REPLY_TOKENS = 512
# For one that thinks before it writes.
_THINKING_TOKENS = 4096


@dataclass(frozen=True, slots=True)
class ModelTerms:
    """What is known of a model. Prices are for 1,000 tokens, or for one image or search; None is unknown."""

    input: float | None = None
    output: float | None = None
    context_tokens: int | None = None
    reply_tokens: int | None = None
    image: float | None = None
    search: float | None = None  # of a reranker

    @property
    def window(self) -> int:
        """Tokens of prompt and reply together."""
        return self.context_tokens or _UNKNOWN_WINDOW

    @property
    def reply(self) -> int:
        """Tokens to leave for a reply."""
        return self.reply_tokens or _REPLY_TOKENS

    def completed(self, profile: Mapping[str, Any] | None) -> ModelTerms:
        """With what LangChain's profile of a model knows, where the table does not say."""
        known = profile or {}
        # Models that think by default are those that let nobody choose a temperature.
        thinks = known.get("reasoning_effort_default") is not None or known.get("temperature") is False
        return replace(
            self,
            context_tokens=self.context_tokens or known.get("max_input_tokens"),
            reply_tokens=self.reply_tokens or (_THINKING_TOKENS if thinks else None),
        )

    def cost(self, input_tokens: int, output_tokens: int) -> float | None:
        """In the currency of the table; None when no price is known."""
        if self.input is None or self.output is None:
            return None
        return (input_tokens * self.input + output_tokens * self.output) / 1000


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Terms by name of a model without its version, or by the beginning of names if it ends in `*`.

    The longest name that fits counts.
    """

    currency: str = "USD"
    models: Mapping[str, Mapping[str, float | int]] = field(default_factory=dict)

    def find(self, name: str) -> ModelTerms:
        """The terms of a model by its full name, for example `openai:gpt-4o-2024-08-06`."""
        plain = _PROFILE.sub("bedrock:", _ARN.sub("bedrock:", name))
        fitting = [each for each in self.models if _fits(each, plain) or _fits(each, name)]
        values: dict[str, Any] = dict(self.models[max(fitting, key=len)]) if fitting else {}
        if is_on_this_machine(name):
            values = {"input": 0.0, "output": 0.0, **values}
        return ModelTerms(**values)


def _fits(pattern: str, name: str) -> bool:
    if pattern.endswith("*"):
        return name.startswith(pattern[:-1])
    return name.startswith(pattern) and _VERSION.fullmatch(name, len(pattern)) is not None


def load_prices(edited: Path) -> PriceTable:
    """The shipped table with what the file `edited`, if there is one, replaces and adds.

    Raises ConfigurationError when the file is not such a table.
    """
    shipped = resources.files("rag.providers") / "prices.toml"
    table = _parse(shipped.read_text("utf-8"), "The shipped table of prices")
    if not edited.is_file():
        return table
    try:
        own = _parse(edited.read_text("utf-8"), f"The table of prices {edited}")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The table of prices {edited} cannot be read.") from error
    return PriceTable(own.currency, {**table.models, **own.models})


def _parse(text: str, what: str) -> PriceTable:
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{what} is not valid TOML: {error}.") from error
    models = value.get("models", {})
    if not isinstance(models, dict):
        raise ConfigurationError(f'{what} needs a section for each model: [models."openai:gpt-4o"].')
    return PriceTable(
        str(value.get("currency", "USD")), {name: _check(name, row, what) for name, row in models.items()}
    )


def _check(name: str, row: Any, what: str) -> dict[str, float | int]:
    if not isinstance(row, dict) or not row.keys() <= _NUMBERS.keys():
        raise ConfigurationError(f"{what}: '{name}' may have the entries {', '.join(_NUMBERS)} only.")
    if not all(isinstance(number, int | float) and number >= 0 for number in row.values()):
        raise ConfigurationError(f"{what}: the entries of '{name}' have to be numbers, none below zero.")
    return {key: _NUMBERS[key](number) for key, number in row.items()}
