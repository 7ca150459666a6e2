"""Whatever is done in whatever order: every kept generation shows exactly what a plain dictionary remembers of it.

FUNDSTELLE_HISTORY_SEEDS sets how many sequences are played.
"""

from __future__ import annotations

import os
import random

import pytest

from ingest.indexer import Indexer
from rag.config import load_settings
from rag.errors import FundstelleError
from rag.library import Library
from tests.fakes import HashingEmbedder
from tests.integration.test_crash import _problems

_SEEDS = int(os.environ.get("FUNDSTELLE_HISTORY_SEEDS", "3"))
_STEPS = 14
_NAMES = ("a.txt", "b.txt", "c.txt", "d.txt")


class _World:
    """A library, and what it must hold now, in each generation, and in the staged set."""

    def __init__(self, tmp_path, seed):
        self.chance = random.Random(seed)
        self.folder = tmp_path / f"documents{seed}"
        self.folder.mkdir()
        self.settings = load_settings(data_dir=tmp_path / f"data{seed}", models_dir=tmp_path / "models")
        self.embedder = HashingEmbedder()
        self.indexer = Indexer(self.settings, lambda: self.embedder)
        self.library = Library(self.settings, embedder=self.embedder)
        self.live: dict[str, str] = {}
        self.staged: dict[str, str | None] = {}
        self.kept: dict[int, dict[str, str]] = {}
        self.texts = 0

    def step(self):
        """Do one thing by chance, and remember what should be so after it."""
        act = self.chance.choice(
            (self.add, self.add, self.stage, self.retire, self.remove, self.roll_back, self.end)
        )
        act()
        self.kept[self.library.status().generation] = dict(self.live)
        return act.__name__

    def _write(self):
        written = {}
        for name in self.chance.sample(_NAMES, self.chance.randint(1, 2)):
            self.texts += 1
            written[name] = f"Rule\n\nText number{self.texts} of the rule."
            if self.chance.random() < 0.2 and name in self.live:
                written[name] = self.live[name]
            (self.folder / name).write_text(written[name])
        return written

    def add(self):
        written = self._write()
        self.indexer.add([self.folder / name for name in written])
        self.live |= written
        for name in written:
            # What is added by hand goes before the set; a document that the set would remove still goes.
            if self.staged.get(name) is not None:
                del self.staged[name]

    def stage(self):
        written = self._write()
        self.indexer.add([self.folder / name for name in written], staged=True)
        for name, text in written.items():
            self.staged.pop(name, None)
            if self.live.get(name) != text:
                self.staged[name] = text
        if self.live and self.chance.random() < 0.4:
            name = self.chance.choice(sorted(self.live))
            self.indexer.staging.remove([name])
            self.staged[name] = None

    def retire(self):
        if self.live:
            name = self.chance.choice(sorted(self.live))
            self.indexer.intake.retire([name])
            del self.live[name]
            self.staged.pop(name, None)

    def remove(self):
        if self.live and self.chance.random() < 0.5:
            name = self.chance.choice(sorted(self.live))
            self.indexer.remove([name])
            # A former document of this name, retired before it, is another one.
            del self.live[name]
            self.staged.pop(name, None)
            self.kept = {}

    def roll_back(self):
        if self.kept:
            number = self.chance.choice(sorted(self.kept))
            self.indexer.roll_back(number)
            self.live = dict(self.kept[number])
            self.staged_after_rollback()

    def staged_after_rollback(self):
        """Whatever the set held may meet other documents now: begin anew."""
        self.indexer.discard()
        self.staged = {}

    def end(self):
        if self.chance.random() < 0.5:
            self.indexer.discard()
        else:
            self.indexer.publish()
            self.live |= {name: text for name, text in self.staged.items() if text is not None}
            for name, text in self.staged.items():
                if text is None:
                    self.live.pop(name, None)
        self.staged = {}

    def check(self):
        """Documents, pages and searches of all that can be looked at."""
        views = {None: self.live, **self.kept}
        views["staged"] = {name: text for name, text in {**self.live, **self.staged}.items() if text is not None}
        for as_of, expected in views.items():
            documents = self.library.documents(as_of=as_of)
            assert {each.name: self.library.page(each.id, 1).text for each in documents} == expected, as_of
            hits = self.library.search("text number of the rule", k=50, as_of=as_of)
            assert {hit.passage.document: hit.passage.text for hit in hits} == expected, as_of
            for name, text in expected.items():
                (hit,) = self.library.search("rule", as_of=as_of, documents=[name])
                assert (hit.passage.text, hit.lexical is not None) == (text, True), as_of

    def close(self):
        self.indexer.close()
        self.library.close()


@pytest.mark.parametrize("seed", range(_SEEDS))
def test_every_generation_shows_what_it_showed(tmp_path, seed):
    world = _World(tmp_path, seed)
    done = []
    for _ in range(_STEPS):
        try:
            done.append(world.step())
        except FundstelleError as error:
            assert "another document has this name" in str(error)
        world.check()
        if world.chance.random() < 0.3:
            world.indexer.rebuild()
            world.check()
        assert _problems(world.settings) == [], done
    world.close()
