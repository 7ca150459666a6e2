"""Commands about models: which families there are, and the weights of local ones: list, pull, verify."""

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
    models = commands.add_group(
        "models", "Models: families of providers; weights of local ones: list, pull, verify."
    )
    models.add("list", run_list, "List the models of the catalogue.")
    models.add("families", run_families, "List the families of models, what each needs, and whether it is here.")
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


def run_families(context: Context) -> int:
    """`fundstelle models families`: says where credentials are, never what they are; asks no network."""
    from rag.providers.inventory import list_families

    states = list_families(context.settings)
    values = [
        {
            "family": each.family.name,
            "uses": [str(use) for use in each.uses],
            "example": each.family.example,
            "needs": each.family.needs,
            "extra": each.family.extra,
            "installed": each.family.installed,
            "credentials": ", ".join(each.credentials) or None,
        }
        for each in states
    ]
    endpoints = [
        {
            "endpoint": name,
            "base_url": each.base_url,
            "stays_local": each.is_here,
            "credentials": each.key_source,
        }
        for name, each in sorted(context.settings.endpoints.items())
    ]
    context.output.document({"families": values, "endpoints": endpoints})
    rows = [
        (
            each.family.name,
            ", ".join(each.uses),
            each.family.example,
            each.family.needs,
            each.command or "installed",
            ", ".join(each.credentials),
        )
        for each in states
    ]
    context.output.table(("Family", "For", "Example", "Needs", "Packages", "Credentials seen"), rows)
    if endpoints:
        context.output.table(
            ("Endpoint", "Address", "Stays here", "Credentials seen"),
            [
                (each["endpoint"], each["base_url"], "yes" if each["stays_local"] else "no", each["credentials"])
                for each in endpoints
            ],
        )
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
    embedder = context.settings.embedder
    named = [embedder] if ":" not in embedder else []
    return list(dict.fromkeys([*named, *context.settings.catalogue_models]))


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
