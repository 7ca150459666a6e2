"""Symbols that Word writes as a font and a place in it are read as characters, or leave a mark."""

import pytest

from tests.unit.test_readers_docx import NAMESPACE, packed, read


def symbol(font, char):
    return f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'


def words(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("font", "char", "expected"),
    [
        ("Symbol", "F0B3", "≥"),
        ("Symbol", "F0A3", "≤"),
        ("Symbol", "00B1", "±"),
        ("symbol", "B4", "×"),
        ("Symbol", "F0B9", "≠"),
        ("Symbol", "F0BB", "≈"),
        ("Symbol", "F02D", "−"),
        ("Symbol", "F0B0", "°"),
        ("Symbol", "F061", "α"),
        ("Symbol", "F06D", "µ"),
        ("Symbol", "F07A", "ζ"),
        ("Symbol", "F07E", "∼"),
        ("Symbol", "F044", "Δ"),
        ("Symbol", "F057", "Ω"),
        ("Symbol", "F0D6", "√"),
        ("Symbol", "F0DE", "⇒"),
        ("Symbol", "F0E5", "∑"),
        ("Symbol", "F0F2", "∫"),
        ("Symbol", "F0FE", "⎭"),
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "F0A8", "□"),
        ("Wingdings", "F0FC", "✓"),
        ("Wingdings", "F0FB", "✗"),
        ("Wingdings", "F083", "③"),
        ("Wingdings 2", "F052", "☑"),
        ("Calibri", "2265", "≥"),
        # Nothing that could be told.
        ("Wingdings", "F021", "▯"),
        ("Symbol", "F090", "▯"),
        ("Company Font", "F0B3", "▯"),
        ("Symbol", "none", "▯"),
        ("Calibri", "FFFFFFFF", "▯"),
        ("Calibri", "D800", "▯"),
    ],
)
def test_a_symbol_between_words(tmp_path, font, char, expected):
    body = f"<w:p>{words('must be ')}{symbol(font, char)}{words(' 5 degrees')}</w:p>"
    assert read(tmp_path, packed(body)).pages[0].text == f"must be {expected} 5 degrees"


def test_symbols_in_cells_and_footnotes(tmp_path):
    cells = "".join(f"<w:tc><w:p>{part}</w:p></w:tc>" for part in (words("Ja"), symbol("Wingdings", "F0FE")))
    reference = '<w:p><w:r><w:t>Satz.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    note = f'<w:footnote w:id="2"><w:p>{symbol("Symbol", "F0A3")}{words(" 3 %")}</w:p></w:footnote>'
    notes = f"<w:footnotes {NAMESPACE}>{note}</w:footnotes>"
    document = packed(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>{reference}", footnotes=notes)
    assert read(tmp_path, document).pages[0].text == "Ja | ☑\n\nSatz. [1]\n\n[1] ≤ 3 %"


def test_a_hidden_symbol_stays_hidden(tmp_path):
    hidden = '<w:r><w:rPr><w:vanish/></w:rPr><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'
    document = read(tmp_path, packed(f"<w:p>{words('frei')}{hidden}</w:p>"))
    assert (document.pages[0].text, document.notes) == ("frei", ())
