"""Commands about sources: add, list, sync, confirm, remove."""

from __future__ import annotations

from ui.commands.context import Commands
from ui.commands.sources import adding, listing, removing, syncing


def register(commands: Commands) -> None:
    """Declare the commands."""
    group = commands.add_group("source", "Folders, buckets and sites that the library follows.")
    for each in (adding, listing, syncing, removing):
        each.register(group)
