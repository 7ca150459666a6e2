"""Documents: list, get, upload, remove; their pages as text and as pictures."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request, Response
from starlette.datastructures import FormData, UploadFile

from ingest.full_disk import disk_full_is_storage_full
from ingest.records import Outcome
from rag.errors import DocumentNotFound
from rag.history import AsOf, look_back
from rag.types import Document
from ui.api.errors import PageNotFound, RequestUnusable
from ui.api.replies import document_value
from ui.api.routes.common import ClientOf, ServiceOf
from ui.api.schemas import (
    AS_OF,
    LONGEST_MOMENT,
    DocumentReply,
    DocumentsReply,
    PageReply,
    RemovedReply,
    UploadReply,
)
from ui.api.service import Service
from ui.api.upload_keys import Upload

# SQLite's integers end there.
_LARGEST = 2**63 - 1
_MOST_LISTED = 1000
_LONGEST_FIELD = 1_000
_MOST_SPANS = 50
DocumentId = Annotated[int, Path(ge=1, le=_LARGEST)]
Then = Annotated[str | None, Query(min_length=1, max_length=LONGEST_MOMENT, description=AS_OF)]
PageNumber = Annotated[int, Path(ge=1, le=_LARGEST)]
IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
_PNG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}
}
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "name": {"type": "string", "description": "the document's name, instead of the file's"},
                        "password": {"type": "string", "description": "of an encrypted document"},
                    },
                }
            }
        },
    }
}
_UPLOADED: dict[int | str, dict[str, Any]] = {
    200: {"model": UploadReply, "description": "There was a document of this name: it is updated, or the same."}
}


def build_router() -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/v1/documents", tags=["documents"])

    @router.get("", response_model=DocumentsReply)
    async def list_documents(
        service: ServiceOf,
        client: ClientOf,
        limit: Annotated[int, Query(ge=1, le=_MOST_LISTED)] = 100,
        after: Annotated[str, Query(max_length=_LONGEST_FIELD)] = "",
        as_of: Then = None,
    ) -> Any:
        """Documents by name, those after `after`; with `as_of` the versions of then, each with an id of its own."""
        found = await service.read(client, lambda: _list(service, after, limit + 1, as_of))
        following = found[limit - 1].name if len(found) > limit else None
        return {"documents": [document_value(each) for each in found[:limit]], "next": following}

    @router.post("", response_model=UploadReply, status_code=201, responses=_UPLOADED, openapi_extra=_FORM)
    async def upload(
        request: Request,
        response: Response,
        service: ServiceOf,
        client: ClientOf,
        idempotency_key: IdempotencyKey = None,
    ) -> Any:
        """Take a file; it is read in the background (`state`). With the same `Idempotency-Key` it is taken once."""
        with disk_full_is_storage_full(service.settings.data_dir):
            async with service.lanes.uploads.place(client), request.form(max_files=1, max_fields=4) as form:
                given = _read_form(form)
                accepted, known = await service.read(client, lambda: service.uploads.accept(given, idempotency_key))
        if accepted.outcome is not Outcome.ADDED:
            response.status_code = 200
        if known:
            response.headers["Idempotent-Replayed"] = "true"
        return {"id": accepted.document_id, "document": accepted.name, "outcome": str(accepted.outcome)}

    @router.get("/{document_id}", response_model=DocumentReply)
    async def get_document(
        document_id: DocumentId, service: ServiceOf, client: ClientOf, as_of: Then = None
    ) -> Any:
        """One document and how far it is; with `as_of` its version of then."""
        if as_of is None:
            return document_value(await service.read(client, lambda: _find(service, document_id)))
        return document_value(await service.read(client, lambda: _find_version(service, document_id, as_of)))

    @router.delete("/{document_id}", response_model=RemovedReply)
    async def remove_document(document_id: DocumentId, service: ServiceOf, client: ClientOf) -> Any:
        """Remove a document; it answers no question from now on."""
        return await service.read(client, lambda: _remove(service, document_id))

    @router.get("/{document_id}/pages/{number}", response_model=PageReply)
    async def get_page(document_id: DocumentId, number: PageNumber, service: ServiceOf, client: ClientOf) -> Any:
        """The text of a page, exactly as citations slice it."""
        return await service.read(client, lambda: _page(service, document_id, number))

    @router.get("/{document_id}/pages/{number}/picture", response_class=Response, responses=_PNG)
    async def get_picture(
        document_id: DocumentId,
        number: PageNumber,
        service: ServiceOf,
        client: ClientOf,
        scale: Annotated[float, Query(ge=0.25, le=4)] = 1.5,
    ) -> Response:
        """A page of a PDF as a picture; `scale` is pixels per point."""
        png = await service.lanes.pictures.run(client, lambda: _picture(service, document_id, number, scale))
        return Response(png, media_type="image/png")

    return router


def _list(service: Service, after: str, limit: int, as_of: AsOf) -> list[Document]:
    with service.operations.catalog.snapshot() as now:
        return look_back(now, as_of)[0].documents(after, limit)


def _find(service: Service, document_id: int) -> Document:
    with service.operations.catalog.snapshot() as snapshot:
        document = snapshot.document_by_id(document_id)
    if document is None:
        raise DocumentNotFound(f"There is no document with the id {document_id}.")
    return document


def _find_version(service: Service, document_id: int, as_of: AsOf) -> Document:
    with service.operations.catalog.snapshot() as now:
        document = look_back(now, as_of)[0].version(document_id)
    if document is None:
        raise DocumentNotFound(f"There was no document with the id {document_id} then.")
    return document


def _remove(service: Service, document_id: int) -> dict[str, Any]:
    document = _find(service, document_id)
    if document.version_of is not None:
        raise RequestUnusable(
            f"{document_id} is a version of the document {document.version_of}. No version is removed by itself;"
            " removing the document removes all of them."
        )
    # Another document may have the same name at another time.
    service.intake.remove_by_id([document.id])
    return {"removed": document.name, "answers_deleted": service.intake.erase_answers()}


def _page(service: Service, document_id: int, number: int) -> dict[str, Any]:
    document = _find(service, document_id)
    page = service.library.page(document_id, number)
    if page is None:
        raise PageNotFound(f"“{document.name}” has no page {number}; it has {document.pages} that could be read.")
    return {"document": document.name, "page": page.number, "text": page.text}


def _picture(service: Service, document_id: int, number: int, scale: float) -> bytes:
    document = _find(service, document_id)
    picture = service.library.page_picture(document_id, number, (), scale)
    if picture is None:
        raise PageNotFound(f"There is no picture of page {number} of “{document.name}”: only PDF files have them.")
    return picture.png


def _read_form(form: FormData) -> Upload:
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise RequestUnusable("Send the file as the field `file` of a form (multipart/form-data).")
    name, password = form.get("name"), form.get("password")
    for each in (name, password):
        if each is not None and not (isinstance(each, str) and len(each) <= _LONGEST_FIELD):
            raise RequestUnusable("The fields `name` and `password` are short texts.")
    return Upload(str(name or file.filename or ""), file.file, str(password) if password else None)
