"""The dialog in which a folder, a website or a bucket is named."""

from __future__ import annotations

from typing import Any, get_args

import streamlit as st

from ingest.sources.kinds.website import WebsiteOptions
from rag.errors import FundstelleError
from ui.explaining import explain
from ui.markup import notice_html
from ui.operations import Operations
from ui.texts import Texts
from ui.views.common import close_dialog, is_on_this_computer, open_dialog, show_confirmation, tell
from ui.wording.sources import SourceTexts

ADDING_SOURCE = "adding_source"  # while its dialog is open
_KINDS = ("folder", "website", "s3")
_MODES = get_args(WebsiteOptions.model_fields["mode"].annotation)


def show_source_form(operations: Operations, texts: Texts, words: SourceTexts) -> None:
    """The dialog; what is wrong with what was entered is said in it."""
    open_dialog(ADDING_SOURCE, words.add, lambda: _show(operations, texts, words))


def _show(operations: Operations, texts: Texts, words: SourceTexts) -> None:
    kind = st.segmented_control(
        words.kind,
        _KINDS,
        default=_KINDS[0],
        format_func=lambda each: getattr(words, f"kind_{each}"),
        key="source-kind",
        label_visibility="collapsed",
    )
    kind = kind or _KINDS[0]
    local = is_on_this_computer()
    if kind == "folder" and not local:
        # Whoever reaches the page may add a source; the files of this computer are not theirs to read.
        st.html(notice_html("info", "", words.folders_elsewhere))
        return
    name = st.text_input(words.name, key="source-name", help=words.name_help)
    location = st.text_input(getattr(words, f"location_{kind}"), key=f"source-location-{kind}")
    options = _ask_options(kind, words, local=local)
    chosen = show_confirmation(texts, "add-source-dialog", words.save)
    if chosen:
        try:
            operations.sources.add(name.strip(), kind, location.strip(), options)
        except FundstelleError as error:
            st.html(notice_html("error", "", explain(error, texts.language)))
            return
        tell(words.added.format(name=name.strip()))
    if chosen is not None:
        close_dialog(ADDING_SOURCE)
        st.rerun()


def _ask_options(kind: str, words: SourceTexts, *, local: bool) -> dict[str, Any]:
    """What can be said of a source of this kind. What was left as it was is left out."""
    include, exclude = st.columns(2)
    options: dict[str, Any] = {
        "include": _patterns(include.text_input(words.include, key="source-include", help=words.patterns_help)),
        "exclude": _patterns(exclude.text_input(words.exclude, key="source-exclude", help=words.patterns_help)),
    }
    if kind == "folder":
        options["hidden"] = st.checkbox(words.option_hidden, key="source-hidden")
    elif kind == "website":
        options |= _ask_website(words, local=local)
    else:
        for field in ("endpoint_url", "region", "profile"):
            options[field] = st.text_input(getattr(words, f"option_{field}"), key=f"source-{field}").strip() or None
    return options


def _ask_website(words: SourceTexts, *, local: bool) -> dict[str, Any]:
    fields = WebsiteOptions.model_fields
    mode, depth, pages = st.columns(3)
    found: dict[str, Any] = {
        "mode": mode.selectbox(
            words.option_mode, _MODES, format_func=lambda each: getattr(words, f"mode_{each}"), key="source-mode"
        ),
        "depth": depth.number_input(words.option_depth, 0, 100, fields["depth"].default, key="source-depth"),
        "pages": pages.number_input(words.option_pages, 1, None, fields["pages"].default, key="source-pages"),
    }
    if local:
        found["allow_private"] = st.checkbox(words.option_allow_private, key="source-private")
    return found


def _patterns(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())
