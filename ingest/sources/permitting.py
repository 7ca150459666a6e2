"""What somebody elsewhere may have followed: nothing that only this machine or its network may see.

Each kind of source checks its own places (`SourceKind.permit`); what is the same for all of them is here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from ingest.sources.options import Origin, options_of
from ingest.sources.types import SourceKind
from rag.errors import SourceForbidden
from rag.wording import say


def permit(
    kind: SourceKind, name: str, location: str, options: Mapping[str, object], allowed: Sequence[str]
) -> str:
    """The location as it may be followed for another program, or for a page that others reach.

    `name` is that of the kind, `allowed` what the setting `api_source_folders` has. Raises SourceForbidden.
    """
    if kind.permit is None:
        raise SourceForbidden(
            say(
                "source_kind_here_only",
                "Sources of the kind “{kind}” cannot be added over HTTP; `fundstelle source add` on the machine"
                " itself may.",
                kind=name,
            )
        )
    for option in options_of(kind.options):
        given = options.get(option.name)
        if option.ask.origin is not Origin.ANYWHERE and given not in (None, option.default):
            raise SourceForbidden(
                say(
                    "source_option_here_only",
                    "The option '{option}' cannot be given over HTTP; `fundstelle source add` on the machine itself"
                    " may.",
                    option=option.name,
                )
            )
    return kind.permit(location, allowed)


def permit_path(location: str, allowed: Sequence[str]) -> str:
    """Where a path of this machine leads to, when that is one of the allowed folders or below one.

    What is followed is what was checked, whatever a link in its name leads to later. Raises SourceForbidden.
    """
    path = _real(location)
    if not any(is_below(path, _real(each), os.sep) for each in allowed if "://" not in each):
        raise SourceForbidden(
            say(
                "path_not_allowed",
                "This place is not below one of api_source_folders; `fundstelle source add` on the machine itself"
                " may.",
            )
        )
    return path


def is_below(place: str, root: str, separator: str) -> bool:
    """Whether a place is the root or below it."""
    return (place.rstrip(separator) + separator).startswith(root.rstrip(separator) + separator)


def _real(path: str) -> str:
    try:
        return os.path.realpath(os.path.expanduser(path))  # noqa: PTH111 - a Path would raise for an unknown user
    except ValueError as error:  # a zero byte
        raise SourceForbidden(say("path_unusable", "This is no path that could be followed.")) from error
