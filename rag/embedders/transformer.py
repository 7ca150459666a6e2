"""Models of the transformers library in this process: any sentence-transformers model, any BERT-family encoder.

Of encoders of texts and pictures (CLIP and its like) the text side is used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.embedders.naming import EmbedderName
from rag.embedding import EmbeddingRecipe, SentenceTransformerEmbedder
from rag.errors import ConfigurationError, ModelUnavailable
from rag.weights.quiet import silence_loader

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from rag.config import Settings

# What a model consists of. Weights in pickle format run code and are neither fetched nor loaded.
_PARTS = ("*.json", "*.safetensors", "*.txt", "*.model")
_BLOCK = 1 << 20
MEAN, OWN = "mean", "own"


def open_transformer(name: EmbedderName, settings: Settings) -> SentenceTransformerEmbedder:
    """The model of a folder or of a repository of the hub, which is fetched unless `offline` is set.

    Raises ModelUnavailable when it cannot be had, or has no weights that can be loaded safely.
    """
    folder = find_folder(name.model, offline=settings.offline)
    own = _read_json(folder / "modules.json")
    bare = (name.kind == "huggingface" or own is None) and not _has_towers(folder)
    passage, question = name.prefixes(_own_prefixes(folder))
    recipe = EmbeddingRecipe(
        name=f"{name.kind}:{name.model}",
        revision=revision_of(folder),
        pooling=MEAN if bare else OWN,
        passage_prefix=passage,
        question_prefix=question,
        dimension=None,
        max_tokens=None,
        tokens=bare or _pools_tokens(own),
    )
    return SentenceTransformerEmbedder(folder, recipe, threads=settings.thread_count, load=_load)


def find_folder(model: str, *, offline: bool) -> Path:
    """Where the files of a model are. Raises ModelUnavailable."""
    folder = Path(model).expanduser()
    if not folder.is_dir():
        if folder.is_absolute() or model.count("/") != 1:
            raise ModelUnavailable(f"There is no folder {model}, and a model of the hub is named ORG/NAME.")
        folder = _fetch(model, offline)
    if not any(folder.rglob("*.safetensors")):
        raise ModelUnavailable(
            f"The model {model} has no weights in the safetensors format. Others can run code when they are read,"
            " so they are not loaded; save the model with `safe_serialization=True`."
        )
    return folder


def _fetch(model: str, offline: bool) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, allow_patterns=list(_PARTS), local_files_only=True))
    except LocalEntryNotFoundError:
        if offline:
            raise ModelUnavailable(
                f"The model {model} is not on this machine, and the setting 'offline' is on."
            ) from None
    except HFValidationError as error:
        raise ConfigurationError(f"'{model}' is no name of a model of the hub.") from error
    try:
        with silence_loader():
            return Path(snapshot_download(model, allow_patterns=list(_PARTS)))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise ModelUnavailable(
            f"The model {model} could not be fetched from the hub ({type(error).__name__}): check its name and the"
            " network, or give a folder that holds it."
        ) from error


def revision_of(folder: Path) -> str:
    """12 characters that name the exact files: the commit for a snapshot of the hub, else their checksum."""
    if folder.parent.name == "snapshots":
        return folder.name[:12]
    files = {path for pattern in _PARTS for path in folder.rglob(pattern) if path.is_file()}
    return checksum_of(sorted(files), folder)


def checksum_of(files: Sequence[Path], folder: Path) -> str:
    """12 characters of the SHA-256 of files and their names below a folder; a gigabyte takes about a second."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()[:12]


def _own_prefixes(folder: Path) -> tuple[str, str] | None:
    """What the model itself says stands before passages and questions; None when it says nothing."""
    config = _read_json(folder / "config_sentence_transformers.json")
    if not isinstance(config, dict):
        return None
    prompts = {name: text for name, text in (config.get("prompts") or {}).items() if text}
    passage = next((prompts[each] for each in ("document", "passage", "corpus") if each in prompts), "")
    question = prompts.get("query", "")
    return (passage, question) if passage or question else None


def _has_towers(folder: Path) -> bool:
    """Whether one encoder for texts and one for pictures end in the same space, with a vector for a whole text."""
    config = _read_json(folder / "config.json")
    return isinstance(config, dict) and {"text_config", "vision_config"} <= config.keys()


def _pools_tokens(modules: Any) -> bool:
    """Whether the modules of a sentence-transformers model make a vector of those of the tokens."""
    kinds = [str(each.get("type")) for each in modules or () if isinstance(each, dict)]
    return any("Pooling" in kind.rpartition(".")[2] for kind in kinds)


def _read_json(file: Path) -> Any:
    """None for a file that is not there, or not JSON."""
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _load(folder: Path, recipe: EmbeddingRecipe) -> SentenceTransformer:
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    options = {"use_safetensors": True}
    try:
        with silence_loader():
            if recipe.pooling == OWN:
                model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs=options)
                _limit_length(model)
                return model
            from sentence_transformers.base.modules import Transformer
            from sentence_transformers.sentence_transformer.modules import Pooling

            encoder = Transformer(str(folder), model_kwargs={**options, "local_files_only": True})
            pooling = Pooling(encoder.get_embedding_dimension(), pooling_mode=MEAN)
            return SentenceTransformer(modules=[encoder, pooling], device="cpu")
    except (SafetensorError, OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
        raise ModelUnavailable(
            f"The embedding model in {folder} could not be loaded ({type(error).__name__}); its files may be"
            " incomplete, or of a kind that this version of transformers does not know."
        ) from error


def _limit_length(model: SentenceTransformer) -> None:
    """Cut texts at the last position that the weights know, also where the tokenizer knows no end."""
    config: Any = getattr(model[0], "config", None)
    text = config.get_text_config() if hasattr(config, "get_text_config") else config
    positions = getattr(text, "max_position_embeddings", None)
    if isinstance(positions, int) and positions > 0 and (model.max_seq_length or 0) > positions:
        model.max_seq_length = positions
