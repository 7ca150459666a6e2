"""Which places a caller may have followed: none that would show what only this machine or its network may see."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from rag.config import Settings
from ui.api.errors import NotPermitted
from ui.scheduling import NewSource

_BUCKET = "s3://"
_WHERE = "; `fundstelle source add` on the machine itself may."


def permitted(settings: Settings, wanted: NewSource) -> NewSource:
    """The source as it may be added over HTTP. Raises NotPermitted, and ConfigurationError for no such kind."""
    from ingest.sources.registry import find_kind

    find_kind(wanted.kind)
    check = _CHECKS.get(wanted.kind)
    if check is None:
        raise NotPermitted(f"Sources of the kind “{wanted.kind}” cannot be added over HTTP{_WHERE}")
    return check(wanted, settings.api_source_folders)


def _check_folder(wanted: NewSource, allowed: Sequence[str]) -> NewSource:
    # What is followed is the folder that was checked, whatever a link in its name leads to later.
    folder = _real(wanted.location)
    roots = [_real(each) for each in allowed if not each.startswith(_BUCKET)]
    if not any(_is_below(folder, root, os.sep) for root in roots):
        raise NotPermitted(f"This folder is not below one of api_source_folders{_WHERE}")
    return replace(wanted, location=folder)


def _check_bucket(wanted: NewSource, allowed: Sequence[str]) -> NewSource:
    # They are read with the credentials of this machine.
    _refuse(wanted.options, "endpoint_url", "profile")
    roots = [each for each in allowed if each.startswith(_BUCKET)]
    if not any(_is_below(wanted.location, root, "/") for root in roots):
        raise NotPermitted(f"This bucket is not below one of api_source_folders{_WHERE}")
    return wanted


def _check_website(wanted: NewSource, allowed: Sequence[str]) -> NewSource:
    from ingest.sources.web.addresses import is_known_as_private

    del allowed
    _refuse(wanted.options, "allow_private")
    # What a name stands for later is checked again with each connection.
    try:
        host = urlsplit(wanted.location).hostname
    except ValueError:
        host = None
    if host is not None and is_known_as_private(host):
        raise NotPermitted(f"Sites of this machine or of an inner network cannot be added over HTTP{_WHERE}")
    return wanted


def _refuse(options: Mapping[str, object], *names: str) -> None:
    for name in names:
        if options.get(name):
            raise NotPermitted(f"The option '{name}' cannot be given over HTTP{_WHERE}")


def _real(path: str) -> str:
    try:
        return os.path.realpath(os.path.expanduser(path))  # noqa: PTH111 - a Path would raise for an unknown user
    except ValueError as error:  # a zero byte
        raise NotPermitted(f"This is no folder that could be followed{_WHERE}") from error


def _is_below(place: str, root: str, separator: str) -> bool:
    return (place.rstrip(separator) + separator).startswith(root.rstrip(separator) + separator)


_CHECKS: dict[str, Callable[[NewSource, Sequence[str]], NewSource]] = {
    "folder": _check_folder,
    "s3": _check_bucket,
    "website": _check_website,
}
