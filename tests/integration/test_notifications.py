"""Somebody is told of a failed run: over real HTTP and SMTP on loopback, signed, secured, until it works."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ingest.jobs.queue import JobQueue, find_job
from ingest.jobs.types import NewJob
from ingest.jobs.work import JobRefused, Kind
from ingest.jobs.worker import Pace, Worker
from ingest.notifications.events import Event, announce
from ingest.notifications.mail import send_mail, write_mail
from ingest.notifications.telling import notification_handler, tell_of_failures
from ingest.notifications.webhook import send_webhook
from rag.catalog import Catalog
from rag.config import load_settings
from rag.errors import ConfigurationError, FundstelleError
from rag.layout import DataDir
from tests.smtp_server import make_certificate, smtp_server

EVENT = {
    "event": "job_failed",
    "subject": "job 7",
    "kind": "sync",
    "sentence": "The share “Verträge” cannot be reached.",
    "attempts": 5,
    "time": "2026-07-24T01:00:00+00:00",
    "library": "contracts",
    "host": "archive",
}
MAIL = {"notify_email": "anna@example.org, ben@example.org", "smtp_sender": "fundstelle@example.org"}


@contextmanager
def webhook(*statuses, seconds=0.0):
    """A server that answers with these statuses in turn, the last one for ever; yields address and requests."""
    got = []
    left = list(statuses)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            time.sleep(seconds)
            try:
                self.send_response(left.pop(0) if len(left) > 1 else left[0])
                self.end_headers()
            except OSError:
                return  # nobody waits any more

        def log_message(self, *_):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook?token=hidden", got
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def make_settings(tmp_path):
    return lambda **options: load_settings(data_dir=tmp_path / "contracts", **options)


def test_a_webhook_gets_a_signed_event(make_settings):
    with webhook(204) as (address, got):
        send_webhook(make_settings(notify_webhook=address, notify_webhook_secret="key"), EVENT, 41)
    [(headers, body)] = got
    assert json.loads(body) == EVENT
    assert (headers["Fundstelle-Event"], headers["Fundstelle-Delivery"]) == ("job_failed", "41")
    stamp, digest = (part.split("=")[1] for part in headers["Fundstelle-Signature"].split(","))
    assert digest == hmac.new(b"key", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert abs(int(stamp) - time.time()) < 60


@pytest.mark.parametrize("status", [301, 404, 500])
def test_a_webhook_that_does_not_take_it(make_settings, status):
    with (
        webhook(status) as (address, got),
        pytest.raises(FundstelleError, match=f"^The webhook answered with status {status}.$"),
    ):
        send_webhook(make_settings(notify_webhook=address), EVENT, 41)
    assert len(got) == 1
    assert "Fundstelle-Signature" not in got[0][0]


def test_a_webhook_that_is_silent_or_gone(make_settings):
    with webhook(200, seconds=0.5) as (address, _):
        settings = make_settings(notify_webhook=address, notify_seconds=0.1)
        with pytest.raises(FundstelleError, match=r"did not answer within 0\.1 s"):
            send_webhook(settings, EVENT, 41)
    with pytest.raises(FundstelleError) as error:
        send_webhook(make_settings(notify_webhook=address), EVENT, 41)
    assert "cannot be reached" in str(error.value)
    assert "hidden" not in str(error.value)


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_a_mail_arrives(make_settings, tmp_path, monkeypatch, security):
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with smtp_server(None if security == "none" else certificate, tls_at_once=security == "tls") as mailbox:
        mailbox.accounts = {"robot": "pass word"}
        options = {"smtp_host": "127.0.0.1", "smtp_port": mailbox.port, "smtp_security": security}
        send_mail(make_settings(**MAIL, **options, smtp_user="robot", smtp_password="pass word"), EVENT, 41)
    [(secure, user, recipients, mail)] = mailbox.messages
    assert (secure, user, recipients) == (security != "none", "robot", ["anna@example.org", "ben@example.org"])
    assert mail["Subject"] == "Fundstelle contracts: job 7 (sync) failed"
    assert mail["Message-ID"] == "<fundstelle-41-2026-07-24T010000+0000@example.org>"
    assert mail.get_content().splitlines()[0] == "The share “Verträge” cannot be reached."


def test_a_mail_server_that_cannot_be_trusted_gets_nothing(make_settings, tmp_path):
    with smtp_server(make_certificate(tmp_path)) as mailbox:
        mailbox.accounts = {"robot": "secret"}
        settings = make_settings(
            **MAIL, smtp_host="127.0.0.1", smtp_port=mailbox.port, smtp_user="robot", smtp_password="secret"
        )
        with pytest.raises(FundstelleError, match="is not secure"):
            send_mail(settings, EVENT, 41)
    with smtp_server() as mailbox:  # it offers no encryption
        settings = make_settings(**MAIL, smtp_host="127.0.0.1", smtp_port=mailbox.port)
        with pytest.raises(FundstelleError, match="cannot do what smtp_security"):
            send_mail(settings, EVENT, 41)
    assert mailbox.messages == []


@pytest.mark.parametrize(
    ("verb", "answer", "sentence"),
    [
        ("AUTH", "535 no", "did not accept smtp_user and smtp_password"),
        ("RCPT", "550 who", "refused the addresses of notify_email"),
        ("DATA", "554 spam", r"refused the message \(code 554\)"),
        ("EHLO", "421 full", r"\(code 421\)|cannot be reached"),
    ],
)
def test_a_mail_that_is_refused(make_settings, verb, answer, sentence):
    with smtp_server() as mailbox:
        mailbox.accounts = {"robot": "secret"}
        mailbox.refuse = {verb: answer, "HELO": answer}
        settings = make_settings(
            **MAIL,
            smtp_host="127.0.0.1",
            smtp_port=mailbox.port,
            smtp_security="none",
            smtp_user="robot",
            smtp_password="secret",
        )
        with pytest.raises(FundstelleError, match=sentence) as error:
            send_mail(settings, EVENT, 41)
    assert "secret" not in str(error.value)
    assert mailbox.messages == []


def test_a_sentence_cannot_add_headers(make_settings):
    settings = make_settings(**MAIL, smtp_host="127.0.0.1")
    mail = write_mail(settings, {**EVENT, "kind": "a\r\nBcc: thief@example.org"}, 1)
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Fundstelle contracts: job 7 (a Bcc: thief@example.org) failed"


@pytest.mark.parametrize(
    "options",
    [
        {"notify_webhook": "ftp://example.org"},
        {"notify_email": "anna"},
        {"notify_email": "anna@example.org"},  # there is no server to send it
        {**MAIL, "smtp_host": "x", "smtp_sender": "a\n@b"},
        {**MAIL, "smtp_host": "x", "smtp_security": "maybe"},
    ],
)
def test_settings_that_cannot_be_used(make_settings, options):
    with pytest.raises(ConfigurationError):
        make_settings(**options)


def test_secrets_do_not_show(make_settings):
    settings = make_settings(
        notify_webhook="https://example.org/hidden", notify_webhook_secret="hidden", smtp_password="hidden"
    )
    assert "hidden" not in repr(settings)


def test_a_failed_job_is_told_once_however_often_that_has_to_be_tried(make_settings):
    """From the failing job to the webhook, which does not work at first, and to e-mail."""

    def fail(work):
        raise JobRefused("The source has lost most of its documents; confirm it first.")

    told = threading.Event()
    with smtp_server() as mailbox, webhook(500, 500, 200) as (address, got):
        settings = make_settings(
            **MAIL,
            notify_webhook=address,
            smtp_host="127.0.0.1",
            smtp_port=mailbox.port,
            smtp_security="none",
        )
        directory = DataDir(settings.data_dir)
        directory.create()
        catalog = Catalog(directory)
        failed = JobQueue(catalog).enqueue(NewJob("sync", {"source": "contracts"})).job_id
        kinds = [
            Kind("sync", fail, "sync"),
            Kind("notify", notification_handler(settings), "notify", attempts=3, longest_pause=0.02),
        ]
        worker = Worker(
            directory, catalog, kinds, on_failure=tell_of_failures(settings), pace=Pace(poll=0.02, beat=0.1)
        )
        thread = threading.Thread(target=worker.run, args=(told,))
        thread.start()
        deadline = time.monotonic() + 30
        query = "SELECT kind, state, attempts FROM jobs ORDER BY id"
        rows = []
        while len(rows) < 3 or any(row[1] in ("waiting", "running") for row in rows):
            assert time.monotonic() < deadline
            time.sleep(0.02)
            rows = _rows(catalog, query)
        told.set()
        thread.join()
        catalog.close()
    assert rows == [("sync", "failed", 1), ("notify", "done", 3), ("notify", "done", 1)]
    events = [json.loads(body) for _, body in got]
    assert len(events) == 3
    assert events[0] == events[1] == events[2]
    assert {headers["Fundstelle-Delivery"] for headers, _ in got} == {"2"}
    expected = {"subject": f"job {failed}", "kind": "sync", "attempts": 1, "event": "job_failed"}
    assert expected.items() <= events[0].items()
    assert events[0]["sentence"] == "The source has lost most of its documents; confirm it first."
    assert len(mailbox.messages) == 1


def _rows(catalog, query):
    return catalog.connection().execute(query).fetchall()


def test_nobody_is_told_of_what_cannot_be_told(make_settings, tmp_path):
    """A webhook that is down must not be asked to take the news that it is down."""
    settings = make_settings(notify_webhook="http://127.0.0.1:9/")
    directory = DataDir(settings.data_dir)
    directory.create()
    catalog = Catalog(directory)
    with catalog.transaction() as connection:
        assert announce(connection, settings, Event("job_failed", "job 1", "sync", "No."), 0.0) == 1
    stop = threading.Event()
    worker = Worker(
        directory,
        catalog,
        [Kind("notify", notification_handler(settings), "notify", attempts=2, longest_pause=0.01)],
        on_failure=tell_of_failures(settings),
        pace=Pace(poll=0.02, beat=0.1),
    )
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    deadline = time.monotonic() + 30
    while _rows(catalog, "SELECT state FROM jobs") != [("failed",)]:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    stop.set()
    thread.join()
    ((number,),) = _rows(catalog, "SELECT id FROM jobs")
    assert find_job(catalog.connection(), number).reason == "The webhook cannot be reached (ConnectError)."
    catalog.close()
