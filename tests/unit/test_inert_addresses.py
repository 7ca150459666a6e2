"""No spelling of an address gets past the reply's check, and those of the evidence stay."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.inert import for_reader
from ui.output import Output


@pytest.mark.parametrize(
    "written",
    [
        "siehe evil.example/x?q=120",
        "siehe evil.example?q=120",
        "siehe //evil.example/x",
        "schreibe an mailto:a@evil.example",
        "schreibe an a.b+c@evil.example",
        "siehe <https://evil.example/x>",
        "<im<img x>g src=//evil.example/x>",
        "![a\nb](https://evil.example/x)",
        "[![a](https://evil.example/i)](https://evil.example/x)",
        "htt<a>ps://evil.example/x",
        "https://firma.example/a.evil",
    ],
)
def test_foreign_addresses_are_removed(written):
    shown = for_reader(f"120 EUR, {written}.", ["Siehe https://firma.example/a."])
    assert "evil" not in shown
    assert "<img" not in shown
    assert "120 EUR" in shown


@pytest.mark.parametrize(
    "written",
    [
        "Siehe https://firma.example/a.",
        "Anträge an hr@firma.example.",
        "Formulare unter intranet.firma.example/reise?jahr=2026.",
    ],
)
def test_addresses_of_the_evidence_stay(written):
    assert for_reader(written, [written]) == written


@pytest.mark.parametrize(
    "text",
    ["Es sind 3,5 l/100 km, z.B. innerorts.", "Nr. 4/2024 vom 1.5.2024", "bericht.pdf u.a.", "und/oder", "¿//?"],
)
def test_what_is_no_address_stays(text):
    assert for_reader(text, []) == text


@given(st.text(alphabet="<>![]()imgaeio./:@?wx \n", max_size=60))
def test_a_second_pass_finds_nothing_more(text):
    once = for_reader(text, [])
    assert for_reader(once, []) == once


def test_a_terminal_gets_nothing_to_obey(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr("sys.stdout", stream)
    Output().text("a\x1b[31mb\u202ec\x9bd")
    Output(as_json=True).document({"x": "c\x9bd\u202e"})
    stream.flush()
    assert stream.buffer.getvalue().decode() == 'abcd\n{"x": "c\\u009bd\\u202e"}\n'
