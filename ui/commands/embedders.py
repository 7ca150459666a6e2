"""Commands about embedders: which have vectors in a library, which one answers, and changing it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from rag.errors import LibraryBusy
from ui.commands.context import Commands, Context, seconds
from ui.output import as_report

if TYPE_CHECKING:
    from rag.embedders.choice import EmbedderChoice
    from rag.embedders.describing import EmbedderRow

_LEFT_TO_OTHERS = "The change is noted; the process that is writing now, or a running `fundstelle work`, makes it."


def register(commands: Commands) -> None:
    """Declare the commands."""
    group = commands.add_group("embedders", "Embedding models of this library: list, change, drop.")
    group.add("list", run_list, "List the embedders that have vectors here, and the one that is wanted.")
    switch = group.add(
        "switch",
        run_switch,
        "Change the embedder: new vectors are made beside the old ones, which answer until all are there.",
    )
    switch.add_argument("name", nargs="?", metavar="NAME", help="as the setting has it; the setting's without")
    switch.add_argument("--base-url", metavar="URL", help="of the server that embeds, for hosted ones")
    drop = group.add("drop", run_drop, "Delete the vectors of an embedder that is kept.")
    drop.add_argument("name", metavar="NAME")
    for parser in (switch, drop):
        parser.add_argument(
            "--wait", type=seconds, default=0.0, metavar="SECONDS", help="for another writer to finish"
        )


def run_list(context: Context) -> int:
    """`fundstelle embedders list`."""
    rows = _rows(context)
    context.output.document({"embedders": [_describe(each) for each in rows]})
    context.output.table(
        ("Embedder", "Role", "Passages", "MB", "Numbers"),
        [
            (
                str(each.choice),
                each.role,
                f"{each.vectors} of {each.passages}",
                each.bytes // 1_000_000,
                each.dimension,
            )
            for each in rows
        ],
    )
    return 0


def run_switch(context: Context) -> int:
    """`fundstelle embedders switch`: stopped with Ctrl-C, what was made is kept, and it goes on next time."""
    choice = _choice(context)
    _warn_of_sending(context, choice)
    with closing(context.indexer()) as indexer, context.output.steps() as step:
        try:
            active = indexer.switch_embedder(choice, as_report(step), context.arguments.wait)
        except LibraryBusy as busy:
            raise LibraryBusy(_LEFT_TO_OTHERS) from busy
    context.output.document({"embedder": None if active is None else active.choice.name})
    context.output.text(
        "There are no vectors yet; the embedder is used from the first document on."
        if active is None
        else f"Questions are answered from the vectors of {active.choice} now."
    )
    return 0


def run_drop(context: Context) -> int:
    """`fundstelle embedders drop`."""
    name: str = context.arguments.name
    with closing(context.indexer()) as indexer:
        dropped = indexer.drop_embedder(name, context.arguments.wait)
    context.output.document({"dropped": name, "segments": dropped})
    context.output.text(f"The vectors of {name} are deleted.")
    return 0


def _choice(context: Context) -> EmbedderChoice | None:
    from rag.embedders.choice import name_choice

    options = context.arguments
    return None if options.name is None else name_choice(options.name, context.settings, options.base_url)


def _warn_of_sending(context: Context, choice: EmbedderChoice | None) -> None:
    """Said before the first passage leaves."""
    from rag.embedders.choice import choice_of

    target = choice or choice_of(context.settings)
    if not context.settings.embeds_here(target.name, target.base_url):
        context.output.note(f"All passages, and every question from then on, are sent to {target}.")


def _rows(context: Context) -> list[EmbedderRow]:
    from rag.catalog import Catalog
    from rag.embedders.describing import list_embedders
    from rag.embedders.shelf import EmbedderShelf
    from rag.layout import DataDir

    directory = DataDir(context.settings.data_dir)
    if not directory.catalog.exists():
        return []  # looking must not make a folder where a path was mistyped
    with closing(Catalog(directory)) as catalog, catalog.snapshot() as snapshot:
        return list_embedders(snapshot, EmbedderShelf(context.settings))


def _describe(row: EmbedderRow) -> dict[str, Any]:
    return {
        "name": row.choice.name,
        "base_url": row.choice.base_url,
        "role": row.role,
        "vectors": row.vectors,
        "passages": row.passages,
        "bytes": row.bytes,
        "dimension": row.dimension,
        "fingerprint": row.fingerprint,
    }
