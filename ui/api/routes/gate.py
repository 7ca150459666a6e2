"""The gate: look at it, attach its questions or change what it wants of them, remove it."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from ui.api.routes.common import ClientOf, ServiceOf
from ui.api.routes.sources import refusing_unusable
from ui.api.schemas import MOST_HITS, Reply, RequestBody
from ui.api.service import Service
from ui.gate.store import Gate, Rules, TellOf, attach, change_gate, find_gate, remove_gate, require_gate

_MOST_QUESTIONS = 10_000
_MOST_COUNTED = 1_000_000
_LONGEST_NAME = 200
_Id = Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST_NAME)]
_Count = Annotated[int, Field(ge=0, le=_MOST_COUNTED)]


class GateRequest(RequestBody):
    """Questions, and what the gate wants of them.

    Without `questions` those that are attached stay, and so does each rule that is not given.
    """

    questions: list[dict[str, Any]] | None = Field(
        None, min_length=1, max_length=_MOST_QUESTIONS, description="each is a line of a file of `fundstelle eval`"
    )
    file: _Id = Field("questions.jsonl", description="what the list of questions is called")
    share: float = Field(0.95, ge=0, le=1, description="of the questions that must find their answer")
    max_lost: _Count | None = Field(
        None, description="how many may find it today and not any more; null: any number"
    )
    k: int = Field(10, ge=1, le=MOST_HITS, description="hits that are looked at")
    answers: bool = Field(False, description="ask the language model too")
    may_lose: list[_Id] = Field([], description="ids of questions that count for nothing")
    tell_of: TellOf = Field(TellOf.QUESTIONS, strict=False, description="what is named of a set that is held back")
    tell_most: _Count = Field(20, description="of each are named")


class GateRulesReply(Reply):
    """A gate: where its questions are from and what it wants of them."""

    file: str
    sha256: str = Field(description="of the copy of the questions")
    generation: int = Field(description="of the library when they were attached")
    share: float
    max_lost: int | None
    k: int
    answers: bool
    may_lose: list[str]
    tell_of: TellOf
    tell_most: int


class GateShownReply(Reply):
    """The gate of the library, or null when it has none."""

    gate: GateRulesReply | None


class GateSetReply(Reply):
    """The gate, and how many of its questions count."""

    gate: GateRulesReply
    questions: int


class GateRemovedReply(Reply):
    """Whether there was a gate."""

    removed: bool


def build_router() -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/v1/gate", tags=["generations"])

    @router.get("", response_model=GateShownReply)
    async def show(service: ServiceOf, client: ClientOf) -> Any:
        """What must hold for a staged set to be published."""
        return await service.read(client, lambda: _show(service))

    @router.post("", response_model=GateSetReply)
    async def set_rules(wanted: GateRequest, service: ServiceOf, client: ClientOf) -> Any:
        """Attach questions, or change what the gate wants of those that are attached."""
        gate, count = await service.read(client, lambda: _set(service, wanted))
        return {"gate": asdict(gate), "questions": count}

    @router.delete("", response_model=GateRemovedReply)
    async def remove(service: ServiceOf, client: ClientOf) -> Any:
        """Detach the questions: what is staged from then on is published."""
        return {"removed": await service.read(client, lambda: remove_gate(service.operations.directory))}

    return router


def _show(service: Service) -> dict[str, Any]:
    gate = find_gate(service.operations.directory)
    return {"gate": None if gate is None else asdict(gate)}


def _set(service: Service, wanted: GateRequest) -> tuple[Gate, int]:
    directory = service.operations.directory
    given = wanted.model_dump(exclude_unset=True, exclude={"questions", "file"})
    if "may_lose" in given:
        given["may_lose"] = tuple(given["may_lose"])
    with refusing_unusable():
        if wanted.questions is None:
            return change_gate(directory, replace(require_gate(directory).rules, **given))
        lines = "\n".join(json.dumps(each) for each in wanted.questions)
        return attach(directory, lines.encode(), replace(Rules(), **given), wanted.file)
