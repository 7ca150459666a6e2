"""The engine's state after the part of the prompt that never changes, kept in a file.

Evaluating the examples takes up to a minute on a slow machine, reading the state of an earlier run milliseconds.
The file holds nothing but those examples: it is written before any question is asked. It is a cache with a checksum
in its name, so whatever goes wrong with it only means that the examples are evaluated again.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import urllib.parse
from collections.abc import Iterable
from pathlib import Path

from rag.weights.files import hash_file

_SECONDS = 60


def state_name(parts: Iterable[object]) -> str:
    """A name for all that shapes a state: weights, engine, sizes, text."""
    text = json.dumps([str(part) for part in parts], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class PromptStates:
    """States of one engine in one folder, which the engine was opened with."""

    def __init__(self, folder: Path, address: str, key: str) -> None:
        self._folder = folder
        self._address = urllib.parse.urlsplit(address)
        self._key = key

    def restore(self, name: str, slot: int) -> bool:
        """Whether a slot of the engine took up the state of this name."""
        found = next(self._folder.glob(f"{name}-*"), None)
        if found is None or found.name != f"{name}-{_digest(found)}":
            return False
        return self._ask("restore", found.name, slot)

    def save(self, name: str, slot: int) -> None:
        """Keep the present state of a slot under this name, instead of earlier ones."""
        aside = self._folder / f"saving-{os.getpid()}"
        if not self._ask("save", aside.name, slot):
            return
        try:
            kept = aside.replace(self._folder / f"{name}-{_digest(aside)}")
            for old in self._folder.iterdir():
                if old != kept:
                    old.unlink(missing_ok=True)
        except OSError:
            return

    def _ask(self, action: str, name: str, slot: int) -> bool:
        host, port = self._address.hostname or "127.0.0.1", self._address.port
        connection = http.client.HTTPConnection(host, port, timeout=_SECONDS)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._key}"}
        try:
            body = json.dumps({"filename": name})
            connection.request("POST", f"/slots/{slot}?action={action}", body, headers)
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def _digest(path: Path) -> str:
    """The beginning of a file's sha256; "" when it cannot be read."""
    try:
        return hash_file(path)[:32]
    except OSError:
        return ""
