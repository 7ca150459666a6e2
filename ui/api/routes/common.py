"""What routes are given besides their own parameters."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from ui.api.guarding import client_of
from ui.api.service import Service


async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


async def _client(request: Request) -> str:
    return client_of(request.scope)


ServiceOf = Annotated[Service, Depends(_service)]
ClientOf = Annotated[str, Depends(_client)]
