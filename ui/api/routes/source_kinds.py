"""The kinds of sources, as their files describe them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import Field

from ingest.sources.options import Option, OptionType, Origin, options_of
from ingest.sources.registry import find_kind, kind_names
from ingest.sources.types import Reads
from ui.api.routes.common import ClientOf, ServiceOf
from ui.api.schemas import Reply


class SourceOptionReply(Reply):
    """An option of a kind of source."""

    name: str
    type: OptionType
    description: str
    default: Any
    choices: list[str] = Field(description="of a `choice`")
    lowest: float | None
    highest: float | None
    over_http: bool = Field(description="whether a source that is added here may have it")


class SourceKindReply(Reply):
    """A kind of source and what can be said of one."""

    kind: str
    title: str
    location: str = Field(description="what the location of such a source is")
    reads: Reads = Field(description="files of the machine of the service, or addresses")
    over_http: bool = Field(description="whether such a source can be added here")
    options: list[SourceOptionReply]


class SourceKindsReply(Reply):
    """All kinds of sources by name."""

    kinds: list[SourceKindReply]


def build_router() -> APIRouter:
    """The route."""
    router = APIRouter(prefix="/v1/source-kinds", tags=["sources"])

    @router.get("", response_model=SourceKindsReply)
    async def list_kinds(service: ServiceOf, client: ClientOf) -> Any:
        """Which kinds of sources there are, and which options a source of each may have."""
        return await service.read(client, lambda: {"kinds": [_describe(name) for name in kind_names()]})

    return router


def _describe(name: str) -> dict[str, Any]:
    kind = find_kind(name)
    return {
        "kind": name,
        "title": kind.title.en,
        "location": kind.location.en,
        "reads": kind.reads,
        "over_http": kind.permit is not None,
        "options": [_describe_option(each) for each in options_of(kind.options)],
    }


def _describe_option(option: Option) -> dict[str, Any]:
    return {
        "name": option.name,
        "type": option.type,
        "description": option.description,
        "default": option.default,
        "choices": list(option.choices),
        "lowest": option.lowest,
        "highest": option.highest,
        "over_http": option.ask.origin is Origin.ANYWHERE,
    }
