"""What an answer took, as the page says it."""

from __future__ import annotations

from rag.types import Answer, AnswerStatus, Usage
from ui.markup import model_text, number_text
from ui.texts import Texts
from ui.wording.choosing import CHOOSING_TEXTS
from ui.wording.compare import COMPARE_TEXTS


def by_line(answer: Answer, texts: Texts) -> str:
    """Who wrote an answer, its tokens, and its cost if that is known; "" when no model wrote one."""
    if not answer.model or not (answer.status.tells or answer.status is AnswerStatus.NOT_FOUND):
        return ""
    parts = [CHOOSING_TEXTS[texts.language].by.format(model=model_text(answer.model, texts))]
    if answer.usage is not None:
        parts.append(tokens_text(answer.usage, texts))
        if answer.usage.cost is not None:
            parts.append(cost_text(answer.usage, texts))
    return " · ".join(parts)


def tokens_text(usage: Usage, texts: Texts) -> str:
    """Tokens read and written."""
    words = COMPARE_TEXTS[texts.language]
    read, written = (number_text(each, texts.language) for each in (usage.input_tokens, usage.output_tokens))
    tokens = words.tokens.format(read=read, written=written)
    return f"{words.about} {tokens}" if usage.estimated else tokens


def cost_text(usage: Usage, texts: Texts) -> str:
    """An amount, or why there is none."""
    words = COMPARE_TEXTS[texts.language]
    if usage.cost is None:
        return words.no_price
    return f"{decimal_text(usage.cost, 4, texts)} {usage.currency}" if usage.cost else words.free


def decimal_text(value: float, digits: int, texts: Texts) -> str:
    """A number with so many decimals."""
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if texts.language == "de" else text
