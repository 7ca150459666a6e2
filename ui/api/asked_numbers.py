"""Numbers of what is asked, for Prometheus: on every surface, since the library began to count them."""

from __future__ import annotations

import math
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from rag.types import Answer
from ui.asked_counts import BUCKETS, AskedCounts, Key, Measure, Surface, sums_of


class AskedNumbers(Collector):
    """Counters and histograms by surface. Sums of this process are written when somebody looks, and at its end.

    So no answer over HTTP waits for a disk, and what a killed process had counted nobody had seen.
    """

    def __init__(self, counts: AskedCounts) -> None:
        self._counts = counts
        self._lock = threading.Lock()  # held for a moment only: the loop of the service waits for it
        self._writing = threading.Lock()
        self._pending: defaultdict[Key, float] = defaultdict(float)

    def count(self, answer: Answer) -> None:
        """One answer is finished."""
        with self._lock:
            _add(self._pending, sums_of(answer, Surface.API))

    def flush(self) -> None:
        """Write what is not written yet; what cannot be written stays for the next time."""
        with self._writing:
            self._flush()

    def _flush(self) -> None:
        with self._lock:
            sums, self._pending = self._pending, defaultdict(float)
        if sums and not self._counts.add(sums):
            with self._lock:
                _add(self._pending, sums)

    def describe(self) -> list[Metric]:
        """Nothing beforehand: the file is only read when somebody looks."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All of one moment."""
        with self._writing:
            self._flush()
            known = self._counts.read()
            if known is None:
                return  # a number that is missing is no number that fell
            sums = defaultdict(float, known)
            with self._lock:
                _add(sums, self._pending)
        yield from _families(sums)


def _families(sums: Mapping[Key, float]) -> Iterator[Metric]:
    answers = CounterMetricFamily(
        "fundstelle_answers", "Finished answers by surface and status.", labels=["surface", "status"]
    )
    tokens = CounterMetricFamily(
        "fundstelle_tokens",
        "Tokens that language models read (input) and wrote (output), as far as they are known.",
        labels=["surface", "model", "direction"],
    )
    directions = {Measure.INPUT_TOKENS: "input", Measure.OUTPUT_TOKENS: "output"}
    for key, value in sorted(sums.items()):
        if key.measure is Measure.ANSWERS:
            answers.add_metric([key.surface, key.label], value)
        elif key.measure in directions:
            tokens.add_metric([key.surface, key.label, directions[key.measure]], value)
    yield answers
    yield tokens
    seconds = HistogramMetricFamily(
        "fundstelle_answer_seconds", "Time that an answer took, without its waiting.", labels=["surface"]
    )
    yield _fill(seconds, sums, Measure.SECONDS, Measure.SECONDS_BUCKET)
    first_word = HistogramMetricFamily(
        "fundstelle_first_word_seconds", "Time until a language model wrote its first word.", labels=["surface"]
    )
    yield _fill(first_word, sums, Measure.FIRST_WORD, Measure.FIRST_WORD_BUCKET)


def _add(sums: defaultdict[Key, float], more: Mapping[Key, float]) -> None:
    for key, value in more.items():
        sums[key] += value


def _fill(
    family: HistogramMetricFamily, sums: Mapping[Key, float], total: Measure, bucket: Measure
) -> HistogramMetricFamily:
    """Prometheus' buckets hold all that took so long at most; a file of another version may have other bounds."""
    for surface in sorted(key.surface for key in sums if key.measure is total):
        counts = [(float(key.label), value) for key, value in sums.items() if _is_of(key, bucket, surface)]
        buckets = [(_bound_text(bound), sum(value for each, value in counts if each <= bound)) for bound in BUCKETS]
        family.add_metric([surface], buckets, sums[Key(total, surface)])
    return family


def _bound_text(bound: float) -> str:
    return "+Inf" if math.isinf(bound) else str(bound)


def _is_of(key: Key, measure: Measure, surface: str) -> bool:
    return key.measure is measure and key.surface == surface
