"""A picture for a prompt or an answer: drawn by an image model, marked as generated, counted and limited."""

from __future__ import annotations

from rag.config import Settings
from rag.errors import ConfigurationError
from rag.language import detect_language
from rag.layout import DataDir
from rag.providers.access import aws_credentials_seen
from rag.providers.families import find_family
from rag.providers.illustrating import FAMILY, LONGEST_PROMPT, draw, require_image_model
from rag.providers.ledger import Ledger
from rag.providers.metering import Meter
from rag.providers.prices import load_prices
from ui.marking import mark_picture


def may_illustrate(settings: Settings) -> bool:
    """Whether an image model is set, or one could be named: its packages and credentials are here."""
    named = settings.image_model is not None
    return named or (find_family(f"{FAMILY}:").installed and aws_credentials_seen() is not None)


def read_prompt(text: str) -> str:
    """What to draw, on one line. Raises ConfigurationError when it is empty or too long."""
    prompt = " ".join(text.split())
    if not 0 < len(prompt) <= LONGEST_PROMPT:
        raise ConfigurationError(f"What to draw is said in 1 to {LONGEST_PROMPT} characters.")
    return prompt


def illustrate(prompt: str, settings: Settings) -> tuple[bytes, float | None]:
    """A marked PNG of the image model of the settings, and its price where that is known.

    Raises what `rag.providers.illustrating.draw` and `mark_picture` raise.
    """
    model = require_image_model(settings)
    directory = DataDir(settings.data_dir)
    directory.create()
    prices = load_prices(directory.prices)
    meter = Meter(Ledger(directory.usage), prices.currency, settings.monthly_spending_limit)
    picture = draw(prompt, settings, prices, meter)
    return mark_picture(picture, model, detect_language(prompt)), prices.find(model).image
