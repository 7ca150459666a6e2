"""Handing uploads over to the intake: once each, and out of the browser session's memory at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from rag.errors import FundstelleError
from ui.explaining import explain
from ui.markup import notice_html
from ui.texts import Texts

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from ui.bootstrap import Workspace

_ROUND = "upload_round"
_NOTICES = "upload_notices"
_TAKEN = "upload_taken"
_NAMED = 5
_DROP = '[data-testid="stFileUploaderDropzone"]::after'


def show_uploader(workspace: Workspace, texts: Texts) -> None:
    """The field for new documents. What lands in it is taken over, then the field is emptied."""
    # The widget's own words are English and name one limit only.
    st.html(f'<style>{_DROP} {{ content: "{texts.drop_here}"; }}</style>')
    number = int(st.session_state.setdefault(_ROUND, 0))
    files = st.file_uploader(
        texts.upload, accept_multiple_files=True, key=f"upload-{number}", help=texts.upload_help
    )
    if not files:
        return
    _hand_over(workspace, files, texts)
    # Streamlit keeps uploaded bytes in memory for as long as their widget lives.
    st.session_state[_ROUND] = number + 1
    st.rerun()


def _hand_over(workspace: Workspace, files: list[UploadedFile], texts: Texts) -> None:
    """Give each file to the intake, which knows bytes it already has by their checksum."""
    # A run of the script may be cut short between two files: the next one goes on where it ended.
    taken: set[str] = st.session_state.setdefault(_TAKEN, set())
    notices: list[tuple[str, str]] = st.session_state.setdefault(_NOTICES, [])
    if not taken:
        notices.clear()
    outcomes: defaultdict[str, list[str]] = defaultdict(list)
    progress = st.empty()
    for file in files:
        if file.file_id in taken:
            continue
        progress.html(notice_html("info", "", texts.uploading.format(name=file.name)))
        try:
            accepted = workspace.intake.accept_stream(file.name, file)
        except FundstelleError as error:
            notices.append(("error", explain(error, texts.language)))
        else:
            outcomes[accepted.outcome.value].append(accepted.name)
        taken.add(file.file_id)
    wordings = (
        ("added", texts.upload_added),
        ("updated", texts.upload_updated),
        ("unchanged", texts.upload_unchanged),
    )
    for outcome, wording in wordings:
        if names := outcomes[outcome]:
            notices.append(("ok", wording.format(names=join_names(names, texts))))
    taken.clear()


def join_names(names: Sequence[str], texts: Texts) -> str:
    """The first few names in quotation marks, and how many more there are."""
    shown = ", ".join(texts.quoted.format(name=name) for name in names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} … (+{len(names) - _NAMED})"


def show_notices() -> None:
    """What became of the last uploads, and of the last deletion."""
    with st.container():  # what is below keeps its place
        for kind, sentence in st.session_state.get(_NOTICES, []):
            st.html(notice_html(kind, "", sentence))


def notify(kind: str, sentence: str) -> None:
    """Replace the notices by this one."""
    st.session_state[_NOTICES] = [(kind, sentence)]
