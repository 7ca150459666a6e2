"""The application: routes, limits around them, and what happens when it starts and stops."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from mcp.server.transport_security import TransportSecuritySettings

from rag.answer_record import software_version
from rag.config import Settings
from ui.api.bodies import LARGEST_BODY, BodyLimits
from ui.api.guarding import Guarding
from ui.api.mcp_tools import build_mcp_server
from ui.api.observing import Observing
from ui.api.problems import install_handlers
from ui.api.rates import RateLimit
from ui.api.readiness import Readiness
from ui.api.routes import (
    answers,
    asking,
    chat_completions,
    documents,
    gate,
    generations,
    health,
    jobs,
    metrics,
    schedules,
    source_kinds,
    sources,
)
from ui.api.schemas import PROBLEMS
from ui.api.service import open_service
from ui.bootstrap import Openers

_MCP = "/mcp"
_FRAMEWORK_THREADS = 8
_ABOUT = (
    "Questions over your own documents: every statement of an answer is tied to a verified place in a document, or"
    " the answer is that the documents hold none."
)


def create_app(settings: Settings, openers: Openers, *, warm: bool = True) -> FastAPI:
    """The application over one library; `warm` loads the models as it starts.

    Raises ConfigurationError when a setting cannot be used.
    """
    service = open_service(settings, openers)
    readiness = Readiness(service.library, warm=warm)
    tools = build_mcp_server(service)
    # Who may call is decided for all routes alike, before they are reached.
    tools_app = tools.streamable_http_app(
        streamable_http_path=_MCP,
        json_response=True,
        stateless_http=True,
        max_request_body_size=LARGEST_BODY,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )

    @asynccontextmanager
    async def live(_: FastAPI) -> AsyncIterator[None]:
        # For what the framework itself does in threads, such as writing large uploads aside.
        anyio.to_thread.current_default_thread_limiter().total_tokens = _FRAMEWORK_THREADS
        readiness.start()
        try:
            async with tools.session_manager.run():
                yield
        finally:
            service.close()

    app = FastAPI(
        title="Fundstelle",
        version=software_version(),
        description=_ABOUT,
        lifespan=live,
        # Their pages load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    secured: dict[str, Any] = {"responses": PROBLEMS}
    if settings.api_key is not None:
        # For the OpenAPI document; the key itself is checked before any route.
        secured["dependencies"] = [Depends(HTTPBearer(auto_error=False))]
    for each in (
        documents,
        asking,
        answers,
        chat_completions,
        source_kinds,
        sources,
        schedules,
        jobs,
        generations,
        gate,
        metrics,
    ):
        app.include_router(each.build_router(), **secured)
    app.include_router(health.build_router(readiness), responses=PROBLEMS)
    app.router.routes.extend(tools_app.routes)
    install_handlers(app)
    # The last is the outermost.
    app.add_middleware(BodyLimits, max_upload_bytes=settings.max_upload_bytes)
    app.add_middleware(Guarding, key=settings.api_key, rates=RateLimit(settings.api_requests_per_minute))
    app.add_middleware(Observing, metrics=service.metrics, tracing=service.tracing)
    return app
