"""What a question tries besides asking, and what a reply should not pass on: a policy that can be replaced.

The shipped rules know attempts to override a model's instructions, in German and English, and credentials in a
reply. What a question tries so is not searched for. Every statement of a reply has to stand in the documents
anyway, whatever anybody says.
"""

from __future__ import annotations

import importlib
import logging
import re
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from rag.errors import ConfigurationError

Mode = Literal["off", "mark", "block"]
Side = Literal["question", "reply"]
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a text that a policy objects to; never the text itself."""

    kind: str  # "override", "prompt", "role", "marks", "secret" or a name of another policy


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
        rf"|umgehe?|setze? dich über|setzen sie sich über|(?:handle|antworte)n? (?:sie )?entgegen)\b{_GAP}"
        r"(?:instructions?|prompts?|rules|guidelines|commands?|(?:prior|previous) directions?|(?:the|all) above"
        r"|(?:prior|previous|preceding|earlier) (?:orders|tasks)"
        r"|everything (?:above|before|you|that)|anweisung\w*|vorgaben?|regeln|befehle?\w*|aufforderung\w*|eingaben?"
        r"|(?:bisherige|vorherige|vorige)[nr]? (?:aufträge|aufgaben)"
        r"|(?:das|alles) obige|alles\W+(?:davor|bisherige|oben|was))\b",
        re.I,
    ),
    "prompt": re.compile(
        r"\b(?:reveal|show|print|repeat|output|tell|give|write|display|translate|summari[sz]e|what (?:is|are|were)"
        r"|zeig\w*|gib|geben|nenn\w*|wiederhol\w*|verrat\w*|schreib\w*|übersetz\w*|fass\w*"
        rf"|was (?:ist|sind|war|waren|steht)|wie laute\w*){_GAP}"
        r"(?:system\W?prompt\w*|(?:initial|original|hidden|secret|your|above|previous) (?:prompts?|instructions?)"
        r"|(?:deine?[mnrs]?|ihre|ursprüngliche\w*|geheime\w*|obige\w*)"
        r" (?:anweisung\w*|(?:system)?prompts?|instruktion\w*)"
        r"|(?:instructions?|prompt) (?:that )?you (?:were|got|have)|(?:anweisungen|instruktionen), die du)\b"
        r"|\b(?:repeat|print|wiederhol\w*)\W+(?:(?:the|all|den|die|das|alles)\W+)?"
        r"(?:(?:text|words?|everything)\W+above|(?:text|worte?|wörter|alles)\W+(?:oben|davor))\b",
        re.I,
    ),
    "role": re.compile(
        r"\b(?:you are (?:now|no longer)|from now on,? (?:you|answer|reply|respond|act|only)"
        r"|pretend (?:to be|that you|you)|act as (?:if you|a|an|my)"
        r"|i want you to act|developer mode|do anything now|jail\s?break\w*"
        r"|(?:^|(?<=[.!?:] ))now,? you are(?! (?:\w+ing|in|at|on|not|so)\b)"
        r"|(?:jetzt|nun) bist du (?:ein|der|die|das|kein)"
        r"|du bist (?:jetzt|nun|ab (?:jetzt|sofort)|nicht mehr)|(?:tue?|tun sie) so,? als|verhalte dich (?:wie|als)"
        r"|spiel\w* (?:die|eine) rolle|(?:ab (?:jetzt|sofort)|von (?:nun|jetzt) an)"
        r" (?:antworten?|(?:bist|antwortest|wirst) du)|entwicklermodus)\b",
        re.I,
    ),
    "marks": re.compile(
        r"<\|[^|<>\s]{1,40}\|>|\[/?INST\]|<<SYS>>|^\s*#{2,}\s*(?:system|instruction|anweisung)\b", re.I | re.M
    ),
}


# Formats that nothing but a key, a token or a login has; and what a sentence calls a password.
_SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}|\bsk-[\w-]{20,}"
    r"|\bxox[abprs]-[\w-]{10,}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.|\b\w+://[^\s:/@]+:[^\s:/@]+@\S"
    r"|\b(?i:api[_ -]?key|(?:access|auth|bearer)[_ -]?token|client[_ -]?secret)\b\W{0,3}[:=]"
    r"\s*[\"']?(?=[\w-]*\d)[\w-]{16,}"
    r"|(?:\b|-)(?i:passw(?:ord|ort)|kennwort|passphrase)\b\W{0,2}(?:[:=]|\b(?:is|ist|lautet)\b)\s*"
    r"[\"'„“]?(?=[^\W\d_][^\s,;]{7})[^\s,;]*\d"
)


class InjectionRules:
    """The shipped policy: attempts to override the instructions of a model, and credentials in what it replies."""

    def check(self, text: str, side: Side) -> list[Finding]:
        """Findings of a question or a reply. What a reply says of instructions stands in the documents."""
        if side == "reply":
            return [Finding("secret")] if _SECRET.search(text) else []
        return [Finding(kind) for kind, rule in _RULES.items() if rule.search(text)]


@dataclass(frozen=True, slots=True)
class Guard:
    """A policy and what its findings lead to."""

    policy: ContentFilter
    mode: Mode = "mark"

    @property
    def blocks(self) -> bool:
        """Whether what the policy objects to is not let through."""
        return self.mode == "block"

    def check(self, text: str, side: Side) -> list[str]:
        """Kinds of what the policy objects to; [] when it is off."""
        if self.mode == "off":
            return []
        kinds = list(dict.fromkeys(each.kind for each in self.policy.check(text, side)))
        if kinds:
            _LOG.info("the content filter objects to a %s: %s", side, ", ".join(kinds))
        return kinds

    def objects(self, sentence: str) -> bool:
        """Whether the policy, unless it is off, objects to one sentence of a question; nothing is logged."""
        return self.mode != "off" and bool(self.policy.check(sentence, "question"))


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
