"""The command that has a picture drawn: illustrate."""

from __future__ import annotations

from pathlib import Path

from rag.errors import ConfigurationError
from rag.layout import DataDir
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
    from rag.language import detect_language
    from rag.providers.illustrating import draw, require_image_model
    from rag.providers.ledger import Ledger
    from rag.providers.metering import Meter
    from rag.providers.prices import load_prices
    from rag.weights.files import write_atomically
    from ui.marking import mark_picture

    file, settings = _require_png(context.arguments.output), context.settings
    prompt, model = _find_prompt(context), require_image_model(settings)
    directory = DataDir(settings.data_dir)
    directory.create()
    prices = load_prices(directory.prices)
    meter = Meter(Ledger(directory.usage), prices.currency, settings.monthly_spending_limit)
    context.output.note(f"Sent to {model}, and nothing else: {prompt}")
    with context.output.steps() as step:
        step("picture", 0, 0, "")
        picture = draw(prompt, settings, prices, meter)
    write_atomically(file, mark_picture(picture, model, detect_language(prompt)))
    cost = prices.find(model).image
    context.output.document({"output": str(file), "model": model, "prompt": prompt, "cost": cost})
    context.output.text(f"{file} was written, marked as generated.")
    return 0


def _require_png(file: Path) -> Path:
    require_place(file)
    if file.suffix.lower() != ".png":
        raise ConfigurationError(f"{file} must end in .png.")
    return file


def _find_prompt(context: Context) -> str:
    from rag.providers.illustrating import LONGEST_PROMPT

    given, answer = context.arguments.prompt, context.arguments.answer
    if (given is None) == (answer is None):
        raise ConfigurationError("Give either what to draw, or --answer with the id of a stored answer.")
    if answer is not None:
        _, record = load_answer(context, answer)
        given = str(record["answer"]["question"])
    prompt = " ".join(given.split())
    if not 0 < len(prompt) <= LONGEST_PROMPT:
        raise ConfigurationError(f"What to draw is said in 1 to {LONGEST_PROMPT} characters.")
    return prompt
