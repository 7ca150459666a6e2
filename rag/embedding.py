"""Text to unit vectors: the protocol, the local sentence-transformers model, and a LangChain adapter."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeGuard, runtime_checkable

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from rag.errors import ModelUnavailable
from rag.packing import encode_packed
from rag.weights.quiet import silence_loader

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
# Called after each batch with the number of passages done; whatever it raises ends the work.
Progress = Callable[[int], None]

# Batches of similar length waste little on padding; larger ones only cost memory on a CPU.
BATCH_SIZE = 8
# Of a model that does not say where it ends.
_USUAL_TOKENS = 512


@runtime_checkable
class Embedder(Protocol):
    """Anything that turns text into L2-normalised float32 vectors."""

    @property
    def fingerprint(self) -> str:
        """Names everything that shapes a vector; vectors of two fingerprints are never compared."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """What lies beyond this many tokens of a text does not reach its vector."""
        ...

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of shape (len(texts), dimension), row i for text i."""
        ...

    def embed_question(self, text: str) -> Vectors:
        """The vector of shape (dimension,) to compare with those of passages."""
        ...


class TokenEmbedder(Embedder, Protocol):
    """An embedder in this process also tells what each token means; a hosted one gives vectors of whole texts."""

    def embed_tokens(self, texts: Sequence[str], *, question: bool = False) -> list[TokenVectors]:
        """What each token of each text means where it stands; the texts are passages, or questions if so said."""
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of a passage as the model sees it, prefix and special tokens included, before truncation."""
        ...


def has_tokens(embedder: Embedder) -> TypeGuard[TokenEmbedder]:
    """Whether single words can be compared. Loads no model."""
    return hasattr(type(embedder), "embed_tokens") and getattr(embedder, "tells_tokens", True)


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The tokens of one text, those of prefixes and the model's own left out."""

    vectors: Vectors  # (tokens, dimension), not normalised
    spans: NDArray[np.int64]  # (tokens, 2): half-open spans of the text, in code points


@dataclass(frozen=True, slots=True)
class EmbeddingRecipe:
    """What shapes the vectors of a model besides its input."""

    name: str
    revision: str  # of the weights, quantisation included
    pooling: str = "mean"
    passage_prefix: str = ""
    question_prefix: str = ""
    dimension: int | None = 384  # None: as the weights say
    max_tokens: int | None = 512
    tokens: bool = True  # whether the weights also say what each token means, and not a text as a whole only

    @property
    def fingerprint(self) -> str:
        """For example `multilingual-e5-small@q4-1571fc98/fp32/mean/passage: |query: `."""
        prefixes = f"{self.passage_prefix}|{self.question_prefix}"
        return f"{self.name}@{self.revision}/fp32/{self.pooling}/{prefixes}"


E5_SMALL_Q4 = EmbeddingRecipe(
    name="multilingual-e5-small",
    revision="q4-1571fc98",
    # Without these two a German question no longer finds an English passage.
    passage_prefix="passage: ",
    question_prefix="query: ",
)


# Makes the model of a folder; raises ModelUnavailable.
ModelOpener: TypeAlias = "Callable[[Path, EmbeddingRecipe], SentenceTransformer]"


class SentenceTransformerEmbedder:
    """A sentence-transformers folder on the CPU. Loads on first use; safe to share between threads."""

    def __init__(
        self,
        folder: Path,
        recipe: EmbeddingRecipe = E5_SMALL_Q4,
        *,
        threads: int | None = None,
        load: ModelOpener | None = None,
    ) -> None:
        self._folder = folder
        self._recipe = recipe
        self._threads = threads
        self._open = load or _open_model
        self._model: SentenceTransformer | None = None
        # sentence-transformers makes no promise about threads: one model, one lock.
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """Names model, revision, quantisation, pooling and prefixes."""
        return self._recipe.fingerprint

    @property
    def tells_tokens(self) -> bool:
        """Whether `embed_tokens` can be asked."""
        return self._recipe.tokens

    @property
    def dimension(self) -> int:
        """Length of a vector. Loads the model when the recipe leaves it to the weights."""
        if self._recipe.dimension is not None:
            return self._recipe.dimension
        with self._lock:
            return int(self._load().get_embedding_dimension() or 0)

    @property
    def max_tokens(self) -> int:
        """Longest text that is not truncated, in tokens, prefix and special tokens included."""
        if self._recipe.max_tokens is not None:
            return self._recipe.max_tokens
        with self._lock:
            length = self._load().max_seq_length or _USUAL_TOKENS
        # Models of word vectors alone read texts of any length.
        return int(length) if math.isfinite(length) else _USUAL_TOKENS

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, of unit length.

        Memory beyond the result is that of one batch. The lock is released between batches, so that a question
        asked meanwhile waits for one batch only. Raises ModelUnavailable when the weights cannot be loaded.
        """
        result = np.empty((len(texts), self.dimension), dtype=np.float32)
        done = 0
        for rows in _batches(texts):
            result[rows] = self._encode([self._recipe.passage_prefix + texts[row] for row in rows])
            done += len(rows)
            if progress is not None:
                progress(done)
        return result

    def embed_question(self, text: str) -> Vectors:
        """The vector of shape (dimension,), float32, of unit length."""
        vector: Vectors = self._encode([self._recipe.question_prefix + text])[0]
        return vector

    def embed_tokens(self, texts: Sequence[str], *, question: bool = False) -> list[TokenVectors]:
        """The last layer before pooling. Texts beyond `max_tokens` are cut. Raises ModelUnavailable."""
        prefix = self._recipe.question_prefix if question else self._recipe.passage_prefix
        found: dict[int, TokenVectors] = {}
        for rows in _batches(texts):
            found.update(zip(rows, self._encode_tokens([texts[row] for row in rows], prefix), strict=True))
        return [found[row] for row in range(len(texts))]

    def count_tokens(self, text: str) -> int:
        """Tokens of a passage, prefix and special tokens included, before truncation."""
        with self._lock:
            tokenizer = self._load().tokenizer
            return len(tokenizer(self._recipe.passage_prefix + text, truncation=False)["input_ids"])

    def _encode(self, texts: list[str]) -> Vectors:
        with self._ready() as model:
            packed = encode_packed(model, texts)
            if packed is not None:
                return packed
            vectors = model.encode(
                texts,
                batch_size=len(texts),
                show_progress_bar=False,
                convert_to_numpy=True,
                normalize_embeddings=True,
            )
        return np.asarray(vectors, dtype=np.float32)

    def _encode_tokens(self, texts: list[str], prefix: str) -> list[TokenVectors]:
        import torch

        with self._ready() as model, torch.no_grad():
            features = model.tokenizer(
                [prefix + text for text in texts],
                padding=True,
                truncation=True,
                max_length=model.max_seq_length or _USUAL_TOKENS,
                return_offsets_mapping=True,
                return_tensors="pt",
            )
            offsets = features.pop("offset_mapping").numpy().astype(np.int64)
            layer = model(dict(features))["token_embeddings"].float().numpy()
        return [_tokens_of(vectors, spans, len(prefix)) for vectors, spans in zip(layer, offsets, strict=True)]

    @contextmanager
    def _ready(self) -> Iterator[SentenceTransformer]:
        """The model, for this thread alone, with all threads it may use.

        Once the language model's engine is loaded in this process, torch is up to four times slower until its
        thread count is set again (docs/experiments.md), so it is set before each use.
        """
        with self._lock:
            model = self._load()
            if self._threads is not None:
                import torch

                torch.set_num_threads(self._threads)
            yield model

    def _load(self) -> SentenceTransformer:
        if self._model is None:
            self._model = self._open(self._folder, self._recipe)
        return self._model


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Indexes of the texts, a batch at a time, shortest texts first."""
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    for start in range(0, len(order), BATCH_SIZE):
        yield order[start : start + BATCH_SIZE]


def _tokens_of(vectors: Vectors, spans: NDArray[np.int64], prefix: int) -> TokenVectors:
    """Only the tokens of the text itself: special and padding tokens have empty spans, the prefix lies before."""
    inside = (spans[:, 1] > spans[:, 0]) & (spans[:, 1] > prefix)
    return TokenVectors(vectors[inside], np.maximum(spans[inside] - prefix, 0))


def _open_model(folder: Path, recipe: EmbeddingRecipe) -> SentenceTransformer:
    if not (folder / "modules.json").is_file():
        raise ModelUnavailable(
            f"There is no embedding model in {folder}. Run `fundstelle models pull` to download it."
        )
    # Importing takes seconds, which commands that embed nothing should not pay.
    from sentence_transformers import SentenceTransformer

    with silence_loader():
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    if recipe.max_tokens is not None:
        model.max_seq_length = recipe.max_tokens
    return model


class LangChainEmbeddings(Embeddings):
    """An Embedder where LangChain expects `Embeddings`."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One list of floats a text, with the passage prefix."""
        return [[float(value) for value in row] for row in self._embedder.embed_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The floats of a question, with the question prefix."""
        return [float(value) for value in self._embedder.embed_question(text)]
