"""Which names of a source are wanted: patterns as shells have them."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Sequence

from ingest.sources.types import SourceOptions


def wanted_by(options: SourceOptions) -> Callable[[str], bool]:
    """Whether a name passes `include` and `exclude`.

    A pattern without a slash is compared with the last part of the name, any other with all of it; `*` also
    stands for slashes. Capital and small letters are the same.
    """
    included, excluded = _matcher(options.include), _matcher(options.exclude)
    return lambda name: (not options.include or included(name)) and not excluded(name)


def _matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    if not patterns:
        return lambda _: False
    paths = [fnmatch.translate(each.lower().lstrip("/")) for each in patterns if "/" in each]
    names = [fnmatch.translate(each.lower()) for each in patterns if "/" not in each]
    of_path = re.compile("|".join(paths)) if paths else None
    of_name = re.compile("|".join(names)) if names else None

    def matches(name: str) -> bool:
        lower = name.lower()
        if of_path is not None and of_path.match(lower):
            return True
        return of_name is not None and of_name.match(lower.rsplit("/", 1)[-1]) is not None

    return matches
