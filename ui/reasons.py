"""Why a document failed, in the words of the page: what is wrong, and what to do about it here."""

from __future__ import annotations

from rag.errors import UnreadableCause
from rag.types import Document, DocumentState
from rag.wording import Sentence
from ui.explaining import in_language

_WRONG_PASSWORD = f"unreadable_{UnreadableCause.WRONG_PASSWORD}"
_PASSWORD = (f"unreadable_{UnreadableCause.ENCRYPTED}", _WRONG_PASSWORD)


def explain_failure(document: Document, language: str) -> str:
    """The reason in the language of the page."""
    return in_language(document.reason or "", language)


def needs_password(document: Document) -> bool:
    """Whether a password could open this document."""
    return _code(document) in _PASSWORD


def had_wrong_password(document: Document) -> bool:
    """Whether the password that was given did not open this document."""
    return _code(document) == _WRONG_PASSWORD


def _code(document: Document) -> str:
    """What is wrong with a document that failed; "" when earlier versions wrote it down, in English only."""
    reason = document.reason
    failed = document.state is DocumentState.FAILED
    return reason.code if failed and isinstance(reason, Sentence) else ""
