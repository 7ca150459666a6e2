"""An answer as the cells beside a question, with headers in the language of the questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ui.questionnaires.grid import Filled


@dataclass(frozen=True, slots=True)
class _Words:
    headers: Filled
    page: str


_WORDS = {
    "en": _Words(Filled("Answer", "Status", "Sources", "Note"), "page"),
    "de": _Words(Filled("Antwort", "Status", "Quellen", "Hinweis"), "Seite"),
}


def headers_in(language: str) -> Filled:
    """What the new columns are called."""
    return _WORDS[language].headers


def fill_from(reply: Mapping[str, Any], language: str) -> Filled:
    """The cells for a reply with `answer`, `status`, `citations` and maybe `notice`; a line for each citation."""
    page = _WORDS[language].page
    lines = [
        f'[{each["number"]}] {each["document"]}, {page} {each["page"]}: "{" ".join(each["quote"].split())}"'
        for each in reply["citations"]
    ]
    return Filled(reply["answer"], reply["status"], "\n".join(lines), reply.get("notice") or "")
