"""Low-rank adaptation (Hu and others, 2021) of the upper layers of a Qwen2 model, and its file for llama.cpp.

The lower layers stay as they are: nothing is learned there, so nothing need be carried back through them, which
halves the work.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional

FIRST_LAYER = 14
_RANK = 8
_ALPHA = 16
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


class LowRank(nn.Module):
    """A linear layer with what is learned beside it."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.down = nn.Parameter(torch.randn(_RANK, base.in_features) / math.sqrt(base.in_features))
        self.up = nn.Parameter(torch.zeros(base.out_features, _RANK))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """The layer's output and the learned change of it."""
        change = functional.linear(functional.linear(inputs, self.down.to(inputs.dtype)), self.up.to(inputs.dtype))
        return self.base(inputs) + _ALPHA / _RANK * change


def adapt(model: Any) -> list[nn.Parameter]:
    """Put what can be learned beside the upper layers of a model; gives it."""
    learned = []
    for _, _, parent, leaf in _places(model):
        layer = LowRank(getattr(parent, leaf))
        setattr(parent, leaf, layer)
        learned += [layer.down, layer.up]
    return learned


def run_layers(model: Any, states: torch.Tensor, packed: Any, first: int, last: int) -> torch.Tensor:
    """States (1 × N × width) after the layers from `first` to before `last`."""
    mask = torch.zeros(packed.visible.shape, dtype=states.dtype).masked_fill(~packed.visible, float("-inf"))
    places = packed.positions[None]
    angles = model.model.rotary_emb(states, places)
    for layer in model.model.layers[first:last]:
        states = layer(states, attention_mask=mask[None, None], position_ids=places, position_embeddings=angles)
    return states


def write_adapter(model: Any, path: Path) -> None:
    """What was learned as a file that llama.cpp puts on top of the weights, in half precision."""
    import gguf

    writer = gguf.GGUFWriter(str(path), "qwen2")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(_ALPHA))
    for number, name, parent, leaf in _places(model):
        layer = getattr(parent, leaf)
        for letter, values in (("a", layer.down), ("b", layer.up)):
            writer.add_tensor(f"blk.{number}.{name}.weight.lora_{letter}", values.detach().half().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def read_adapter(model: Any, path: Path) -> None:
    """Take over what was learned before, from such a file."""
    import gguf

    values = {each.name: torch.tensor(each.data.astype("float32")) for each in gguf.GGUFReader(path).tensors}
    for number, name, parent, leaf in _places(model):
        layer = getattr(parent, leaf)
        for letter, learned in (("a", layer.down), ("b", layer.up)):
            learned.data.copy_(values[f"blk.{number}.{name}.weight.lora_{letter}"].reshape(learned.shape))


def _places(model: Any) -> Iterator[tuple[int, str, Any, str]]:
    """Number of the layer, name for llama.cpp, module and attribute of each projection that is adapted."""
    for number, layer in enumerate(model.model.layers):
        if number >= FIRST_LAYER:
            for path, name in _PROJECTIONS.items():
                module, leaf = path.split(".")
                yield number, name, getattr(layer, module), leaf
