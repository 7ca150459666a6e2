"""What a question tries besides asking, and what a reply should not pass on: a policy that can be replaced.

The shipped rules know attempts to override a model's instructions, in German and English. They only tell: every
statement of a reply has to stand in the documents anyway, whatever a question or a document says.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from rag.errors import ConfigurationError

Mode = Literal["off", "mark", "block"]
Side = Literal["question", "reply"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a text that a policy objects to; never the text itself."""

    kind: str  # "override", "prompt", "role", "marks" or a name of another policy


@runtime_checkable
class ContentFilter(Protocol):
    """A policy; thread-safe."""

    def check(self, text: str, side: Side) -> list[Finding]:
        """What is to be said of a question, or of a reply."""
        ...


_GAP = r"(?:\W+\w+){0,5}?\W+"
_RULES: dict[str, re.Pattern[str]] = {
    "override": re.compile(
        r"\b(?:ignor\w*|disregard\w*|forget|overrid\w*|bypass\w*|vergiss|vergessen sie|missachte\w*|überschreib\w*"
        rf"|umgehe?)\b{_GAP}"
        r"(?:instructions?|prompts?|rules|guidelines|commands?|everything (?:above|before)|anweisung\w*|vorgaben?"
        r"|regeln|befehle?\w*|aufforderung\w*|eingaben?|alles (?:davor|bisherige|was))\b",
        re.I,
    ),
    "prompt": re.compile(
        r"\b(?:reveal|show|print|repeat|output|tell|give|write|display|what (?:is|are|were)|zeig\w*|gib|geben"
        rf"|nenn\w*|wiederhol\w*|verrat\w*|schreib\w*|was (?:ist|sind|war|waren|steht)|wie lautet\w*){_GAP}"
        r"(?:system\W?prompt\w*|(?:initial|original|hidden|secret|your|above|previous) (?:prompts?|instructions?)"
        r"|(?:deine|ihre|ursprüngliche\w*|geheime\w*|obige\w*) (?:anweisung\w*|(?:system)?prompts?|instruktion\w*)"
        r")\b",
        re.I,
    ),
    "role": re.compile(
        r"\b(?:you are (?:now|no longer)|from now on,? you|pretend (?:to be|that you|you)|act as (?:if you|a|an|my)"
        r"|i want you to act|developer mode|do anything now|jail\s?break\w*"
        r"|du bist (?:jetzt|nun|ab (?:jetzt|sofort)|nicht mehr)|tu(?:e)? so,? als|verhalte dich (?:wie|als)"
        r"|spiel\w* (?:die|eine) rolle|ab (?:jetzt|sofort) (?:bist|antwortest|wirst) du|entwicklermodus)\b",
        re.I,
    ),
    "marks": re.compile(
        r"<\|[^|<>\s]{1,40}\|>|\[/?INST\]|<<SYS>>|^\s*#{2,}\s*(?:system|instruction|anweisung)\b", re.I | re.M
    ),
}


class InjectionRules:
    """The shipped policy: attempts to override the instructions of a model."""

    def check(self, text: str, side: Side) -> list[Finding]:
        """Findings of a question. A reply shows only what stands in the documents, so it has none."""
        if side == "reply":
            return []
        return [Finding(kind) for kind, rule in _RULES.items() if rule.search(text)]


@dataclass(frozen=True, slots=True)
class Guard:
    """A policy and what its findings lead to."""

    policy: ContentFilter
    mode: Mode = "mark"

    def check(self, text: str, side: Side) -> list[str]:
        """Kinds of what the policy objects to; [] when it is off."""
        if self.mode == "off":
            return []
        return list(dict.fromkeys(each.kind for each in self.policy.check(text, side)))


def load_filter(name: str) -> ContentFilter:
    """The policy of this name, "package.module:Class". Raises ConfigurationError with what is wrong."""
    module, _, attribute = name.partition(":")
    try:
        policy = getattr(importlib.import_module(module), attribute)()
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise ConfigurationError(f"The content filter {name} cannot be used: {error}.") from error
    if not isinstance(policy, ContentFilter):
        raise ConfigurationError(f"The content filter {name} has no check(text, side).")
    return policy
