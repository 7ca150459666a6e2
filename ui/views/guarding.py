"""The last handler of errors of the page: around a view, each part that is drawn by itself, and each callback."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import ParamSpec

import streamlit as st

from ingest.full_disk import disk_full_is_storage_full
from rag.errors import FundstelleError
from ui.explaining import explain
from ui.logs import log_unexpected
from ui.markup import notice_html
from ui.texts import Texts

Given = ParamSpec("Given")
_FAILED = "callback-failed"


def guarded(draw: Callable[Given, None], texts: Texts, folder: Path) -> Callable[Given, None]:
    """As `draw`. Errors with a sentence are shown; others are logged under a number that the page names.

    `folder` is the library's: that its disk is full has a sentence, too.
    """

    @wraps(draw)
    def drawn(*given: Given.args, **named: Given.kwargs) -> None:
        show_failure()
        _show(_problem_of(partial(draw, *given, **named), texts, folder))

    return drawn


def guarded_call(act: Callable[Given, None], texts: Texts, folder: Path) -> Callable[Given, None]:
    """As `act`, for a callback. It runs before anything is drawn: what went wrong is shown by what is drawn next.

    That is the part with the button when only this is drawn again, and else the top of the page.
    """

    @wraps(act)
    def called(*given: Given.args, **named: Given.kwargs) -> None:
        problem = _problem_of(partial(act, *given, **named), texts, folder)
        if problem is not None:
            st.session_state[_FAILED] = problem

    return called


def show_failure() -> None:
    """What went wrong in a callback, once."""
    with st.container():  # what is below keeps its place
        _show(st.session_state.pop(_FAILED, None))


def _problem_of(act: Callable[[], None], texts: Texts, folder: Path) -> str | None:
    """Do it. Returns the sentence to show when it could not be done."""
    try:
        with disk_full_is_storage_full(folder):
            act()
    except FundstelleError as error:
        return explain(error, texts.language)
    except Exception:  # noqa: BLE001 - the last handler of this surface; Streamlit's own signals are no Exception
        return texts.unexpected.format(number=log_unexpected("page"))
    return None


def _show(problem: str | None) -> None:
    if problem is not None:
        st.html(notice_html("error", "", problem))


def refreshed(
    draw: Callable[Given, None], texts: Texts, folder: Path, seconds: float | None
) -> Callable[Given, None]:
    """As `draw`, drawn again by itself every so many seconds and after its own buttons; None: only after these.

    What surrounds it is not at work then, so it has a handler of its own.
    """
    return st.fragment(run_every=seconds)(guarded(draw, texts, folder))
