"""Models of real architectures, so small that a test makes them: random weights, a vocabulary of a few words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WORDS = (
    "query passage : . der urlaub beträgt tage 30 wie viele habe ich the printer is out of paper rule one two three"
)


def save_bert(folder: Path, *, classes: int = 0, seed: int = 0) -> Path:
    """A BERT encoder of two layers and 16 numbers; with `classes` one that classifies pairs."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast

    folder.mkdir(parents=True)
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(WORDS.split())]
    (folder / "vocab.txt").write_text("\n".join(tokens), encoding="utf-8")
    config: Any = BertConfig(
        vocab_size=len(tokens),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=40,
        **({"num_labels": classes} if classes else {}),
    )
    torch.manual_seed(seed)
    model = BertForSequenceClassification(config) if classes else BertModel(config)
    # Random weights of the usual size make all texts alike.
    for parameter in model.parameters():
        if parameter.ndim > 1:
            torch.nn.init.normal_(parameter, std=0.4)
    model.eval().save_pretrained(folder)
    BertTokenizerFast(vocab=str(folder / "vocab.txt"), model_max_length=40).save_pretrained(folder)
    return folder


def save_sentence_transformer(folder: Path, **prompts: str) -> Path:
    """A sentence-transformers model over such an encoder, pooled by its first token."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling

    encoder = Transformer(str(save_bert(folder.with_name(folder.name + "-encoder"))))
    pooling = Pooling(encoder.get_embedding_dimension(), pooling_mode="cls")
    model = SentenceTransformer(modules=[encoder, pooling], prompts=prompts or None, device="cpu")
    model.save(str(folder), create_model_card=False)
    return folder


def token_vectors(folder: Path, *texts: str) -> Any:
    """The last layer for each text alone, straight from transformers: arrays of shape (tokens, 16)."""
    import torch
    from transformers import BertModel, BertTokenizerFast

    model, tokenizer = BertModel.from_pretrained(folder).eval(), BertTokenizerFast.from_pretrained(folder)
    with torch.no_grad():
        return [
            model(**tokenizer(text, return_tensors="pt", truncation=True, max_length=40))
            .last_hidden_state[0]
            .numpy()
            for text in texts
        ]
