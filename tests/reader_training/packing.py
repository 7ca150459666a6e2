"""Lessons as one sequence of tokens: each excerpt once, and behind it each of its questions with its reply.

Every question sees its own excerpt and nothing else, as if it stood alone: an excerpt need not be read for each.
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
    """Tokens (N), their positions (N), who may see whom (N × N), and what is to be learned.

    `yes` and `no` are the tokens that replies begin with.
    """

    tokens: torch.Tensor
    positions: torch.Tensor
    visible: torch.Tensor
    targets: tuple[Target, ...]
    yes: int
    no: int


def pack(tokenizer: Any, lessons: Sequence[tuple[str, Sequence[Asked]]]) -> Packed:
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

    rules = _tokens(tokenizer, _begin())
    add(rules, 0, 0, 0)
    for number, (excerpt, questions) in enumerate(lessons, start=1):
        read = _tokens(tokenizer, f"{excerpt}\n\n")
        add(read, len(rules), number, 0)
        for count, each in enumerate(questions, start=1):
            question, reply = _write(excerpt, each)
            asked, told = _tokens(tokenizer, question), _tokens(tokenizer, reply)
            targets.append(Target(len(tokens) + len(asked) - 1, tuple(told)))
            add([*asked, *told[:-1]], len(rules) + len(read), number, count)
    return Packed(
        torch.tensor(tokens), torch.tensor(positions), _who_sees_whom(owners), tuple(targets), *_verdicts(tokenizer)
    )


def _who_sees_whom(owners: Sequence[tuple[int, int]]) -> torch.Tensor:
    excerpt, question = torch.tensor(owners).T
    same = (excerpt[None, :] == 0) | (excerpt[None, :] == excerpt[:, None])
    own = (question[None, :] == 0) | (question[None, :] == question[:, None])
    return torch.ones(len(owners), len(owners), dtype=torch.bool).tril() & same & own


def _verdicts(tokenizer: Any) -> tuple[int, int]:
    replies = [_write("", Asked("en", "", answer))[1] for answer in ("so", None)]
    yes, no = (_tokens(tokenizer, reply)[0] for reply in replies)
    return yes, no


def _begin() -> str:
    """What all lessons begin with, in the model's chat format (ChatML)."""
    system, *_ = build_lesson("", "en", "", None)
    return f"<|im_start|>system\n{system.text}{_END}\n{_HUMAN}Excerpt:\n"


def _write(excerpt: str, asked: Asked) -> tuple[str, str]:
    """The question behind its excerpt, and the reply."""
    _, human, reply = build_lesson(excerpt, asked.language, asked.question, asked.answer)
    begin = f"Excerpt:\n{excerpt}\n\n"
    assert human.text.startswith(begin)
    return f"{human.text.removeprefix(begin)}{_END}\n{_ASSISTANT}", f"{reply.text}{_END}"


def _tokens(tokenizer: Any, text: str) -> list[int]:
    found: list[int] = tokenizer(text, add_special_tokens=False).input_ids
    return found
