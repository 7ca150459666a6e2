"""Bodies of requests: how large they may be and how slowly they may come."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.problems import describe_problem

LARGEST_BODY = 2 * 1024 * 1024
# What a form adds to the file in it.
_FORM_BYTES = 64 * 1024
_QUIET_SECONDS = 30.0
_BODY_SECONDS = 60.0
_UPLOAD_SECONDS = 3600.0
UPLOADS = "/v1/documents"


class BodyLimits:
    """An ASGI application whose requests have bodies of bounded size and duration."""

    def __init__(self, app: ASGIApp, max_upload_bytes: int) -> None:
        self._app = app
        self._largest_upload = max_upload_bytes + _FORM_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; one that says to be too large is refused before a byte is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_upload = scope["path"] == UPLOADS
        largest = self._largest_upload if is_upload else LARGEST_BODY
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdigit() or int(declared) > largest:
            await _refuse(_too_large(largest), scope, receive, send)
            return
        body = _Body(receive, largest, _UPLOAD_SECONDS if is_upload else _BODY_SECONDS)
        await self._app(scope, body.receive, send)


class _Body:
    def __init__(self, receive: Receive, largest: int, seconds: float) -> None:
        self._receive = receive
        self._left = largest
        self._largest = largest
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._complete = False

    async def receive(self) -> Message:
        """The next part of the body, or the end of the connection once it is complete."""
        if self._complete:
            return await self._receive()
        quiet = asyncio.get_running_loop().time() + _QUIET_SECONDS
        try:
            async with asyncio.timeout_at(min(quiet, self._deadline)):
                message = await self._receive()
        except TimeoutError as error:
            raise HTTPException(408, "The body of the request came too slowly.") from error
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise _too_large(self._largest)
        self._complete = not message.get("more_body", False)
        return message


def _too_large(largest: int) -> HTTPException:
    return HTTPException(413, f"The request is larger than {largest // 1024} kB, the most that is accepted here.")


async def _refuse(error: HTTPException, scope: Scope, receive: Receive, send: Send) -> None:
    from starlette.responses import JSONResponse

    body = describe_problem(error.status_code, "too_large", error.detail)
    await JSONResponse(body, error.status_code)(scope, receive, send)
