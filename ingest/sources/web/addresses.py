"""Connections that lead where they may: checked is the address that is connected to, not the name."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any, TypeAlias

import httpcore

_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
# IPv6 addresses that a gateway turns into the IPv4 address in their last 32 bits.
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))


class PrivateAddress(Exception):
    """A name stands for an address of this machine or of an inner network."""


class Deadline:
    """How long one request may take altogether, however slowly its bytes drip."""

    def __init__(self) -> None:
        self._until = float("inf")

    def begin(self, seconds: float) -> None:
        """The request begins now."""
        self._until = time.monotonic() + seconds

    def cut(self, timeout: float | None) -> float:
        """The shorter of a time limit and what is left, seconds. Raises httpcore.ReadTimeout when that is 0."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for this request is over")
        return left if timeout is None else min(timeout, left)


class GuardedBackend(httpcore.SyncBackend):
    """Resolves a name once, refuses private addresses, and connects to the address that was checked.

    A name that changes its address between two look-ups therefore gains nothing by it.
    """

    def __init__(self, deadline: Deadline, *, allow_private: bool) -> None:
        super().__init__()
        self._deadline = deadline
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises PrivateAddress, and httpcore's errors."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._allowed(host, port):
            try:
                stream = super().connect_tcp(
                    address, port, self._deadline.cut(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _LimitedStream(stream, self._deadline)
        raise failure

    def _allowed(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} is not known") from error
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        allowed = [each for each in addresses if self._allow_private or is_public(each)]
        if addresses and not allowed:
            raise PrivateAddress(host)
        return allowed


class _LimitedStream(httpcore.NetworkStream):
    """A connection whose every step counts towards the time of the request."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cut(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cut(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.cut(timeout))
        return _LimitedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def is_public(address: str) -> bool:
    """Whether an address belongs to the open Internet; an IPv4 address within an IPv6 one counts as itself."""
    parsed: _Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or _behind_gateway(parsed)
        parsed = inner or parsed
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def _behind_gateway(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if any(address in network for network in _NAT64):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def is_known_as_private(host: str) -> bool:
    """Whether a name stands for addresses of this machine or of an inner network only; False when it is unknown."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        return False
    return bool(found) and not any(is_public(str(each[4][0])) for each in found)
