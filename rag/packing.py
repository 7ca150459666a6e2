"""Several short texts in one sequence of an encoder, so that nothing is computed for padding.

Each token attends to its own text only, at the positions that it has there: the vectors are those of a padded batch
(differences of 1e-7). After "packing" (Krell et al., 2021, arXiv:2107.02027).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

# Beyond, attention between all tokens costs more than padding does.
_MOST_TOKENS = 512
_MOST_CHARACTERS = 4 * _MOST_TOKENS  # spares taking apart what is too long anyway
# Encoders that learn a vector for each position, counted from 0, and take positions and masks as they are given.
_KNOWN = ("bert",)


def encode_packed(model: SentenceTransformer, texts: Sequence[str]) -> NDArray[np.float32] | None:
    """Unit vectors of shape (len(texts), dimension); None where a padded batch serves as well or must be made."""
    if len(texts) < 2 or sum(map(len, texts)) > _MOST_CHARACTERS or not _is_known(model):
        return None
    import torch

    with torch.inference_mode():
        features = model.preprocess(list(texts))
        inside = features["attention_mask"].bool()
        if inside.all() or int(inside.sum()) > _MOST_TOKENS:
            return None
        features["token_embeddings"] = _read(model[0].model, features, inside)
        for module in list(model)[1:]:
            features = module(features)
        vectors = torch.nn.functional.normalize(features["sentence_embedding"], p=2, dim=1)
    return np.asarray(vectors.numpy(), dtype=np.float32)


def _is_known(model: SentenceTransformer) -> bool:
    """Whether its vectors are those of its modules alone, and its encoder is one of those that can be packed."""
    import torch
    from sentence_transformers.base.modules import Transformer

    first = model[0]
    if (
        not isinstance(first, Transformer)
        or model.truncate_dim is not None
        or model.default_prompt_name is not None
    ):
        return False
    return getattr(first.model.config, "model_type", None) in _KNOWN and first.model.dtype == torch.float32


def _read(encoder: Any, features: dict[str, Tensor], inside: Tensor) -> Tensor:
    """The last layer, of shape (texts, longest, dimension), zero where there is no token."""
    import torch

    rows = torch.arange(len(inside))[:, None].expand_as(inside)[inside]
    apart = rows[:, None] != rows[None, :]
    mask = torch.zeros(apart.shape).masked_fill(apart, torch.finfo(torch.float32).min)
    positions = (inside.long().cumsum(1) - 1)[inside]
    layer = encoder(
        input_ids=features["input_ids"][inside][None],
        position_ids=positions[None],
        attention_mask=mask[None, None],
    ).last_hidden_state[0]
    padded = torch.zeros((*inside.shape, layer.shape[1]))
    padded[inside] = layer
    return padded
