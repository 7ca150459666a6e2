"""Under an answer: a picture for it by an image model that is named, marked as generated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from rag.errors import FundstelleError
from ui.explaining import explain
from ui.illustrations import illustrate, may_illustrate, read_prompt
from ui.markup import note_html, notice_html
from ui.texts import Texts
from ui.wording.illustrating import ILLUSTRATION_TEXTS

if TYPE_CHECKING:
    from rag.types import Answer
    from ui.bootstrap import Workspace

_EXAMPLE = "bedrock:stability.sd3-5-large-v1:0"


def show_illustration(workspace: Workspace, answer: Answer, key: str, texts: Texts) -> None:
    """Offer to draw, and show what was drawn in this session. Only the question is sent, as is said before."""
    settings, words = workspace.settings, ILLUSTRATION_TEXTS[texts.language]
    if not may_illustrate(settings):
        return
    drawn = f"picture-{key}"
    with st.expander(words.title, expanded=drawn in st.session_state):
        model = st.text_input(words.model, settings.image_model or _EXAMPLE, key=f"image-model-{key}").strip()
        st.html(note_html(words.sent.format(model=model, prompt=" ".join(answer.question.split()))))
        if st.button(words.draw, key=f"draw-{key}", icon=":material/brush:", disabled=not model):
            try:
                with st.spinner(words.drawing):
                    wanted = settings.model_copy(update={"image_model": model})
                    st.session_state[drawn] = illustrate(read_prompt(answer.question), wanted)[0]
            except FundstelleError as error:
                st.html(notice_html("error", "", explain(error, texts.language)))
        picture: bytes | None = st.session_state.get(drawn)
        if picture is not None:
            st.image(picture, width="stretch", output_format="PNG")
            st.download_button(
                words.save, picture, "illustration.png", "image/png", key=f"save-{key}", on_click="ignore"
            )
