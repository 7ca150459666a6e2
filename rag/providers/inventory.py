"""What each family of models can be used for, whether its packages are here, and where credentials were seen."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum

from rag.config import Settings
from rag.embedders.naming import KINDS as EMBEDDER_KINDS
from rag.providers.families import FAMILIES, Family, takes_a_key
from rag.providers.illustrating import FAMILY as IMAGE_FAMILY
from rag.rerankers.opening import KINDS as RERANKER_KINDS

# Embeds and reranks, but writes nothing.
_SENTENCE_TRANSFORMERS = Family(
    "sentence-transformers",
    "sentence-transformers:intfloat/multilingual-e5-base",
    "nothing; a model of the hub or a folder",
    None,
)
_OTHER_VARIABLES = {"cohere": ("CO_API_KEY",)}  # of embedders and rerankers


class Use(StrEnum):
    """What a model is for."""

    TEXT = "text"
    EMBEDDINGS = "embeddings"
    RERANKER = "reranker"
    PICTURES = "pictures"


@dataclass(frozen=True, slots=True)
class FamilyState:
    """How a family of models stands on this machine."""

    family: Family
    uses: tuple[Use, ...]
    credentials: tuple[str, ...]  # where they were seen, never what they are

    @property
    def command(self) -> str | None:
        """What installs the packages that are missing; None when there are none."""
        return None if self.family.installed else f'pip install "fundstelle[{self.family.extra}]"'


def list_families(settings: Settings) -> list[FamilyState]:
    """All families of language models, embedders, rerankers and image models. Imports none, and asks no network."""
    return [
        FamilyState(each, _uses(each), _credentials(each, settings)) for each in (*FAMILIES, _SENTENCE_TRANSFORMERS)
    ]


def _uses(family: Family) -> tuple[Use, ...]:
    told = {
        Use.TEXT: family is not _SENTENCE_TRANSFORMERS,
        Use.EMBEDDINGS: family.name in EMBEDDER_KINDS,
        Use.RERANKER: family.name in RERANKER_KINDS,
        Use.PICTURES: family.name == IMAGE_FAMILY,
    }
    return tuple(use for use, is_so in told.items() if is_so)


def _credentials(family: Family, settings: Settings) -> tuple[str, ...]:
    own = settings.model_api_key is not None or settings.model_api_key_file is not None
    first = next((name for name in settings.models if takes_a_key(name)), "")
    seen = [
        family.credentials_seen(own_key=own and _kind(first) == family.name),
        *(name for name in _OTHER_VARIABLES.get(family.name, ()) if os.environ.get(name)),
    ]
    # A key of the settings is for the model that they name, and for no other.
    if family.variable is not None and _kind(settings.embedder) == family.name:
        seen.append(_key_setting("embedder_api_key", settings.embedder_api_key or settings.embedder_api_key_file))
    if family.variable is not None and _kind(settings.reranker or "") == family.name:
        seen.append(_key_setting("reranker_api_key", settings.reranker_api_key or settings.reranker_api_key_file))
    return tuple(dict.fromkeys(filter(None, seen)))


def _key_setting(name: str, value: object) -> str | None:
    return None if value is None else name


def _kind(name: str) -> str:
    return name.partition(":")[0]
