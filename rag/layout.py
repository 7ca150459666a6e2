"""The only module that knows a file name on disk.

DATA/
    catalog.sqlite3     the truth and the single commit point (WAL)
    answers.db          answers as they were given, with what made them (WAL)
    usage.db            which model was asked when, with how many tokens, at what cost; no text (WAL)
    asked.db            how much was asked on each surface, and how it went: sums, no text (WAL)
    prices.toml         prices of models that replace or add to the shipped ones, written by a person
    writer.lock         held by the one process that writes the index
    worker.lock         held by the one worker that takes jobs
    workers/*.lock      each held by a process for as long as it lives: what tells a dead worker from a slow one
    originals/ab/ab12…  uploaded bytes, named by their sha256
    vectors/*.faiss     immutable FAISS segments, named in the catalog
    lexical/            the tantivy index
    history/            the same for former versions: whoever asks about today never reads it
    incoming/           bytes on their way in; debris after a crash
    syncing/            locks of syncs, and pages of an interrupted crawl
    refusal.json        from which score on replies are told, fitted to this library (`fundstelle calibrate`)
    gate.jsonl          questions that a staged set must still answer (`fundstelle gate`)
    calibration.jsonl   what a calibration has asked; spares its next run the asking
    requests.db         keys of uploads over HTTP and what became of them, for a day
    fundstelle.log      what went wrong inside; nothing of what documents or questions say
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DataDir:
    """Paths inside one library's data folder. Creating it touches nothing on disk."""

    root: Path

    @property
    def catalog(self) -> Path:
        return self.root / "catalog.sqlite3"

    @property
    def answers(self) -> Path:
        return self.root / "answers.db"

    @property
    def usage(self) -> Path:
        return self.root / "usage.db"

    @property
    def asked(self) -> Path:
        return self.root / "asked.db"

    @property
    def prices(self) -> Path:
        return self.root / "prices.toml"

    @property
    def writer_lock(self) -> Path:
        return self.root / "writer.lock"

    @property
    def worker_lock(self) -> Path:
        return self.root / "worker.lock"

    @property
    def workers(self) -> Path:
        return self.root / "workers"

    @property
    def originals(self) -> Path:
        return self.root / "originals"

    @property
    def vectors(self) -> Path:
        return self.root / "vectors"

    @property
    def lexical(self) -> Path:
        return self.root / "lexical"

    @property
    def history(self) -> Path:
        return self.root / "history"

    @property
    def incoming(self) -> Path:
        return self.root / "incoming"

    @property
    def syncing(self) -> Path:
        return self.root / "syncing"

    @property
    def refusal(self) -> Path:
        return self.root / "refusal.json"

    @property
    def gate(self) -> Path:
        return self.root / "gate.jsonl"

    @property
    def calibration(self) -> Path:
        return self.root / "calibration.jsonl"

    @property
    def requests(self) -> Path:
        return self.root / "requests.db"

    @property
    def log(self) -> Path:
        return self.root / "fundstelle.log"

    def original(self, sha256: str) -> Path:
        """Where the bytes with this checksum are kept."""
        return self.originals / sha256[:2] / sha256

    def segment(self, segment_id: str) -> Path:
        """The file of one vector segment."""
        return self.vectors / f"{segment_id}.faiss"

    def worker(self, name: str) -> Path:
        """The file that a worker holds a lock on while it lives."""
        return self.workers / f"{name}.lock"

    def create(self) -> None:
        """Make the folders. The library is private: nobody but its owner may look in."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (
            self.originals,
            self.vectors,
            self.lexical,
            self.history,
            self.incoming,
            self.syncing,
            self.workers,
        ):
            folder.mkdir(exist_ok=True)
