"""The key for a hosted embedder or reranker: from the settings, a file, or the provider's own variable."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import SecretStr

from rag.errors import ConfigurationError


def read_key(setting: str, key: SecretStr | None, file: Path | None) -> str | None:
    """What the settings NAME and NAME_file give, or None. Raises ConfigurationError, never with the key."""
    if key is not None and file is not None:
        raise ConfigurationError(f"Both '{setting}' and '{setting}_file' are set; keep one of them.")
    if key is not None:
        return key.get_secret_value().strip() or None
    if file is None:
        return None
    try:
        text = file.expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The file that '{setting}_file' names cannot be read: {file}.") from error
    if not text or "\n" in text:
        raise ConfigurationError(
            f"The file that '{setting}_file' names must hold the key and nothing else: {file}."
        )
    return text


def find_key(given: str | None, variables: Sequence[str]) -> str | None:
    """The given key, else the first of the provider's variables that is set."""
    return given or next((os.environ[each] for each in variables if os.environ.get(each)), None)
