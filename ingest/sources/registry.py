"""The kinds of sources: every module of `kinds` is one, and has its `KIND`."""

from __future__ import annotations

import importlib
import pkgutil

from pydantic import ValidationError

from ingest.sources import kinds
from ingest.sources.types import SourceKind, SourceOptions
from rag.errors import ConfigurationError
from rag.wording import in_sequence, say


def kind_names() -> list[str]:
    """Names of all kinds, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(kinds.__path__))


def find_kind(name: str) -> SourceKind:
    """The kind of this name. Raises ConfigurationError."""
    if name not in kind_names():
        raise ConfigurationError(
            say(
                "source_kind_unknown",
                "There is no kind of source “{kind}”; there are {known}.",
                kind=name,
                known=", ".join(kind_names()),
            )
        )
    kind = importlib.import_module(f"{kinds.__name__}.{name}").KIND
    if not isinstance(kind, SourceKind):
        raise TypeError(name)
    return kind


def find_german(code: str) -> str | None:
    """The template of a sentence that one of the kinds says, in German; None when none of them says it."""
    if not code:
        return None
    return next((german[code] for name in kind_names() if code in (german := find_kind(name).german)), None)


def check_options(kind: SourceKind, given: dict[str, object]) -> SourceOptions:
    """The options of a source. Raises ConfigurationError, naming the option."""
    try:
        return kind.options(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        lines = []
        for problem in error.errors(include_url=False, include_input=False, include_context=False):
            name = ".".join(str(part) for part in problem["loc"][:1]).replace("_", "-")
            lines.append(
                say(
                    "source_option_unusable",
                    "The option '{option}' cannot be used: {detail}.",
                    option=name,
                    detail=problem["msg"].lower(),
                )
            )
        raise ConfigurationError(in_sequence(lines)) from None
