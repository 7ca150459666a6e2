"""Ports of this machine."""

from __future__ import annotations

import socket

from rag.errors import ConfigurationError

DEFAULT_PORT = 8501
_PORTS_TRIED = 50


def choose_port(wanted: int | None, host: str, default: int = DEFAULT_PORT) -> int:
    """The wanted port, or the default one or the next that is free. Raises ConfigurationError."""
    if wanted is not None:
        if not _is_free(wanted, host):
            raise ConfigurationError(f"Port {wanted} is taken by another program; choose another one with --port.")
        return wanted
    for port in range(default, default + _PORTS_TRIED):
        if _is_free(port, host):
            return port
    raise ConfigurationError(f"No port from {default} on is free; choose one with --port.")


def _is_free(port: int, host: str) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # Without it a port stays "taken" for a minute after the last page on it was closed.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True
