"""The local language model behind LangChain's `BaseChatModel`: GGUF weights in this process."""

from __future__ import annotations

import contextlib
import importlib.metadata
import math
import queue
import secrets
import threading
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGenerationChunk
from pydantic import ConfigDict, PrivateAttr

from rag.errors import GenerationFailed, ModelUnavailable
from rag.prompt_state import PromptStates, state_name
from rag.streaming_model import StreamingChatModel

# Judging and answering begin with other words; each keeps its own evaluated.
_JUDGEMENTS, _ANSWERS = 0, 1
_SLOTS = 2
# A name, a figure, at most a short list.
_NAMED_TOKENS = 40
# Tokens that a conversation has room for if it begins with the examples.
EXAMPLES_WINDOW = 4608


class LocalChatModel(StreamingChatModel):
    """A GGUF model in this process, through llama.cpp's server engine.

    Streams, can be cancelled by closing the stream, and keeps the evaluated prompt of the last answer, so that
    what the next one has in common with it costs nothing. What a trained one judges is the same whatever was asked
    before. Thread-safe: requests are queued. Loads on first use (4 s); then the `opening`, messages that every
    prompt begins with, is evaluated, or its state is read from `states`. With an `adapter` (low-rank changes of its
    weights) it is trained to judge, with a `namer` to name the words of an excerpt that answer; it answers without
    them.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    name_in_catalogue: str
    path: Path
    adapter: Path | None = None
    namer: Path | None = None
    threads: int = 2
    # Passage, question and earlier turn, reply: for each of the two slots.
    context_tokens: int = EXAMPLES_WINDOW // 2
    max_tokens: int = 256
    temperature: float = 0.0
    opening: Sequence[BaseMessage] = ()
    states: Path | None = None  # a folder

    _server: Any = PrivateAttr(default=None)
    _lock: Any = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "fundstelle-local"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.name_in_catalogue, "temperature": self.temperature, "max_tokens": self.max_tokens}

    @property
    def is_trained(self) -> bool:
        """Whether it was trained to judge, so that it needs no examples."""
        return self.adapter is not None

    @property
    def can_name(self) -> bool:
        """Whether it was trained to name the words that answer."""
        return self.namer is not None

    def load(self) -> None:
        """Read the weights now instead of with the first question. Raises ModelUnavailable."""
        with self._lock:
            if self._server is None:
                key = secrets.token_urlsafe(32)
                server = _open_server(self, key)
                self._evaluate_opening(server, key)
                self._server = server

    def _evaluate_opening(self, server: Any, key: str) -> None:
        """Only saves time: what goes wrong here, the first question will tell."""
        if not self.opening or self.states is None:
            return
        request = self._request(self.opening, stream=False, max_tokens=1, id_slot=_JUDGEMENTS)
        states = PromptStates(self.states, server.listening_address, key)
        weights = self.path.stat()
        engine = importlib.metadata.version("xllamacpp")
        name = state_name((self.path, weights.st_size, weights.st_mtime_ns, engine, request["messages"]))
        if not states.restore(name, _JUDGEMENTS):
            server.handle_chat_completions(request)
            states.save(name, _JUDGEMENTS)

    def yes_probability(self, messages: list[BaseMessage]) -> float:
        """How likely the next word is yes, against no. Raises GenerationFailed."""
        self.load()
        options = {"max_tokens": 1, "logprobs": True, "top_logprobs": 20, "id_slot": _JUDGEMENTS}
        # What is kept was evaluated beside other words, which moves the figures; only examples are worth that.
        options["cache_prompt"] = not self.is_trained
        request = self._request(messages, stream=False, **options, **self._adapted(self.adapter))
        reply = _complete(self._server, request)
        words = reply["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
        yes = sum(math.exp(each["logprob"]) for each in words if each["token"].strip().lower() in ("yes", "ja"))
        no = sum(math.exp(each["logprob"]) for each in words if each["token"].strip().lower() in ("no", "nein"))
        return yes / (yes + no) if yes + no > 0 else 0.5

    def name_words(self, messages: list[BaseMessage]) -> str:
        """What it goes on with, to its first line's end. The last message is how its reply begins.

        Raises GenerationFailed.
        """
        self.load()
        begin = messages[-1].text
        # It keeps nothing that the next judgement could use, but spares what the last answer left.
        options = {"max_tokens": _NAMED_TOKENS, "stop": ["\n"], "id_slot": _JUDGEMENTS}
        reply = _complete(
            self._server, self._request(messages, stream=False, **options, **self._adapted(self.namer))
        )
        return str(reply["choices"][0]["message"]["content"]).removeprefix(begin).strip()

    def _adapters(self) -> list[Path]:
        return [each for each in (self.adapter, self.namer) if each is not None]

    def _adapted(self, by: Path | None) -> dict[str, Any]:
        """Options of a request that is answered with one adapter or none, for a model that has any."""
        scales = [{"id": number, "scale": float(each == by)} for number, each in enumerate(self._adapters())]
        return {"lora": scales} if scales else {}

    def _request(self, messages: Sequence[BaseMessage], **options: Any) -> dict[str, Any]:
        return {
            "messages": [{"role": _role(message), "content": message.text} for message in messages],
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
            "cache_prompt": True,
            **options,
        }

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Chunks as they are generated; closing the iterator stops the model. Raises GenerationFailed."""
        self.load()
        request = self._request(messages, stream=True, **kwargs, **self._adapted(None))
        request["id_slot"] = _ANSWERS
        if stop:
            request["stop"] = stop
        with contextlib.closing(_run(self._server, request)) as chunks:
            for delta in chunks:
                choice = delta["choices"][0]
                text = choice["delta"].get("content") or ""
                message = AIMessageChunk(content=text, response_metadata=_metadata(choice))
                chunk = ChatGenerationChunk(message=message)
                if run_manager is not None and text:
                    run_manager.on_llm_new_token(text, chunk=chunk)
                yield chunk


def _open_server(model: LocalChatModel, key: str) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(model.path)
    params.n_ctx = model.context_tokens * _SLOTS
    params.n_parallel = _SLOTS
    if model._adapters():
        params.lora_adapters = [_read_adapter(each) for each in model._adapters()]
    params.cpuparams.n_threads = model.threads
    params.cpuparams_batch.n_threads = model.threads
    params.warmup = False
    params.verbosity = 0
    # Evaluated prompts of earlier questions; the engine's own limit of 8 GB would fill a small machine.
    params.cache_ram_mib = 0
    # The engine listens on a free port of this machine; nobody else knows the key.
    if hasattr(params, "hostnames"):
        params.hostnames = ["127.0.0.1"]
    else:  # some releases know one name only
        params.hostname = "127.0.0.1"
    params.api_keys = [key]
    if model.states is not None:
        with contextlib.suppress(OSError):
            model.states.mkdir(parents=True, exist_ok=True)
            # The engine puts the file's name behind it as it is.
            params.slot_save_path = f"{model.states}/"
    try:
        return xllamacpp.Server(params)
    except RuntimeError as error:
        raise ModelUnavailable(
            f"The language model at {model.path} could not be loaded ({error});"
            " `fundstelle models verify` checks it."
        ) from error


def _read_adapter(path: Path) -> Any:
    import xllamacpp

    adapter = xllamacpp.CommonAdapterLoraInfo()
    adapter.path = str(path)
    adapter.scale = 1.0
    return adapter


def _complete(server: Any, request: dict[str, Any]) -> dict[str, Any]:
    reply: dict[str, Any] = server.handle_chat_completions(request)
    if "error" in reply:
        raise GenerationFailed(f"The language model refused the request: {reply['error'].get('message')}")
    return reply


_DONE = object()


def _run(server: Any, request: dict[str, Any]) -> Generator[dict[str, Any], None, None]:
    """The engine calls back; we want to be called: its chunks come through a queue from a thread of its own."""
    chunks: queue.SimpleQueue[Any] = queue.SimpleQueue()
    cancelled = threading.Event()

    def receive(chunk: Any) -> bool:
        for each in chunk if isinstance(chunk, list) else [chunk]:
            chunks.put(each)
        return cancelled.is_set()

    def work() -> None:
        try:
            server.handle_chat_completions(request, receive)
        except Exception as error:  # noqa: BLE001 - handed to the reading thread, which raises it
            chunks.put(error)
        finally:
            chunks.put(_DONE)

    threading.Thread(target=work, name="generation", daemon=True).start()
    try:
        while (chunk := chunks.get()) is not _DONE:
            if isinstance(chunk, Exception):
                raise GenerationFailed(f"The language model stopped: {chunk}") from chunk
            if "error" in chunk:
                raise GenerationFailed(f"The language model refused the request: {chunk['error'].get('message')}")
            if chunk.get("choices"):
                yield chunk
    finally:
        cancelled.set()


def _role(message: BaseMessage) -> str:
    if isinstance(message, SystemMessage):
        return "system"
    return "user" if isinstance(message, HumanMessage) else "assistant"


def _metadata(choice: dict[str, Any]) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if choice.get("logprobs"):
        metadata["logprobs"] = choice["logprobs"]["content"]
    if choice.get("finish_reason"):
        metadata["finish_reason"] = choice["finish_reason"]
    return metadata
