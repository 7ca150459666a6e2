"""The conversation on the start page, without a browser: what stands beside an answer, and what can be pressed."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from ui.texts import ENGLISH, GERMAN

WORDS = {"en": ENGLISH, "de": GERMAN}


def _draw(case: str, language: str, folder: str) -> None:
    from types import SimpleNamespace

    import streamlit as st

    from rag.config import load_settings
    from rag.errors import ModelUnavailable
    from rag.types import Answer, AnswerStatus, Statement, Verdict
    from ui.conversation import Exchange
    from ui.texts import ENGLISH, GERMAN
    from ui.views.ask import _EXAMPLE_KEY, _RESTRICTION, _show_exchange

    def answer(text: str, status: AnswerStatus, **more: object) -> Answer:
        return Answer("Wie lange dauert sie?", text, status, (), (), "", 1, 0.5, language, **more)  # type: ignore[arg-type]

    verified = Statement("It takes two hours.", Verdict.VERIFIED, (1,))
    left_out = [
        Statement(text, Verdict.UNSUPPORTED, objection="numbers") for text in ("For 9 <b>days</b>.", "Twice.")
    ]
    gone = ModelUnavailable("No weights.")
    answers = {
        "left out": answer("It takes two hours.", AnswerStatus.ANSWERED, statements=(verified, *left_out)),
        "nothing left out": answer("It takes two hours.", AnswerStatus.ANSWERED, statements=(verified,)),
        "not found": answer("Nothing.", AnswerStatus.NOT_FOUND, statements=tuple(left_out)),
        "ambiguous": answer(
            "Several.", AnswerStatus.AMBIGUOUS, candidates=("a/2025.md", "b/2026.md"), notice="Beside it."
        ),
        "failed": answer("The model failed. (Too slow.)\n\nA quote. [1]", AnswerStatus.FAILED),
        "unusable": answer("Failed. (No weights.)", AnswerStatus.FAILED, unusable=gone.sentence),
    }
    workspace = SimpleNamespace(settings=load_settings(data_dir=folder), library=None)
    exchange = Exchange("Wie lange dauert sie?", answer=answers[case], key="k")
    _show_exchange(workspace, exchange, GERMAN if language == "de" else ENGLISH, is_last=False)  # type: ignore[arg-type]
    st.text(f"{st.session_state.get(_EXAMPLE_KEY)} in {st.session_state.get(_RESTRICTION)}")


@pytest.fixture
def show(tmp_path):
    """Draws an exchange."""

    def call(case, language="en"):
        shown = AppTest.from_function(_draw, args=(case, language, str(tmp_path))).run(timeout=30)
        assert not shown.exception
        return shown

    return call


def html_of(shown):
    return "\n".join(each.proto.body for each in shown.get("html"))


@pytest.mark.parametrize("language", ["en", "de"])
def test_statements_that_nothing_carries_are_said_to_be_left_out(show, language):
    said = WORDS[language].left_out.format(statements="For 9 &lt;b&gt;days&lt;/b&gt;. Twice.")
    assert said in html_of(show("left out", language))


@pytest.mark.parametrize("case", ["nothing left out", "not found", "failed"])
def test_nothing_is_said_to_be_left_out_where_nothing_was_or_nothing_is_told(show, case):
    assert ENGLISH.left_out.partition("{")[0] not in html_of(show(case))


def test_a_document_that_may_be_meant_is_asked_again_with_a_press(show):
    shown = show("ambiguous")
    assert ENGLISH.which_one in html_of(shown)
    assert "Beside it." in html_of(shown)
    assert [each.label for each in shown.button] == ["a/2025.md", "b/2026.md"]
    assert [each.value for each in shown.text] == ["None in None"]
    shown.button[1].click().run(timeout=30)
    assert [each.value for each in shown.text] == ["Wie lange dauert sie? in ['b/2026.md']"]


def test_no_document_is_asked_for_otherwise(show):
    assert not show("left out").button


def test_a_model_that_fails_is_told_without_the_quotes_which_have_cards(show):
    page = html_of(show("failed"))
    assert ENGLISH.failed in page
    assert "The model failed. (Too slow.)" in page
    assert "A quote." not in page


def test_a_model_that_cannot_be_used_is_told_in_the_language_of_the_page(show):
    page = html_of(show("unusable", "de"))
    assert GERMAN.failed in page
    assert "Ein Modell fehlt oder lässt sich nicht laden. Die Meldung: No weights." in page
    assert "No weights." in html_of(show("unusable", "en"))
