"""Turn the packed multilingual-e5-small into a sentence-transformers folder (20 s, 1.5 GB of memory).

Only `rag.models` imports this module, and late: importing torch takes seconds.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import Normalize, Pooling, Transformer
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from torch import Tensor
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from rag.weights.packed import Array, PackedWeights, Vocabulary
from rag.weights.quiet import silence_loader

MAX_TOKENS = 512
# Control and zero-width characters, which the original tokenizer drops.
INVISIBLE = r"[\u0000-\u0008\u000e-\u001f\u007f\u200b\u200e\u200f\ufeff\u00ad]"
# (name in the packed file, name in BERT)
NORMS = (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm"))


def repack_e5(packed: Path, folder: Path) -> None:
    """Write the model into `folder`, which exists and is empty."""
    with silence_loader():
        _write_folder(PackedWeights(packed.read_bytes()), folder)


def _write_folder(weights: PackedWeights, folder: Path) -> None:
    plain = folder / "plain"
    _build_model(weights).save_pretrained(plain)
    _build_tokenizer(weights.vocabulary).save_pretrained(plain)
    modules = [
        Transformer(str(plain), max_seq_length=MAX_TOKENS),
        Pooling(weights.shape.hidden, "mean"),
        Normalize(),
    ]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder), create_model_card=False)
    shutil.rmtree(plain)


def _build_model(weights: PackedWeights) -> BertModel:
    shape = weights.shape
    config = BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=2,
        layer_norm_eps=shape.epsilon,
        pad_token_id=weights.vocabulary.pad,
    )
    model = BertModel(config)
    model.load_state_dict(_name_tensors(weights), strict=True)
    return model


def _name_tensors(weights: PackedWeights) -> dict[str, Tensor]:
    """Every tensor under the name that BERT gives it."""
    shape = weights.shape
    hidden = shape.hidden
    kinds = weights.rows("emb.type", hidden)
    state: dict[str, Array] = {
        "embeddings.word_embeddings.weight": weights.nibbles("emb.word", shape.vocabulary, hidden),
        "embeddings.position_embeddings.weight": weights.floats("emb.pos", shape.positions, hidden),
        "embeddings.LayerNorm.weight": weights.floats("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": weights.floats("emb.ln.b", hidden),
        # BERT wants two kinds; the second is never used.
        "embeddings.token_type_embeddings.weight": kinds[[0, -1]],
    }
    linear = (
        ("q", "attention.self.query", hidden, hidden),
        ("k", "attention.self.key", hidden, hidden),
        ("v", "attention.self.value", hidden, hidden),
        ("ao", "attention.output.dense", hidden, hidden),
        ("fi", "intermediate.dense", shape.feed_forward, hidden),
        ("fo", "output.dense", hidden, shape.feed_forward),
    )
    for layer in range(shape.layers):
        ours, theirs = f"l{layer}.", f"encoder.layer.{layer}."
        for short, name, outputs, inputs in linear:
            state[f"{theirs}{name}.weight"] = weights.nibbles(f"{ours}{short}.w", outputs, inputs)
            state[f"{theirs}{name}.bias"] = weights.floats(f"{ours}{short}.b", outputs)
        for short, name in NORMS:
            state[f"{theirs}{name}.weight"] = weights.floats(f"{ours}{short}.w", hidden)
            state[f"{theirs}{name}.bias"] = weights.floats(f"{ours}{short}.b", hidden)
    tensors = {name: torch.from_numpy(values) for name, values in state.items()}
    # Mean pooling never uses BERT's own pooler. Given zeros, it is the same in every folder; missing, it is random.
    tensors["pooler.dense.weight"] = torch.zeros(hidden, hidden)
    tensors["pooler.dense.bias"] = torch.zeros(hidden)
    return tensors


def _build_tokenizer(vocabulary: Vocabulary) -> PreTrainedTokenizerFast:
    """The SentencePiece unigram tokenizer of XLM-RoBERTa."""
    pieces = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=vocabulary.unk))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(INVISIBLE), ""),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", vocabulary.bos), ("</s>", vocabulary.eos)],
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        cls_token="<s>",
        sep_token="</s>",
        model_max_length=MAX_TOKENS,
    )
