"""A set of attacks: `attacks.jsonl`, a line each with `id`, `text`, `language`, `label` and `metadata.source`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

ATTACKS = "attacks.jsonl"
_HARMLESS = "benign"


@dataclass(frozen=True, slots=True)
class Attack:
    """A text that tries to change what an answer says, or, of a harmless one, does not."""

    id: str
    text: str
    source: str = ""
    is_harmless: bool = False


def read_attacks(path: Path) -> list[Attack]:
    """The texts of a folder or file. Raises OSError, and ValueError or KeyError for a line that is none."""
    file = path / ATTACKS if path.is_dir() else path
    rows = (json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip())
    return [
        Attack(
            str(row["id"]),
            row["text"],
            str(row.get("metadata", {}).get("source", "")),
            row.get("label") == _HARMLESS,
        )
        for row in rows
    ]
