"""A small SMTP server on loopback, for tests of what is really sent: STARTTLS, TLS, log-in, refusals."""

from __future__ import annotations

import base64
import datetime
import ipaddress
import socketserver
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Mailbox:
    """What the server took, and how."""

    port: int = 0
    messages: list[tuple[bool, str | None, list[str], EmailMessage]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)  # verb -> what is answered instead
    accounts: dict[str, str] = field(default_factory=dict)


def make_certificate(folder):
    """A certificate for 127.0.0.1 that signs itself; the paths of certificate and key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return files


@contextmanager
def smtp_server(certificate=None, *, tls_at_once=False):
    """Runs a server for as long as the block lasts; yields its Mailbox."""
    mailbox = Mailbox()
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            try:
                _Session(self.request, mailbox, context, tls_at_once).run()
            except (OSError, EOFError):
                return  # the client went away

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    mailbox.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield mailbox
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Session:
    def __init__(self, connection, mailbox, context, tls_at_once):
        self._mailbox = mailbox
        self._context = context
        self._secure = tls_at_once
        self._user = None
        self._recipients = []
        self._open(context.wrap_socket(connection, server_side=True) if tls_at_once else connection)

    def _open(self, connection):
        self._connection = connection
        self._lines = connection.makefile("rb")

    def _say(self, text):
        self._connection.sendall(f"{text}\r\n".encode())

    def _read(self):
        line = self._lines.readline()
        if not line:
            raise EOFError
        return line

    def run(self):
        self._say("220 test")
        while True:
            line = self._read().decode().strip()
            verb = line.split(" ")[0].split(":")[0].upper()
            if verb in self._mailbox.refuse:
                self._say(self._mailbox.refuse[verb])
                continue
            if verb == "QUIT":
                self._say("221 bye")
                self._connection.close()
                return
            getattr(self, f"_{verb.lower()}")(line)

    def _ehlo(self, line):
        offers = ["test"]
        if self._context is not None and not self._secure:
            offers.append("STARTTLS")
        if self._mailbox.accounts:
            offers.append("AUTH PLAIN")
        for offer in offers[:-1]:
            self._say(f"250-{offer}")
        self._say(f"250 {offers[-1]}")

    def _starttls(self, line):
        self._say("220 go ahead")
        self._open(self._context.wrap_socket(self._connection, server_side=True))
        self._secure = True

    def _auth(self, line):
        _, user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
        if self._mailbox.accounts.get(user) == password:
            self._user = user
            self._say("235 welcome")
        else:
            self._say("535 no")

    def _mail(self, line):
        self._say("250 ok")

    def _rset(self, line):
        self._say("250 ok")

    def _rcpt(self, line):
        self._recipients.append(line.split("<")[1].split(">")[0])
        self._say("250 ok")

    def _data(self, line):
        self._say("354 go ahead")
        body = b""
        while (part := self._read()) != b".\r\n":
            body += part[1:] if part.startswith(b"..") else part
        mail = message_from_bytes(body, policy=policy.default)
        self._mailbox.messages.append((self._secure, self._user, self._recipients, mail))
        self._say("250 taken")
