"""Files under the given paths: none is dropped without a word, and no oddity ends the run."""

import os
from contextlib import closing

import pytest

from ingest.indexer import Indexer
from ingest.scanning import find_files
from rag.config import load_settings
from rag.errors import ConfigurationError
from tests.fakes import HashingEmbedder


def write(path, text="Text."):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def names(found):
    return [file.name for file in found.files]


def test_files_by_name_without_hidden_ones(tmp_path):
    for name in ("b.txt", "a/c.txt", ".git/x.txt", ".hidden.txt", "a/.y.txt"):
        write(tmp_path / name)
    found = find_files([tmp_path])
    assert names(found) == ["a/c.txt", "b.txt"]
    assert found.files[0].path == str(tmp_path / "a" / "c.txt")
    assert found.left_out == []


def test_a_path_that_does_not_exist(tmp_path):
    with pytest.raises(ConfigurationError, match="Nothing was added"):
        find_files([write(tmp_path / "a.txt"), tmp_path / "b.txt"])


def test_of_two_files_with_one_name_one_is_reported(tmp_path):
    first, second = write(tmp_path / "a" / "readme.md"), write(tmp_path / "b" / "readme.md")
    write(tmp_path / "a" / "other.md")
    found = find_files([tmp_path / "a", tmp_path / "b"])
    assert [file.path for file in found.files] == [str(tmp_path / "a" / "other.md"), str(second)]
    ((name, reason),) = found.left_out
    assert name == "readme.md"
    assert reason == (
        f"{second} has the same name, so {first} was not added; rename one of them,"
        " or add a folder that holds both."
    )


def test_names_are_equal_in_normal_form(tmp_path):
    write(tmp_path / "a" / "Ma\u0308rz.txt")
    write(tmp_path / "b" / "M\u00e4rz.txt")
    found = find_files([tmp_path / "a", tmp_path / "b"])
    assert names(found) == ["M\u00e4rz.txt"]
    assert [name for name, _ in found.left_out] == ["M\u00e4rz.txt"]


def test_the_same_file_named_twice_is_no_conflict(tmp_path):
    write(tmp_path / "docs" / "a.txt")
    (tmp_path / "link").symlink_to(tmp_path / "docs")
    found = find_files([tmp_path / "docs", tmp_path / "docs" / "a.txt", tmp_path / "link" / "a.txt"])
    assert (names(found), found.left_out) == (["a.txt"], [])


def test_a_link_to_itself_is_reported(tmp_path):
    write(tmp_path / "z.txt")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "gone").symlink_to("nowhere")
    found = find_files([tmp_path])
    assert names(found) == ["z.txt"]
    ((name, reason),) = found.left_out
    assert name == "loop"
    assert reason.startswith("It could not be looked at: ")


@pytest.mark.parametrize("given", [False, True])
def test_a_folder_that_may_not_be_read_is_reported(tmp_path, monkeypatch, given):
    write(tmp_path / "a.txt")
    write(tmp_path / "locked" / "b.txt")
    scan = os.scandir

    def refuse(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = find_files([tmp_path, tmp_path / "locked"] if given else [tmp_path])
    assert names(found) == ["a.txt"]
    assert found.left_out == [("locked", "It could not be looked at: Permission denied.")] * (2 if given else 1)


def test_the_library_itself_is_left_out(tmp_path):
    write(tmp_path / "a.txt")
    write(tmp_path / "library" / "originals" / "ab12")
    write(tmp_path / "old" / "library" / "b.txt")
    (tmp_path / "link").symlink_to(tmp_path / "library")
    found = find_files([tmp_path], tmp_path / "link")
    assert (names(found), found.left_out) == (["a.txt", "old/library/b.txt"], [])
    inside = find_files([tmp_path / "library" / "originals"], tmp_path / "library")
    assert (inside.files, inside.left_out) == ([], [("originals", "It belongs to this library itself.")])


def test_what_is_left_out_is_in_the_report(tmp_path):
    write(tmp_path / "docs" / "a.txt", "Cats sleep a lot.")
    (tmp_path / "docs" / "loop").symlink_to("loop")
    settings = load_settings(data_dir=tmp_path / "docs" / "library")
    with closing(Indexer(settings, HashingEmbedder)) as indexer:
        reports = [indexer.add([tmp_path / "docs"]) for _ in range(2)]
    assert [(report.added, report.unchanged) for report in reports] == [(1, 0), (0, 1)]
    assert [[failed.document for failed in report.failed] for report in reports] == [["loop"], ["loop"]]
