"""Train the adapter of the local model on the lessons, on the processor.

    pip install "fundstelle[training]"
    python -m tests.reader_training ADAPTER.gguf [--minutes 60]

The weights are the installed ones, so what is learned fits their quantisation. Each step takes three lessons (some
20 questions); those not seen yet come first, and before each is learned from it is judged: the area under the curve
of these judgements is that of questions never seen. Two idle cores see about 560 lessons in an hour. Then the file
goes to `rag/catalogue`, with its checksum in `models.toml`, and `python -m tests.calibration` fits the score.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from sklearn.metrics import roc_auc_score
from torch.nn import functional

from rag.config import load_settings
from rag.models import model_path
from tests.reader_training.lessons import Asked, Lesson, read_lessons
from tests.reader_training.low_rank import FIRST_LAYER, adapt, run_layers, write_adapter
from tests.reader_training.packing import Packed, pack

_PEAK = 3e-4  # learning rate
_WARM_UP = 10  # steps
_LESSONS_A_STEP = 3
# The answers count less than the judgement.
_ANSWERS = 0.7


@dataclass(frozen=True, slots=True)
class Seen:
    """One question before it was learned from."""

    log_odds: float
    holds: bool


def main() -> None:
    """Train until the time is over, then write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("adapter", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    options = parser.parse_args()
    model, tokenizer = _open_base()
    torch.manual_seed(0)
    learned = adapt(model)
    train(model, tokenizer, learned, options.minutes * 60)
    write_adapter(model, options.adapter)


def train(model: Any, tokenizer: Any, learned: Sequence[torch.nn.Parameter], seconds: float) -> None:
    """Learn from lessons for so long."""
    chance, lessons, begun = random.Random(7), read_lessons(), time.monotonic()
    optimizer = torch.optim.AdamW(learned, lr=_PEAK, weight_decay=0.0, betas=(0.9, 0.98))
    times: Counter[int] = Counter()
    seen: list[Seen] = []
    step = 0
    while (passed := time.monotonic() - begun) < seconds:
        step += 1
        cosine = 0.5 * (1 + math.cos(math.pi * passed / seconds))
        for group in optimizer.param_groups:
            group["lr"] = _PEAK * min(1, step / _WARM_UP) * (0.02 + 0.98 * cosine)
        losses = []
        for _ in range(_LESSONS_A_STEP):
            number = _choose(times, len(lessons), chance)
            loss, judged = _learn(model, _pack(tokenizer, lessons, number, chance))
            (loss / _LESSONS_A_STEP).backward()
            losses.append(float(loss))
            seen += judged if times[number] == 0 else []
            times[number] += 1
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        _tell(step, passed, seconds, losses, seen[-120:])


def _choose(times: Counter[int], count: int, chance: random.Random) -> int:
    """A lesson that was seen least."""
    least = min(times[number] for number in range(count))
    return chance.choice([number for number in range(count) if times[number] == least])


def _pack(tokenizer: Any, lessons: Sequence[Lesson], number: int, chance: random.Random) -> Packed:
    """A lesson, in half the cases with a question about another one, which it does not answer."""
    questions = list(lessons[number].questions)
    chance.shuffle(questions)
    other = chance.choice(lessons)
    if other is not lessons[number] and chance.random() < 0.5:
        asked = chance.choice(other.questions)
        questions.append(Asked(asked.language, asked.question, None))
    return pack(tokenizer, lessons[number].excerpt, questions)


def _learn(model: Any, packed: Packed) -> tuple[torch.Tensor, list[Seen]]:
    with torch.no_grad():
        states = run_layers(model, model.model.embed_tokens(packed.tokens[None]), packed, 0, FIRST_LAYER)
    states = model.model.norm(run_layers(model, states, packed, FIRST_LAYER, len(model.model.layers)))[0]
    replies = [each.tokens for each in packed.targets]
    places = [each.place + step for each in packed.targets for step in range(len(each.tokens))]
    wanted = torch.tensor([token for reply in replies for token in reply])
    logits = model.lm_head(states[places]).float()
    losses = functional.cross_entropy(logits, wanted, reduction="none")
    firsts = torch.tensor([position == 0 for reply in replies for position in range(len(reply))])
    loss = losses[firsts].mean() + _ANSWERS * losses[~firsts].mean()
    yes = max(replies, key=len)[0]
    no = min(replies, key=len)[0]
    odds = (logits[firsts, yes] - logits[firsts, no]).tolist()
    return loss, [Seen(value, reply[0] == yes) for value, reply in zip(odds, replies, strict=True)]


def _tell(step: int, passed: float, seconds: float, losses: Sequence[float], seen: Sequence[Seen]) -> None:
    labels = [each.holds for each in seen]
    area = roc_auc_score(labels, [each.log_odds for each in seen]) if len(set(labels)) == 2 else math.nan
    loss = sum(losses) / len(losses)
    sys.stderr.write(f"{passed:.0f} of {seconds:.0f} s, step {step}: loss {loss:.3f}, area {area:.3f}\n")


def _open_base() -> tuple[Any, Any]:
    """The installed weights, unpacked to 16 bits; takes a minute and 7 GB."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    path = model_path("qwen2.5-coder-1.5b-instruct", load_settings().models_dir)
    tokenizer = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    model = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32)
    model = model.to(torch.bfloat16)
    model.requires_grad_(False)
    model.eval()
    return model, tokenizer


if __name__ == "__main__":
    main()
