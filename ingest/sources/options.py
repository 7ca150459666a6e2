"""How a kind of source describes its options, so that the command line, the page and the API need not know it.

An option is a field of a pydantic model: its type, default and limits say what may be given. `Ask`, as
`Annotated[int, Ask(...)]`, adds what a form calls it and from where it may be given.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import BaseModel, SecretStr

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


@dataclass(frozen=True, slots=True)
class Words:
    """The same in the languages of the page."""

    de: str
    en: str

    def of(self, language: str) -> str:
        """In one language, by its ISO 639-1 code."""
        return self.de if language == "de" else self.en


class Origin(StrEnum):
    """From where an option may be given, at the farthest."""

    ANYWHERE = "anywhere"  # also by another program, over HTTP, and on a page that others reach
    HERE = "here"  # on the command line, and on a page that only this machine reaches


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be said of an option besides its type."""

    label: Words | None = None  # None: the page does not ask for it
    help: Words | None = None
    choices: Mapping[str, Words] = field(default_factory=dict)  # what a form calls the values of a Literal
    origin: Origin = Origin.ANYWHERE


class OptionType(StrEnum):
    """What an option is to whoever asks for it."""

    FLAG = "flag"
    CHOICE = "choice"
    LIST = "list"  # of texts
    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    SECRET = "secret"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a kind of source, as a surface needs it."""

    name: str  # of the field
    type: OptionType
    default: Any
    description: str  # English, for the command line
    ask: Ask
    choices: tuple[str, ...] = ()
    lowest: float | None = None
    highest: float | None = None


def options_of(model: type[BaseModel]) -> list[Option]:
    """The options of a kind of source: those of every source first. Raises TypeError for a type not known here."""
    return [_option(name, of) for name, of in model.model_fields.items()]


def shown(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options as they may be shown: stars stand for secrets."""
    return {name: str(value) if isinstance(value, SecretStr) else value for name, value in options.items()}


def _option(name: str, of: FieldInfo) -> Option:
    given: Any = of.annotation
    if isinstance(given, types.UnionType):
        given = next(each for each in get_args(given) if each is not type(None))
    choices = get_args(given) if get_origin(given) is Literal else ()
    return Option(
        name,
        _type(name, given),
        of.get_default(call_default_factory=True, validated_data={}),
        of.description or "",
        next((each for each in of.metadata if isinstance(each, Ask)), Ask()),
        choices,
        next((each.ge for each in of.metadata if hasattr(each, "ge")), None),
        next((each.le for each in of.metadata if hasattr(each, "le")), None),
    )


def _type(name: str, given: Any) -> OptionType:
    if get_origin(given) in _OF_ORIGIN:
        return _OF_ORIGIN[get_origin(given)]
    if given not in _OF_TYPE:
        raise TypeError(name)
    return _OF_TYPE[given]


_OF_ORIGIN: Mapping[Any, OptionType] = {Literal: OptionType.CHOICE, tuple: OptionType.LIST}
_OF_TYPE: Mapping[Any, OptionType] = {
    bool: OptionType.FLAG,
    int: OptionType.INTEGER,
    float: OptionType.NUMBER,
    str: OptionType.TEXT,
    SecretStr: OptionType.SECRET,
}
