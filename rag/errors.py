"""Every error a person can be told, with the sentence that tells them.

FundstelleError
├── ConfigurationError        a setting or command line is wrong (exit 2)
│   ├── QuestionRejected      the question is empty or too long
│   └── MomentRejected        what should name an earlier state is neither a generation nor a time
├── LibraryBusy               another process is writing (exit 3)
├── DocumentNotFound          no document of that name (exit 4)
├── AnswerNotFound            no stored answer of that id (exit 4)
├── SourceNotFound            no source of that name (exit 4)
├── SourceForbidden           only whoever is at this machine may have this place followed
├── SourceUnreachable         a folder, bucket or site cannot be listed; nothing was changed
├── ImplausiblePlan           a sync would lose most of a source's documents; it waits for confirmation
├── GenerationNotKept         no such state of the library can be looked at (exit 4)
├── GenerationConflict        a state cannot be shown, because a document has lost its name to another one
├── AnswersUnusable           the file of stored answers cannot be read or written; questions are still answered
├── JobNotFound               no job or schedule of that name (exit 4)
├── JobUnsuitable             a job has ended, or runs, and what is asked of it makes no sense then
├── UsageUnusable             the record of what models cost cannot be read or written
├── UploadRejected            the bytes were not accepted: empty, unsafe name
│   ├── UploadTooLarge        more bytes than max_upload_bytes
│   └── UploadUnsupported     a kind of file that is not read
├── UnreadableDocument        accepted, but no text could be read; the document is `failed`
├── ModelUnavailable          weights cannot be had or do not match their checksum
│   ├── EmbeddingFailed       the embedder does not deliver now; questions are answered by their words
│   └── RerankingFailed       the reranker does not deliver now; hits keep their order
├── SnapshotCorrupt           an index file does not match its checksum; the rest still serves
├── AnswerStopped             nobody waits for the answer any more
├── GenerationFailed          the language model did not deliver; the evidence is still shown
│   ├── ProviderThrottled         it asks us to slow down, and still does after a few attempts
│   ├── ProviderUnavailable       it cannot be reached, is out of order or too slow
│   ├── CredentialsRejected       it does not accept the key, or there is none
│   ├── ModelNotOffered           it does not know the model
│   ├── ReplyBroken               its reply was cut off or is not in its own format
│   ├── ReplyFiltered             its content filter stopped the reply: no failure, and nobody else is asked
│   └── LimitReached              a limit of ours on spending or tokens; it was not asked
└── StorageFull               the disk is full; nothing was committed
"""

from __future__ import annotations

from enum import StrEnum

from rag.wording import Sentence


class FundstelleError(Exception):
    """Base of all errors whose message is written for a person."""

    @property
    def sentence(self) -> Sentence:
        """The message; one that has no code of its own is known by the type of the error."""
        said = self.args[0] if self.args else ""
        return said if isinstance(said, Sentence) and said.code else _of_type(type(self).__name__, str(self))


class ConfigurationError(FundstelleError):
    """A setting or a command line argument cannot be used."""


class QuestionRejected(ConfigurationError):
    """The question itself cannot be asked."""


class MomentRejected(ConfigurationError):
    """Neither a generation, nor a date, nor a time."""


class LibraryBusy(FundstelleError):
    """Another process holds the writer's lock of this library, or its catalog, or changed what was judged."""


class DocumentNotFound(FundstelleError):
    """No live document has this name."""


class AnswerNotFound(FundstelleError):
    """No stored answer has this id."""


class SourceNotFound(FundstelleError):
    """No source has this name."""


class SourceForbidden(FundstelleError):
    """A place that another program must not have followed."""


class SourceUnreachable(FundstelleError):
    """What a source holds cannot be looked at."""


class ImplausiblePlan(FundstelleError):
    """A sync would lose more documents than is believable; it waits until a person confirms it."""


class GenerationNotKept(FundstelleError):
    """A state of the library that is not kept any more, or never was."""


class GenerationConflict(FundstelleError):
    """A document that another state shows has a name that another document has now; nothing was changed."""


class AnswersUnusable(FundstelleError):
    """The file of stored answers is damaged, or a later version wrote it."""


class JobNotFound(FundstelleError):
    """No job has this number, or no schedule this name."""


class JobUnsuitable(FundstelleError):
    """A job is in a state in which it cannot be done what was asked for."""


class UsageUnusable(FundstelleError):
    """The record of what models cost is damaged, locked, or a later version wrote it."""


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
    ENCRYPTED = "encrypted"  # a password opens it
    PROTECTED = "protected"  # encrypted too, but no password opens it here
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

    @property
    def sentence(self) -> Sentence:
        """The message, known by its cause."""
        return _of_type(f"unreadable_{self.cause}", str(self))

    def __reduce__(self) -> tuple[type[UnreadableDocument], tuple[str, UnreadableCause]]:
        return type(self), (str(self), self.cause)


class ModelUnavailable(FundstelleError):
    """The weights of a model cannot be had, or are not the pinned ones."""


class EmbeddingFailed(ModelUnavailable):
    """An embedder does not deliver: its service refuses or is busy, or its model is another one now."""


class RerankingFailed(ModelUnavailable):
    """A reranker does not deliver; the order before it stands."""


class SnapshotCorrupt(FundstelleError):
    """An index file is missing or does not match its checksum."""


class AnswerStopped(FundstelleError):
    """Whoever asked has gone before there was anything to tell."""


class GenerationFailed(FundstelleError):
    """The language model returned nothing usable."""


class ProviderThrottled(GenerationFailed):
    """A provider takes no more requests at present."""


class ProviderUnavailable(GenerationFailed):
    """A provider cannot be reached, is out of order or too slow."""


class CredentialsRejected(GenerationFailed):
    """A provider does not accept our key, or we have none."""


class ModelNotOffered(GenerationFailed):
    """A provider does not know the model."""


class ReplyBroken(GenerationFailed):
    """A reply was cut off, or is not in its provider's own format."""


class ReplyFiltered(GenerationFailed):
    """A provider's content filter stopped the request or the reply."""


class LimitReached(GenerationFailed):
    """A limit of ours does not allow the request, so it was not sent."""


class StorageFull(FundstelleError):
    """The disk is full; the library is as it was before."""


def _of_type(code: str, text: str) -> Sentence:
    return Sentence(text, code, {"detail": text})
