"""Low-rank adaptation (Hu and others, 2021) of the upper layers of a Qwen2 model, and its file for llama.cpp.

The lower layers may stay as they are: nothing need be carried back through them then.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional

# Names in transformers and in llama.cpp.
_PROJECTIONS = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
# Not infinity, of which the kernels of a GPU make gradients that are no numbers.
_HIDDEN = -30000.0


@dataclass(frozen=True, slots=True)
class Shape:
    """Which layers can learn, and how much."""

    first_layer: int = 14
    rank: int = 8
    dropout: float = 0.05

    @property
    def alpha(self) -> float:
        """What is learned counts twice."""
        return 2.0 * self.rank


class LowRank(nn.Module):
    """A linear layer with what is learned beside it."""

    def __init__(self, base: nn.Linear, shape: Shape) -> None:
        super().__init__()
        self.base = base
        self._weight = shape.alpha / shape.rank
        self._dropout = shape.dropout
        like = {"device": base.weight.device, "dtype": torch.float32}
        self.down = nn.Parameter(torch.randn(shape.rank, base.in_features, **like) / math.sqrt(base.in_features))
        self.up = nn.Parameter(torch.zeros(base.out_features, shape.rank, **like))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """The layer's output and the learned change of it."""
        taken = functional.dropout(inputs, self._dropout, self.training)
        change = functional.linear(functional.linear(taken, self.down.to(inputs.dtype)), self.up.to(inputs.dtype))
        return self.base(inputs) + self._weight * change


def adapt(model: Any, shape: Shape) -> list[nn.Parameter]:
    """Put what can be learned beside the upper layers of a model; gives it."""
    learned = []
    for _, _, parent, leaf in _places(model, shape):
        layer = LowRank(getattr(parent, leaf), shape)
        setattr(parent, leaf, layer)
        learned += [layer.down, layer.up]
    return learned


def run_layers(model: Any, states: torch.Tensor, packed: Any, first: int, last: int) -> torch.Tensor:
    """States (1 × N × width) after the layers from `first` to before `last`."""
    mask = torch.zeros(packed.visible.shape, dtype=states.dtype, device=states.device)
    mask = mask.masked_fill(~packed.visible, _HIDDEN)
    places = packed.positions[None]
    angles = model.model.rotary_emb(states, places)
    for layer in model.model.layers[first:last]:
        states = layer(states, attention_mask=mask[None, None], position_ids=places, position_embeddings=angles)
    return states


def write_adapter(model: Any, shape: Shape, path: Path) -> None:
    """What was learned as a file that llama.cpp puts on top of the weights, in half precision."""
    import gguf

    writer = gguf.GGUFWriter(str(path), "qwen2")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", shape.alpha)
    for number, name, parent, leaf in _places(model, shape):
        layer = getattr(parent, leaf)
        for letter, values in (("a", layer.down), ("b", layer.up)):
            writer.add_tensor(f"blk.{number}.{name}.weight.lora_{letter}", values.detach().cpu().half().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _places(model: Any, shape: Shape) -> Iterator[tuple[int, str, Any, str]]:
    """Number of the layer, name for llama.cpp, module and attribute of each projection that is adapted."""
    for number, layer in enumerate(model.model.layers):
        if number >= shape.first_layer:
            for path, name in _PROJECTIONS.items():
                module, leaf = path.split(".")
                yield number, name, getattr(layer, module), leaf
