"""Train the adapter of the local model, on the processor.

    pip install "fundstelle[training]"
    python -m tests.reader_training lessons FIRST.gguf [--minutes 60]
    python -m tests.reader_training libraries ADAPTER.gguf --begin FIRST.gguf [--minutes 60]

The weights are the installed ones, so what is learned fits their quantisation. First from the lessons, six
questions to an excerpt; then from what the product reads of the libraries. A step takes some 1,800 tokens; what was
seen least comes first, and before it is learned from it is judged: the area under the curve of these judgements is
that of questions never seen. Two idle cores see 560 lessons or 1,200 excerpts of the libraries in an hour. What
came of it stands in docs/experiments.md, "A judge that was trained".
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import tempfile
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
from tests.reader_training.libraries import lessons_of, library_names, look
from tests.reader_training.low_rank import FIRST_LAYER, adapt, read_adapter, run_layers, write_adapter
from tests.reader_training.packing import Packed, pack

_WARM_UP = 10  # steps
_TOKENS_A_SEQUENCE = 600
_SEQUENCES_A_STEP = 3


@dataclass(frozen=True, slots=True)
class Course:
    """What is learned from, and how."""

    lessons: Sequence[Lesson]
    peak: float  # learning rate
    answers: float  # what they count beside the judgement


@dataclass(frozen=True, slots=True)
class Seen:
    """One question before it was learned from."""

    log_odds: float
    holds: bool


def main() -> None:
    """Train until the time is over, then write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("course", choices=["lessons", "libraries"])
    parser.add_argument("adapter", type=Path)
    parser.add_argument("--begin", type=Path, help="adapter to go on with")
    parser.add_argument("--minutes", type=float, default=60)
    options = parser.parse_args()
    course = Course(read_lessons(), 3e-4, 0.7) if options.course == "lessons" else _read_libraries()
    model, tokenizer = _open_base()
    torch.manual_seed(0)
    learned = adapt(model)
    if options.begin is not None:
        read_adapter(model, options.begin)
    train(model, tokenizer, learned, course, options.minutes * 60)
    write_adapter(model, options.adapter)


def train(
    model: Any, tokenizer: Any, learned: Sequence[torch.nn.Parameter], course: Course, seconds: float
) -> None:
    """Learn for so long."""
    chance, begun = random.Random(7), time.monotonic()
    optimizer = torch.optim.AdamW(learned, lr=course.peak, weight_decay=0.0, betas=(0.9, 0.98))
    times: Counter[int] = Counter()
    seen: list[Seen] = []
    step = 0
    while (passed := time.monotonic() - begun) < seconds:
        step += 1
        cosine = 0.5 * (1 + math.cos(math.pi * passed / seconds))
        for group in optimizer.param_groups:
            group["lr"] = course.peak * min(1, step / _WARM_UP) * (0.02 + 0.98 * cosine)
        losses = []
        for _ in range(_SEQUENCES_A_STEP):
            numbers, packed = _take(tokenizer, course.lessons, times, chance)
            loss, judged = _learn(model, packed, course.answers)
            (loss / _SEQUENCES_A_STEP).backward()
            losses.append(float(loss))
            seen += judged if all(times[number] == 0 for number in numbers) else []
            times.update(numbers)
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        _tell(step, passed, seconds, losses, seen[-120:])


def _read_libraries() -> Course:
    """What the product reads of them, a fifth of it lessons, so that these are not forgotten."""
    chance = random.Random(11)
    with tempfile.TemporaryDirectory() as folder:
        found = [
            each for name in library_names() for looked in look(name, Path(folder)) for each in lessons_of(looked)
        ]
    known = chance.sample(read_lessons(), len(found) // 16)  # six questions each
    return Course([*found, *known], 2e-4, 0.35)


def _take(
    tokenizer: Any, lessons: Sequence[Lesson], times: Counter[int], chance: random.Random
) -> tuple[list[int], Packed]:
    """Lessons that were seen least, as many as one sequence holds."""
    least = min(times[number] for number in range(len(lessons)))
    waiting = [number for number in range(len(lessons)) if times[number] == least]
    chance.shuffle(waiting)
    chosen = waiting[:1]
    packed = _pack(tokenizer, lessons, chosen, chance)
    for number in waiting[1:]:
        if len(packed.tokens) > _TOKENS_A_SEQUENCE:
            break
        chosen.append(number)
        packed = _pack(tokenizer, lessons, chosen, chance)
    return chosen, packed


def _pack(tokenizer: Any, lessons: Sequence[Lesson], numbers: Sequence[int], chance: random.Random) -> Packed:
    """Lessons; one of several questions in half the cases with one about another, which it does not answer."""
    parts = []
    for number in numbers:
        questions = list(lessons[number].questions)
        chance.shuffle(questions)
        other = chance.choice(lessons)
        if len(questions) > 1 and other is not lessons[number] and chance.random() < 0.5:
            asked = chance.choice(other.questions)
            questions.append(Asked(asked.language, asked.question, None))
        parts.append((lessons[number].excerpt, questions))
    return pack(tokenizer, parts)


def _learn(model: Any, packed: Packed, answers: float) -> tuple[torch.Tensor, list[Seen]]:
    with torch.no_grad():
        states = run_layers(model, model.model.embed_tokens(packed.tokens[None]), packed, 0, FIRST_LAYER)
    states = model.model.norm(run_layers(model, states, packed, FIRST_LAYER, len(model.model.layers)))[0]
    replies = [each.tokens for each in packed.targets]
    places = [each.place + step for each in packed.targets for step in range(len(each.tokens))]
    wanted = torch.tensor([token for reply in replies for token in reply])
    logits = model.lm_head(states[places]).float()
    losses = functional.cross_entropy(logits, wanted, reduction="none")
    firsts = torch.tensor([position == 0 for reply in replies for position in range(len(reply))])
    loss = losses[firsts].mean() + answers * losses[~firsts].mean()
    odds = (logits[firsts, packed.yes] - logits[firsts, packed.no]).tolist()
    return loss, [Seen(value, reply[0] == packed.yes) for value, reply in zip(odds, replies, strict=True)]


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
