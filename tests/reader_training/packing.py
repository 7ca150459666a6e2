"""Lessons as one sequence of tokens: each excerpt once, and behind it each of its questions with its reply.

Every question sees its own excerpt and nothing else, as if it stood alone: an excerpt need not be read for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from tests.reader_training.tokens import TokenLesson

_ROUND = 64


@dataclass(frozen=True, slots=True)
class Target:
    """The reply to one question: its tokens, and the place in the sequence that the first is foretold at."""

    place: int
    tokens: tuple[int, ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class Packed:
    """Tokens (N), their positions (N), who may see whom (N × N), and what is to be learned."""

    tokens: torch.Tensor
    positions: torch.Tensor
    visible: torch.Tensor
    targets: tuple[Target, ...]


def pack(rules: Sequence[int], lessons: Sequence[TokenLesson], device: str = "cpu") -> Packed:
    """One sequence of excerpts, each followed by its questions.

    An excerpt sees the rules and no other excerpt, a question its excerpt and no other question.
    """
    tokens: list[int] = []
    positions: list[int] = []
    owners: list[tuple[int, int]] = []  # excerpt and question of a token; 0: what all of them share
    targets = []

    def add(text: Sequence[int], begin: int, excerpt: int, question: int) -> None:
        positions.extend(range(begin, begin + len(text)))
        tokens.extend(text)
        owners.extend([(excerpt, question)] * len(text))

    add(rules, 0, 0, 0)
    for number, lesson in enumerate(lessons, start=1):
        add(lesson.excerpt, len(rules), number, 0)
        for count, each in enumerate(lesson.questions, start=1):
            targets.append(Target(len(tokens) + len(each.asked) - 1, each.reply, each.holds))
            add([*each.asked, *each.reply[:-1]], len(rules) + len(lesson.excerpt), number, count)
    # To a round length, as fast kernels want it.
    rest = -len(tokens) % _ROUND
    add(rules[:1] * rest, 0, len(lessons) + 1, 0)
    return Packed(
        torch.tensor(tokens, device=device),
        torch.tensor(positions, device=device),
        _who_sees_whom(torch.tensor(owners, device=device)),
        tuple(targets),
    )


def _who_sees_whom(owners: torch.Tensor) -> torch.Tensor:
    excerpt, question = owners.T
    same = (excerpt[None, :] == 0) | (excerpt[None, :] == excerpt[:, None])
    own = (question[None, :] == 0) | (question[None, :] == question[:, None])
    return torch.ones(len(owners), len(owners), dtype=torch.bool, device=owners.device).tril() & same & own
