"""Commands about the reranker of a library: which one is asked, and choosing another one."""

from __future__ import annotations

from contextlib import closing

from rag.rerankers.choice import OFF, with_wanted_reranker
from ui.commands.context import Commands, Context


def register(commands: Commands) -> None:
    """Declare the commands."""
    group = commands.add_group("rerankers", "The model that orders the best passages anew: show, switch.")
    group.add("show", run_show, "Say which reranker is asked, and which one the setting names.")
    switch = group.add("switch", run_switch, "Choose the reranker whatever the setting says.")
    switch.add_argument(
        "name", nargs="?", metavar="NAME", help=f"as the setting has it, or {OFF}; the setting's without"
    )


def run_show(context: Context) -> int:
    """`fundstelle rerankers show`."""
    from rag.catalog import Catalog
    from rag.layout import DataDir

    directory, asked = DataDir(context.settings.data_dir), context.settings.reranker
    if directory.catalog.exists():  # looking must not make a folder where a path was mistyped
        with closing(Catalog(directory)) as catalog, catalog.snapshot() as snapshot:
            asked = with_wanted_reranker(context.settings, snapshot).reranker
    context.output.document({"reranker": asked, "setting": context.settings.reranker})
    context.output.text(f"Asked: {asked or OFF}. The setting: {context.settings.reranker or OFF}.")
    return 0


def run_switch(context: Context) -> int:
    """`fundstelle rerankers switch`."""
    from ingest.reranking import want_reranker
    from rag.catalog import Catalog
    from rag.config import reranks_on_this_machine
    from rag.layout import DataDir

    settings, name = context.settings, context.arguments.name
    directory = DataDir(settings.data_dir)
    directory.create()
    target = settings.reranker if name is None else (None if name == OFF else name)
    if not reranks_on_this_machine(target):
        context.output.note(f"Questions and the best passages are sent to {target} from then on.")
    with closing(Catalog(directory)) as catalog:
        want_reranker(catalog, settings, name)
    context.output.document({"reranker": target})
    context.output.text(
        f"The best passages are ordered anew by {target} now." if target else "No reranker is asked now."
    )
    return 0
