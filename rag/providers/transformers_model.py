"""Any causal model of the transformers library on this machine, as a chat model that streams and can be stopped.

LangChain's class for it cannot be stopped, and waits a minute when the model fails in its own thread.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, SystemMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk
from pydantic import ConfigDict, PrivateAttr

from rag.errors import GenerationFailed, LimitReached, ModelUnavailable
from rag.streaming_model import StreamingChatModel


class TransformersChatModel(StreamingChatModel):
    """A model of the hub or of a folder; loads on first use, answers one request after the other.

    Weights are read from safetensors files only: the older format can run code, and so could a model's own modules,
    which are never loaded.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    source: str  # a folder, or a name on the hub
    options: dict[str, Any]  # where the hub's files are kept, and whether they may be fetched
    threads: int = 2
    max_tokens: int = 256

    _loaded: Any = PrivateAttr(default=None)
    _lock: Any = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "fundstelle-transformers"

    def load(self) -> None:
        """Read the weights now instead of with the first question. Raises ModelUnavailable."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self.source, self.options, self.threads)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002 - the base class names it
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Chunks as they are generated; closing the iterator stops the model after its present token.

        Raises GenerationFailed, and LimitReached for a prompt that is longer than the model's window.
        """
        self.load()
        tokenizer, model = self._loaded
        with self._lock:
            yield from _run(tokenizer, model, messages, int(kwargs.get("max_tokens", self.max_tokens)), stop)


def describe(source: str, options: dict[str, Any]) -> Any:
    """The profile of a model as far as its configuration tells. Raises ModelUnavailable."""
    from transformers import AutoConfig

    try:
        window = _window(AutoConfig.from_pretrained(source, **options))
    except (OSError, ValueError) as error:
        raise _unavailable(source, error) from error
    return {} if window is None else {"max_input_tokens": window}


def _window(config: Any) -> int | None:
    names = ("max_position_embeddings", "n_positions", "seq_length")
    return next((int(getattr(config, name)) for name in names if getattr(config, name, None)), None)


def _unavailable(source: str, error: Exception) -> ModelUnavailable:
    return ModelUnavailable(
        f"The model {source} cannot be loaded: it is not on this machine, not on the hub, or has no weights in"
        f" the safetensors format ({type(error).__name__})."
    )


def _load(source: str, options: dict[str, Any], threads: int) -> tuple[Any, Any]:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    torch.set_num_threads(threads)
    try:
        tokenizer = AutoTokenizer.from_pretrained(source, **options)
        model = AutoModelForCausalLM.from_pretrained(source, use_safetensors=True, **options)
    except (OSError, ValueError) as error:
        raise _unavailable(source, error) from error
    return tokenizer, model


def _run(
    tokenizer: Any, model: Any, messages: Sequence[BaseMessage], max_tokens: int, stop: list[str] | None
) -> Iterator[ChatGenerationChunk]:
    from transformers import StoppingCriteria, TextIteratorStreamer

    prompt = _encode(tokenizer, messages)
    read = int(prompt["input_ids"].shape[1])
    window = _window(model.config)
    if window is not None and read + max_tokens > window:
        raise LimitReached(
            f"The prompt has {read} tokens; with its reply that is more than the model can read ({window})."
        )
    stopped = threading.Event()

    class _Stopped(StoppingCriteria):
        def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:  # noqa: ARG002 - the base class names them
            import torch

            return torch.full((input_ids.shape[0],), stopped.is_set(), dtype=torch.bool, device=input_ids.device)

    streamer = TextIteratorStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True)
    failures: list[BaseException] = []
    written: list[int] = []

    def work() -> None:
        try:
            result = model.generate(
                **prompt,
                max_new_tokens=max_tokens,
                do_sample=False,
                streamer=streamer,
                stopping_criteria=[_Stopped()],
                pad_token_id=tokenizer.pad_token_id
                if tokenizer.pad_token_id is not None
                else tokenizer.eos_token_id,
                **({"stop_strings": stop, "tokenizer": tokenizer} if stop else {}),
            )
            written.append(int(result.shape[1]) - read)
        except BaseException as error:  # noqa: BLE001 - handed to the reading thread, which raises it
            failures.append(error)
        finally:
            streamer.end()  # type: ignore[no-untyped-call]

    thread = threading.Thread(target=work, name="generation", daemon=True)
    thread.start()
    try:
        for text in streamer:
            if text:
                yield ChatGenerationChunk(message=AIMessageChunk(content=text))
    finally:
        stopped.set()
        thread.join()
    if failures:
        raise GenerationFailed(f"The language model stopped ({type(failures[0]).__name__}).") from failures[0]
    count = written[0]
    usage = UsageMetadata(input_tokens=read, output_tokens=count, total_tokens=read + count)
    finish = {"finish_reason": "length" if count >= max_tokens else "stop"}
    yield ChatGenerationChunk(message=AIMessageChunk(content="", usage_metadata=usage, response_metadata=finish))


def _encode(tokenizer: Any, messages: Sequence[BaseMessage]) -> Any:
    """The model's own template, or, for one that was never taught to chat, the texts one after the other."""
    if getattr(tokenizer, "chat_template", None):
        turns = [{"role": _role(message), "content": message.text} for message in messages]
        text = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        return tokenizer(text, return_tensors="pt", add_special_tokens=False)
    text = "\n\n".join([*(message.text for message in messages), "Answer:"])
    return tokenizer(text, return_tensors="pt")


def _role(message: BaseMessage) -> str:
    if isinstance(message, SystemMessage):
        return "system"
    return "assistant" if isinstance(message, AIMessage) else "user"
