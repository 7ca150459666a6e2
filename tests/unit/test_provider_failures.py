"""What providers' libraries raise, told by status and code, and how long they ask to wait."""

from __future__ import annotations

import json

import pytest

from rag.errors import (
    ConfigurationError,
    CredentialsRejected,
    GenerationFailed,
    ProviderThrottled,
    ProviderUnavailable,
    ReplyBroken,
)
from rag.providers.failures import is_slow, is_transient, retry_after, translate

SECRET = "sk-4711"
DATE = "Thu, 26 Nov 2026 10:00:30 GMT"
NOW = 1795687200.0  # half a minute before


class Refused(Exception):
    """As several libraries raise it."""

    def __init__(self, status=None, body=None, headers=None):
        super().__init__(f"{SECRET} {body}")
        self.status_code = status
        self.body = body
        self.headers = headers or {}


class ReadTimeout(Exception):
    """As HTTP libraries call it."""


class NoCredentialsError(Exception):
    """As botocore calls it."""


@pytest.mark.parametrize(
    ("error", "kind", "transient"),
    [
        (Refused(429), ProviderThrottled, True),
        (Refused(400, {"error": {"code": "rate_limit_exceeded"}}), ProviderThrottled, True),
        (Refused(503), ProviderUnavailable, True),
        (Refused(529, {"error": {"type": "overloaded_error"}}), ProviderUnavailable, True),
        (Refused(403), CredentialsRejected, False),
        (Refused(402, {"error": {"type": "billing_error"}}), CredentialsRejected, False),
        (Refused(408), ProviderUnavailable, True),
        (ReadTimeout(SECRET), ProviderUnavailable, False),
        (NoCredentialsError(SECRET), CredentialsRejected, False),
        (ConnectionResetError(SECRET), ProviderUnavailable, True),
        (json.JSONDecodeError(SECRET, SECRET, 0), ReplyBroken, True),
        (KeyError(SECRET), ReplyBroken, True),
        (RuntimeError(SECRET), GenerationFailed, False),
    ],
)
def test_errors_are_told_without_what_they_say(error, kind, transient):
    told = translate(error, "openai:gpt-4o")
    told.__cause__ = error
    assert type(told) is kind
    assert is_transient(told) is transient
    assert "openai:gpt-4o" in str(told)
    assert SECRET not in str(told)


def test_what_is_refused_otherwise_names_status_and_code():
    told = translate(Refused(422, {"error": {"code": "unsupported_value", "type": "x-1 2"}}), "openai:gpt-4o")
    assert str(told) == "The provider of openai:gpt-4o refused the request (status 422, unsupported_value)."


def test_ours_stay_as_they_are():
    ours = ConfigurationError("a sentence")
    assert translate(ours, "openai:gpt-4o") is ours


def test_a_cause_counts_as_well():
    outer = RuntimeError("something")
    outer.__cause__ = ReadTimeout()
    told = translate(outer, "cohere:x")
    told.__cause__ = outer
    assert (type(told), is_slow(told)) == (ProviderUnavailable, True)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3.0),
        ("0.5", 0.5),
        (DATE, 30.0),
        ("Thu, 26 Nov 2020 10:00:00 GMT", 0.0),
        ("999999", 3600.0),
        ("soon", None),
    ],
)
def test_how_long_to_wait(value, seconds):
    told = ProviderThrottled("later")
    told.__cause__ = Refused(429, headers={"Retry-After": value})
    assert retry_after(told, NOW) == seconds


def test_nobody_says_how_long():
    assert retry_after(ProviderThrottled("later"), NOW) is None
