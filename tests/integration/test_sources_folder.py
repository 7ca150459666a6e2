"""A folder that the library follows: real files, a real catalog, and the tests' embedder."""

from __future__ import annotations

import os
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from ingest.indexer import Indexer
from ingest.intake import Intake
from ingest.sources.following import Sources
from ingest.sources.kinds.folder import FolderSource
from ingest.sources.store import SourceState
from ingest.sources.types import Task
from rag.catalog import Catalog
from rag.config import load_settings
from rag.errors import ConfigurationError, ImplausiblePlan, LibraryBusy, SourceUnreachable, UploadRejected
from rag.layout import DataDir
from rag.library import Library
from tests.command import start_command
from tests.fakes import HashingEmbedder


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data", max_upload_bytes=10_000)


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "share"
    (root / "hr").mkdir(parents=True)
    for number in range(10):
        write(root / "hr" / f"{number}.txt", f"Rule number {number} is about holidays.")
    write(root / "hotel.md", "# Hotel\n\nCosts of up to 120 EUR are paid.")
    return root


@pytest.fixture
def sources(settings, root):
    with closing(Sources(settings)) as sources:
        sources.add("share", "folder", str(root))
        yield sources


@pytest.fixture
def embedder():
    return HashingEmbedder()


@pytest.fixture
def indexer(settings, embedder):
    with closing(Indexer(settings, lambda: embedder)) as indexer:
        yield indexer


@pytest.fixture
def reads(monkeypatch):
    """Keys of the files whose bytes were looked at."""
    found: list[str] = []
    for name in ("open", "checksum"):
        original = getattr(FolderSource, name)

        def counted(self, item, *rest, original=original):
            found.append(item.key)
            return original(self, item, *rest)

        monkeypatch.setattr(FolderSource, name, counted)
    return found


def write(path: Path, text: str, age_seconds: float = 3600.0) -> None:
    """A file that was last changed so long ago."""
    path.write_text(text)
    set_age(path, age_seconds)


def set_age(path: Path, seconds: float) -> None:
    then = path.stat().st_ctime - seconds
    os.utime(path, (then, then))


def names(settings) -> list[str]:
    with closing(Catalog(DataDir(settings.data_dir))) as catalog, catalog.snapshot() as snapshot:
        return [each.name for each in snapshot.documents()]


def test_the_first_sync_takes_everything_and_the_second_reads_nothing(sources, settings, root, reads):
    first = sources.sync("share")
    assert (len(first.added), first.kept, first.failed, first.state) == (11, 0, (), SourceState.SYNCED)
    assert names(settings) == ["share/hotel.md", *(f"share/hr/{number}.txt" for number in range(10))]
    assert sorted(reads) == ["hotel.md", *(f"hr/{number}.txt" for number in range(10))]
    reads.clear()
    again = sources.sync("share")
    assert (again.added, again.changed, again.renamed, again.removed, again.kept) == ((), (), (), (), 11)
    assert reads == []


def test_changes_renames_and_removals_are_planned_before_they_are_done(sources, settings, root, reads):
    sources.sync("share")
    reads.clear()
    write(root / "hr" / "1.txt", "Rule number 1 is about something longer now.")
    set_age(root / "hr" / "2.txt", 1800)  # only its time is new
    (root / "hr" / "3.txt").rename(root / "hr" / "three.txt")
    (root / "hr" / "4.txt").unlink()
    write(root / "new.txt", "Nobody knew this.")

    planned = sources.sync("share", dry_run=True)
    assert planned.dry_run
    assert (planned.added, planned.changed) == (("share/new.txt",), ("share/hr/1.txt",))
    assert planned.renamed == (("share/hr/3.txt", "share/hr/three.txt"),)
    assert (planned.removed, planned.kept) == (("share/hr/4.txt",), 8)
    assert names(settings) == ["share/hotel.md", *(f"share/hr/{number}.txt" for number in range(10))]

    reads.clear()
    done = sources.sync("share")
    assert (done.added, done.changed, done.renamed, done.removed, done.kept) == (
        planned.added,
        planned.changed,
        planned.renamed,
        planned.removed,
        8,
    )
    assert sorted(reads) == ["hr/1.txt", "hr/2.txt", "hr/three.txt", "new.txt"]
    reads.clear()
    assert sources.sync("share").kept == 11
    assert reads == []


def test_a_renamed_folder_keeps_all_vectors(sources, settings, root, indexer, embedder):
    sources.sync("share")
    indexer.work()
    embedder.embedded.clear()
    (root / "hr").rename(root / "people")
    done = sources.sync("share")
    assert len(done.renamed) == 10
    assert (done.added, done.removed) == ((), ())
    assert indexer.work() is False
    assert embedder.embedded == []
    with Library(settings, embedder=embedder) as library:
        hits = library.search("rule number 7 about holidays")
    assert {hit.passage.document.split("/")[1] for hit in hits} == {"people"}


def test_a_removed_file_answers_nothing_from_then_on(sources, settings, root, indexer, embedder):
    sources.sync("share")
    indexer.work()
    (root / "hotel.md").unlink()
    assert sources.sync("share").removed == ("share/hotel.md",)
    with Library(settings, embedder=embedder) as library:
        assert "share/hotel.md" not in [hit.passage.document for hit in library.search("hotel costs 120 EUR")]


def test_losing_most_documents_waits_for_confirmation(sources, settings, root):
    sources.sync("share")
    for number in range(8):
        (root / "hr" / f"{number}.txt").unlink()
    with pytest.raises(ImplausiblePlan, match="Of 11 documents 8 are gone"):
        sources.sync("share")
    waiting = sources.find("share")
    assert waiting.state is SourceState.WAITING
    assert "fundstelle source confirm share" in (waiting.sentence or "")
    assert len(names(settings)) == 11

    sources.confirm("share")
    (root / "hr" / "8.txt").unlink()  # not what was confirmed
    with pytest.raises(ImplausiblePlan, match="9 are gone"):
        sources.sync("share")
    assert len(names(settings)) == 11

    sources.confirm("share")
    assert len(sources.sync("share").removed) == 9
    assert names(settings) == ["share/hotel.md", "share/hr/9.txt"]
    with pytest.raises(ConfigurationError, match="Nothing of “share” waits"):
        sources.confirm("share")


@pytest.mark.parametrize("how", ["vanished", "empty", "file"])
def test_a_share_that_is_not_mounted_changes_nothing(sources, settings, root, tmp_path, how):
    sources.sync("share")
    root.rename(tmp_path / "away")
    if how == "empty":
        root.mkdir()
    elif how == "file":
        root.write_text("")
    with pytest.raises(ImplausiblePlan, match="held 11 documents"):
        sources.sync("share")
    assert len(names(settings)) == 11
    if how != "vanished":
        root.rmdir() if how == "empty" else root.unlink()
    (tmp_path / "away").rename(root)
    assert sources.sync("share").kept == 11
    assert sources.find("share").state is SourceState.SYNCED


def test_a_source_that_never_was_there_is_unreachable(sources, root, tmp_path):
    root.rename(tmp_path / "away")
    with pytest.raises(SourceUnreachable, match="There is no folder"):
        sources.sync("share")
    assert sources.find("share").state is SourceState.FAILED


def deny(monkeypatch, *folders: Path) -> None:
    """Folders that may not be listed; permissions do not stop a test that runs as root."""
    listed = os.scandir
    denied = {str(folder) for folder in folders}

    def scandir(path):
        if str(path).rstrip("/") in denied:
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_folders_that_may_not_be_read_are_no_removals(sources, settings, root, monkeypatch):
    write(root / "plan.txt", "A plan for next year.")
    sources.sync("share")
    (root / "plan.txt").unlink()
    deny(monkeypatch, root / "hr")
    with pytest.raises(ImplausiblePlan, match="Of 12 documents 1 are gone and 10 could not be looked at"):
        sources.sync("share")
    assert len(names(settings)) == 12
    sources.confirm("share")
    done = sources.sync("share")
    assert (done.removed, done.kept, done.state) == (("share/plan.txt",), 11, SourceState.INCOMPLETE)
    assert [(each.item, each.reason) for each in done.failed] == [
        ("hr", "The folder could not be listed: Permission denied.")
    ]


def test_a_root_that_may_not_be_read_changes_nothing(sources, settings, root, monkeypatch):
    sources.sync("share")
    deny(monkeypatch, root)
    with pytest.raises(ImplausiblePlan, match="nothing of the source could be read"):
        sources.sync("share")
    assert len(names(settings)) == 11


def test_one_bad_file_is_one_bad_file(sources, settings, root):
    (root / "empty.txt").write_text("")
    (root / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 50)
    write(root / "big.txt", "x" * 10_001)
    (root / "con\ntrol.txt").write_text("A name with a line break.")
    done = sources.sync("share")
    assert len(done.added) == 11
    assert [each.item for each in done.failed] == ["big.txt", "con\ntrol.txt", "empty.txt", "photo.png"]
    assert "is empty" in done.failed[2].reason
    assert sources.count_documents("share") == 11
    assert [each.item for each in sources.rejected("share")] == [each.item for each in done.failed]


def test_a_rejected_file_is_read_again_when_it_changed_or_was_asked_for(sources, root, reads):
    write(root / "empty.txt", "")
    sources.sync("share")
    reads.clear()
    quiet = sources.sync("share")
    assert (quiet.kept, reads) == (12, [])
    assert len(sources.sync("share", retry=True).failed) == 1
    write(root / "empty.txt", "Now it says something.")
    assert sources.sync("share").added == ("share/empty.txt",)
    assert (sources.count_documents("share"), sources.rejected("share")) == (12, [])


def test_a_file_that_cannot_be_taken_any_more_keeps_its_former_version(sources, settings, root):
    sources.sync("share")
    write(root / "hotel.md", "")
    done = sources.sync("share")
    assert [each.item for each in done.failed] == ["hotel.md"]
    assert "share/hotel.md" in names(settings)
    write(root / "hotel.md", "# Hotel\n\nCosts of up to 130 EUR are paid.")
    assert sources.sync("share").changed == ("share/hotel.md",)


def test_a_huge_file_is_refused_by_its_size_alone(sources, root, reads, monkeypatch):
    with (root / "huge.txt").open("wb") as file:
        file.truncate(10 * 1024**3)
    received: list[str] = []
    original = FolderSource.open
    monkeypatch.setattr(FolderSource, "open", lambda self, item: received.append(item.key) or original(self, item))
    done = sources.sync("share")
    assert "has 10240 MB" in done.failed[0].reason
    assert "huge.txt" not in received


def test_links_hidden_files_and_other_things_than_files(sources, settings, root, tmp_path):
    (tmp_path / "secret.txt").write_text("Nobody shared this.")
    (root / "out.txt").symlink_to(tmp_path / "secret.txt")
    (root / "circle").symlink_to(root)
    (root / "broken.txt").symlink_to(root / "absent.txt")
    (root / "again.txt").symlink_to(root / "hr" / "1.txt")
    (root / ".hidden.txt").write_text("Nobody sees this.")
    os.mkfifo(root / "pipe.txt")
    done = sources.sync("share")
    assert done.failed == ()
    assert [name for name in names(settings) if "/hr/" not in name] == ["share/again.txt", "share/hotel.md"]


def test_links_in_circles_end(sources, settings, root):
    (root / "itself.txt").symlink_to("itself.txt")
    (root / "folder").symlink_to("folder")
    (root / "there.txt").symlink_to("back.txt")
    (root / "back.txt").symlink_to("there.txt")
    (root / "hr" / "up").symlink_to("..")
    for added in (11, 0):
        done = sources.sync("share")
        assert len(done.added) == added
        assert sorted(each.item for each in done.failed) == ["back.txt", "folder", "itself.txt", "there.txt"]
        assert {each.reason for each in done.failed} == {
            "It could not be looked at: Too many levels of symbolic links."
        }
    assert names(settings) == ["share/hotel.md", *(f"share/hr/{number}.txt" for number in range(10))]


def test_names_in_odd_encodings(sources, settings, root):
    folder = os.fsencode(root)
    for name, text in (
        (b"K\xfcndigung.txt", "Latin"),
        (b"\x81\x8d.txt", "No encoding"),
        ("e\u0301.txt".encode(), "NFD"),
    ):
        with open(folder + b"/" + name, "wb") as file:  # noqa: PTH123 - a path of bytes
            file.write(text.encode())
    done = sources.sync("share")
    assert done.failed == ()
    assert [name for name in names(settings) if "/hr/" not in name] == [
        "share/%81%8D.txt",
        "share/Kündigung.txt",
        "share/hotel.md",
        "share/é.txt",
    ]
    assert sources.sync("share").kept == 14


def test_names_that_only_differ_in_their_encoding(sources, settings, root):
    (root / "ü.txt").write_text("UTF-8")
    with open(os.fsencode(root) + b"/\xfc.txt", "wb") as file:  # noqa: PTH123 - a path of bytes
        file.write(b"Latin")
    done = sources.sync("share")
    assert [each.item for each in done.failed] == ["ü.txt"]
    assert names(settings).count("share/ü.txt") == 1


def test_two_spellings_of_one_name_do_not_replace_each_other(sources, settings, root):
    (root / "é.txt").write_text("Composed")
    (root / "e\u0301.txt").write_text("Decomposed")
    done = sources.sync("share")
    assert len(done.failed) == 1
    assert "another document named “share/é.txt”" in done.failed[0].reason
    assert names(settings).count("share/é.txt") == 1


def test_patterns(settings, root):
    write(root / "hr" / "draft.md", "Not yet.")
    with closing(Sources(settings)) as sources:
        sources.add("some", "folder", str(root), {"include": ["*.md", "hr/3*"], "exclude": ["DRAFT.*"]})
        assert sources.sync("some").added == ("some/hotel.md", "some/hr/3.txt")


def test_a_library_within_its_source_is_not_followed(tmp_path):
    settings = load_settings(data_dir=tmp_path / "library")
    write(tmp_path / "one.txt", "The only document here.")
    with closing(Sources(settings)) as sources:
        sources.add("all", "folder", str(tmp_path))
        assert sources.sync("all").added == ("all/one.txt",)
        assert sources.sync("all").kept == 1
        with pytest.raises(ConfigurationError, match="cannot be one of its sources"):
            sources.add("itself", "folder", str(tmp_path / "library"))


def test_uploads_are_never_touched_and_two_sources_never_collide(sources, settings, root, tmp_path):
    intake = Intake(DataDir(settings.data_dir), Catalog(DataDir(settings.data_dir)), 10_000)
    (tmp_path / "mine.txt").write_text("My own notes.")
    for name in ("notes.txt", "share/hr/1.txt"):
        with (tmp_path / "mine.txt").open("rb") as stream:
            intake.accept_stream(name, stream)
    sources.add("other", "folder", str(root))
    assert len(sources.sync("other").added) == 11
    done = sources.sync("share")
    assert len(done.added) == 10
    assert "another document named “share/hr/1.txt”" in done.failed[0].reason
    # The upload is neither replaced nor removed, whatever becomes of the file of that name.
    (root / "hr" / "1.txt").unlink()
    assert sources.sync("share").removed == ()
    assert {"notes.txt", "share/hr/1.txt"} <= set(names(settings))
    # And an upload does not replace what a source holds.
    with (tmp_path / "mine.txt").open("rb") as stream, pytest.raises(UploadRejected, match="follows the source"):
        intake.accept_stream("share/hotel.md", stream)
    assert list(DataDir(settings.data_dir).incoming.iterdir()) == []
    # Equal bytes under two names are two documents: a sync of one source renames nothing of another.
    assert sources.remove("other") == sorted(name for name in sources_names(settings, "other"))
    assert {"notes.txt", "share/hr/1.txt", "share/hotel.md"} <= set(names(settings))


def sources_names(settings, source: str) -> list[str]:
    return [f"{source}/hotel.md", *(f"{source}/hr/{number}.txt" for number in range(10))]


def test_a_document_that_a_person_removed_stays_away(sources, settings, root):
    sources.sync("share")
    Intake(DataDir(settings.data_dir), Catalog(DataDir(settings.data_dir)), 10_000).remove(["share/hotel.md"])
    write(root / "hotel.md", "# Hotel\n\nCosts of up to 150 EUR are paid.")
    assert sources.sync("share").kept == 11
    assert "share/hotel.md" not in names(settings)
    assert sources.sync("share", retry=True).added == ("share/hotel.md",)


def test_removing_a_source_can_leave_its_documents(sources, settings, root):
    sources.sync("share")
    assert len(sources.remove("share", dry_run=True)) == 11
    assert len(sources.all()) == 1
    assert sources.remove("share", keep_documents=True) == []
    assert (len(names(settings)), sources.all()) == (11, [])


def test_a_stopped_sync_goes_on(sources, settings, root, reads):
    stop = threading.Event()

    def report(progress):
        if progress.stage == "fetch" and progress.done == 4:
            stop.set()

    done = sources.sync("share", Task(report, stop))
    assert done.state is SourceState.INCOMPLETE
    assert len(done.added) == 4
    assert sources.find("share").state is SourceState.INCOMPLETE
    reads.clear()
    rest = sources.sync("share")
    assert (len(rest.added), rest.kept) == (7, 4)
    assert len(reads) == 7
    assert len(names(settings)) == 11


def test_a_killed_sync_loses_nothing_and_doubles_nothing(tmp_path, settings):
    many = tmp_path / "many"
    many.mkdir()
    for number in range(400):
        write(many / f"{number:03}.txt", f"Document number {number}.")
    with closing(Sources(settings)) as sources:
        sources.add("many", "folder", str(many))
        process = start_command("source", "sync", "many", "--data", settings.data_dir)
        while not sources.count_documents("many") and process.poll() is None:
            time.sleep(0.02)
        process.kill()
        process.communicate()
        done = sources.count_documents("many")
        assert done % 100 == 0  # whole batches, each with what is known of it
        rest = sources.sync("many")
        assert (len(rest.added), rest.kept, rest.failed) == (400 - done, done, ())
        assert names(settings) == [f"many/{number:03}.txt" for number in range(400)]


def test_only_one_sync_of_a_source_runs(sources, settings, root):
    entered, leave = threading.Event(), threading.Event()

    def report(progress):
        entered.set()
        leave.wait(20)

    thread = threading.Thread(target=lambda: sources.sync("share", Task(report)))
    thread.start()
    try:
        assert entered.wait(20)
        with pytest.raises(LibraryBusy, match="Another process is syncing “share”"):
            sources.sync("share")
    finally:
        leave.set()
        thread.join()
    assert len(names(settings)) == 11


def test_one_percent_changed_of_many_files_means_one_percent_read(settings, tmp_path, reads):
    many = tmp_path / "many"
    for number in range(300):
        folder = many / f"{number // 30}"
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / f"{number}.txt", f"Document number {number}.")
    with closing(Sources(settings)) as sources:
        sources.add("many", "folder", str(many))
        assert len(sources.sync("many").added) == 300
        reads.clear()
        for number in range(0, 300, 100):
            write(many / f"{number // 30}" / f"{number}.txt", f"Document number {number}, second edition.")
        done = sources.sync("many")
        assert (len(done.changed), done.kept) == (3, 297)
        assert sorted(reads) == [f"{number // 30}/{number}.txt" for number in range(0, 300, 100)]


@pytest.mark.parametrize(
    ("name", "kind", "location", "options", "sentence"),
    [
        ("a/b", "folder", ".", {}, "cannot name a source"),
        ("..", "folder", ".", {}, "cannot name a source"),
        ("x", "ftp", ".", {}, "There is no kind of source “ftp”; there are folder, s3, website."),
        ("x", "folder", "/absent/folder", {}, "There is no folder /absent/folder."),
        ("x", "folder", ".", {"max_removed_share": 2}, "The option 'max-removed-share' cannot be used"),
        ("x", "folder", ".", {"colour": 2}, "The option 'colour' cannot be used"),
        ("share", "folder", ".", {}, "There is a source named “share” already."),
    ],
)
def test_sources_that_cannot_be_added(sources, name, kind, location, options, sentence):
    with pytest.raises(ConfigurationError, match=sentence):
        sources.add(name, kind, location, options)
    assert [each.name for each in sources.all()] == ["share"]
