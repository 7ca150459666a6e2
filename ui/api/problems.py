"""Errors as replies: one table from error to status, one shape for all of them."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rag import errors
from rag.errors import FundstelleError
from ui.api.errors import (
    ClientGone,
    KeyReused,
    ModelUnknown,
    NotAuthorized,
    NotPermitted,
    PageNotFound,
    RequestUnusable,
    TooBusy,
    TookTooLong,
)
from ui.api.request_ids import current_request_id

# The first line that fits an error holds.
STATUSES: tuple[tuple[type[FundstelleError], int, str], ...] = (
    (NotAuthorized, 401, "not_authorized"),
    (NotPermitted, 403, "not_permitted"),
    (errors.SourceForbidden, 403, "not_permitted"),
    (errors.DocumentNotFound, 404, "document_not_found"),
    (errors.AnswerNotFound, 404, "answer_not_found"),
    (errors.SourceNotFound, 404, "source_not_found"),
    (errors.JobNotFound, 404, "job_not_found"),
    (errors.GenerationNotKept, 404, "generation_not_kept"),
    (PageNotFound, 404, "page_not_found"),
    (ModelUnknown, 404, "model_not_found"),
    (errors.JobUnsuitable, 409, "job_state"),
    (KeyReused, 409, "idempotency_key_reused"),
    (errors.ImplausiblePlan, 409, "implausible_plan"),
    (errors.GenerationConflict, 409, "generation_conflict"),
    (errors.UploadTooLarge, 413, "too_large"),
    (errors.UploadUnsupported, 415, "unsupported"),
    (errors.UploadRejected, 422, "upload_rejected"),
    (errors.UnreadableDocument, 422, "unreadable"),
    (errors.QuestionRejected, 422, "question_rejected"),
    (errors.MomentRejected, 422, "unusable_moment"),
    (RequestUnusable, 422, "unusable_request"),
    (TooBusy, 429, "too_busy"),
    (ClientGone, 499, "client_gone"),
    (errors.AnswerStopped, 499, "answer_stopped"),
    (errors.GenerationFailed, 502, "generation_failed"),
    (errors.SourceUnreachable, 502, "source_unreachable"),
    (errors.LibraryBusy, 503, "library_busy"),
    (errors.ModelUnavailable, 503, "model_unavailable"),
    (errors.ConfigurationError, 503, "not_configured"),
    (errors.SnapshotCorrupt, 503, "index_damaged"),
    (errors.AnswersUnusable, 503, "answers_unusable"),
    (errors.UsageUnusable, 503, "usage_unusable"),
    (TookTooLong, 504, "took_too_long"),
    (errors.StorageFull, 507, "storage_full"),
    (FundstelleError, 500, "failed"),
)
_TRY_AGAIN_SECONDS = 2
_KINDS = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def status_of(error: FundstelleError) -> tuple[int, str]:
    """The status and the short name of an error."""
    return next((status, code) for kind, status, code in STATUSES if isinstance(error, kind))


def describe_problem(status: int, code: str, message: str) -> dict[str, Any]:
    """The body of a reply that is an error; clients of OpenAI's protocol read it too."""
    kind = _KINDS.get(status, "invalid_request_error" if status < 500 else "server_error")
    detail = {"message": message, "type": kind, "code": code, "request_id": current_request_id()}
    return {"error": detail}


def problem_response(error: FundstelleError) -> JSONResponse:
    """An error of ours as a reply."""
    status, code = status_of(error)
    headers = {}
    if isinstance(error, TooBusy):
        headers["Retry-After"] = str(error.retry_after)
    elif isinstance(error, errors.LibraryBusy):
        headers["Retry-After"] = str(_TRY_AGAIN_SECONDS)
    elif isinstance(error, NotAuthorized):
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(describe_problem(status, code, str(error)), status, headers)


def unexpected_response(error_id: str) -> JSONResponse:
    """A defect of ours as a reply: the log says more under this id."""
    message = f"Something went wrong inside Fundstelle. The log has details under {error_id}."
    return JSONResponse(describe_problem(500, "unexpected", message), 500)


def install_handlers(app: FastAPI) -> None:
    """Make every error of an application a reply of the one shape."""

    async def tell(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, FundstelleError)
        return problem_response(error)

    async def tell_invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return JSONResponse(describe_problem(422, "invalid_request", _sentences(error)), 422)

    async def tell_http(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        body = describe_problem(error.status_code, _HTTP_CODES.get(error.status_code, "http_error"), error.detail)
        return JSONResponse(body, error.status_code, error.headers)

    app.add_exception_handler(FundstelleError, tell)
    app.add_exception_handler(RequestValidationError, tell_invalid)
    app.add_exception_handler(HTTPException, tell_http)


_HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 408: "body_too_slow", 413: "too_large"}


def _sentences(error: RequestValidationError) -> str:
    """One sentence a problem. Values are left out: they may be questions."""
    found = []
    for problem in error.errors():
        place = ".".join(str(part) for part in problem["loc"][1:]) or "the body"
        found.append(f"{place}: {problem['msg']}.")
    return "The request cannot be used. " + " ".join(dict.fromkeys(found))
