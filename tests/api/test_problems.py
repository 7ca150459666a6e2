"""One table from error to status: it knows every error there is."""

from __future__ import annotations

import inspect
import json
from collections import Counter

import pytest

import rag.errors
import ui.api.errors
from rag.errors import FundstelleError, LibraryBusy, UploadRejected, UploadTooLarge
from ui.api.errors import TooBusy
from ui.api.problems import STATUSES, problem_response, status_of

_KINDS = sorted(
    {
        kind
        for module in (rag.errors, ui.api.errors)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, FundstelleError) and kind is not FundstelleError
    },
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", _KINDS)
def test_every_error_has_a_status_of_its_own_or_that_of_its_kind(kind):
    assert next(code for each, _, code in STATUSES if issubclass(kind, each)) != "failed"


def test_codes_are_told_apart():
    codes = Counter(code for _, _, code in STATUSES)
    # Whoever calls may not, or only from elsewhere: callers act on both alike.
    assert [code for code, times in codes.items() if times > 1] == ["not_permitted"]
    assert {status for _, status, code in STATUSES if code == "not_permitted"} == {403}


def test_the_narrower_error_comes_first():
    assert status_of(UploadTooLarge("x")) == (413, "too_large")
    assert status_of(UploadRejected("x")) == (422, "upload_rejected")


def test_what_is_worth_trying_again_says_when():
    assert problem_response(TooBusy("Later.", 7)).headers["retry-after"] == "7"
    assert problem_response(LibraryBusy("Later.")).headers["retry-after"] == "2"
    body = json.loads(problem_response(TooBusy("Later.", 7)).body)
    assert body == {
        "error": {"message": "Later.", "type": "rate_limit_error", "code": "too_busy", "request_id": None}
    }
