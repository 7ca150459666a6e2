"""A BERT-family reader of the transformers library: it finds the words that answer, and writes none of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk
from pydantic import ConfigDict, PrivateAttr

from rag.answerability import log_odds
from rag.errors import FundstelleError, GenerationFailed, ModelUnavailable
from rag.providers.span_search import find_span
from rag.streaming_model import StreamingChatModel
from rag.weights.quiet import silence_loader

# Tokens of question and passage together, as such models are trained; a longer passage is read in windows.
_WINDOW = 384
# Neighbouring windows share a third, so that an answer at the edge of one stands inside the other.
_PART = 3
# Such models are far too sure of themselves: beyond this margin one passage is as good as another.
_SURE = log_odds(1.0)
# Under this key the metadata of the last chunk have the span as a dictionary, see `ExtractiveReader`.
SPAN = "span"


class ExtractiveReader(StreamingChatModel):
    """A model of the hub or of a folder for extractive question answering; answers one request after the other.

    Its messages are passages, and last the question. Options of the stream have a value for each passage: `begins`,
    how many characters at its beginning are only context; `priors`, the log-odds that are added where passages
    compete. The last chunk's text is a verbatim part of one passage; its metadata say under `span` which: `passage`
    (position in the messages), `start` and `end` (characters) and `margin`, the log-odds of this span against the
    model's "no answer". Before, one chunk without text comes for each window that was read.
    Loads on first use. Weights are read from safetensors files only, and a model's own code is never loaded.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    name_in_settings: str
    source: str  # a folder, or a name on the hub
    options: dict[str, Any]  # where the hub's files are kept, and whether they may be fetched
    threads: int = 2

    _loaded: Any = PrivateAttr(default=None)
    _lock: Any = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "fundstelle-extractive"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.name_in_settings}

    def load(self) -> None:
        """Read the weights now instead of with the first question. Raises ModelUnavailable."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self.source, self.options)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 - the base class names it
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Chunks as described above; closing the iterator stops it after its present window.

        Raises GenerationFailed and ModelUnavailable.
        """
        self.load()
        *passages, question = (message.text for message in messages)
        begins, priors = (kwargs.get(name) or [0] * len(passages) for name in ("begins", "priors"))
        given = [_Passage(*each) for each in zip(passages, begins, priors, strict=True)]
        try:
            with self._lock:
                for chunk in _read(self._loaded, question, given, self.threads):
                    if run_manager is not None and chunk.text:
                        run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                    yield chunk
        except FundstelleError:
            raise
        except Exception as error:
            # What it says may quote what it read.
            raise GenerationFailed(f"The language model stopped ({type(error).__name__}).") from error


@dataclass(frozen=True, slots=True)
class _Passage:
    text: str
    begin: int  # characters that are only context
    prior: float


@dataclass(frozen=True, slots=True)
class _Found:
    passage: int
    start: int
    end: int
    margin: float
    tokens: int

    def worth(self, prior: float) -> tuple[float, float]:
        """Where it stands among others; of two in one passage the model's own numbers decide."""
        return min(max(self.margin, -_SURE), _SURE) + prior, self.margin

    def as_dict(self) -> dict[str, int | float]:
        return {"passage": self.passage, "start": self.start, "end": self.end, "margin": self.margin}


def _load(source: str, options: dict[str, Any]) -> tuple[Any, Any]:
    from safetensors import SafetensorError
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    try:
        with silence_loader():
            tokenizer = AutoTokenizer.from_pretrained(source, **options)
            model, info = AutoModelForQuestionAnswering.from_pretrained(
                source, use_safetensors=True, output_loading_info=True, **options
            )
    except (SafetensorError, OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
        raise ModelUnavailable(
            f"The model {source} cannot be loaded: it is not on this machine, not on the hub, is no model for"
            f" extractive question answering, or has no weights in the safetensors format ({type(error).__name__})."
        ) from error
    if info["missing_keys"]:
        # The library would fill them with random numbers.
        raise ModelUnavailable(
            f"The model {source} was not trained to find answers: its weights lack the layer that tells their start"
            " and end."
        )
    if not tokenizer.is_fast:
        raise ModelUnavailable(f"The tokenizer of {source} does not say where its tokens stand in the text.")
    return tokenizer, model.eval()


def _read(
    loaded: tuple[Any, Any], question: str, passages: Sequence[_Passage], threads: int
) -> Iterator[ChatGenerationChunk]:
    import torch

    torch.set_num_threads(threads)
    tokenizer, model = loaded
    length = _window_of(tokenizer, model.config)
    question, taken = _shorten(tokenizer, question, length // _PART)
    stride = (length - taken - tokenizer.num_special_tokens_to_add(pair=True)) // _PART
    best: tuple[tuple[float, float], _Found] | None = None
    read = 0
    for number, passage in enumerate(passages):
        windows = tokenizer(
            question,
            passage.text,
            truncation="only_second",
            max_length=length,
            stride=stride,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
        )
        for at, ids in enumerate(windows["input_ids"]):
            read += len(ids)
            found = _look(tokenizer, model, windows, at, passage.begin, number)
            if found is not None and (best is None or found.worth(passage.prior) > best[0]):
                best = found.worth(passage.prior), found
            yield ChatGenerationChunk(message=AIMessageChunk(content=""))
    yield _tell(None if best is None else best[1], passages, read)


def _window_of(tokenizer: Any, config: Any) -> int:
    positions = getattr(config, "max_position_embeddings", None)
    return min(_WINDOW, int(tokenizer.model_max_length), int(positions or _WINDOW))


def _shorten(tokenizer: Any, question: str, longest: int) -> tuple[str, int]:
    """A question that leaves room for a passage, and its number of tokens."""
    offsets = tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
    if len(offsets) <= longest:
        return question, len(offsets)
    return question[: offsets[longest - 1][1]], longest


def _look(tokenizer: Any, model: Any, windows: Any, at: int, begin: int, passage: int) -> _Found | None:
    """The best span of one window."""
    import torch

    ids, offsets = windows["input_ids"][at], windows["offset_mapping"][at]
    inputs = {name: torch.tensor([windows[name][at]]) for name in tokenizer.model_input_names if name in windows}
    with torch.inference_mode():
        logits = model(**inputs)
    allowed = [
        part == 1 and start >= begin and end > start
        for part, (start, end) in zip(windows.sequence_ids(at), offsets, strict=True)
    ]
    null = ids.index(tokenizer.cls_token_id) if tokenizer.cls_token_id in ids else 0
    starts, ends = (each[0].double().numpy() for each in (logits.start_logits, logits.end_logits))
    found = find_span(starts, ends, np.array(allowed), null)
    if found is None:
        return None
    start, end = offsets[found.first][0], offsets[found.last][1]
    return _Found(passage, start, end, found.margin, found.last - found.first + 1)


def _tell(best: _Found | None, passages: Sequence[_Passage], read: int) -> ChatGenerationChunk:
    metadata: dict[str, Any] = {"finish_reason": "stop"}
    text, written = "", 0
    if best is not None:
        text, written = passages[best.passage].text[best.start : best.end], best.tokens
        metadata[SPAN] = best.as_dict()
    usage = UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)
    message = AIMessageChunk(content=text, usage_metadata=usage, response_metadata=metadata)
    return ChatGenerationChunk(message=message)
