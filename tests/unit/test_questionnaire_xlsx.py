"""XLSX questionnaires: only the new columns change, as openpyxl reads them and in the bytes of the package."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from rag.errors import ConfigurationError
from ui.questionnaires.grid import Filled
from ui.questionnaires.layout import lay_out
from ui.questionnaires.opening import open_questionnaire
from ui.questionnaires.replies import headers_in
from ui.questionnaires.sheet_xml import fit_text
from ui.questionnaires.workbook import WorkbookTable

YES = Filled("Yes", "answered", '[1] a.txt, page 1: "yes"\n[2] b.txt, page 3: "yes"', "Beside it.")


def book(*rows, name="Questions"):
    made = openpyxl.Workbook()
    made.active.title = name
    for row in rows:
        made.active.append(row)
    return made


def saved(folder, made, name="in.xlsx"):
    made.save(folder / name)
    return folder / name


def answer(folder, file, filled=YES, **options):
    """The answered workbook as openpyxl reads it."""
    table = WorkbookTable(file)
    for sheet in lay_out(table, file.name, **options):
        table.begin(sheet, headers_in(sheet.language))
        for row in sheet.questions:
            table.fill(sheet, row, filled)
    assert table.save(folder / "out.xlsx") is None
    return openpyxl.load_workbook(folder / "out.xlsx")


def values(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def rewrite(file, change):
    """Change the members of a package: `change` gets name and bytes."""
    with zipfile.ZipFile(file) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, change(name, data))


def questionnaire():
    made = book(
        ("Security questions 2026",),
        (),
        ("No.", "Frage", "Kommentar"),
        ("A", "Zutritt"),
        (1, "Wer darf hinein?", "x"),
    )
    sheet = made.active
    sheet.append((2, None, "=A5+1"))
    sheet.append(("2.", "Bitte Zutrittskontrolle beschreiben.", None))
    sheet.append(("Datenschutz",))
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A8:C8")
    side = Side(style="thin")
    sheet["B3"].font = Font(bold=True, color="FFFFFF")
    sheet["B3"].fill = PatternFill("solid", fgColor="004080")
    sheet["B5"].border = Border(side, side, side, side)
    sheet["B5"].alignment = Alignment(vertical="center", horizontal="left")
    sheet["E5"].fill = PatternFill("solid", fgColor="EEEEEE")
    sheet.row_dimensions[7].height = 99
    sheet.column_dimensions["B"].width = 42
    sheet.freeze_panes = "A4"
    sheet.auto_filter.ref = "A3:C8"
    choice = DataValidation(type="list", formula1='"yes,no"')
    choice.add("C5:C9")
    sheet.add_data_validation(choice)
    return made


def test_answers_stand_beside_their_questions(tmp_path):
    sheet = answer(tmp_path, saved(tmp_path, questionnaire())).active
    assert values(sheet) == [
        ["Security questions 2026", None, None, None, None, None, None],
        [None] * 7,
        ["No.", "Frage", "Kommentar", "Antwort", "Status", "Quellen", "Hinweis"],
        ["A", "Zutritt", None, *YES.cells],
        [1, "Wer darf hinein?", "x", *YES.cells],
        [2, None, "=A5+1", None, None, None, None],
        ["2.", "Bitte Zutrittskontrolle beschreiben.", None, *YES.cells],
        ["Datenschutz", None, None, None, None, None, None],
    ]


def test_formats_are_kept_and_copied(tmp_path):
    sheet = answer(tmp_path, saved(tmp_path, questionnaire())).active
    for place in ("B3", "D3", "F3"):
        assert (sheet[place].font.bold, sheet[place].fill.fgColor.rgb) == (True, "00004080")
    for place in ("D5", "E5", "F5", "G5"):
        assert sheet[place].border.left.style == "thin"
        assert (sheet[place].alignment.wrap_text, sheet[place].alignment.vertical) == (True, "center")
        assert sheet[place].alignment.horizontal == "left"
    assert (sheet["D7"].alignment.wrap_text, sheet["D7"].alignment.vertical) == (True, "top")
    assert sheet["B5"].alignment.wrap_text is None
    widths = {name: sheet.column_dimensions[name].width for name in "BDEFG"}
    assert widths == {"B": 42, "D": 60, "E": 14, "F": 60, "G": 40}
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.row_dimensions[7].height) == ("A4", "A3:C8", 99)
    assert [str(each) for each in sheet.merged_cells.ranges] == ["A1:C1", "A8:C8"]
    assert [str(each.sqref) for each in sheet.data_validations.dataValidation] == ["C5:C9"]


@pytest.mark.filterwarnings("ignore:Data Validation extension:UserWarning")
def test_what_openpyxl_would_drop_is_kept(tmp_path):
    """A list from another sheet, as Excel stores it, the result of a formula, and parts that nobody knows."""
    file = saved(tmp_path, questionnaire())
    extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><any xmlns="urn:x14"/></ext></extLst>'

    def change(name, data):
        if name != "xl/worksheets/sheet1.xml":
            return data
        data = data.replace(b"<f>A5+1</f><v></v>", b"<f>A5+1</f><v>2</v>").replace(
            b"<f>A5+1</f><v />", b"<f>A5+1</f><v>2</v>"
        )
        return data.replace(b"</worksheet>", extension + b"</worksheet>")

    rewrite(file, change)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/drawings/drawing7.xml", "<shape/>")
    answer(tmp_path, file)
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(tmp_path / "out.xlsx") as after:
        assert before.namelist() == after.namelist()
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
        sheet = after.read("xl/worksheets/sheet1.xml")
    assert sorted(changed) == ["xl/styles.xml", "xl/worksheets/sheet1.xml"]
    assert extension in sheet
    assert re.search(rb"<f>A5\+1</f><v>2</v>", sheet)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", '=HYPERLINK("http://x")'])
def test_a_formula_is_written_as_text(tmp_path, text):
    sheet = answer(tmp_path, saved(tmp_path, book(("Question",), ("Where?",))), Filled(text, "answered", "")).active
    assert (sheet["B2"].value, sheet["B2"].data_type, sheet["B2"].quotePrefix) == (text, "s", True)
    assert not sheet["C2"].quotePrefix


def test_every_visible_sheet_with_questions(tmp_path):
    made = book(("Please read this first.",), name="Cover")
    for name, header in (("Technik", "Frage"), ("Legal", "Question"), ("Lists", "Question")):
        sheet = made.create_sheet(name)
        sheet.append((header,))
        sheet.append(("Wo?",))
    made["Lists"].sheet_state = "hidden"
    file = saved(tmp_path, made)
    out = answer(tmp_path, file)
    assert [out[name]["B1"].value for name in out.sheetnames] == [None, "Antwort", "Answer", None]
    out = answer(tmp_path, file, sheet="lists")
    assert [out[name]["B1"].value for name in out.sheetnames] == [None, None, None, "Answer"]
    with pytest.raises(ConfigurationError, match=r"no sheet “Tech” in in\.xlsx; it has “Cover”, “Technik”"):
        answer(tmp_path, file, sheet="Tech")


def test_a_title_of_a_section_across_the_table_is_no_question(tmp_path):
    made = book(("Question", "Answer given"), ("1. Access", None), ("Who may enter?", None))
    made.active.merge_cells("A2:B2")
    assert values(answer(tmp_path, saved(tmp_path, made)).active)[1:] == [
        ["1. Access", None, None, None, None, None],
        ["Who may enter?", None, *YES.cells],
    ]


def test_questions_in_merged_cells_have_their_answers_beside_them(tmp_path):
    made = book(("Question",), ("Who may enter?",))
    made.active.merge_cells("A1:D1")
    made.active.merge_cells("A2:D2")
    assert values(answer(tmp_path, saved(tmp_path, made)).active)[1][4:] == list(YES.cells)


def test_hidden_columns_beside_the_table_are_split(tmp_path):
    file = saved(tmp_path, book(("Question",), ("Where?",)))
    columns = b'<cols><col min="1" max="2" width="9" customWidth="1"/><col min="3" max="16384" hidden="1"/></cols>'
    rewrite(file, lambda _, data: data.replace(b"<sheetData>", columns + b"<sheetData>"))
    answer(tmp_path, file)
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        found = re.findall(rb"<col [^>]*>", archive.read("xl/worksheets/sheet1.xml"))
    ranges = [tuple(int(number) for number in re.findall(rb'm(?:in|ax)="(\d+)"', each)) for each in found]
    assert ranges == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 16384)]
    assert [b"hidden" in each for each in found] == [False, False, False, False, False, True]


def test_cells_and_rows_without_places(tmp_path):
    """Some programs leave out the names of cells; they follow each other then."""
    file = saved(tmp_path, book(("ID", "Question"), ("a", "Where?")))
    rewrite(file, lambda name, data: re.sub(rb'(<(?:c|row)) r="\w+"', rb"\1", data) if "sheet1" in name else data)
    assert values(answer(tmp_path, file).active) == [
        ["ID", "Question", "Answer", "Status", "Sources", "Note"],
        ["a", "Where?", *YES.cells],
    ]


def test_formats_far_below_the_questions_cost_little(tmp_path):
    made = book(("Question",), ("Where?",))
    for row in range(3, 20_000):
        made.active.cell(row, 2).fill = PatternFill("solid", fgColor="EEEEEE")
    made.active.cell(1_048_576, 1).fill = PatternFill("solid", fgColor="EEEEEE")
    table = WorkbookTable(saved(tmp_path, made))
    assert len(table.grids[0].rows) == 2
    assert lay_out(table, "in.xlsx")[0].first == 1


def test_a_question_that_a_formula_makes(tmp_path):
    file = saved(tmp_path, book(("Question",), ('="Where?"',)))
    rewrite(
        file,
        lambda _, data: re.sub(
            rb'<c r="A2"><f>[^<]*</f><v ?/?>(</v>)?</c>', rb'<c r="A2" t="str"><f>"x"</f><v>Where?</v></c>', data
        ),
    )
    (sheet,) = lay_out(WorkbookTable(file), "in.xlsx")
    assert sheet.questions == {1: "Where?"}


def test_macros_stay(tmp_path):
    file = saved(tmp_path, book(("Question",), ("Where?",)))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\x01macros")
    file = file.rename(tmp_path / "in.xlsm")
    found = open_questionnaire(file)
    found.save()
    assert found.output == tmp_path / "in.answered.xlsm"
    with zipfile.ZipFile(found.output) as archive:
        assert archive.read("xl/vbaProject.bin") == b"\x01macros"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\x00b\x0bc\ud800d", "abcd"),
        ("_x0041_", "_x005F_x0041_"),
        ("a\tb\nc", "a\tb\nc"),
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, "x" * 32_766 + "…"),
        ("x" + "😀" * 16_384, "x" + "😀" * 16_382 + "…"),
    ],
)
def test_texts_fit_into_a_cell(text, written):
    assert fit_text(text) == written


@settings(max_examples=25)  # each writes and reads a file
@given(st.tuples(*[st.text(max_size=30)] * 4))
def test_reading_what_was_written(tmp_path_factory, cells):
    folder = tmp_path_factory.mktemp("xlsx")
    sheet = answer(folder, saved(folder, book(("Question",), ("Where?",))), Filled(*cells)).active
    expected = [fit_text(cell) or None for cell in cells]
    assert [sheet.cell(2, column).value for column in (2, 3, 4, 5)] == expected


def fails(file, sentence, **options):
    with pytest.raises(ConfigurationError, match=sentence):
        open_questionnaire(file, **options)


def test_files_that_are_no_workbook(tmp_path):
    good = saved(tmp_path, book(("Question",), ("Where?",)))
    data = good.read_bytes()
    for name, content, sentence in [
        ("text.xlsx", b"Frage\nWo?\n", "no Excel workbook, whatever its ending says"),
        ("empty.xlsx", b"", r"is empty \(0 bytes\)"),
        ("cut.xlsx", data[: len(data) // 2], "damaged"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel format; save it as XLSX"),
        (
            "secret.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted; save it without a password",
        ),
        ("page.xls", b"<html></html>", "Files ending in .xls are not read"),
        ("open.ods", data, "Files ending in .ods are not read"),
        ("workbook.csv", data, "is a workbook or archive and no text"),
    ]:
        (tmp_path / name).write_bytes(content)
        fails(tmp_path / name, sentence)


def test_other_packages_and_broken_parts(tmp_path):
    file = saved(tmp_path, book(("Question",), ("Where?",)))
    rewrite(file, lambda name, data: data[:-30] if name == "xl/worksheets/sheet1.xml" else data)
    fails(file, "damaged")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<document/>")
    file.write_bytes(packed.getvalue())
    fails(file, "no Excel workbook, whatever its ending says")


def test_a_bomb_is_not_unpacked(tmp_path):
    file = saved(tmp_path, book(("Question",), ("Where?",)))
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/image1.png", "w") as part,
    ):
        for _ in range(201):
            part.write(bytes(1_000_000))
    fails(file, "would unpack to 201 MB")


def test_no_column_of_questions(tmp_path):
    file = saved(tmp_path, book(("ID", "Our criterion", "A remark"), ("1", "Is it there?", "It is not there.")))
    fails(
        file,
        "has no column of questions .* --column; .*: on sheet “Questions” “ID”, “Our criterion”, “A remark”.",
    )
    fails(file, "has no column “Text”", column="Text")
    assert open_questionnaire(file, column="our criterion").total == 1
    fails(saved(tmp_path, book(("Question",), ("",))), "no question under “Question” in in.xlsx")
    fails(saved(tmp_path, openpyxl.Workbook()), "is empty: there is no question in it")
