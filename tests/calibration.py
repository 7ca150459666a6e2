"""Fit the weights of `rag.answerability` on evaluation sets with answerable and unanswerable questions.

    python -m tests.calibration DIR... [--each 20] [--signals FILE.jsonl]

Each DIR holds `documents/` and `questions.jsonl`, as those in `tests/calibration_set` do. Signals are collected
through the real pipeline with the threshold out of force, then a logistic regression (scikit-learn) is fitted to
whether the reply was right. Never run it on `tests/golden.jsonl`: those questions measure the result.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

import rag.answering
from ingest.indexer import Indexer
from rag.answerability import log_odds
from rag.config import load_settings
from rag.library import Library
from ui.evaluation.matching import contains_answer

_SPREADS = np.array([1.5, 0.25, 0.5])
_NAMES = ("before", "confidence", "german")


def main() -> None:
    """Collect, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, nargs="*")
    parser.add_argument("--each", type=int, default=20, help="questions of each kind from each set")
    parser.add_argument("--signals", type=Path, default=Path("signals.jsonl"))
    options = parser.parse_args()
    # Every question is to be answered, so that its signals and its reply can be seen.
    rag.answering.is_hopeless = lambda *_: False  # type: ignore[assignment]
    rag.answering.is_answerable = lambda *_: True  # type: ignore[assignment]
    for folder in options.sets:
        with options.signals.open("a") as file:
            for row in collect(folder, options.each):
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                file.flush()
    report([json.loads(line) for line in options.signals.read_text().splitlines()])


def collect(folder: Path, each: int) -> Iterator[dict[str, object]]:
    """Signals of so many answerable and unanswerable questions of one set."""
    questions = [json.loads(line) for line in (folder / "questions.jsonl").read_text().splitlines()]
    random.Random(0).shuffle(questions)
    yes, no = [q for q in questions if q["answerable"]][:each], [q for q in questions if not q["answerable"]][:each]
    chosen = [question for pair in zip(yes, no, strict=False) for question in pair]
    with tempfile.TemporaryDirectory() as data, Library(load_settings(data_dir=Path(data))) as library:
        indexer = Indexer(load_settings(data_dir=Path(data)), library.embedder)
        indexer.add([folder / "documents"])
        for number, question in enumerate(chosen, start=1):
            sys.stderr.write(f"\rquestion {number} of {len(chosen)} ")
            answer = library.ask(str(question["question"]))
            right = contains_answer(answer.text, question["answers"])
            german = float(answer.language == "de")
            kinds = {"answerable": question["answerable"], "right": right, "german": german}
            yield {"set": folder.name, **kinds, **answer.signals}
        indexer.close()


def report(rows: list[dict[str, object]]) -> None:
    """Weights and how well each signal, and all together, tell the two kinds apart."""
    # Without a reply the weights do not come into play.
    rows = [row for row in rows if "confidence" in row]
    features = np.array([centre(row) for row in rows])
    labels = np.array([bool(row["right"]) for row in rows])
    missing = np.array([not row["answerable"] for row in rows])
    for number, name in enumerate(_NAMES):
        write(f"{name}: area under the curve {roc_auc_score(labels, features[:, number]):.3f}")
    # All signals vary by about one after this, so none is held down more than another.
    features = features / _SPREADS
    model = LogisticRegression(C=0.5)
    guesses = cross_val_predict(model, features, labels, cv=5, method="predict_proba")[:, 1]
    write(f"all, cross-validated: {roc_auc_score(labels, guesses):.3f}")
    for threshold in (0.3, 0.35, 0.4, 0.45, 0.5):
        kept, refused = (guesses[labels] >= threshold).mean(), (guesses[missing] < threshold).mean()
        write(f"threshold {threshold}: right replies kept {kept:.2f}, unanswerable refused {refused:.2f}")
    model.fit(features, labels)
    write(
        f"intercept {model.intercept_[0]:.2f} "
        + " ".join(f"{name} {weight:.2f}" for name, weight in zip(_NAMES, model.coef_[0] / _SPREADS, strict=True))
    )
    sys.stdout.flush()


def centre(row: dict[str, object]) -> list[float]:
    """Signals as `answer_probability` weighs them."""
    value = {name: float(str(row.get(name, 0.5))) for name in _NAMES}
    return [log_odds(value["before"]), value["confidence"] + 0.2, value["german"]]


def write(text: str) -> None:
    """To standard output."""
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
