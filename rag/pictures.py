"""Pictures of cited pages with the cited characters marked, drawn in a limited process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rag.errors import UnreadableCause, UnreadableDocument
from rag.sandbox import SandboxFailure, SandboxLimits, run_limited
from rag.types import Box, PagePicture

_TASK = "rag.picture_task:draw_page"
_LIMITS = SandboxLimits(seconds=30, memory_bytes=2_000_000_000, output_bytes=100_000_000)
_PNG = b"\x89PNG\r\n\x1a\n"


def render_page(
    path: Path,
    media_type: str,
    page: int,
    spans: Sequence[tuple[int, int]],
    char_map: bytes | None,
    text: str,
    *,
    scale: float = 1.5,
    password: str | None = None,
) -> PagePicture | None:
    """Draw page `page` (1-based) of a PDF; None for other formats.

    `spans` are offsets in `text`, the page's cleaned text, and `char_map` leads from it to the file's
    characters. `scale` is pixels per point; very large pages are drawn smaller. When the characters in
    the file are not those of the text, the picture comes without boxes rather than with wrong ones.
    Raises UnreadableDocument when the page cannot be drawn.
    """
    if media_type != "application/pdf":
        return None
    arguments = {
        "path": str(path),
        "page": page,
        "spans": [[start, end, text[start:end]] for start, end in spans],
        "char_map": None if char_map is None else char_map.hex(),
        "scale": scale,
        "password": password,
    }
    try:
        frame = run_limited(_TASK, arguments, _LIMITS)[-1]
        if "unreadable" in frame.header:
            cause = UnreadableCause(frame.header["unreadable"])
            raise UnreadableDocument(str(frame.header["message"])[:500], cause)
        return _check_picture(frame.header, frame.data)
    except (SandboxFailure, IndexError, KeyError, TypeError, ValueError) as error:
        raise UnreadableDocument(
            "The page cannot be drawn; its text is not affected.", UnreadableCause.DAMAGED
        ) from error


def _check_picture(header: dict[str, object], png: bytes) -> PagePicture:
    """The picture as the untrusted process gave it. Raises ValueError when it is none."""
    width, height, rows = header["width"], header["height"], header["boxes"]
    if not (isinstance(width, int) and isinstance(height, int) and isinstance(rows, list)):
        raise ValueError("not a picture")
    if not png.startswith(_PNG):
        raise ValueError("not a picture")
    boxes = tuple(Box(*(min(1.0, max(0.0, float(edge))) for edge in row)) for row in rows)
    return PagePicture(png, width, height, boxes)
