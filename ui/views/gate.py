"""The part of the page of generations where the gate is looked at and set."""

from __future__ import annotations

import streamlit as st

from rag.errors import FundstelleError
from rag.layout import DataDir
from ui.explaining import explain
from ui.gate.store import Gate, Rules, TellOf, attach, attached_questions, change_gate, find_gate, remove_gate
from ui.markup import note_html, notice_html, number_text
from ui.texts import Texts
from ui.views.common import close_dialog, open_dialog, show_confirmation, show_section, tell
from ui.wording.gate import GATE_TEXTS, GateTexts

SETTING_GATE = "setting-gate"  # while its dialog is open


def show_gate(directory: DataDir, texts: Texts) -> None:
    """What the gate wants, and the buttons that change it."""
    words, gate = GATE_TEXTS[texts.language], find_gate(directory)
    show_section(words.title)
    st.html(note_html(words.none if gate is None else _wants(gate, words, texts.language)))
    with st.container(horizontal=True):
        if st.button(words.attach if gate is None else words.change, key="set-gate", icon=":material/rule:"):
            st.session_state[SETTING_GATE] = True
        if gate is not None and st.button(words.remove, key="remove-gate", type="tertiary"):
            remove_gate(directory)
            tell(words.removed)
            st.rerun()


def show_gate_dialog(directory: DataDir, texts: Texts) -> None:
    """The form, while it is open; what is wrong with what was entered is said in it."""
    words, gate = GATE_TEXTS[texts.language], find_gate(directory)
    title = words.attach if gate is None else words.change
    open_dialog(SETTING_GATE, title, lambda: _ask(directory, gate, texts, words), texts, directory.root)


def _wants(gate: Gate, words: GateTexts, language: str) -> str:
    parts = [words.wants.format(file=gate.file, share=_percent(gate.share, language), k=gate.k)]
    if gate.max_lost is not None:
        parts.append(words.wants_lost.format(count=number_text(gate.max_lost, language)))
    if gate.may_lose:
        parts.append(words.may_lose_count.format(ids=", ".join(gate.may_lose)))
    if gate.answers:
        parts.append(words.wants_answers)
    return " ".join(parts)


def _percent(share: float, language: str) -> str:
    text = f"{share:.1%}"
    return text.replace(".", ",").replace("%", " %") if language == "de" else text


def _ask(directory: DataDir, gate: Gate | None, texts: Texts, words: GateTexts) -> None:
    file = st.file_uploader(
        words.file, type=["jsonl"], key="gate-file", help=None if gate is None else words.file_kept
    )
    rules = _ask_rules(directory, gate, texts, words)
    chosen = show_confirmation(texts, "gate", words.save)
    if chosen:
        if file is None and gate is None:
            st.html(notice_html("error", "", words.file_missing))
            return
        try:
            if file is None:
                _, count = change_gate(directory, rules)
            else:
                _, count = attach(directory, file.getvalue(), rules, file.name)
        except FundstelleError as error:
            st.html(notice_html("error", "", explain(error, texts.language)))
            return
        tell(words.saved.format(count=number_text(count, texts.language)))
    if chosen is not None:
        close_dialog(SETTING_GATE)
        st.rerun()


def _ask_rules(directory: DataDir, gate: Gate | None, texts: Texts, words: GateTexts) -> Rules:
    """The rules as they are entered."""
    now = Rules() if gate is None else gate.rules
    share, lost, hits = st.columns(3)
    percent = share.number_input(words.share, 0.0, 100.0, now.share * 100, 1.0, key="gate-share")
    max_lost = lost.number_input(
        words.max_lost, 0, None, now.max_lost, 1, key="gate-max-lost", help=words.max_lost_help
    )
    k = hits.number_input(words.k, 1, None, now.k, 1, key="gate-k")
    may_lose = [] if gate is None else _ask_may_lose(directory, now, texts, words)
    told, most = st.columns(2)
    ways: list[str] = [each.value for each in TellOf]
    tell_of: str = told.selectbox(
        words.tell_of,
        ways,
        index=ways.index(now.tell_of),
        format_func=lambda each: getattr(words, f"tell_of_{each}"),
        key="gate-tell-of",
    )
    tell_most = most.number_input(words.tell_most, 0, None, now.tell_most, 1, key="gate-tell-most")
    answers = st.checkbox(words.answers, now.answers, key="gate-answers")
    return Rules(
        share=round(percent / 100, 6),
        max_lost=max_lost,
        k=k,
        answers=answers,
        may_lose=tuple(may_lose),
        tell_of=TellOf(tell_of),
        tell_most=tell_most,
    )


def _ask_may_lose(directory: DataDir, now: Rules, texts: Texts, words: GateTexts) -> list[str]:
    try:
        questions = {each.id: each.question for each in attached_questions(directory)}
    except FundstelleError as error:
        # The form stays, so that they can be attached again.
        st.html(notice_html("error", "", explain(error, texts.language)))
        return []
    return st.multiselect(
        words.may_lose,
        list(questions),
        default=[each for each in now.may_lose if each in questions],
        format_func=lambda each: f"{each}: {questions[each]}",
        key="gate-may-lose",
        help=words.may_lose_help,
    )
