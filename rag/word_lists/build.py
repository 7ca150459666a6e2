"""Makes german_nouns.txt.gz from the nouns of the German Wiktionary; see README.md beside it.

Run by hand: `python rag/word_lists/build.py nouns.csv`.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rag.compounds import LEAST, LINKS

TARGET = Path(__file__).with_name("german_nouns.txt.gz")
NO_NOUNS = frozenset(
    "Toponym|Vorname|Nachname|Familienname|Eigenname|Abkürzung|Buchstabe|Symbol|Straßenname|Wortverbindung|Affix|Suffix|"
    "Redewendung|Ortsnamengrundwort|Gebundenes Lexem".split("|")
)


def read_nouns(rows: Iterable[list[str]]) -> set[str]:
    """The lemmas of common nouns, in lower case, from the lemma and the comma-separated kinds of each row."""
    return {
        lemma.lower()
        for lemma, kinds, *_ in rows
        if lemma.isalpha() and len(lemma) >= LEAST and not lemma.isupper() and not NO_NOUNS & set(kinds.split(","))
    }


def count_uses(nouns: set[str]) -> tuple[Counter[str], Counter[str]]:
    """In how many other nouns each is the first part, and the last."""
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for noun in nouns:
        for cut in range(LEAST, len(noun) - LEAST + 1):
            if noun[cut:] in nouns and (found := _without_link(noun[:cut], nouns)):
                first.update(found)
                last[noun[cut:]] += 1
    return first, last


def _without_link(part: str, nouns: set[str]) -> list[str]:
    """The noun that a first part is, as it stands or without joining letters: "Haus", not "Hau"."""
    readings = [part.removesuffix(link) for link in LINKS] + [part + "e"]
    return [reading for reading in readings if reading in nouns][:1]


def main(source: Path) -> None:
    """Write the list, sorted, without a time stamp: the same source gives the same bytes."""
    with source.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        nouns = read_nouns(rows)
    first, last = count_uses(nouns)
    lines = "".join(f"{noun}\t{first[noun]}\t{last[noun]}\n" for noun in sorted(nouns))
    TARGET.write_bytes(gzip.compress(lines.encode(), mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
