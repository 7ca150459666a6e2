"""What a provider's library raised, as one of our errors: told by status and code, never by quoting what it says.

The messages of these libraries quote bodies, which may hold a prompt, and headers, which hold keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

from rag.errors import (
    CredentialsRejected,
    FundstelleError,
    GenerationFailed,
    LimitReached,
    ModelNotOffered,
    ProviderThrottled,
    ProviderUnavailable,
    ReplyBroken,
    ReplyFiltered,
)

_FILTERED = {"content_filter", "content_policy_violation", "invalid_prompt", "ResponsibleAIPolicyViolation"}
_NO_CREDIT = {"insufficient_quota", "billing_error", "payment_required"}
_THROTTLED = {
    "ThrottlingException",
    "throttlingException",
    "Throttling",
    "TooManyRequestsException",
    "ServiceQuotaExceededException",
    "rate_limit_error",
    "rate_limit_exceeded",
}
_CREDENTIALS = {
    "AccessDeniedException",
    "UnrecognizedClientException",
    "InvalidSignatureException",
    "ExpiredTokenException",
    "ExpiredToken",
    "InvalidClientTokenId",
    "MissingAuthenticationTokenException",
    "authentication_error",
    "permission_error",
    "invalid_api_key",
}
_UNKNOWN_MODEL = {"ResourceNotFoundException", "model_not_found", "not_found_error"}
_UNAVAILABLE = {
    "InternalServerException",
    "internalServerException",
    "InternalFailure",
    "InternalDependencyException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "serviceUnavailableException",
    "ModelNotReadyException",
    "ModelStreamErrorException",
    "modelStreamErrorException",
    "InternalStreamFailure",
    "api_error",
    "overloaded_error",
    "server_error",
}
_TOO_LONG = {"context_length_exceeded", "string_above_max_length"}
_SLOW = {"ModelTimeoutException", "modelTimeoutException", "timeout_error"}
# Names of classes, looked for among a class and its bases, so that no library has to be imported.
_CREDENTIAL_CLASSES = {
    "NoCredentialsError",
    "PartialCredentialsError",
    "CredentialRetrievalError",
    "NoAuthTokenError",
}
_CUT_CLASSES = {"RemoteProtocolError", "ReadError", "IncompleteRead", "ProtocolError", "ResponseStreamingError"}
_NOT_SENT_CLASSES = {"ConnectError", "ConnectTimeout", "EndpointConnectionError", "ConnectionRefusedError"}
_BROKEN_CLASSES = {
    "SSEError",
    "ParserError",
    "ResponseParserError",
    "APIResponseValidationError",
    "JSONDecodeError",
}
_CLIENT_ERRORS = range(400, 500)
_UNKNOWN_IDENTIFIER = re.compile(r"model identifier is invalid|endpoint \S+ of account \S+ not found", re.I)
_CODE = re.compile(r"[A-Za-z][A-Za-z_]{1,60}")
_LONGEST_WAIT = 3600.0


def translate(error: BaseException, model: str) -> FundstelleError:
    """The error to raise in its place; one of ours comes back as it is."""
    if isinstance(error, FundstelleError):
        return error
    status, codes = _status(error), _codes(error)
    for kind, fits, sentence in _SENTENCES:
        if fits(error, status, codes):
            return kind(sentence.format(model=model))
    if status is not None and status >= 500:
        return ProviderUnavailable(f"The provider of {model} is out of order (status {status}).")
    if status in _CLIENT_ERRORS:
        named = next((code for code in sorted(codes) if _CODE.fullmatch(code)), "")
        told = f"status {status}, {named}" if named else f"status {status}"
        return GenerationFailed(f"The provider of {model} refused the request ({told}).")
    if isinstance(error, ValueError | KeyError | TypeError | IndexError | AttributeError):
        return ReplyBroken(f"The reply of {model} is not in the form that its provider promises.")
    return GenerationFailed(f"The language model {model} stopped ({type(error).__name__}).")


def is_transient(error: BaseException) -> bool:
    """Whether the same request may well succeed a moment later."""
    return isinstance(error, ProviderThrottled | ProviderUnavailable | ReplyBroken) and not is_slow(error)


def is_slow(error: BaseException) -> bool:
    """Whether a time limit is what ended it: trying again would take as long."""
    return isinstance(error, ProviderUnavailable) and any(_is_timeout(each) for each in _chain(error))


def may_be_charged(error: BaseException) -> bool:
    """Whether the provider may have taken the request although it did not deliver."""
    if isinstance(error, ReplyBroken) or is_slow(error):
        return True
    # A connection that broke off, but not one that never came about, and no status that refuses.
    broke = isinstance(error, ProviderUnavailable) and _status(error) is None
    return broke and not _classes(error) & _NOT_SENT_CLASSES


def retry_after(error: BaseException, now: float) -> float | None:
    """Seconds that a provider asks to wait, given as such or as a date; `now` is seconds since 1970."""
    for each in _chain(error):
        value = _headers(each).get("retry-after")
        if value is None:
            continue
        try:
            seconds = (
                float(value)
                if value.replace(".", "", 1).isdigit()
                else parsedate_to_datetime(value).timestamp() - now
            )
        except ValueError:
            return None
        return min(max(0.0, seconds), _LONGEST_WAIT)
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _ in range(10):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or seen.__context__


def _classes(error: BaseException) -> set[str]:
    return {kind.__name__ for each in _chain(error) for kind in type(each).__mro__}


def _is_timeout(error: BaseException) -> bool:
    return isinstance(error, TimeoutError) or any("Timeout" in kind.__name__ for kind in type(error).__mro__)


def _response(error: BaseException) -> dict[str, Any]:
    """What botocore knows of a response."""
    response = getattr(error, "response", None)
    return response if isinstance(response, dict) else {}


def _status(error: BaseException) -> int | None:
    for each in _chain(error):
        # SageMaker passes on what its container said.
        known = _response(each)
        told = known.get("OriginalStatusCode") or known.get("ResponseMetadata", {}).get("HTTPStatusCode")
        response = getattr(each, "response", None)
        for status in (getattr(each, "status_code", None), getattr(response, "status_code", None), told):
            if isinstance(status, int) and status >= 400:
                return status
    return None


def _codes(error: BaseException) -> set[str]:
    found: list[Any] = []
    for each in _chain(error):
        told = _response(each).get("Error", {})
        found += [told.get("Code"), getattr(each, "code", None), getattr(each, "type", None)]
        body = getattr(each, "body", None)
        inner = body.get("error", body) if isinstance(body, dict) else None
        if isinstance(inner, dict):
            found += [inner.get("code"), inner.get("type")]
    return {code for code in found if isinstance(code, str)}


def _headers(error: BaseException) -> dict[str, str]:
    told = _response(error).get("ResponseMetadata", {}).get("HTTPHeaders")
    response = getattr(error, "response", None)
    for headers in (getattr(response, "headers", None), getattr(error, "headers", None), told):
        if headers:
            return {str(name).lower(): str(value) for name, value in headers.items()}
    return {}


def _is_unknown_model(error: BaseException, status: int | None, codes: set[str]) -> bool:
    if status == 404 or codes & _UNKNOWN_MODEL:
        return True
    return any(
        _UNKNOWN_IDENTIFIER.search(str(_response(each).get("Error", {}).get("Message"))) for each in _chain(error)
    )


def _is_unreachable(error: BaseException, status: int | None, codes: set[str]) -> bool:
    if status is not None or isinstance(error, FundstelleError):
        return False
    names = _classes(error)
    return (
        bool(codes & _UNAVAILABLE)
        or bool(names & {"ConnectionError", "APIConnectionError", "ConnectError"})
        or any("Connection" in name or name == "EndpointConnectionError" for name in names)
    )


# The first that fits counts.
_SENTENCES: tuple[tuple[type[GenerationFailed], Any, str], ...] = (
    (
        ReplyFiltered,
        lambda _error, _status, codes: codes & _FILTERED,
        "The content filter of the provider of {model} stopped the request.",
    ),
    (
        CredentialsRejected,
        lambda _error, _status, codes: codes & _NO_CREDIT,
        "The account at the provider of {model} has no credit left.",
    ),
    (
        ProviderThrottled,
        lambda _error, status, codes: status == 429 or codes & _THROTTLED,
        "The provider of {model} takes no more requests at present; try again later.",
    ),
    (
        CredentialsRejected,
        lambda error, status, codes: (
            status in (401, 403) or codes & _CREDENTIALS or _classes(error) & _CREDENTIAL_CLASSES
        ),
        "The provider of {model} does not accept the credentials, or they do not allow this model;"
        " `fundstelle models families` shows which are needed.",
    ),
    (
        LimitReached,
        lambda error, _status, codes: (
            codes & _TOO_LONG or any("ContextOverflow" in name for name in _classes(error))
        ),
        "Question and evidence are longer than {model} can read; set context_tokens to its context window.",
    ),
    (ModelNotOffered, _is_unknown_model, "The provider of {model} does not know this model."),
    (
        ProviderUnavailable,
        lambda error, status, codes: (
            status in (408, 504) or codes & _SLOW or any(_is_timeout(each) for each in _chain(error))
        ),
        "The provider of {model} did not answer within the time limit.",
    ),
    (
        ProviderUnavailable,
        lambda _error, status, codes: codes & _UNAVAILABLE and (status is None or status >= 500),
        "The provider of {model} is out of order at present.",
    ),
    (
        ReplyBroken,
        lambda error, status, _codes: status is None and _classes(error) & _CUT_CLASSES,
        "The reply of {model} was cut off.",
    ),
    (
        ProviderUnavailable,
        _is_unreachable,
        "The provider of {model} cannot be reached, or it broke the connection off.",
    ),
    (
        ReplyBroken,
        lambda error, status, _codes: status is None and _classes(error) & _BROKEN_CLASSES,
        "The reply of {model} is not in the form that its provider promises.",
    ),
)
