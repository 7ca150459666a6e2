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


CLIP_POSITIONS, CLIP_DIMENSION = 77, 12


def save_clip(folder: Path, *, knows_end: bool = True) -> Path:
    """A CLIP with both of its encoders, as transformers saves one; letters are its words.

    `knows_end`: whether the tokenizer says that no more than 77 tokens are read.
    """
    import torch
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import CLIPConfig, CLIPModel, CLIPProcessor, CLIPTokenizer
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    folder.mkdir(parents=True)
    letters = sorted(ByteLevel.alphabet())
    tokens = [*letters, *(f"{each}</w>" for each in letters), "<|startoftext|>", "<|endoftext|>"]
    first, last = len(tokens) - 2, len(tokens) - 1
    layers = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    ends = {"bos_token_id": first, "eos_token_id": last, "pad_token_id": last}
    config: Any = CLIPConfig(
        text_config={**layers, **ends, "vocab_size": len(tokens), "max_position_embeddings": CLIP_POSITIONS},
        vision_config={**layers, "image_size": 8, "patch_size": 4},
        projection_dim=CLIP_DIMENSION,
    )
    torch.manual_seed(0)
    model = CLIPModel(config)
    for parameter in model.parameters():
        if parameter.ndim > 1:
            torch.nn.init.normal_(parameter, std=0.4)
    model.eval().save_pretrained(folder)
    known = {"model_max_length": CLIP_POSITIONS} if knows_end else {}
    tokenizer = CLIPTokenizer(vocab={each: row for row, each in enumerate(tokens)}, merges=[], **known)
    pictures = CLIPImageProcessorPil(size={"shortest_edge": 8}, crop_size={"height": 8, "width": 8})
    CLIPProcessor(pictures, tokenizer).save_pretrained(folder)
    return folder


def clip_vectors(folder: Path, *texts: str) -> Any:
    """What the text side says of each text alone, straight from transformers: rows of 12 numbers."""
    import numpy as np
    import torch
    from transformers import CLIPModel, CLIPTokenizer

    model, tokenizer = CLIPModel.from_pretrained(folder).eval(), CLIPTokenizer.from_pretrained(folder)
    with torch.no_grad():
        cut = {"truncation": True, "max_length": CLIP_POSITIONS, "return_tensors": "pt"}
        rows = [model.get_text_features(**tokenizer(text, **cut)) for text in texts]
        # Of some versions it is the vector itself.
        return np.concatenate([getattr(row, "pooler_output", row).numpy() for row in rows])


READER_WORDS = (
    "how many days what colour is the who owns employees receive of paid leave each calendar year a rest week door"
    " painted red green blue grey 5 7 12 24 30 45 . , › handbook rooms new old every in at for and year leave house"
)
READER_WINDOW = 48
_DAYS, _COLOURS = ("5", "7", "12", "24", "30", "45"), ("red", "green", "blue", "grey")
_ASKED = ("how many days of leave", "what colour is the door", "who owns the house")


def save_reader(folder: Path, *, steps: int = 260) -> Path:
    """A BERT that was trained, for some seconds, to find "30 days", colours, and that no text says who owns what.

    It reads 48 tokens at once. Of a passage without days or colour it says that there is no answer.
    """
    import random

    import torch
    from transformers import BertConfig, BertForQuestionAnswering, BertTokenizerFast

    folder.mkdir(parents=True)
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(READER_WORDS.split())]
    (folder / "vocab.txt").write_text("\n".join(tokens), encoding="utf-8")
    tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"), model_max_length=READER_WINDOW)
    config: Any = BertConfig(
        vocab_size=len(tokens),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=READER_WINDOW,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    torch.manual_seed(3)
    chance = random.Random(3)
    model = BertForQuestionAnswering(config)
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    for _ in range(steps):
        examples = [_example(chance) for _ in range(32)]
        batch = tokenizer(
            [question for question, _, _ in examples],
            [text for _, text, _ in examples],
            padding=True,
            truncation=True,
            return_tensors="pt",
        )
        places = [
            (0, 0) if span is None else tuple(batch.char_to_token(at, each, 1) for each in (span[0], span[1] - 1))
            for at, (_, _, span) in enumerate(examples)
        ]
        firsts, lasts = (torch.tensor([place[side] for place in places]) for side in (0, 1))
        loss = model(**batch, start_positions=firsts, end_positions=lasts).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.set_num_threads(threads)
    model.eval().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _example(chance: Any) -> tuple[str, str, tuple[int, int] | None]:
    """A question, a text, and where in it the answer stands."""
    filler = [word for word in READER_WORDS.split() if word not in {*_DAYS, *_COLOURS, "days", "colour"}]
    question = chance.choice(_ASKED)
    words = chance.choices([*filler, "zzz"], k=chance.randint(4, 28))
    answers = {_ASKED[0]: f"{chance.choice(_DAYS)} days", _ASKED[1]: chance.choice(_COLOURS)}
    for asked, answer in answers.items():
        if chance.random() < 0.5:
            words.insert(chance.randint(0, len(words)), answer)
        else:
            answers[asked] = ""
    text = " ".join(words)
    answer = answers.get(question, "")
    # A day inside another number would be no answer: the words stand apart.
    at = f" {text} ".find(f" {answer} ") if answer else -1
    return question, text, None if at < 0 else (at, at + len(answer))
