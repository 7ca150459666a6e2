"""What only a service has to say to its callers; every other error is the library's own.

FundstelleError
├── NotAuthorized     the key is missing or wrong (401)
├── NotPermitted      a page of another site calls (403)
├── ModelUnknown      no model of that name answers here (404)
├── PageNotFound      no such page, or it has no picture (404)
├── KeyReused         an idempotency key came back with something else (409)
├── RequestUnusable   the request itself makes no sense (422)
├── TooBusy           too much at once; try again in `retry_after` seconds (429)
├── ClientGone        nobody waits for the reply any more (499)
└── TookTooLong       the time limit of a request has passed (504)
"""

from __future__ import annotations

from rag.errors import FundstelleError


class NotAuthorized(FundstelleError):
    """The request has no key, or not ours."""


class NotPermitted(FundstelleError):
    """The request comes from a place that must not call."""


class ModelUnknown(FundstelleError):
    """No model of this name answers here."""


class PageNotFound(FundstelleError):
    """The document has no such page, or its format has no pictures."""


class KeyReused(FundstelleError):
    """An idempotency key names another request already."""


class RequestUnusable(FundstelleError):
    """The request cannot be understood."""


class TooBusy(FundstelleError):
    """Nothing was done; worth trying again after `retry_after` seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ClientGone(FundstelleError):
    """Whoever asked has closed the connection."""


class TookTooLong(FundstelleError):
    """The request was given up at its time limit."""
