"""Every error a person can be told, with the sentence that tells them.

FundstelleError
├── ConfigurationError        a setting or command line is wrong (exit 2)
│   └── QuestionRejected      the question is empty or too long
├── LibraryBusy               another process is writing (exit 3)
├── DocumentNotFound          no document of that name (exit 4)
├── AnswerNotFound            no stored answer of that id (exit 4)
├── SourceNotFound            no source of that name (exit 4)
├── SourceUnreachable         a folder, bucket or site cannot be listed; nothing was changed
├── ImplausiblePlan           a sync would lose most of a source's documents; it waits for confirmation
├── AnswersUnusable           the file of stored answers cannot be read or written; questions are still answered
├── UploadRejected            the bytes were not accepted: empty, unsafe name
│   ├── UploadTooLarge        more bytes than max_upload_bytes
│   └── UploadUnsupported     a kind of file that is not read
├── UnreadableDocument        accepted, but no text could be read; the document is `failed`
├── ModelUnavailable          weights cannot be had or do not match their checksum
├── SnapshotCorrupt           an index file does not match its checksum; the rest still serves
├── AnswerStopped             nobody waits for the answer any more
├── GenerationFailed          the language model did not deliver; the evidence is still shown
└── StorageFull               the disk is full; nothing was committed
"""

from __future__ import annotations

from enum import StrEnum


class FundstelleError(Exception):
    """Base of all errors whose message is written for a person."""


class ConfigurationError(FundstelleError):
    """A setting or a command line argument cannot be used."""


class QuestionRejected(ConfigurationError):
    """The question itself cannot be asked."""


class LibraryBusy(FundstelleError):
    """Another process holds the writer's lock of this library."""


class DocumentNotFound(FundstelleError):
    """No live document has this name."""


class AnswerNotFound(FundstelleError):
    """No stored answer has this id."""


class SourceNotFound(FundstelleError):
    """No source has this name."""


class SourceUnreachable(FundstelleError):
    """What a source holds cannot be looked at."""


class ImplausiblePlan(FundstelleError):
    """A sync would lose more documents than is believable; it waits until a person confirms it."""


class AnswersUnusable(FundstelleError):
    """The file of stored answers is damaged, or a later version wrote it."""


class UploadRejected(FundstelleError):
    """The bytes were not taken into the library."""


class UploadTooLarge(UploadRejected):
    """There are more bytes than one file may have."""


class UploadUnsupported(UploadRejected):
    """Files of this kind are not read."""


class UnreadableCause(StrEnum):
    """Why no text could be read; the interface offers a different next step for each."""

    EMPTY = "empty"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    WRONG_PASSWORD = "wrong_password"
    NEEDS_OCR = "needs_ocr"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    UNSUPPORTED = "unsupported"


class UnreadableDocument(FundstelleError):
    """The document was accepted but no text could be read from it."""

    def __init__(self, message: str, cause: UnreadableCause) -> None:
        super().__init__(message)
        self.cause = cause

    def __reduce__(self) -> tuple[type[UnreadableDocument], tuple[str, UnreadableCause]]:
        return type(self), (str(self), self.cause)


class ModelUnavailable(FundstelleError):
    """The weights of a model cannot be had, or are not the pinned ones."""


class SnapshotCorrupt(FundstelleError):
    """An index file is missing or does not match its checksum."""


class AnswerStopped(FundstelleError):
    """Whoever asked has gone before there was anything to tell."""


class GenerationFailed(FundstelleError):
    """The language model returned nothing usable."""


class StorageFull(FundstelleError):
    """The disk is full; the library is as it was before."""
