"""Sentences for a person that know what they say, so that whoever shows them can say it in another language."""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

# What stands in a sentence: names, numbers, or other sentences.
Value: TypeAlias = str | int | float

# The code of sentences that follow each other.
SEQUENCE = "sequence"


class Sentence(str):
    """A sentence in English, with a code that names what it says and the values that stand in it.

    To whoever only shows it, it is a string. In a column of the catalog it keeps its code and values; `read` gives
    it back. A sentence without a code says something that is known in English only.
    """

    __slots__ = ("code", "values")
    code: str
    values: Mapping[str, Value]

    def __new__(cls, text: str, code: str = "", values: Mapping[str, Value] | None = None) -> Sentence:
        """`values` are those of the braces that the sentence has in every language."""
        sentence = super().__new__(cls, text)
        sentence.code = code
        sentence.values = values or {}
        return sentence

    def __conform__(self, protocol: type) -> str | None:
        """What SQLite stores of it."""
        if protocol is not sqlite3.PrepareProtocol:
            return None
        return json.dumps(self.packed(), ensure_ascii=False) if self.code else str(self)

    def packed(self) -> Any:
        """As a value of JSON: the text alone when there is no more to it."""
        if not self.code:
            return str(self)
        values = {name: pack(value) for name, value in self.values.items()}
        return {"text": str(self), "code": self.code, "values": values}

    @classmethod
    def read(cls, stored: str | None) -> Sentence | None:
        """What a column holds. Earlier versions stored the text alone."""
        if stored is None:
            return None
        if stored.startswith('{"text": '):
            with suppress(ValueError, KeyError, TypeError, AttributeError):
                return cls.unpack(json.loads(stored))
        return cls(stored)

    @classmethod
    def unpack(cls, packed: Any) -> Sentence:
        """The reverse of `packed`."""
        if not isinstance(packed, dict):
            return cls(str(packed))
        values = {
            name: cls.unpack(each) if isinstance(each, dict) else each for name, each in packed["values"].items()
        }
        return cls(packed["text"], packed["code"], values)


def say(code: str, template: str, /, **values: Value) -> Sentence:
    """The sentence that a template of `str.format` makes of the values. A code has one template."""
    return Sentence(template.format(**values), code, values)


def pack(value: Value) -> Any:
    """A value, which may be a sentence, as a value of JSON."""
    return value.packed() if isinstance(value, Sentence) else value


def in_sequence(sentences: Sequence[str]) -> Sentence:
    """Sentences, one after the other."""
    values = {str(number): each for number, each in enumerate(sentences)}
    return Sentence(" ".join(sentences), SEQUENCE, values)


def system_reason(error: OSError) -> str:
    """Why the operating system refused something, in its own words."""
    if isinstance(error.strerror, Sentence):
        return error.strerror
    text = error.strerror or str(error)
    return Sentence(text, f"system_{errno.errorcode.get(error.errno or 0, 'unknown')}", {"detail": text})
