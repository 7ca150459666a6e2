"""Commands about model weights: models list, pull, verify."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.errors import ModelUnavailable
from ui.commands.context import Commands, Context

if TYPE_CHECKING:
    from rag.models import ModelState, PullProgress
    from ui.output import Step

_MEGABYTE = 1_000_000


def register(commands: Commands) -> None:
    """Declare the commands."""
    models = commands.add_group("models", "Model weights: list, pull, verify.")
    models.add("list", run_list, "List the models of the catalogue.")
    for name, run, summary in (
        ("pull", run_pull, "Download weights and check them; those of the defaults when none is named."),
        (
            "verify",
            run_verify,
            "Compare weights with their pinned checksums; all that are here when none is named.",
        ),
    ):
        models.add(name, run, summary).add_argument("names", nargs="*", metavar="NAME")


def run_list(context: Context) -> int:
    """`fundstelle models list`."""
    from rag.models import list_models

    _show(context, list_models(context.settings.models_dir))
    return 0


def run_pull(context: Context) -> int:
    """`fundstelle models pull`: what is there already and verified costs nothing."""
    from rag.models import list_models, pull_model

    settings = context.settings
    names: list[str] = context.arguments.names or _defaults(context)
    with context.output.steps() as step:
        for name in names:
            pull_model(
                name,
                settings.models_dir,
                mirrors=settings.mirrors,
                offline=settings.offline,
                progress=_in_megabytes(step, "download"),
            )
    _show(context, [state for state in list_models(settings.models_dir) if state.name in names])
    return 0


def run_verify(context: Context) -> int:
    """`fundstelle models verify`: exit code 1 when weights are not the pinned ones."""
    from rag.models import list_models, verify_model

    settings = context.settings
    names: list[str] = context.arguments.names or [
        state.name for state in list_models(settings.models_dir) if state.path is not None
    ]
    problems: list[str] = []
    with context.output.steps() as step:
        for name in names:
            try:
                verify_model(name, settings.models_dir, _in_megabytes(step, "verify"))
            except ModelUnavailable as error:
                problems.append(str(error))
    context.output.document({"ok": not problems, "verified": names, "problems": problems})
    context.output.text(*(problems or [f"All weights are the pinned ones: {', '.join(names) or 'none are here'}."]))
    return 1 if problems else 0


def _in_megabytes(step: Step, stage: str) -> PullProgress:
    """Bytes as the weights report them, shown in a unit that people read."""
    return lambda done, total, message: step(stage, done // _MEGABYTE, total // _MEGABYTE, message)


def _defaults(context: Context) -> list[str]:
    """The models that the settings name, as far as they are local."""
    kind, _, name = context.settings.model.partition(":")
    embedder = context.settings.embedder
    return [*([embedder] if ":" not in embedder else []), *([name] if kind == "local" else [])]


def _show(context: Context, states: list[ModelState]) -> None:
    context.output.document({"models": [_describe(state) for state in states]})
    rows = [(each.name, each.role, _where(each), each.license, each.origin) for each in states]
    context.output.table(("Model", "Role", "State", "License", "Origin"), rows)


def _describe(state: ModelState) -> dict[str, Any]:
    return {
        "name": state.name,
        "role": str(state.role),
        "path": None if state.path is None else str(state.path),
        "license": state.license,
        "origin": state.origin,
        "verified": state.verified,
    }


def _where(state: ModelState) -> str:
    if state.path is None:
        return "not here; `fundstelle models pull` downloads it"
    return "verified" if state.verified else "here, not verified"
