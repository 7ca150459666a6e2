"""What can go wrong with a service that embeds or reranks, as sentences that hold nothing private.

What a service says itself is never repeated: it may quote a document, or a part of a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """The kinds of failure, each with another next step."""

    CREDENTIALS = "credentials"
    FORBIDDEN = "forbidden"
    REGION = "region"
    UNKNOWN_MODEL = "unknown_model"
    REFUSED = "refused"
    BUSY = "busy"
    BROKEN = "broken"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    MALFORMED = "malformed"


_TEMPORARY = {Trouble.BUSY, Trouble.BROKEN, Trouble.TIMEOUT, Trouble.UNREACHABLE, Trouble.MALFORMED}
_BY_STATUS = {
    400: Trouble.REFUSED,
    401: Trouble.CREDENTIALS,
    403: Trouble.FORBIDDEN,
    404: Trouble.UNKNOWN_MODEL,
    408: Trouble.TIMEOUT,
    413: Trouble.REFUSED,
    422: Trouble.REFUSED,
    424: Trouble.BROKEN,
    429: Trouble.BUSY,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed request."""

    trouble: Trouble
    code: str = ""  # the service's own short name of it, or an HTTP status
    after: float | None = None  # seconds after which the service says to ask again

    @property
    def temporary(self) -> bool:
        """Whether the same request may succeed later."""
        return self.trouble in _TEMPORARY


@dataclass(frozen=True, slots=True)
class Service:
    """Who is asked, for sentences about it."""

    name: str
    model: str
    credentials: str  # what to set, a part of a sentence
    seconds: float  # time limit of one request

    def describe(self, failure: Failure) -> str:
        """A sentence that a person can act on."""
        code = f" ({failure.code})" if failure.code else ""
        texts = {
            Trouble.CREDENTIALS: f"{self.name} did not accept the credentials{code}: {self.credentials}.",
            Trouble.FORBIDDEN: f"{self.name} does not let these credentials use {self.model}{code}: ask for access"
            f" to it, or {self.credentials}.",
            Trouble.REGION: f"{self.name} needs a region: set 'aws_region' or AWS_REGION.",
            Trouble.UNKNOWN_MODEL: f"{self.name} has no model named {self.model}{code}.",
            Trouble.REFUSED: f"{self.name} refused a request to {self.model}{code}; check its name and options.",
            Trouble.BUSY: f"{self.name} takes no more requests now, or the quota is used up{code}.",
            Trouble.BROKEN: f"{self.name} is not working now{code}.",
            Trouble.TIMEOUT: f"{self.name} did not answer within {self.seconds:g} seconds{code}.",
            Trouble.UNREACHABLE: f"{self.name} cannot be reached.",
            Trouble.MALFORMED: f"{self.name} sent something that cannot be used{code}.",
        }
        return texts[failure.trouble]


def failure_of_status(status: int, after: str | None = None) -> Failure:
    """What an HTTP status means; `after` is the value of Retry-After."""
    trouble = _BY_STATUS.get(status, Trouble.BROKEN if status >= 500 else Trouble.REFUSED)
    return Failure(trouble, str(status), float(after) if after and after.strip().isdigit() else None)
