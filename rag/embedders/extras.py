"""Packages that only some embedders need, installed with extras of this package."""

from __future__ import annotations

from importlib.util import find_spec

from rag.errors import ConfigurationError


def require_extra(what: str, extra: str, *packages: str) -> None:
    """Raises ConfigurationError, with the command that installs them, when packages are missing."""
    if any(find_spec(each) is None for each in packages):
        raise ConfigurationError(f'{what} needs further packages: run `pip install "fundstelle[{extra}]"`.')
