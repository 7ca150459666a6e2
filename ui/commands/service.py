"""Commands by which other programs use the library: api and mcp."""

from __future__ import annotations

from ui.commands.context import Commands, Context, add_model_option, require_models


def register(commands: Commands) -> None:
    """Declare the commands."""
    api = commands.add("api", run_api, "Serve the library to other programs over HTTP until stopped.")
    api.add_argument("--host", default="127.0.0.1", help="address to listen at; default this machine's own")
    api.add_argument(
        "--port", type=port, metavar="N", help="default the setting api_port, or 8600; 0 takes a free one"
    )
    api.add_argument("--workers", choices=("yes", "no"), default="yes", help="index uploads too; default yes")
    api.add_argument(
        "--load",
        choices=("start", "question"),
        default="start",
        help="when to load the models: at the start, or with the first question; default start",
    )
    mcp = commands.add(
        "mcp", run_mcp, "Serve search and ask to an agent (Model Context Protocol) on standard input."
    )
    for parser in (api, mcp):
        add_model_option(parser)


def run_api(context: Context) -> int:
    """`fundstelle api`."""
    from ui.api.serving import serve_api
    from ui.ports import API_PORT

    require_models(context)
    options = context.arguments
    chosen = options.port if options.port is not None else context.settings.api_port
    return serve_api(
        context.settings,
        context.openers,
        context.output,
        options.host,
        API_PORT if chosen is None else chosen,
        worker=options.workers == "yes",
        warm=options.load == "start",
    )


def run_mcp(context: Context) -> int:
    """`fundstelle mcp`."""
    from ui.api.serving import serve_mcp

    require_models(context)
    return serve_mcp(context.settings, context.openers)


def port(text: str) -> int:
    """A number of a port, 0 included, for argparse."""
    number = int(text)
    if not 0 <= number < 65536:
        raise ValueError(text)
    return number
