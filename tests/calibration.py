"""Fit the weights of `rag.answerability` on evaluation sets with answerable and unanswerable questions.

    python -m tests.calibration DIR... [--limit N]

Each DIR holds `documents/` and `questions.jsonl`, as those in `tests/calibration_set` do, and maybe
`off_topic.jsonl`: questions that have nothing to do with the documents, which are all asked. Signals are collected
as `fundstelle calibrate` does, in the stores of `fundstelle eval`, where they are kept for the next run; then a
logistic regression (scikit-learn) is fitted to whether the reply was right. Never run it on `tests/golden.jsonl`:
those questions measure the result.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from ingest.progress import ignore
from rag.answerability import ENOUGH_CLOSENESS, log_odds
from rag.config import load_settings, prepare_process
from rag.layout import DataDir
from rag.library import Library
from ui.bootstrap import open_indexer
from ui.calibration.asking import Trial, ask_openly
from ui.calibration.outcomes import Outcome, OutcomeFile, setup_of
from ui.evaluation.dataset import choose, find_set, read_questions
from ui.evaluation.store import claim_store, default_store, fill_store

_SPREADS = np.array([1.5, 0.25, 0.5, 0.05])
_NAMES = ("before", "confidence", "german", "closeness")
_OFF_TOPIC = "off_topic.jsonl"


def main() -> None:
    """Collect, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--limit", type=int, help="only so many questions of each set, spread evenly")
    options = parser.parse_args()
    prepare_process()
    report([trial for folder in options.sets for trial in collect(folder, options.limit)])


def collect(folder: Path, limit: int | None) -> list[Trial]:
    """The questions of one set with the threshold out of force."""
    question_set = find_set(folder, None, None)
    questions, problems = read_questions(question_set.questions)
    questions = choose(questions, limit)
    if (folder / _OFF_TOPIC).exists():
        further, mistakes = read_questions(folder / _OFF_TOPIC)
        questions, problems = [*questions, *further], [*problems, *mistakes]
    store = default_store(question_set.documents)
    claim_store(store, question_set.documents)
    settings = load_settings(data_dir=store, refusal_threshold=0.0)
    with closing(open_indexer(settings)) as indexer:
        fill_store(indexer, store, question_set.documents, ignore)
    with Library(settings) as library:
        known = OutcomeFile(DataDir(store).calibration, setup_of(settings, library.status().generation))
        trials, failures = ask_openly(
            library,
            questions,
            known,
            lambda stage, done, total, item: sys.stderr.write(f"\r{stage} {done} of {total} {item} "),
        )
    for problem in (*problems, *failures):
        sys.stderr.write(f"\n{problem}\n")
    return trials


def report(trials: Sequence[Trial]) -> None:
    """Weights and how well each signal, and all together, tell the two kinds apart."""
    # Without a reply the weights do not come into play; without a judgement it teaches nothing.
    trials = [each for each in trials if each.outcome.told and each.outcome.right is not None]
    features = np.array([centre(each.outcome) for each in trials])
    labels = np.array([each.outcome.right for each in trials])
    missing = np.array([not each.question.answerable for each in trials])
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


def centre(outcome: Outcome) -> list[float]:
    """Signals as `answer_score` weighs them; one that is missing is neutral."""
    confidence = 0.0 if outcome.confidence is None else outcome.confidence + 0.2
    return [
        log_odds(0.5 if outcome.before is None else outcome.before),
        confidence,
        float(outcome.language == "de"),
        0.0 if outcome.closeness is None else min(0.0, outcome.closeness - ENOUGH_CLOSENESS),
    ]


def write(text: str) -> None:
    """To standard output."""
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
