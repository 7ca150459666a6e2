"""The last handler of errors of the page: around a whole view, and around each part that is drawn by itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
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


def guarded(draw: Callable[Given, None], texts: Texts, folder: Path) -> Callable[Given, None]:
    """As `draw`. Errors with a sentence are shown; others are logged under a number that the page names.

    `folder` is the library's: that its disk is full has a sentence, too.
    """

    @wraps(draw)
    def drawn(*given: Given.args, **named: Given.kwargs) -> None:
        try:
            with disk_full_is_storage_full(folder):
                draw(*given, **named)
        except FundstelleError as error:
            st.html(notice_html("error", "", explain(error, texts.language)))
        except Exception:  # noqa: BLE001 - the last handler of this surface; Streamlit's own signals are no Exception
            st.html(notice_html("error", "", texts.unexpected.format(number=log_unexpected("page"))))

    return drawn


def refreshed(
    draw: Callable[Given, None], texts: Texts, folder: Path, seconds: float | None
) -> Callable[Given, None]:
    """As `draw`, drawn again by itself every so many seconds and after its own buttons; None: only after these.

    What surrounds it is not at work then, so it has a handler of its own.
    """
    return st.fragment(run_every=seconds)(guarded(draw, texts, folder))
