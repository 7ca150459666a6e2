"""Sentences that know what they say: kept by the catalog, and said in German by whoever shows them."""

from __future__ import annotations

import ast
import copy
import errno
import sqlite3
import string
import threading
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import pytest

from ingest.jobs.leases import Leases
from ingest.jobs.queue import JobQueue, find_job
from ingest.jobs.reading import JobBoard
from ingest.jobs.running import Runner
from ingest.jobs.types import NewJob, Result
from ingest.jobs.work import JobRefused, Kind
from ingest.locking import writer_lock
from ingest.progress import ignore
from ingest.schedules.cron import Cron
from ingest.schedules.store import Schedule, Schedules
from ingest.sources.following import Sources
from ingest.sources.registry import find_kind, kind_names
from ingest.sources.types import item_reason
from rag import errors
from rag.catalog import Catalog
from rag.config import load_settings
from rag.errors import (
    ConfigurationError,
    FundstelleError,
    ImplausiblePlan,
    ModelUnavailable,
    SourceUnreachable,
    UnreadableCause,
    UnreadableDocument,
)
from rag.history import look_back
from rag.layout import DataDir
from rag.wording import SEQUENCE, Sentence, in_sequence, say, system_reason
from ui.explaining import explain, in_language
from ui.job_kinds import LANES
from ui.wording.errors import SENTENCES

ROOT = Path(__file__).parent.parent.parent
OF_KINDS = [find_kind(name).german for name in kind_names()]
GERMAN = {code: text for each in (*OF_KINDS, SENTENCES["de"]) for code, text in each.items()}
# Codes that are made from the type of an error, the cause of an unreadable document, or the number of a failure.
_UNWRITTEN = ("unreadable_", "system_")


def fields(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.fixture(scope="module")
def templates():
    """The templates of the code, by their codes."""
    found = defaultdict(set)
    for package in ("rag", "ingest", "ui"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                    code, template = (ast.literal_eval(each) for each in node.args)
                    found[code].add(template)
    return found


def error_types(kind=FundstelleError):
    yield kind
    for each in kind.__subclasses__():
        yield from error_types(each)


def test_every_sentence_has_one_template_and_can_be_said_in_german(templates):
    assert len(templates) > 150
    assert [code for code, found in templates.items() if len(found) > 1] == []
    assert sorted(set(templates) - set(GERMAN)) == []
    for code, (template,) in templates.items():
        assert fields(GERMAN[code]) <= fields(template), code


def test_no_sentence_is_said_twice_in_german():
    assert sum(map(len, (*OF_KINDS, SENTENCES["de"]))) == len(GERMAN)


def test_german_holds_no_sentence_that_nobody_says(templates):
    types = {each.__name__ for each in error_types()}
    spare = [each for each in GERMAN if each not in templates and each not in types]
    assert [each for each in spare if not each.startswith(_UNWRITTEN)] == []
    assert {each for each in spare if each.startswith("unreadable_")} == {
        f"unreadable_{x}" for x in UnreadableCause
    }
    systems = [each.removeprefix("system_") for each in spare if each.startswith("system_")]
    assert set(systems) <= set(errno.errorcode.values())
    assert set(SENTENCES["en"]) <= set(GERMAN)


def test_every_type_of_error_can_be_said_in_german():
    types = [each for each in error_types() if each.__module__ == errors.__name__]
    assert len(types) > 30
    for each in types:
        if each is UnreadableDocument:
            continue  # known by its cause
        assert fields(GERMAN[each.__name__]) <= {"detail"}


def test_a_sentence_is_a_string_that_the_catalog_keeps_whole(tmp_path):
    why = say("job_failed_inside", "It failed inside ({failure}); look at {id}.", failure="{KeyError}", id="ab12")
    sentence = say("item_reason", "{item}: {reason}", item="a.txt", reason=why)
    assert sentence == "a.txt: It failed inside ({KeyError}); look at ab12."
    with closing(sqlite3.connect(tmp_path / "kept.sqlite3")) as connection:
        connection.execute("CREATE TABLE kept (reason TEXT)")
        rows = [
            sentence,
            Sentence("Nothing but text."),
            "Of an earlier version.",
            '{"text": is the name of a file.',
            '{"text": 1}',
            None,
        ]
        connection.executemany("INSERT INTO kept VALUES (?)", [(each,) for each in rows])
        found = [Sentence.read(row[0]) for row in connection.execute("SELECT reason FROM kept")]
    assert found == rows
    kept = found[0]
    assert (kept.code, kept.values["item"], kept.values["reason"].code) == ("item_reason", "a.txt", why.code)
    assert [each.code for each in found[1:5]] == [""] * 4
    for each in (kept, copy.deepcopy(sentence)):
        german = "a.txt: Ein Fehler im Inneren ({KeyError}); Einzelheiten stehen im Protokoll unter ab12."
        assert in_language(each, "de") == german
        assert in_language(each, "en") == sentence


def test_sentences_follow_each_other():
    both = in_sequence([say("worker_ended", "It ended."), "And this has no code."])
    assert (both, both.code) == ("It ended. And this has no code.", SEQUENCE)
    assert in_language(both, "de") == "Sein Arbeiter endete, ohne fertig zu werden. And this has no code."


def test_numbers_are_german_too():
    share = say("gate_share", "the gate wants {share:.1%}", share=0.955)
    assert (share, in_language(share, "de")) == ("the gate wants 95.5%", "verlangt sind 95,5 %")


@pytest.mark.parametrize(
    ("error", "german"),
    [
        (
            ModelUnavailable("No weights in /models."),
            "Ein Modell fehlt oder lässt sich nicht laden. Die Meldung: No weights in /models.",
        ),
        (
            UnreadableDocument("Gone.", UnreadableCause.TIMEOUT),
            "Das Lesen hat zu lange gedauert; teilen Sie die Datei auf.",
        ),
        (
            ConfigurationError(say("source_name_taken", "{name}!", name="hr")),
            "Es gibt schon eine Quelle namens „hr“.",
        ),
    ],
)
def test_an_error_is_known_by_its_code_or_its_type(error, german):
    assert explain(error, "de") == german
    assert explain(error, "en") == str(error)


def test_what_the_system_says():
    known, unknown = OSError(errno.EACCES, "Permission denied"), OSError(errno.EXDEV, "Cross-device link")
    assert (system_reason(known), in_language(system_reason(known), "de")) == (
        "Permission denied",
        "keine Berechtigung",
    )
    assert in_language(system_reason(unknown), "de") == "Cross-device link"
    own = OSError(0, say("page_not_fetched", "its page was not fetched"))
    assert in_language(system_reason(own), "de") == "die Seite wurde nicht geholt"


@pytest.mark.parametrize(
    ("expression", "german"),
    [
        ("0 3 * *", "„0 3 * *“ ist kein Zeitplan: Nötig sind fünf Felder (Minute, Stunde, Tag, Monat, Wochentag),"
         " und es sind 4. „0 3 * * *“ ist jede Nacht um drei."),
        ("61 3 * * *", "Minute: „61“ ist nicht zu verstehen; möglich sind 0 bis 59, Listen (1,2), Bereiche (1-5),"
         " Schritte (*/2) oder *."),
        ("0 3 * * 9", "Wochentag: „9“ ist nicht zu verstehen; möglich sind 0 bis 7 oder sun bis sat, Listen (1,2),"
         " Bereiche (1-5), Schritte (*/2) oder *."),
        ("0 3 31 2 *", "„0 3 31 2 *“ kommt nie: Kein solcher Monat hat diesen Tag."),
        ("0 3 1 * 1", "Tag und Wochentag können nicht beide angegeben werden, denn Cron-Programme sind sich nicht"
         " einig, was das heißt; setzen Sie eines davon auf *."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_cron_expression(expression, german):
    with pytest.raises(ConfigurationError) as raised:
        Cron(expression)
    assert explain(raised.value, "de") == german


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data")


@pytest.fixture
def catalog(settings):
    directory = DataDir(settings.data_dir)
    directory.create()
    with closing(Catalog(directory)) as catalog:
        yield catalog


@pytest.fixture
def sources(settings):
    with closing(Sources(settings)) as sources:
        yield sources


def told(error_type, act, *arguments):
    """What an error says in German."""
    with pytest.raises(error_type) as raised:
        act(*arguments)
    return explain(raised.value, "de")


def test_what_is_wrong_with_a_source_that_is_entered(sources, tmp_path):
    gone = tmp_path / "gone"
    sources.add("hr", "website", "https://www.example.com/docs/")
    assert told(ConfigurationError, sources.add, "hr", "website", "https://www.example.com/") == (
        "Es gibt schon eine Quelle namens „hr“."
    )
    assert told(ConfigurationError, sources.add, "a", "folder", str(gone)) == f"Es gibt keinen Ordner {gone}."
    assert told(ConfigurationError, sources.add, "a b", "folder", str(tmp_path)).startswith(
        "„a b“ kann keine Quelle"
    )
    assert told(ConfigurationError, sources.add, "a", "website", "https://", {"pages": 1}) == (
        "„https://“ ist keine Adresse einer Website; anzugeben als https://www.example.com/docs/."
    )
    assert told(ConfigurationError, sources.add, "a", "website", "https://x.org", {"pages": 0, "depth": 200}) == (
        "Die Angabe „depth“ ist so nicht möglich. Die Angabe „pages“ ist so nicht möglich."
    )
    assert told(FundstelleError, sources.find, "b") == "Es gibt keine Quelle namens „b“ mehr."
    assert told(FundstelleError, sources.confirm, "hr") == "Bei „hr“ wartet nichts auf Bestätigung."


def test_why_a_source_is_in_its_state_is_kept_in_any_language(sources, tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    for number in range(8):
        (share / f"{number}.txt").write_text(f"Shelf {number} is in the basement.")
    (share / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    sources.add("share", "folder", str(share))
    sources.sync("share")
    picture = "„share/logo.png“ ist ein Bild; machen Sie daraus erst ein PDF mit Texterkennung (OCR)."
    assert (
        in_language(sources.find("share").sentence, "de")
        == f"1 Eintrag wurde nicht übernommen; logo.png: {picture}"
    )
    assert [in_language(each.reason, "de") for each in sources.rejected("share")] == [picture]
    for path in share.glob("*.txt"):
        path.unlink()
    held = (
        "Es waren 9 Dokumente, davon fehlen 8. Es wurde nichts geändert. Stimmt das so, lässt es sich auf der Seite"
    )
    assert told(ImplausiblePlan, sources.sync, "share") == (
        f"Der Abgleich von „share“ wartet auf Bestätigung. {held} „Quellen“ bestätigen."
    )
    assert in_language(sources.find("share").sentence, "de") == f"{held} „Quellen“ bestätigen."
    assert sources.find("share").sentence.startswith(
        "Of 9 documents 8 are gone. Nothing was changed. If that is right,"
    )
    (share / "logo.png").unlink()
    share.rmdir()
    assert in_language(sources.sync("share", dry_run=True).sentence, "de") == (
        f"Den Ordner {share} gibt es nicht mehr. Bis dahin waren dort 9 Dokumente."
    )


@pytest.fixture
def run_job(catalog):
    """Runs a job with this handler, and gives what the queue has of it then."""

    def run(handle, attempts=1):
        queue, leases = JobQueue(catalog), Leases(catalog)
        number = queue.enqueue(NewJob("test")).job_id
        Runner(catalog, leases).run(
            leases.claim(["test"], "w"), Kind("test", handle, "a", attempts), threading.Event(), ignore
        )
        board = JobBoard(catalog.connection(), DataDir(catalog._path.parent), LANES, 0.0)
        return find_job(catalog.connection(), number), board.runs(number)[0]

    return run


def raising(error):
    def handle(_):
        raise error

    return handle


@pytest.mark.parametrize(
    ("error", "german"),
    [
        (
            SourceUnreachable(say("site_unreadable", "{address} {reason}", address="https://x.org", reason="No.")),
            "https://x.org lässt sich nicht lesen. No.",
        ),
        (JobRefused(say("source_unknown", "{name}", name="hr")), "Es gibt keine Quelle namens „hr“ mehr."),
        (ModelUnavailable("No weights."), "Ein Modell fehlt oder lässt sich nicht laden. Die Meldung: No weights."),
    ],
)
def test_why_a_job_failed_is_kept_in_any_language(run_job, error, german):
    job, run = run_job(raising(error))
    assert (job.reason, run.reason) == (str(error), str(error))
    assert (in_language(job.reason, "de"), in_language(run.reason, "de")) == (german, german)


def test_a_defect_is_told_without_what_it_says(run_job, caplog):
    caplog.set_level("CRITICAL")
    job, _ = run_job(raising(KeyError("secret")))
    assert in_language(job.reason, "de").startswith(
        "Ein Fehler im Inneren (KeyError); Einzelheiten stehen im Protokoll"
    )
    assert "secret" not in job.reason


def test_notes_of_a_run_are_kept_in_any_language(run_job):
    empty = say("file_empty", "“{name}” is empty.", name="a.txt")
    _, run = run_job(lambda _: Result({"failed": 2}, (item_reason("a.txt", empty), "b.txt: of no code")))
    assert run.notes == ("a.txt: “a.txt” is empty.", "b.txt: of no code")
    assert [in_language(each, "de") for each in run.notes] == [
        "a.txt: „a.txt“ ist leer (0 Bytes); darin gibt es nichts zu lesen.",
        "b.txt: of no code",
    ]


def test_what_is_asked_of_jobs_and_schedules(catalog):
    queue, schedules = JobQueue(catalog), Schedules(catalog)
    number = queue.enqueue(NewJob("test")).job_id
    queue.cancel(number)
    assert (
        in_language(find_job(catalog.connection(), number).reason, "de") == "Er wurde abgebrochen, bevor er lief."
    )
    assert told(FundstelleError, queue.cancel, number) == (
        f"Auftrag {number} ist schon beendet; es gibt nichts abzubrechen."
    )
    assert told(FundstelleError, queue.retry, 77) == "Einen Auftrag 77 gibt es nicht."
    nightly = Schedule("nightly", "0 3 * * *", "UTC", "index")
    schedules.add(nightly)
    assert told(FundstelleError, schedules.add, nightly) == "Es gibt schon einen Zeitplan namens „nightly“."
    assert told(FundstelleError, schedules.remove, "weekly") == "Es gibt keinen Zeitplan namens „weekly“ mehr."


def test_what_is_wrong_with_a_generation(catalog):
    with catalog.snapshot() as snapshot:
        assert told(FundstelleError, look_back, snapshot, 99) == "Stand 99 gibt es noch nicht; jetzt gilt 0."
        assert told(FundstelleError, look_back, snapshot, "soon").startswith(
            "„soon“ ist weder die Nummer eines Stands"
        )
    directory = DataDir(catalog._path.parent)
    with writer_lock(directory):
        assert told(FundstelleError, lambda: writer_lock(directory).__enter__()).startswith(
            "Gerade schreibt ein anderer Vorgang in die Bibliothek."
        )
