"""The command that has a picture drawn: illustrate."""

from __future__ import annotations

from pathlib import Path

from rag.errors import ConfigurationError
from ui.commands.answers import load_answer
from ui.commands.context import Commands, Context, require_place


def register(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add(
        "illustrate", run_illustrate, "Have a picture drawn, marked as generated, for an answer or a report."
    )
    parser.add_argument("prompt", nargs="?", metavar="PROMPT", help="what to draw")
    parser.add_argument("--answer", metavar="ID", help="draw for this stored answer: only its question is sent")
    # A setting of its own: `model` is the one that writes.
    parser.add_argument("--model", dest="image_model", metavar="FAMILY:NAME", help="image model to use this time")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE.png", help="where to write it")


def run_illustrate(context: Context) -> int:
    """`fundstelle illustrate`."""
    from rag.providers.illustrating import require_image_model
    from rag.weights.files import write_atomically
    from ui.illustrations import illustrate

    file, settings = _require_png(context.arguments.output), context.settings
    prompt, model = _find_prompt(context), require_image_model(settings)
    context.output.note(f"Sent to {model}, and nothing else: {prompt}")
    with context.output.steps() as step:
        step("picture", 0, 0, "")
        picture, cost = illustrate(prompt, settings)
    write_atomically(file, picture)
    context.output.document({"output": str(file), "model": model, "prompt": prompt, "cost": cost})
    context.output.text(f"{file} was written, marked as generated.")
    return 0


def _require_png(file: Path) -> Path:
    require_place(file)
    if file.suffix.lower() != ".png":
        raise ConfigurationError(f"{file} must end in .png.")
    return file


def _find_prompt(context: Context) -> str:
    from ui.illustrations import read_prompt

    given, answer = context.arguments.prompt, context.arguments.answer
    if (given is None) == (answer is None):
        raise ConfigurationError("Give either what to draw, or --answer with the id of a stored answer.")
    if answer is not None:
        _, record = load_answer(context, answer)
        given = str(record["answer"]["question"])
    return read_prompt(given)
