"""Makes a cross-encoder's graph, golden logits and part of the card."""

from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from tokenizers import Tokenizer
from transformers import AutoModelForSequenceClassification

from ..export.card import template
from ..network.text import passage_text
from . import cross
from .request import Made, Request, compress, stored


def cross_folder(source: Path, out: Path, request: Request, queries: list[dict]) -> Made:
    """Writes the graph and returns its part of the card with the golden logits."""
    model = stored(
        AutoModelForSequenceClassification.from_pretrained(source, dtype=torch.float32, attn_implementation="eager"),
        request.bits,
    )
    first = cross.FirstAlone(model).eval()
    cross.write_graph(first, out / "model.onnx")
    compress(out / "model.onnx", request.bits)
    tokenizer, limit = (
        Tokenizer.from_file(str(source / "tokenizer.json")),
        min(512, model.config.max_position_embeddings - 2),
    )
    pair = pair_template(tokenizer)
    rows = [pair_row(tokenizer, pair, limit, q["query"], p) for q in queries for p in q["passages"]]
    session = ort.InferenceSession(out / "model.onnx", providers=["CPUExecutionProvider"])
    names = [each.name for each in session.get_inputs()]
    with torch.inference_mode():
        # The released model itself, with all tokens of its last layer.
        expected = [model(**{name: torch.from_numpy(row[name]) for name in names}).logits[0, -1].item() for row in rows]
    got = [session.run(None, {name: row[name] for name in names})[0][0, -1].item() for row in rows]
    card = {
        "description": f"{request.name}, its last layer for the first token alone.",
        "method": "cross-encoder",
        "abilities": ["classify"],
        "parameters": sum(each.numel() for each in first.parameters()),
        "template": {"pair": pair},
        "limits": {"query": 64, "passage": limit, "pair": limit},
    }
    return Made(card, expected, got, "padded")


def pair_template(tokenizer: Tokenizer) -> list[dict]:
    """Returns how BERT or RoBERTa joins two texts."""
    ids = [tokenizer.token_to_id(name) for name in ("[CLS]", "[SEP]")]
    if None not in ids:
        return template(*ids, "query", "passage")
    start, end = ({"id": tokenizer.token_to_id(name), "type": 0} for name in ("<s>", "</s>"))
    return [start, {"field": "query", "type": 0}, end, end, {"field": "passage", "type": 0}, end]


def pair_row(tokenizer: Tokenizer, pair: list[dict], limit: int, query: str, passage: dict) -> dict[str, np.ndarray]:
    """Returns (1, tokens) by the name of the input. A passage that is too long for the limit is cut."""
    tokenizer.no_truncation()

    def pieces(text):
        return tokenizer.encode(text, add_special_tokens=False).ids

    asked = pieces(query)
    room = limit - sum("id" in part for part in pair) - len(asked)
    texts = {"query": asked, "passage": pieces(passage_text(passage.get("title"), passage["text"]))[:room]}
    tokens = [(id, part["type"]) for part in pair for id in ([part["id"]] if "id" in part else texts[part["field"]])]
    ids, types = (np.array([values], np.int64) for values in zip(*tokens))
    return {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
