"""Commands about stored answers: list, show, replay, export, delete."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answer_log import AnswerLog, Stored
from rag.errors import AnswersUnusable, ConfigurationError
from rag.layout import DataDir
from rag.types import AnswerStatus
from ui.commands.context import Commands, Context, positive, require_place

if TYPE_CHECKING:
    from rag.library import LibraryApi
    from ui.marking import MarkedPicture

_CHANGED = "The stored record no longer matches its checksum: it was changed or damaged after the answer was given."
# In which form a stored answer is written, by the end of the file's name.
_HTML, _JSON = (".html", ".htm"), (".json",)


def register(commands: Commands) -> None:
    """Declare the commands."""
    group = commands.add_group(
        "answers", "Stored answers: what was answered, from what, and whether it still holds."
    )
    listed = group.add("list", run_list, "List stored answers, newest first.")
    listed.add_argument("--limit", type=positive, default=20, metavar="N", help="how many; default 20")
    listed.add_argument("--status", choices=[str(each) for each in AnswerStatus], help="only those")
    shown = group.add("show", run_show, "Show everything that made an answer.")
    replayed = group.add(
        "replay", run_replay, "Say what would differ if it were asked today; exit code 1 when something does."
    )
    replayed.add_argument("--no-model", action="store_true", help="compare documents and search only")
    replayed.add_argument(
        "--then", action="store_true", help="search what the library held when it was asked, if that is still kept"
    )
    exported = group.add("export", run_export, "Write an answer and its evidence to one file.")
    exported.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="FILE.html: pages, quotes and checksums, to be filed; FILE.json: the stored record, byte for byte",
    )
    exported.add_argument(
        "--cover",
        type=Path,
        metavar="FILE.png",
        help="a picture of `fundstelle illustrate` on top of FILE.html, named as generated there too",
    )
    for parser in (shown, replayed, exported):
        parser.add_argument("id", metavar="ID")
    deleted = group.add("delete", run_delete, "Delete stored answers; their text is overwritten.")
    deleted.add_argument("ids", nargs="*", metavar="ID")
    deleted.add_argument("--all", action="store_true", help="every stored answer")
    deleted.add_argument("--older-than", type=positive, metavar="DAYS", help="those that are older")


def run_list(context: Context) -> int:
    """`fundstelle answers list`."""
    entries = _log(context).entries(context.arguments.limit, context.arguments.status)
    context.output.document({"answers": [asdict(each) for each in entries]})
    if not entries:
        context.output.text("No such answers are stored." if context.arguments.status else "No answers are stored.")
        return 0
    rows = [(each.id, each.time, each.status, each.thumb, each.question) for each in entries]
    context.output.table(("Answer", "Time", "Status", "Thumb", "Question"), rows)
    return 0


def run_show(context: Context) -> int:
    """`fundstelle answers show`."""
    from ui.commands.answer_texts import show_record

    stored, record = load_answer(context, context.arguments.id)
    context.output.document({**record, "sha256": stored.sha256, "intact": stored.intact})
    show_record(context.output, record, stored.sha256)
    return 0


def run_replay(context: Context) -> int:
    """`fundstelle answers replay`."""
    from ui.answers.replaying import replay
    from ui.commands.answer_texts import show_replay

    _, record = load_answer(context, context.arguments.id)
    with context.output.steps() as step:
        step("question", 0, 1, "")
        library = _open_library(context, record)
        compared = replay(
            record, library, context.settings, ask=not context.arguments.no_model, then=context.arguments.then
        )
    context.output.document(compared.as_dict())
    show_replay(context.output, compared)
    return 0 if compared.same else 1


def run_export(context: Context) -> int:
    """`fundstelle answers export`."""
    from rag.weights.files import write_atomically
    from ui.marking import read_marked

    file: Path = context.arguments.output
    picture: Path | None = context.arguments.cover
    require_place(file)
    if file.suffix.lower() not in _HTML + _JSON:
        raise ConfigurationError(f"{file} must end in .html (evidence to be filed) or .json (the stored record).")
    if picture is not None and file.suffix.lower() in _JSON:
        raise ConfigurationError("--cover goes with .html only: the stored record has no cover.")
    cover = None if picture is None else read_marked(picture)
    stored, record = load_answer(context, context.arguments.id)
    text = stored.record if file.suffix.lower() in _JSON else _build_bundle(context, stored, record, cover)
    write_atomically(file, text)
    context.output.document({"id": stored.id, "output": str(file)})
    context.output.text(f"{file} was written.")
    return 0


def _build_bundle(context: Context, stored: Stored, record: dict[str, Any], cover: MarkedPicture | None) -> str:
    from ui.answers.bundle import build_bundle
    from ui.answers.places import Places

    with context.output.steps() as step:
        places = Places(record, _open_library(context, record), lambda name: step("picture", 0, 0, name))
        return build_bundle(stored, record, places, cover)


def run_delete(context: Context) -> int:
    """`fundstelle answers delete`."""
    options, log = context.arguments, _log(context)
    if sum((bool(options.ids), options.all, options.older_than is not None)) != 1:
        raise ConfigurationError("Give either ids of answers, or --all, or --older-than DAYS.")
    if options.all:
        deleted = log.delete_all()
    elif options.older_than is not None:
        deleted = log.delete_older(options.older_than)
    else:
        deleted = log.delete(options.ids)
    context.output.document({"deleted": deleted})
    context.output.text(f"Stored answers deleted: {deleted}.")
    return 0


def _log(context: Context) -> AnswerLog:
    return AnswerLog(DataDir(context.settings.data_dir).answers)


def load_answer(context: Context, answer: str) -> tuple[Stored, dict[str, Any]]:
    """An answer and its record. Raises AnswerNotFound, and AnswersUnusable when its record is no JSON."""
    stored = _log(context).load(answer)
    if not stored.intact:
        context.output.note(_CHANGED)
    try:
        record: dict[str, Any] = json.loads(stored.record)
    except ValueError as error:
        raise AnswersUnusable(f"The record of the answer {stored.id} cannot be read; it is damaged.") from error
    return stored, record


def _open_library(context: Context, record: dict[str, Any]) -> LibraryApi:
    """The library, which stores nothing of what is compared, and allows a question that was once allowed."""
    longest = max(context.settings.max_question_chars, len(record["trace"]["asked"]))
    settings = context.settings.model_copy(update={"keep_answers_days": 0, "max_question_chars": longest})
    return replace(context, settings=settings).workspace().library
