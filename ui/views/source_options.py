"""The fields of a form for the options that a kind of source describes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from ingest.sources.options import Option, OptionType, Origin
from ingest.sources.types import SourceOptions

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

# What is short stands beside each other, in rows of so many; what is not in here has a row of its own.
_IN_A_ROW: Mapping[OptionType, int] = {
    OptionType.LIST: 2,
    OptionType.CHOICE: 3,
    OptionType.INTEGER: 3,
    OptionType.NUMBER: 3,
}


def may_ask(option: Option, *, local: bool) -> bool:
    """Whether the page asks for an option; `local` is a page that only this machine reaches."""
    return option.ask.label is not None and (local or option.ask.origin is not Origin.HERE)


def ask_options(options: Sequence[Option], kind: str, language: str) -> dict[str, Any]:
    """Ask for options of a kind of source. What was left empty is left out."""
    found: dict[str, Any] = {}
    for row in _rows(options):
        places = st.columns(len(row)) if len(row) > 1 else [st.container()]
        for place, option in zip(places, row, strict=True):
            found[option.name] = _FIELDS[option.type](place, option, _key(option, kind), language)
    return {name: value for name, value in found.items() if value not in (None, ())}


def _rows(options: Sequence[Option]) -> list[list[Option]]:
    """Neighbours that are short share a row, lists only with lists; check boxes stand last."""
    rows: list[list[Option]] = []
    for option in sorted(options, key=lambda each: each.type is OptionType.FLAG):
        most = _IN_A_ROW.get(option.type, 1)
        if rows and len(rows[-1]) < most and _IN_A_ROW.get(rows[-1][0].type) == most:
            rows[-1].append(option)
        else:
            rows.append([option])
    return rows


def _key(option: Option, kind: str) -> str:
    """What was entered stays when another kind is chosen, as far as every kind has it."""
    shared = option.name in SourceOptions.model_fields
    return f"source-{option.name}" if shared else f"source-{kind}-{option.name}"


def _words(option: Option, key: str, language: str) -> dict[str, Any]:
    ask = option.ask
    label = option.name if ask.label is None else ask.label.of(language)
    return {"label": label, "key": key, "help": None if ask.help is None else ask.help.of(language)}


def _ask_flag(place: DeltaGenerator, option: Option, key: str, language: str) -> bool:
    return place.checkbox(value=bool(option.default), **_words(option, key, language))


def _ask_choice(place: DeltaGenerator, option: Option, key: str, language: str) -> str | None:
    called = option.ask.choices
    chosen: str | None = place.selectbox(
        options=option.choices,
        index=None if option.default is None else option.choices.index(option.default),
        format_func=lambda each: called[each].of(language) if each in called else each,
        **_words(option, key, language),
    )
    return chosen


def _ask_number(place: DeltaGenerator, option: Option, key: str, language: str) -> float | None:
    of = int if option.type is OptionType.INTEGER else float
    lowest, highest, value = (
        None if each is None else of(each) for each in (option.lowest, option.highest, option.default)
    )
    given: float | None = place.number_input(
        min_value=lowest, max_value=highest, value=value, step=of(1), **_words(option, key, language)
    )
    return given


def _ask_text(place: DeltaGenerator, option: Option, key: str, language: str) -> str | None:
    given: str = place.text_input(value=option.default or "", **_words(option, key, language))
    return given.strip() or None


def _ask_secret(place: DeltaGenerator, option: Option, key: str, language: str) -> str | None:
    given: str = place.text_input(type="password", **_words(option, key, language))
    return given or None


def _ask_list(place: DeltaGenerator, option: Option, key: str, language: str) -> tuple[str, ...]:
    given: str = place.text_input(value=", ".join(option.default or ()), **_words(option, key, language))
    return tuple(each.strip() for each in given.split(",") if each.strip())


_FIELDS: Mapping[OptionType, Callable[[DeltaGenerator, Option, str, str], Any]] = {
    OptionType.FLAG: _ask_flag,
    OptionType.CHOICE: _ask_choice,
    OptionType.LIST: _ask_list,
    OptionType.INTEGER: _ask_number,
    OptionType.NUMBER: _ask_number,
    OptionType.TEXT: _ask_text,
    OptionType.SECRET: _ask_secret,
}
