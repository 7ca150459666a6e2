"""CSV questionnaires: nothing but the new fields changes, in any dialect and encoding."""

from __future__ import annotations

import codecs
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ConfigurationError, UnreadableDocument
from ui.questionnaires.csv_table import CsvTable
from ui.questionnaires.grid import Filled
from ui.questionnaires.layout import lay_out
from ui.questionnaires.replies import headers_in

YES = Filled("Yes", "answered", '[1] a.txt, page 1: "yes"')


def answer(folder, data, filled=YES, column=None):
    """The bytes of the answered file, and what `save` says."""
    file = folder / "in.csv"
    file.write_bytes(data)
    table = CsvTable(file, column)
    (sheet,) = lay_out(table, "in.csv", column)
    table.begin(sheet, headers_in(sheet.language))
    for row in sheet.questions:
        table.fill(sheet, row, filled)
    said = table.save(folder / "out.csv")
    return (folder / "out.csv").read_bytes(), said


def test_what_was_there_stays_byte_for_byte(tmp_path):
    data = (
        b'Title;;\r\n"No";Question; "odd" quotes\r\n\r\n1;Where?;"a ""b"" ;c"\r\n;Section;\r\n2;\r\n3;"Two\nlines?"'
    )
    out, said = answer(tmp_path, data, Filled("Yes; no", "answered", "a\nb"))
    assert said is None
    assert out == (
        b'Title;;\r\n"No";Question; "odd" quotes;"Answer";"Status";"Sources";"Note"\r\n\r\n'
        b'1;Where?;"a ""b"" ;c";"Yes; no";answered;"a\nb";\r\n'
        b';Section;;"Yes; no";answered;"a\nb";\r\n2;\r\n3;"Two\nlines?";;"Yes; no";answered;"a\nb";'
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("cp1252", b""),
    ],
)
def test_dialect_and_encoding_are_kept(tmp_path, delimiter, encoding, mark):
    lines = ["Nr|Frage|Größe", "1|Wie groß, wie schwer; wie schön?|für alle – überall", ""]
    text = "\n".join(delimiter.join(f'"{field}"' for field in line.split("|")) if line else "" for line in lines)
    out, said = answer(tmp_path, mark + text.encode(encoding), Filled("Größe", "answered", ""))
    assert said is None
    assert out.startswith(mark)
    rows = list(csv.reader(io.StringIO(out[len(mark) :].decode(encoding)), delimiter=delimiter))
    assert rows == [
        ["Nr", "Frage", "Größe", "Antwort", "Status", "Quellen", "Hinweis"],
        ["1", "Wie groß, wie schwer; wie schön?", "für alle – überall", "Größe", "answered", "", ""],
    ]


def test_an_encoding_that_lacks_a_character_becomes_utf8(tmp_path):
    out, said = answer(tmp_path, "Nr;Frage\n1;Wie groß?\n".encode("cp1252"), Filled("≥ 3", "answered", ""))
    assert said == f"The answers hold characters that cp1252 lacks, so {tmp_path / 'out.csv'} is in UTF-8."
    assert out.decode("utf-8-sig") == "Nr;Frage;Antwort;Status;Quellen;Hinweis\n1;Wie groß?;≥ 3;answered;;\n"
    assert out.startswith(codecs.BOM_UTF8)


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-5 °C", "@sum", "\t=1"])
def test_a_formula_becomes_text(tmp_path, text):
    out, _ = answer(tmp_path, b"Nr,Question\n1,Where?\n", Filled(text, "answered", text, text))
    fields = list(csv.reader(io.StringIO(out.decode())))[1]
    assert fields[2:] == [f"'{text}", "answered", f"'{text}", f"'{text}"]


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Frage\nWas kostet es, und wann?\nWo, bitte?\n", ["Was kostet es, und wann?", "Wo, bitte?"]),
        ("Frage\nWo?\n", ["Wo?"]),
        ("Where is it, and why?\nWho reads the logs?\n", ["Where is it, and why?", "Who reads the logs?"]),
        ("Survey, part one\n\nID;Question\n1;Where, when?\n", ["Where, when?"]),
        ("sep=|\nID|Question\n1|Where, when;ever?\n", ["Where, when;ever?"]),
        (
            "A-1;Is there a fence, a wall?\nA-2;Is there a door?\n",
            ["Is there a fence, a wall?", "Is there a door?"],
        ),
    ],
)
def test_delimiters_are_told_by_the_header_or_by_even_records(tmp_path, text, questions):
    file = tmp_path / "in.csv"
    file.write_text(text, encoding="utf-8")
    (sheet,) = lay_out(CsvTable(file), "in.csv")
    assert list(sheet.questions.values()) == questions


def test_bytes_that_would_be_lost_are_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="save it as CSV in UTF-8"):
        answer(tmp_path, codecs.BOM_UTF8 + b"Frage\nWie gro\xdf?\n")
    with pytest.raises(UnreadableDocument, match="binary data"):
        answer(tmp_path, b"Frage\n\x00\x01\x02\x03?\n")


def test_a_quotation_mark_that_is_never_closed_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="never closed"):
        answer(tmp_path, b'Nr,Question\n1,"Where?\n2,Who?\n')


def test_a_field_without_end_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="Record 2 of the CSV file cannot be read"):
        answer(tmp_path, b"Question\n" + b"x" * 200_000)


_FIELD = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
_CELL = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12)


@given(
    rows=st.lists(st.tuples(_FIELD, _FIELD), max_size=6),
    cells=st.tuples(_CELL, _CELL, _CELL, _CELL),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_reading_what_was_written_gives_both(tmp_path_factory, rows, cells, quoting, end):
    folder = tmp_path_factory.mktemp("csv")
    rows = [("Question", "Comment"), ("Where?", ""), *rows]
    text = io.StringIO()
    csv.writer(text, quoting=quoting, lineterminator=end).writerows(rows)
    out, _ = answer(folder, text.getvalue().encode(), Filled(*cells))
    read = list(csv.reader(io.StringIO(out.decode(), newline="")))
    written = [f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell for cell in cells]
    assert [tuple(row[:2]) for row in read] == rows
    assert [row[2:] for row in read[1:]] == [written if row[0].strip() else [] for row in rows[1:]]
