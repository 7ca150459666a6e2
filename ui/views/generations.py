"""The page of generations: what changed when, a way back, and what the gate holds back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from rag.catalog import Catalog
from rag.history import Generation, compare_generations, list_generations
from ui.explaining import in_language
from ui.gate.running import Waiting, find_staged
from ui.markup import escape, names_html, note_html, notice_html, table_html
from ui.texts import Texts
from ui.times import iso_moment_text
from ui.views.common import (
    close_dialog,
    get_operations,
    open_dialog,
    page_of,
    reader_zone,
    show_confirmation,
    show_head,
    show_pager,
    show_section,
    show_told,
    write_library,
)
from ui.views.gate import SETTING_GATE, show_gate, show_gate_dialog
from ui.wording.gate import GATE_TEXTS
from ui.wording.generations import GENERATION_TEXTS, GenerationTexts

if TYPE_CHECKING:
    from ingest.indexer import Indexer
    from ui.bootstrap import Workspace

_PAGE_SIZE = 20
_NAMED = 200
_COLUMNS = (5.0, 2.0, 2.0)
_COMPARED, _BACK = "compared-generation", "back-to-generation"
# Another process may be publishing what it has just read.
_WAIT_SECONDS = 10.0


def show_generations(workspace: Workspace, texts: Texts) -> None:
    """Draw the page."""
    words = GENERATION_TEXTS[texts.language]
    show_head(words.title, words.lead)
    show_told()
    operations = get_operations(workspace)
    catalog, directory = operations.catalog, operations.directory
    with catalog.snapshot() as snapshot:
        found, present = list_generations(snapshot), snapshot.generation
    _show_staged(workspace, find_staged(catalog), texts, words)
    if not found:
        st.html(note_html(words.nothing))
    page, shown, more = page_of("generations", found, _PAGE_SIZE)
    for each in shown:
        _show_row(each, texts, words, is_present=each is found[0] or each.number == present)
    show_pager("generations", page, _PAGE_SIZE, len(shown), texts, more=more)
    show_gate(directory, texts)
    if SETTING_GATE in st.session_state:
        show_gate_dialog(directory, texts)
    elif _COMPARED in st.session_state:
        number: int = st.session_state[_COMPARED]
        title = words.differences_of.format(number=number)
        open_dialog(
            _COMPARED, title, lambda: _show_differences(catalog, found, number, words), texts, directory.root
        )
    elif _BACK in st.session_state:
        wanted: int = st.session_state[_BACK]
        title = words.go_back_title.format(number=wanted)
        open_dialog(_BACK, title, lambda: _ask_back(workspace, wanted, texts, words), texts, directory.root)


def _show_row(generation: Generation, texts: Texts, words: GenerationTexts, *, is_present: bool) -> None:
    counts = words.counts.format(added=generation.added, changed=generation.changed, removed=generation.removed)
    reason = words.reasons.get(generation.reason, generation.reason)
    time = iso_moment_text(generation.time, texts.language, reader_zone())
    name = words.number.format(number=generation.number)
    with st.container(key=f"row-generation-{generation.number}"):
        text, compare, back = st.columns(_COLUMNS, vertical_alignment="center")
        present = f" · {words.present}" if is_present else ""
        text.html(
            f'<div class="fs-file">{escape(name)}{escape(present)}</div>'
            + note_html(f"{time} · {reason} · {counts}")
        )
        compare.button(
            words.differences,
            key=f"compare-{generation.number}",
            on_click=_open,
            args=(_COMPARED, generation.number),
            width="stretch",
        )
        if not is_present:
            back.button(
                words.go_back,
                icon=":material/history:",
                key=f"back-{generation.number}",
                on_click=_open,
                args=(_BACK, generation.number),
                width="stretch",
            )


def _open(state: str, number: int) -> None:
    close_dialog(_COMPARED, _BACK, SETTING_GATE)
    st.session_state[state] = number


def _show_differences(catalog: Catalog, found: Sequence[Generation], number: int, words: GenerationTexts) -> None:
    """What the generation changed in the one before it; of the oldest nothing is known."""
    before = next((each.number for each in found if each.number < number), None)
    differences = []
    if before is not None:
        with catalog.snapshot() as snapshot:
            differences = compare_generations(snapshot, before, number)
    if not differences:
        st.html(note_html(words.no_differences))
        return
    rows = [(each.name, words.changes[each.change]) for each in differences[:_NAMED]]
    rest = len(differences) - len(rows)
    st.html(table_html(("", ""), rows) + (note_html(f"… +{rest}") if rest else ""))


def _ask_back(workspace: Workspace, number: int, texts: Texts, words: GenerationTexts) -> None:
    st.html(note_html(words.go_back_lead.format(number=number)))
    answer = show_confirmation(texts, "back", words.go_back)
    if answer:
        with st.spinner(words.go_back):
            done = write_library(workspace, texts, lambda indexer: _roll_back(indexer, number, words))
        if not done:
            return
    if answer is not None:
        close_dialog(_BACK)
        st.rerun()


def _roll_back(indexer: Indexer, number: int, words: GenerationTexts) -> str:
    rolled = indexer.roll_back(number, wait_seconds=_WAIT_SECONDS)
    told = words.went_back.format(number=number)
    return f"{told} {words.erased.format(count=rolled.erased)}" if rolled.erased else told


def _show_staged(workspace: Workspace, waiting: Waiting | None, texts: Texts, words: GenerationTexts) -> None:
    """What is prepared and not visible, and why."""
    if waiting is None:
        return
    show_section(words.staged)
    st.html(note_html(words.staged_lead.format(count=len(waiting.changes))))
    st.html(names_html(each.name for each in waiting.changes[:_NAMED]))
    if waiting.held_back is not None:
        lost = [str(each["question"]) for each in waiting.held_back["lost"]]
        sentence = in_language(waiting.held_back["sentence"], texts.language)
        st.html(notice_html("warning", words.held_back, words.lost if lost else sentence))
        st.html(table_html(("",), [(question,) for question in lost]) if lost else "")
        # What earlier versions stored does not have it.
        if allowed := [str(each["question"]) for each in waiting.held_back.get("allowed", ())]:
            st.html(note_html(GATE_TEXTS[texts.language].allowed) + names_html(allowed))
    with st.container(horizontal=True):
        if st.button(words.publish, key="publish-staged"):
            done = write_library(workspace, texts, lambda indexer: _publish(indexer, words))
        elif st.button(words.discard, key="discard-staged"):
            done = write_library(workspace, texts, lambda indexer: _discard(indexer, words))
        else:
            return
    if done:
        st.rerun()


def _publish(indexer: Indexer, words: GenerationTexts) -> str:
    indexer.publish(wait_seconds=_WAIT_SECONDS)
    return words.published


def _discard(indexer: Indexer, words: GenerationTexts) -> str:
    return words.discarded.format(count=indexer.discard(_WAIT_SECONDS))
