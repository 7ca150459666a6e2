"""The dialog in which a source is named: whatever its kind says of itself is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ingest.sources.options import options_of
from ingest.sources.permitting import permit
from ingest.sources.registry import find_kind, kind_names
from ingest.sources.types import Reads, SourceKind
from rag.errors import FundstelleError
from ui.explaining import explain
from ui.markup import notice_html
from ui.operations import Operations
from ui.texts import Texts
from ui.views.common import close_dialog, is_on_this_computer, open_dialog, show_confirmation, tell
from ui.views.source_options import ask_options, may_ask
from ui.wording.sources import SourceTexts

ADDING_SOURCE = "adding_source"  # while its dialog is open


def show_source_form(operations: Operations, allowed: Sequence[str], texts: Texts, words: SourceTexts) -> None:
    """The dialog; what is wrong with what was entered is said in it. `allowed` is as the setting has it."""
    open_dialog(
        ADDING_SOURCE, words.add, lambda: _show(operations, allowed, texts, words), texts, operations.directory.root
    )


def kind_title(name: str, language: str) -> str:
    """What the page calls a kind of source; its name when the kind is not there any more."""
    return find_kind(name).title.of(language) if name in kind_names() else name


def _show(operations: Operations, allowed: Sequence[str], texts: Texts, words: SourceTexts) -> None:
    names = kind_names()
    chosen_kind = st.segmented_control(
        words.kind,
        names,
        default=names[0],
        format_func=lambda each: kind_title(each, texts.language),
        key="source-kind",
        label_visibility="collapsed",
    )
    name = chosen_kind or names[0]
    kind = find_kind(name)
    local = is_on_this_computer()
    if not local and _only_here(kind):
        # Whoever reaches the page may add a source; the files of this computer are not theirs to read.
        st.html(notice_html("info", "", words.only_here.format(kind=name)))
        return
    called = st.text_input(words.name, key="source-name", help=words.name_help)
    location = st.text_input(kind.location.of(texts.language), key=f"source-location-{name}")
    asked = [each for each in options_of(kind.options) if may_ask(each, local=local)]
    options = ask_options(asked, name, texts.language)
    chosen = show_confirmation(texts, "add-source-dialog", words.save)
    if chosen:
        try:
            location = location.strip()
            place = location if local else permit(kind, name, location, options, allowed)
            operations.sources.add(called.strip(), name, place, options)
        except FundstelleError as error:
            st.html(notice_html("error", "", explain(error, texts.language)))
            return
        tell(words.added.format(name=called.strip()))
    if chosen is not None:
        close_dialog(ADDING_SOURCE)
        st.rerun()


def _only_here(kind: SourceKind) -> bool:
    return kind.reads is Reads.FILES or kind.permit is None
