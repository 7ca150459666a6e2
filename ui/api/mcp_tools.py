"""The library as tools of the Model Context Protocol: search and ask."""

from __future__ import annotations

from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from rag.answer_record import software_version
from rag.errors import FundstelleError
from rag.types import Answer, Finished
from ui.api.chat import answer_text, hits_text
from ui.api.replies import answer_value, search_value
from ui.api.schemas import AS_OF, MOST_HITS, AnswerReply, Moment, SearchReply
from ui.api.service import Question, Service
from ui.logs import log_unexpected

_INSTRUCTIONS = (
    "Questions over the user's own documents. `ask` answers with citations that were verified word for word, or"
    " says that the documents hold no answer. `search` gives passages to read. Cite document and page."
)
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_CLIENT = "mcp"

Asked = Annotated[str, Field(min_length=1, description="a question in German or English")]
Within = Annotated[list[str] | None, Field(description="names of documents to stay within")]
Then = Annotated[Moment | None, Field(description=AS_OF)]


def build_mcp_server(service: Service) -> MCPServer[Any]:
    """The server; it takes its turns in the lanes of the service."""
    server: MCPServer[Any] = MCPServer(
        "fundstelle", instructions=_INSTRUCTIONS, version=software_version(), log_level="CRITICAL"
    )

    @server.tool(
        description="Find the passages of the user's documents that fit a question best.", annotations=_READS
    )
    async def search(
        question: Asked,
        k: Annotated[int, Field(ge=1, le=MOST_HITS, description="how many passages")] = 10,
        documents: Within = None,
        as_of: Then = None,
    ) -> Annotated[CallToolResult, SearchReply]:
        hits = await _told(service.search(_question(question, k, documents, as_of), _CLIENT))
        return _result(hits_text(hits), search_value(question, hits, as_of))

    @server.tool(
        description="Answer a question from the user's documents; every statement is tied to a verified quotation.",
        annotations=_READS,
    )
    async def ask(
        question: Asked, documents: Within = None, as_of: Then = None
    ) -> Annotated[CallToolResult, AnswerReply]:
        answer = await _told(_ask(service, _question(question, 10, documents, as_of)))
        return _result(answer_text(answer), answer_value(answer))

    return server


def _result(text: str, value: dict[str, Any]) -> CallToolResult:
    """The exact words for a program; the text, which a chat may show as it is, loads nothing."""
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=value)


def _question(text: str, k: int, documents: list[str] | None, as_of: Moment | None) -> Question:
    return Question(text, k, None if documents is None else tuple(documents), as_of=as_of)


async def _ask(service: Service, question: Question) -> Answer:
    stream = service.answer(question, _CLIENT)
    try:
        while event := await stream.next_event():
            if isinstance(event, Finished):
                return event.answer
    finally:
        stream.close()
    raise AssertionError("an answer always ends with Finished")


async def _told(work: Any) -> Any:
    """The result; what goes wrong becomes a sentence for the caller."""
    try:
        return await work
    except FundstelleError as error:
        raise ToolError(str(error)) from error
    except Exception as error:
        error_id = log_unexpected("a tool")
        raise ToolError(f"Something went wrong inside Fundstelle. The log has details under {error_id}.") from error
