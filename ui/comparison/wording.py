"""Figures of a comparison as a person reads them; the same on the terminal and in Markdown."""

from __future__ import annotations

from ui.comparison.rows import ModelSummary, Outcome

HEADINGS = (
    "Model",
    "Asked",
    "Answered",
    "Right",
    "Wrong",
    "Refused",
    "though answerable",
    "Failed",
    "Verified",
    "First word",
    "Seconds",
    "Tokens",
    "Cost",
)


def cells(summary: ModelSummary) -> tuple[object, ...]:
    """One row under the headings."""
    tokens = tokens_text(summary.input_tokens, summary.output_tokens, estimated=summary.estimated)
    return (
        summary.model,
        summary.asked,
        summary.answered,
        summary.right,
        summary.wrong,
        summary.refused,
        summary.missed,
        summary.failed,
        share_text(summary.verified_share),
        seconds_text(summary.median_first_word),
        seconds_text(summary.median_seconds),
        tokens if summary.asked else "",
        cost_text(summary.cost, summary.currency) if summary.asked else "",
    )


def facts_of(outcome: Outcome) -> str:
    """Status, judgement, statements, seconds, tokens and cost in one line."""
    judged = {True: "right", False: "wrong", None: ""}[outcome.right]
    verified = f"{outcome.verified} of {outcome.statements} statements verified" if outcome.statements else ""
    seconds = "" if outcome.seconds is None else f"{outcome.seconds:.1f} s"
    usage, used = outcome.usage, ""
    if usage is not None:
        tokens = tokens_text(usage["input_tokens"], usage["output_tokens"], estimated=usage["estimated"])
        used = f"{tokens} tokens, {cost_text(usage['cost'], usage['currency'])}"
    return ", ".join(filter(None, [outcome.status.replace("_", " "), judged, verified, seconds, used]))


def share_text(share: float | None) -> str:
    """A share as per cent; "" when there is none."""
    return "" if share is None else f"{share * 100:.0f} %"


def seconds_text(seconds: float | None) -> str:
    """Seconds with one decimal; "" when there are none."""
    return "" if seconds is None else f"{seconds:.1f}"


def tokens_text(read: int, written: int, *, estimated: bool) -> str:
    """Tokens read and written."""
    return f"{'about ' if estimated else ''}{read} + {written}"


def cost_text(cost: float | None, currency: str) -> str:
    """An amount; None is a price that is not known."""
    if cost is None:
        return "price unknown"
    return f"{cost:.4f} {currency}" if cost else "free"
