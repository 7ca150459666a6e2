"""The one line that names an embedder: `kind:model?option=value&option=value`, or a name from the catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from rag.endpoints import ENDPOINT
from rag.errors import ConfigurationError

CATALOGUE = "catalogue"
KINDS = ("sentence-transformers", "huggingface", "openai", "bedrock", "cohere", "sagemaker", "local", ENDPOINT)
_OPTIONS = ("dimension", "passage", "question", "request", "pooling")
# Models of this family find little without their prefixes; those that follow instructions have others.
_E5 = re.compile(r"(?:^|[-_/])e5(?:[-_/.]|$)(?!.*instruct)", re.IGNORECASE)
_E5_PREFIXES = ("passage: ", "query: ")


@dataclass(frozen=True, slots=True)
class EmbedderName:
    """What the line says."""

    kind: str
    model: str  # a catalogue name, a folder, a hub id, a model id, an endpoint
    options: dict[str, str] = field(default_factory=dict)

    @property
    def dimension(self) -> int | None:
        """The length of vectors to ask for; None: the model's own."""
        return int(self.options["dimension"]) if "dimension" in self.options else None

    def prefixes(self, own: tuple[str, str] | None = None) -> tuple[str, str]:
        """What stands before passages and questions: as the line says, as the model has it, or as E5 needs."""
        passage, question = own or (_E5_PREFIXES if _E5.search(self.model) else ("", ""))
        return self.options.get("passage", passage), self.options.get("question", question)


def parse_name(text: str) -> EmbedderName:
    """Raises ConfigurationError when the line cannot be understood."""
    kind, colon, rest = text.partition(":")
    if not colon:
        return EmbedderName(CATALOGUE, text)
    if kind not in KINDS:
        raise ConfigurationError(f"There is no kind of embedder named '{kind}'. Known kinds: {', '.join(KINDS)}.")
    model, _, query = rest.partition("?")
    if not model:
        raise ConfigurationError(f"The embedder '{text}' names no model; write for example '{kind}:MODEL'.")
    options = dict(parse_qsl(query, keep_blank_values=True))
    unknown = sorted(set(options) - set(_OPTIONS))
    if unknown:
        raise ConfigurationError(
            f"The embedder '{text}' has the unknown option '{unknown[0]}'. Options: {', '.join(_OPTIONS)}."
        )
    if not re.fullmatch(r"[1-9]\d{0,4}", options.get("dimension", "1")):
        raise ConfigurationError(f"The option 'dimension' of the embedder '{text}' is no whole number above zero.")
    return EmbedderName(kind, model, options)
