"""Ports of this machine."""

from __future__ import annotations

import socket

from rag.errors import ConfigurationError

DEFAULT_PORT = 8501
API_PORT = 8600
_PORTS_TRIED = 50


def choose_port(
    wanted: int | None,
    host: str,
    default: int = DEFAULT_PORT,
    *,
    option: str = "--port",
    besides: int | None = None,
) -> int:
    """The wanted port, or the default one or the next that is free; never the one `besides`, which is spoken for.

    Raises ConfigurationError, which names the `option` that chooses one.
    """
    if wanted is not None:
        if wanted == besides or not _is_free(wanted, host):
            raise ConfigurationError(
                f"Port {wanted} is taken by another program; choose another one with {option}."
            )
        return wanted
    for port in range(default, default + _PORTS_TRIED):
        if port != besides and _is_free(port, host):
            return port
    raise ConfigurationError(f"No port from {default} on is free; choose one with {option}.")


def _is_free(port: int, host: str) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # Without it a port stays "taken" for a minute after the last page on it was closed.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True
