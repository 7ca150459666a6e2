"""What a file is, judged by its content first and its name second; and names that are safe to keep."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from rag.errors import UploadRejected, UploadUnsupported
from rag.wording import say

HEAD_BYTES = 8192  # how much of a file `sniff_media_type` wants to see
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
MARKDOWN = "text/markdown"
TEXT = "text/plain"

_NAME_LIMIT = 1000  # characters of a whole name
_PART_LIMIT = 255  # bytes of one part, as file systems have it
_SUPPORTED = say("supported_kinds", "Supported are PDF, DOCX, HTML, Markdown and plain text.")
_WORD_SUFFIXES = frozenset({".docx", ".docm", ".dotx", ".dotm"})
_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown"})
_TEXT_SUFFIXES = frozenset(
    """.txt .text .log .csv .tsv .rst .org .adoc .asciidoc .tex .json .jsonl .xml .yaml .yml
    .vtt .srt .docx .pdf""".split()
) | {""}
# A text may begin with the letters PK too.
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_OFFICE = {
    (b"xl/", (".xls", ".xlt")): say("a_spreadsheet", "a spreadsheet; export its sheets as CSV or PDF"),
    (b"ppt/", (".ppt", ".pps", ".pot")): say("a_presentation", "a presentation; export it as PDF"),
    (b"visio/", (".vsd",)): say("a_drawing", "a drawing; export it as PDF"),
    (b"application/vnd.oasis", (".od", ".sx")): say(
        "an_open_document", "an OpenDocument file; save it as DOCX or PDF"
    ),
    (b"application/epub", (".epub",)): say("an_e_book", "an e-book; convert it to PDF or HTML"),
}
_HTML_START = re.compile(rb"(?is)\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b")


def sniff_media_type(head: bytes, name: str) -> str:
    """The media type of a file that begins with `head` (at least HEAD_BYTES where it has them).

    Raises UploadRejected with a sentence when the file is empty or of a kind that is not read.
    """
    suffix = PurePosixPath(name.lower()).suffix
    if not head:
        raise UploadRejected(say("file_has_no_bytes", "“{name}” is empty (0 bytes).", name=name))
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(_ZIP):
        return _sniff_archive(head, name, suffix)
    if head.startswith(_OLE):
        return _sniff_ole(name, suffix)
    if looks_like_text(head):
        return _sniff_text(head, name, suffix)
    return _sniff_binary(head, name, suffix)


def _sniff_archive(head: bytes, name: str, suffix: str) -> str:
    if suffix in _WORD_SUFFIXES or b"word/" in head:
        return DOCX
    for (mark, suffixes), advice in _OFFICE.items():
        if mark in head or suffix.startswith(suffixes):
            raise UploadUnsupported(say("file_is", "“{name}” is {advice}.", name=name, advice=advice))
    raise UploadUnsupported(
        say(
            "file_is_package",
            "“{name}” is an archive or package; unpack it and add the documents in it. {supported}",
            name=name,
            supported=_SUPPORTED,
        )
    )


def _sniff_ole(name: str, suffix: str) -> str:
    """An encrypted DOCX is wrapped in the container of the old formats: the reader tells them apart."""
    if suffix in _WORD_SUFFIXES:
        return DOCX
    raise UploadUnsupported(
        say("file_is_ole", "“{name}” is in an old or encrypted Office format; save it as DOCX or PDF.", name=name)
    )


def _sniff_text(head: bytes, name: str, suffix: str) -> str:
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if plain.startswith(rb"{\rtf"):
        raise UploadUnsupported(
            say("file_is_rtf", "“{name}” is in Rich Text Format; save it as DOCX or PDF.", name=name)
        )
    if plain.startswith(b"%!PS"):
        raise UploadUnsupported(
            say("file_is_postscript", "“{name}” is in PostScript; convert it to PDF.", name=name)
        )
    if suffix == ".pdf" and re.search(rb"\d+ \d+ obj\b", plain):
        return PDF  # its first line is missing; the reader says whether it can be repaired
    if _HTML_START.search(plain) or suffix in _HTML_SUFFIXES:
        return HTML
    if suffix in _MARKDOWN_SUFFIXES:
        return MARKDOWN
    if suffix in _TEXT_SUFFIXES:
        return TEXT
    raise UploadUnsupported(
        say(
            "file_suffix",
            "“{name}”: files ending in “{suffix}” are not read. {supported}",
            name=name,
            suffix=suffix,
            supported=_SUPPORTED,
        )
    )


def _sniff_binary(head: bytes, name: str, suffix: str) -> str:
    if suffix == ".pdf":
        return PDF  # accepted, so that the reader can say that it is damaged
    if suffix in _WORD_SUFFIXES:
        return DOCX
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise UploadUnsupported(
            say(
                "file_is_picture",
                "“{name}” is a picture; turn it into a PDF with text recognition (OCR) first.",
                name=name,
            )
        )
    if head.startswith(_ARCHIVES):
        raise UploadUnsupported(
            say("file_is_archive", "“{name}” is an archive; unpack it and add the documents in it.", name=name)
        )
    raise UploadUnsupported(
        say(
            "file_is_binary",
            "“{name}” is neither text nor a document that can be read. {supported}",
            name=name,
            supported=_SUPPORTED,
        )
    )


def looks_like_text(head: bytes) -> bool:
    """Whether bytes can be text: no NUL (but for UTF-16) and hardly any control characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in head:
        return guess_utf16(head) is not None
    controls = sum(head.count(byte) for byte in (*range(1, 8), *range(14, 27), 28, 29, 30, 31))
    return controls <= len(head) // 200


def guess_utf16(head: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: most of one half of the bytes are NUL, the other not."""
    pairs = len(head) // 2
    if pairs < 2:
        return None
    even, odd = head[: pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if odd > pairs * 0.7 and even < pairs * 0.02 + 1:
        return "utf-16-le"
    if even > pairs * 0.7 and odd < pairs * 0.02 + 1:
        return "utf-16-be"
    return None


def safe_name(name: str) -> str:
    """A document's name with forward slashes, in normal form C.

    Raises UploadRejected for names that are empty, absolute, too long, climb with "..", or hold
    control characters.
    """
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise UploadRejected(
            say("name_no_unicode", "A file name is not valid Unicode; rename the file.")
        ) from error
    normal = unicodedata.normalize("NFC", name).replace("\\", "/")
    shown = "".join(character if character.isprintable() else "?" for character in normal[:100])
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in normal):
        raise UploadRejected(
            say(
                "name_control_characters",
                "“{name}”: a file name must not hold control characters; rename the file.",
                name=shown,
            )
        )
    if normal.startswith("/") or re.match(r"[A-Za-z]:(/|$)", normal):
        raise UploadRejected(
            say("name_absolute", "“{name}”: a document's name must be relative, not an absolute path.", name=shown)
        )
    parts = [part for part in normal.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise UploadRejected(say("name_climbs", "“{name}”: a document's name must not contain “..”.", name=shown))
    if not parts:
        raise UploadRejected(say("name_missing", "A document needs a name."))
    if len(normal) > _NAME_LIMIT or any(len(part.encode()) > _PART_LIMIT for part in parts):
        raise UploadRejected(say("name_too_long", "“{name}…”: the file name is too long; shorten it.", name=shown))
    return "/".join(parts)
