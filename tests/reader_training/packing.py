"""A lesson as one sequence of tokens: the excerpt once, and behind it each question with its reply.

The questions see the excerpt and not each other, as if each stood alone, which saves reading the excerpt six times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from rag.reading_prompt import build_lesson
from tests.reader_training.lessons import Asked

_HUMAN, _ASSISTANT = "<|im_start|>user\n", "<|im_start|>assistant\n"
_END = "<|im_end|>"


@dataclass(frozen=True, slots=True)
class Target:
    """The reply to one question: its tokens, and the place in the sequence that the first is foretold at."""

    place: int
    tokens: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """Tokens (N), their positions (N), who may see whom (N × N), and what is to be learned."""

    tokens: torch.Tensor
    positions: torch.Tensor
    visible: torch.Tensor
    targets: tuple[Target, ...]


def pack(tokenizer: Any, excerpt: str, questions: Sequence[Asked]) -> Packed:
    """One sequence of an excerpt and its questions."""
    parts = [_write(excerpt, each) for each in questions]
    shared = parts[0][0]
    begin = _tokens(tokenizer, shared)
    tokens, positions, owner = list(begin), list(range(len(begin))), [0] * len(begin)
    targets = []
    for number, (prefix, question, reply) in enumerate(parts, start=1):
        assert prefix == shared
        asked, told = _tokens(tokenizer, question), _tokens(tokenizer, reply)
        targets.append(Target(len(tokens) + len(asked) - 1, tuple(told)))
        own = [*asked, *told[:-1]]
        tokens += own
        positions += range(len(begin), len(begin) + len(own))
        owner += [number] * len(own)
    owners = torch.tensor(owner)
    earlier = torch.ones(len(tokens), len(tokens), dtype=torch.bool).tril()
    visible = earlier & ((owners[None, :] == 0) | (owners[None, :] == owners[:, None]))
    return Packed(torch.tensor(tokens), torch.tensor(positions), visible, tuple(targets))


def _write(excerpt: str, asked: Asked) -> tuple[str, str, str]:
    """Everything before the question, the question, and the reply, in the model's chat format (ChatML)."""
    system, human, reply = build_lesson(excerpt, asked.language, asked.question, asked.answer)
    begin = f"Excerpt:\n{excerpt}\n\n"
    assert human.text.startswith(begin)
    return (
        f"<|im_start|>system\n{system.text}{_END}\n{_HUMAN}{begin}",
        f"{human.text.removeprefix(begin)}{_END}\n{_ASSISTANT}",
        f"{reply.text}{_END}",
    )


def _tokens(tokenizer: Any, text: str) -> list[int]:
    found: list[int] = tokenizer(text, add_special_tokens=False).input_ids
    return found
