"""Why a document failed, in the words of the page: what is wrong, and what to do about it here."""

from __future__ import annotations

import re

from rag.types import Document, DocumentState

_PASSWORD = re.compile(r"give its password|give the right one|does not open the file")
_WRONG = re.compile(r"does not open the file")

# What the readers say, by a phrase that only one of their sentences holds. Unknown sentences are shown as they are.
_GERMAN = (
    (_WRONG, "Dieses Kennwort öffnet das Dokument nicht."),
    (_PASSWORD, "Das Dokument ist verschlüsselt; geben Sie sein Kennwort ein."),
    (
        re.compile(r"encrypted"),
        "Die Datei ist verschlüsselt; speichern Sie sie ohne Kennwort und fügen Sie sie neu hinzu.",
    ),
    (re.compile(r"OCR"), "Die Seiten sind Bilder ohne Text; die Datei braucht zuerst eine Texterkennung (OCR)."),
    (
        re.compile(r"damaged"),
        "Die Datei ist beschädigt; öffnen Sie sie in ihrem Programm und speichern Sie sie neu.",
    ),
    (re.compile(r"is empty|no text|no pages"), "Die Datei enthält keinen Text."),
    (re.compile(r"was stopped after"), "Das Lesen hat zu lange gedauert; teilen Sie die Datei auf."),
    (
        re.compile(r"more memory|Split it|would unpack"),
        "Die Datei ist zu groß, um gelesen zu werden; teilen Sie sie auf.",
    ),
    (re.compile(r"old Word format"), "Die Datei ist im alten Word-Format; speichern Sie sie als DOCX oder PDF."),
)
_ENGLISH = (
    (_WRONG, "This password does not open the document."),
    (_PASSWORD, "The document is encrypted; enter its password."),
)


def explain_failure(document: Document, language: str) -> str:
    """The reason in the language of the page. Command line options that it names mean nothing here."""
    reason = document.reason or ""
    for pattern, sentence in _GERMAN if language == "de" else _ENGLISH:
        if pattern.search(reason):
            return sentence
    return reason


def needs_password(document: Document) -> bool:
    """Whether a password could open this document."""
    return document.state is DocumentState.FAILED and bool(_PASSWORD.search(document.reason or ""))


def had_wrong_password(document: Document) -> bool:
    """Whether the password that was given did not open this document."""
    return document.state is DocumentState.FAILED and bool(_WRONG.search(document.reason or ""))
