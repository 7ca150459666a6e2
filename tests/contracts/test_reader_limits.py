"""Reading in a separate process: bad files give sentences, the reader goes on."""

import time

import pytest

from ingest.readers import ReaderPool, ReadLimits, isolated, read_document
from rag.errors import UnreadableCause, UnreadableDocument
from tests.pdf_files import make_pdf


def write(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    return tmp_path / name


def refusal(path, limits=None):
    with pytest.raises(UnreadableDocument) as raised:
        read_document(path, path.name, limits=limits)
    assert str(raised.value).endswith(".")
    return raised.value.cause


def test_a_document_comes_through_whole(tmp_path):
    path = write(tmp_path, "a.pdf", make_pdf([["# Überschrift", "Text 5 €"], ["zweite"]], title="Ein Titel"))
    document = read_document(path, "a.pdf")
    assert (document.media_type, document.title) == ("application/pdf", "Ein Titel")
    assert [(page.number, page.text, page.body) for page in document.pages] == [
        (1, "Überschrift\nText 5 €", ((0, 20),)),
        (2, "zweite", ((0, 6),)),
    ]
    assert [(heading.start, heading.text) for heading in document.pages[0].headings] == [(0, "Überschrift")]
    assert document.pages[0].char_map
    assert document.metadata["Title"] == "Ein Titel"


@pytest.mark.parametrize(
    ("name", "data", "cause"),
    [
        ("empty.txt", b"", UnreadableCause.EMPTY),
        ("cut.pdf", make_pdf([["x"]])[:80], UnreadableCause.DAMAGED),
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10", UnreadableCause.UNSUPPORTED),
    ],
)
def test_bad_files_have_a_cause(tmp_path, name, data, cause):
    assert refusal(write(tmp_path, name, data)) == cause


def test_content_counts_more_than_the_suffix(tmp_path):
    path = write(tmp_path, "really.docx", make_pdf([["ein PDF"]]))
    assert read_document(path, "really.docx").media_type == "application/pdf"


def test_a_file_that_is_gone(tmp_path):
    assert refusal(tmp_path / "gone.txt") == UnreadableCause.DAMAGED


def test_too_little_memory_is_a_cause(tmp_path):
    path = write(tmp_path, "big.txt", b"word " * 10_000_000)
    assert refusal(path, ReadLimits(memory_bytes=150_000_000)) == UnreadableCause.TOO_LARGE


def test_a_huge_text_file_is_refused_without_being_read(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.write(b"text " * 5_000)
        file.truncate(300_000_000)
    begun = time.monotonic()
    assert refusal(path) == UnreadableCause.TOO_LARGE
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("task", "cause"),
    [
        ("hang", UnreadableCause.TIMEOUT),
        ("crash", UnreadableCause.DAMAGED),
        ("eat_memory", UnreadableCause.TOO_LARGE),
        ("lie_about_pages", UnreadableCause.DAMAGED),
        ("echo", UnreadableCause.DAMAGED),
    ],
)
def test_whatever_happens_to_the_process_the_next_file_is_read(tmp_path, monkeypatch, task, cause):
    path = write(tmp_path, "good.txt", b"good")
    with ReaderPool(ReadLimits(seconds=1.5)) as pool:
        with monkeypatch.context() as patch, pytest.raises(UnreadableDocument) as raised:
            patch.setattr(isolated, "_TASK", f"tests.hostile_tasks:{task}")
            pool.read(path, "good.txt")
        assert raised.value.cause == cause
        assert pool.read(path, "good.txt").pages[0].text == "good"


def test_a_pool_reads_many_small_files_with_one_process(tmp_path):
    paths = [write(tmp_path, f"{number}.txt", f"Text {number}".encode()) for number in range(200)]
    with ReaderPool() as pool:
        texts = [pool.read(path, path.name).pages[0].text for path in paths]
    assert texts == [f"Text {number}" for number in range(200)]


@pytest.mark.parametrize("seed", range(6))
def test_damage_anywhere_never_reaches_the_parent(tmp_path, seed):
    import random

    chance = random.Random(seed)
    whole = bytearray(make_pdf([["Ein Text", "mit Zeilen"]] * 3))
    with ReaderPool(ReadLimits(seconds=5)) as pool:
        for number in range(10):
            broken = bytearray(whole)
            for _ in range(number + 1):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            path = write(tmp_path, "broken.pdf", bytes(broken))
            try:
                assert pool.read(path, "broken.pdf").pages
            except UnreadableDocument as error:
                assert str(error).endswith(".")
