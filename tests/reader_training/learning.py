"""Several passes over the lessons: the loss, the steps, and how well a judge it is already."""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from sklearn.metrics import roc_auc_score
from torch.nn import functional

from tests.reader_training.low_rank import run_layers
from tests.reader_training.packing import Packed, pack
from tests.reader_training.tokens import TokenLesson, TokenLessons, TokenQuestion

PASSES = 4
_WARM_UP = 20  # steps
# Half of the lessons get one question more, of another lesson: what is about something else is to be denied, too.
_FOREIGN = 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """How is learned."""

    first_layer: int  # nothing is learned below
    passes: int = PASSES
    tokens: int = 4000  # of a step
    peak: float = 3e-4  # learning rate
    answers: float = 0.5  # what they count beside the judgement


def learn(
    model: Any, learned: Sequence[torch.nn.Parameter], taught: TokenLessons, plan: Plan, *, device: str = "cpu"
) -> None:
    """All passes; what is learned from comes in another order in each."""
    chance = random.Random(7)
    steps = [step for _ in range(plan.passes) for step in _divide(taught.lessons, plan.tokens, chance)]
    optimizer = torch.optim.AdamW(learned, lr=plan.peak, weight_decay=0.0, betas=(0.9, 0.98))
    begun = time.monotonic()
    losses: list[float] = []
    model.train()
    for number, step in enumerate(steps, start=1):
        cosine = 0.5 * (1 + math.cos(math.pi * number / len(steps)))
        for group in optimizer.param_groups:
            group["lr"] = plan.peak * min(1, number / _WARM_UP) * (0.02 + 0.98 * cosine)
        packed = pack(taught.rules, [_shuffle(each, taught.lessons, chance) for each in step], device)
        loss = _loss(model, packed, plan)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(loss.detach()))
        if number % 20 == 0 or number == len(steps):
            passed, mean = time.monotonic() - begun, sum(losses[-20:]) / len(losses[-20:])
            sys.stderr.write(f"{passed:.0f} s, step {number} of {len(steps)}: loss {mean:.3f}\n")
    model.eval()


@torch.no_grad()
def judge(model: Any, taught: TokenLessons, tokens: int, *, device: str = "cpu") -> list[list[float]]:
    """The log-odds of yes, for each question of each lesson."""
    model.eval()
    found = []
    for step in _divide(taught.lessons, tokens, None):
        packed = pack(taught.rules, [_without_replies(each) for each in step], device)
        logits = _logits(model, packed, [each.place for each in packed.targets], len(model.model.layers))
        odds = iter((logits[:, taught.yes] - logits[:, taught.no]).tolist())
        found += [[next(odds) for _ in each.questions] for each in step]
    return found


def area(taught: TokenLessons, odds: Sequence[Sequence[float]]) -> float:
    """Area under the curve of judgements."""
    labels = [each.holds for lesson in taught.lessons for each in lesson.questions]
    return float(roc_auc_score(labels, [value for lesson in odds for value in lesson]))


def _divide(
    lessons: Sequence[TokenLesson], tokens: int, chance: random.Random | None
) -> Iterator[list[TokenLesson]]:
    """All lessons as steps of about so many tokens, in a random order."""
    order = list(lessons)
    if chance is not None:
        chance.shuffle(order)
    step: list[TokenLesson] = []
    length = 0
    for lesson in order:
        size = len(lesson.excerpt) + sum(len(each.asked) + len(each.reply) for each in lesson.questions)
        if step and length + size > tokens:
            yield step
            step, length = [], 0
        step.append(lesson)
        length += size
    if step:
        yield step


def _shuffle(lesson: TokenLesson, lessons: Sequence[TokenLesson], chance: random.Random) -> TokenLesson:
    questions = list(lesson.questions)
    chance.shuffle(questions)
    if len(questions) > 1 and chance.random() < _FOREIGN:
        other = chance.choice(lessons)
        denied = next((each for each in lesson.questions if not each.holds), None)
        if other is not lesson and denied is not None:
            questions.append(TokenQuestion(chance.choice(other.questions).asked, denied.reply, holds=False))
    return replace(lesson, questions=tuple(questions))


def _without_replies(lesson: TokenLesson) -> TokenLesson:
    return replace(lesson, questions=tuple(replace(each, reply=each.reply[:1]) for each in lesson.questions))


def _loss(model: Any, packed: Packed, plan: Plan) -> torch.Tensor:
    replies = [each.tokens for each in packed.targets]
    places = [each.place + step for each in packed.targets for step in range(len(each.tokens))]
    wanted = torch.tensor([token for reply in replies for token in reply], device=packed.tokens.device)
    firsts = torch.tensor([position == 0 for reply in replies for position in range(len(reply))])
    losses = functional.cross_entropy(_logits(model, packed, places, plan.first_layer), wanted, reduction="none")
    return losses[firsts].mean() + plan.answers * losses[~firsts].mean()


def _logits(model: Any, packed: Packed, places: Sequence[int], fixed: int) -> torch.Tensor:
    """For the tokens behind these places; nothing is carried back through the first `fixed` layers."""
    layers = len(model.model.layers)
    with torch.no_grad():
        states = run_layers(model, model.model.embed_tokens(packed.tokens[None]), packed, 0, fixed)
    states = model.model.norm(run_layers(model, states, packed, fixed, layers))[0]
    logits: torch.Tensor = model.lm_head(states[list(places)]).float()
    return logits
