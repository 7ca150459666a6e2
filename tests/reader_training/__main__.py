"""Train an adapter of the local model.

    pip install "fundstelle[training]"
    python -m tests.reader_training ADAPTER.gguf [--passes 4] [--device cuda]

The weights are the installed ones, so what is learned fits their quantisation. What is learned from: the lessons,
several questions to an excerpt, and what the product reads for the questions of the libraries. At the end it tells
the area under the curve of its judgements on a library that it did not learn from. A pass takes a GPU a minute and
two idle cores some five hours. What came of it stands in docs/experiments.md, "A judge that was trained" and "Words
that answer". The shipped one that names words was made so; the one that judges, which is no worse a judge, by one
pass over the lessons without `near_*` and then the libraries, in hours on a processor.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

import torch

from rag.config import load_settings
from rag.models import model_path
from tests.reader_training.learning import PASSES, Plan, area, judge, learn
from tests.reader_training.lessons import Lesson, read_lessons
from tests.reader_training.libraries import KEPT_BACK, lessons_of, library_names, look
from tests.reader_training.low_rank import Shape, adapt, write_adapter
from tests.reader_training.tokens import tokenize


def main() -> None:
    """Learn, write the adapter, tell how well it judges."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("adapter", type=Path)
    parser.add_argument("--passes", type=int, default=PASSES)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    model, tokenizer = _open_base(options.device)
    with tempfile.TemporaryDirectory() as folder:
        read = [each for name in library_names() for each in _read_library(name, Path(folder))]
        kept_back = tokenize(tokenizer, _read_library(KEPT_BACK, Path(folder)))
    lessons = read_lessons()
    near = [each for each in lessons if each.source.startswith("near_")]
    # Near misses, and what the product reads, count twice.
    taught = tokenize(tokenizer, [*lessons, *near, *read, *read])
    torch.manual_seed(0)
    shape = Shape()
    plan = Plan(shape.first_layer, options.passes)
    learned = adapt(model, shape)
    learn(model, learned, taught, plan, device=options.device)
    write_adapter(model, shape, options.adapter)
    odds = judge(model, kept_back, plan.tokens, device=options.device)
    sys.stderr.write(f"Area under the curve on {KEPT_BACK}: {area(kept_back, odds):.3f}\n")


def _read_library(name: str, stores: Path) -> list[Lesson]:
    return [lesson for looked in look(name, stores) for lesson in lessons_of(looked)]


def _open_base(device: str) -> tuple[Any, Any]:
    """The installed weights, unpacked to 16 bits; takes a minute and 7 GB."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    path = model_path("qwen2.5-coder-1.5b-instruct", load_settings().models_dir)
    tokenizer = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    model = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32)
    # Its attention with a mask of one's own makes gradients that are no numbers (torch 2.11, H200).
    torch.backends.cuda.enable_cudnn_sdp(False)
    model = model.to(torch.bfloat16).to(device)
    model.requires_grad_(False)
    model.eval()
    return model, tokenizer


if __name__ == "__main__":
    main()
