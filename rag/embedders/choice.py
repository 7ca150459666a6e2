"""Which embedder is meant, and what the catalog knows of those whose vectors it holds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rag.config import Settings, load_settings
from rag.embedders.naming import parse_name

if TYPE_CHECKING:
    from rag.catalog import Snapshot

# Set by `fundstelle embedders switch NAME`: it goes before the setting.
PIN = "embedder_pin"


@dataclass(frozen=True, slots=True)
class EmbedderChoice:
    """An embedder as a person names it. Secrets are no part of it."""

    name: str  # as the setting `embedder` has it
    base_url: str | None = None  # of the server that is asked; None: the provider's own

    def __str__(self) -> str:
        return f"{self.name} at {self.base_url}" if self.base_url else self.name

    def as_json(self) -> str:
        """Inverse of `from_json`."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> EmbedderChoice:
        """Inverse of `as_json`."""
        return cls(**json.loads(text))


class EmbedderRole(StrEnum):
    """What the vectors of an embedder are for."""

    ACTIVE = "active"  # questions are answered from them
    NEXT = "next"  # they are being made; once complete they become active
    KEPT = "kept"  # they may be incomplete; switching to them makes only what is missing


@dataclass(frozen=True, slots=True)
class EmbedderRecord:
    """What the catalog says of an embedder that has vectors in it."""

    fingerprint: str
    choice: EmbedderChoice
    dimension: int
    role: EmbedderRole


def choice_of(settings: Settings) -> EmbedderChoice:
    """The embedder that the settings name."""
    return EmbedderChoice(settings.embedder, settings.embedder_base_url)


def name_choice(name: str, settings: Settings, base_url: str | None = None) -> EmbedderChoice:
    """The embedder that a person names; that of the settings has the address that stands there.

    Raises ConfigurationError when the name or the address cannot be understood.
    """
    parse_name(name)
    # The settings know what an address may look like.
    given = {"embedder_base_url": base_url} if base_url else {}
    checked = load_settings(data_dir=settings.data_dir, embedder=name, **given)
    own = choice_of(settings)
    return choice_of(checked) if base_url else (own if name == own.name else EmbedderChoice(name))


def wanted_choice(settings: Settings, snapshot: Snapshot) -> EmbedderChoice:
    """The embedder that the library is to be searched with: the one switched to by command, else the setting's."""
    pinned = snapshot.meta(PIN)
    return EmbedderChoice.from_json(pinned) if pinned is not None else choice_of(settings)
