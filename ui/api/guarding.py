"""Who may call. Without a key only programs of this machine may, and no page of another site through a browser."""

from __future__ import annotations

import hmac
import ipaddress
from urllib.parse import urlsplit

from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.errors import FundstelleError
from ui.api.errors import NotAuthorized, NotPermitted
from ui.api.problems import problem_response
from ui.api.rates import RateLimit

# Monitoring calls these without a key, and as often as it likes.
_OPEN = ("/health/live", "/health/ready")
_SAME_SITE = (None, "same-origin", "none")


class Guarding:
    """An ASGI application that lets pass what may."""

    def __init__(self, app: ASGIApp, key: SecretStr | None, rates: RateLimit) -> None:
        self._app = app
        self._key = None if key is None else key.get_secret_value().encode()
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http":
            try:
                self._check(scope)
            except FundstelleError as error:
                await problem_response(error)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if self._key is None:
            _check_origin(headers)
        if scope["path"] in _OPEN:
            return
        self._rates.count(client_of(scope))
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if self._key is None:
            return
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), self._key):
            raise NotAuthorized("Send the key of this service as `Authorization: Bearer KEY`.")


def client_of(scope: Scope) -> str:
    """Who calls, as far as fairness needs it: an address."""
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only mean this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_origin(headers: Headers) -> None:
    """Names of other machines may be made to point here, and a browser would send a page's request to them."""
    host = headers.get("host", "")
    if not is_loopback(_host_name(host)):
        raise NotPermitted("Without an api_key only addresses of this machine are answered, such as 127.0.0.1.")
    origin = headers.get("origin")
    if origin is not None and _place(origin) != host:
        raise NotPermitted("Pages of other sites must not call this service.")
    if headers.get("sec-fetch-site") not in _SAME_SITE:
        raise NotPermitted("Pages of other sites must not call this service.")


def _place(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
