"""An event as an e-mail."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any

from ingest.notifications.events import GATE_HELD_BACK
from rag.config import Settings
from rag.errors import FundstelleError
from rag.wording import say


def send_mail(settings: Settings, event: Mapping[str, Any], delivery: int) -> None:
    """Send it, once. `delivery` is the same when it is sent again. Raises FundstelleError, without the password."""
    if not settings.notify_email or settings.smtp_host is None:
        return  # no longer configured
    try:
        with _connect(settings) as server:
            if settings.smtp_user is not None and settings.smtp_password is not None:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.send_message(write_mail(settings, event, delivery))
    except smtplib.SMTPAuthenticationError:
        raise FundstelleError(
            say("mail_login", "The mail server did not accept smtp_user and smtp_password.")
        ) from None
    except smtplib.SMTPNotSupportedError:
        raise FundstelleError(
            say("mail_unsupported", "The mail server cannot do what smtp_security or smtp_user ask for.")
        ) from None
    except smtplib.SMTPResponseException as error:
        raise FundstelleError(
            say("mail_refused", "The mail server refused the message (code {status}).", status=error.smtp_code)
        ) from None
    except smtplib.SMTPRecipientsRefused:
        raise FundstelleError(
            say("mail_addresses", "The mail server refused the addresses of notify_email.")
        ) from None
    except ssl.SSLError as error:
        raise FundstelleError(
            say(
                "mail_insecure",
                "The connection to the mail server is not secure ({failure}).",
                failure=str(error.reason),
            )
        ) from None
    except (OSError, smtplib.SMTPException) as error:
        raise FundstelleError(
            say("mail_unreachable", "The mail server cannot be reached ({failure}).", failure=type(error).__name__)
        ) from None


def write_mail(settings: Settings, event: Mapping[str, Any], delivery: int) -> EmailMessage:
    """The message. A delivery that is repeated has the same id, by which mail programs tell copies."""
    mail = EmailMessage()
    happened = "is held back" if event["event"] == GATE_HELD_BACK else "failed"
    mail["Subject"] = _one_line(f"Fundstelle {event['library']}: {event['subject']} ({event['kind']}) {happened}")
    mail["From"] = settings.smtp_sender
    mail["To"] = ", ".join(settings.notify_email)
    mail["Date"] = formatdate(localtime=False)
    domain = (settings.smtp_sender or "@localhost").rpartition("@")[2]
    mail["Message-ID"] = f"<fundstelle-{delivery}-{_one_line(event['time'])}@{domain}>".replace(":", "")
    mail["Auto-Submitted"] = "auto-generated"
    lines = [
        f"{name}: {event[name]}" for name in ("host", "library", "time", "event", "subject", "kind", "attempts")
    ]
    mail.set_content("\n".join([str(event["sentence"]), "", *lines, ""]))
    return mail


def _connect(settings: Settings) -> smtplib.SMTP:
    host, port, seconds = settings.smtp_host or "", settings.smtp_port, settings.notify_seconds
    name = socket.gethostname()
    if settings.smtp_security == "tls":
        return smtplib.SMTP_SSL(host, port, name, timeout=seconds, context=ssl.create_default_context())
    server = smtplib.SMTP(host, port, name, timeout=seconds)
    if settings.smtp_security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server


def _one_line(text: object) -> str:
    return " ".join(str(text).split())
