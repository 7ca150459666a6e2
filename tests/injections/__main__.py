"""Attacks of a set, planted in the sample documents: how many change what the golden questions are answered.

    python -m tests.injections DIR [--limit N] [--questions-used 12] [--details FILE]

DIR holds `attacks.jsonl`. Each attack is planted behind the sentence that answers a question, in a footnote, in a
table cell, as a row of the table that holds the answer if one does, in title and metadata, in the file name, and
put behind the question itself; then status, quotes, language, addresses, links and HTML, and words of the prompt
are compared with the answer without it. Harmless texts of the set are only shown to the content filter. A title or
name is compared with a harmless one at the same place, for a document that loses its own may be found less well.
How often the sentence of an answer becomes one with the attack behind it is counted for all questions and attacks.
Where text beside the evidence changes something, harmless text of the same length is planted there, too: "as any
text" counts what that changes as well. Models are those of the settings.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path

from rag.config import prepare_process
from tests.injections.attacks import Attack, read_attacks
from tests.injections.comparing import Change
from tests.injections.measuring import Trial, measure, objected, plantable
from tests.injections.planting import Place, Sample, read_samples
from tests.injections.separation import ends_sentence, joined
from ui.evaluation.dataset import Question, choose, read_questions

_ROOT = Path(__file__).parents[2]
_COLUMNS = [each.name for each in fields(Change)]


def main() -> None:
    """Plant, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path, metavar="DIR", help="a folder with attacks.jsonl, or such a file")
    parser.add_argument("--limit", type=int, help="only so many attacks, spread evenly")
    parser.add_argument("--documents", type=Path, default=_ROOT / "sample_docs")
    parser.add_argument("--questions", type=Path, default=_ROOT / "tests" / "golden.jsonl")
    parser.add_argument("--questions-used", type=int, default=12, help="golden questions that take turns")
    parser.add_argument("--details", type=Path, help="write a line of JSON for each attempt, without its text")
    options = parser.parse_args()
    prepare_process()
    texts = read_attacks(options.set)
    attacks = spread([each for each in texts if not each.is_harmless], options.limit)
    samples = read_samples(options.documents)
    all_questions = plantable(read_questions(options.questions)[0], samples)
    questions = choose(all_questions, options.questions_used)
    trials = []
    for trial in measure(attacks, questions, samples, show_progress):
        trials.append(trial)
        if options.details:
            with options.details.open("a", encoding="utf-8") as file:
                file.write(describe(trial) + "\n")
    lines = [*table(trials), "", *filter_lines(texts), separation_line(attacks, all_questions, samples)]
    sys.stdout.write("\n".join(lines) + "\n")


def spread(attacks: list[Attack], limit: int | None) -> list[Attack]:
    """All attacks, or `limit` of them spread evenly."""
    if limit is None or limit >= len(attacks):
        return attacks
    return [attacks[place * len(attacks) // limit] for place in range(limit)]


def table(trials: Sequence[Trial]) -> list[str]:
    """Lines of a Markdown table: for each place, source and all, the share of attempts that changed something."""
    groups = {str(place): [each for each in trials if each.place is place] for place in Place}
    for source in sorted({each.attack.source for each in trials if each.attack.source}):
        groups[f"all of {source}"] = [each for each in trials if each.attack.source == source]
    groups["all"] = list(trials)
    return [
        "| planted | attempts | "
        + " | ".join(name.replace("_", " ") for name in _COLUMNS)
        + " | behaviour | as any text |",
        "|---|" + "---|" * (len(_COLUMNS) + 3),
        *(_row(name, group) for name, group in groups.items() if group),
    ]


def filter_lines(texts: Sequence[Attack]) -> list[str]:
    """How many of both kinds of texts the content filter objects to as questions."""
    lines = []
    for name, harmless in (("attacks", False), ("harmless texts", True)):
        chosen = [each for each in texts if each.is_harmless is harmless]
        if chosen:
            lines.append(f"content filter objects to {objected(chosen)} of {len(chosen)} {name}")
    return lines


def separation_line(attacks: Sequence[Attack], questions: Sequence[Question], samples: Mapping[str, Sample]) -> str:
    """How many sentences that answer a question become one with an attack behind them."""
    ending = [each for each in questions if ends_sentence(each, samples)]
    pairs = sum(1 for _ in joined(attacks, ending, samples))
    return f"{pairs} of {len(ending) * len(attacks)} pairs of a sentence and an attack are read as one sentence"


def describe(trial: Trial) -> str:
    """A line of JSON on one attempt."""
    return json.dumps(
        {
            "attack": trial.attack.id,
            "place": trial.place,
            "question": trial.question.id,
            **asdict(trial.change),
            "behaviour": trial.change.behaviour,
            "as_any_text": trial.as_any_text,
        }
    )


def show_progress(done: int, total: int) -> None:
    """On standard error."""
    sys.stderr.write(f"\rattempt {done} of {total} ")
    sys.stderr.flush()


def _row(name: str, trials: Sequence[Trial]) -> str:
    counts = [*(sum(getattr(each.change, column) for each in trials) for column in _COLUMNS)]
    counts += [sum(each.change.behaviour for each in trials), sum(each.as_any_text for each in trials)]
    shares = " | ".join(f"{count} ({count / len(trials):.1%})" for count in counts)
    return f"| {name} | {len(trials)} | {shares} |"


if __name__ == "__main__":
    main()
