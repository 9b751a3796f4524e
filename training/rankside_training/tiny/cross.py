"""A cross-encoder of random numbers, exported as models on the hub are: int64 inputs, logits as output, all weights in
fp32.
"""

from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from transformers import BertForSequenceClassification

from ..export.card import file_reference, template, write_card
from ..graphs.graph import BERT_INPUTS
from ..network.text import passage_text, stripped
from .bert import config
from .tokenizers import wordpiece

SEED = 29
CLS, SEP, LIMIT = 2, 3, 64


class LogitsOnly(torch.nn.Module):
    """A model from three inputs (batch, tokens) to logits (batch, 1)."""

    def __init__(self, model: torch.nn.Module):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).logits


def pair_rows(tokenizer, query: str, passages: list[str]) -> list[dict[str, list[int]]]:
    """Returns [CLS] query [SEP] passage [SEP]. A passage that is too long for the limit is cut."""
    q = tokenizer.encode(query, add_special_tokens=False).ids
    rows = []
    for text in passages:
        p = tokenizer.encode(text, add_special_tokens=False).ids[: LIMIT - 3 - len(q)]
        ids = [CLS, *q, SEP, *p, SEP]
        rows.append({"ids": ids, "types": [0] * (len(q) + 2) + [1] * (len(p) + 1)})
    return rows


def feeds(row: dict[str, list[int]]) -> tuple[torch.Tensor, ...]:
    """Returns the inputs of one pair."""
    ids = torch.tensor([row["ids"]])  # (1, tokens)
    return ids, torch.ones_like(ids), torch.tensor([row["types"]])


def export_graph(model: torch.nn.Module, example: tuple[torch.Tensor, ...], path: Path) -> None:
    """Writes the graph with the weights in the file."""
    axes = {name: {0: "batch", 1: "tokens"} for name in BERT_INPUTS}
    torch.onnx.export(
        model,
        example,
        path,
        input_names=list(BERT_INPUTS),
        output_names=["logits"],
        dynamic_axes={**axes, "logits": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )


def write_tiny_cross(folder: Path, queries: list[dict]) -> dict[str, float]:
    """Writes the folder and returns the graph's largest difference from the golden logits."""
    torch.manual_seed(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = wordpiece()
    settings = config(tokenizer.get_vocab_size())
    settings.num_labels, settings._attn_implementation = 1, "eager"
    model = LogitsOnly(BertForSequenceClassification(settings)).eval()
    entries, rows = [], []
    for entry in queries:
        made = pair_rows(
            tokenizer, entry["query"], [passage_text(p.get("title"), p["text"]) for p in entry["passages"]]
        )
        with torch.inference_mode():
            logits = [round(model(*feeds(row)).item(), 6) for row in made]
        entries.append(
            {"query": entry["query"], "passages": [{**p, "logits": [x]} for p, x in zip(entry["passages"], logits)]}
        )
        rows += [(row, x) for row, x in zip(made, logits)]
    export_graph(model, feeds(rows[0][0]), folder / "model.onnx")
    (folder / "tokenizer.json").write_text(stripped(tokenizer))
    write_card(folder, cross_card(folder, model, entries))
    session = ort.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    return {"model.onnx": max(abs(run(session, row) - x) for row, x in rows)}


def run(session: ort.InferenceSession, row: dict[str, list[int]]) -> float:
    """Returns the logit of one pair by the graph."""
    return session.run(["logits"], {name: np.array(x) for name, x in zip(BERT_INPUTS, feeds(row))})[0].item()


def cross_card(folder: Path, model: torch.nn.Module, entries: list[dict]) -> dict:
    """Returns the content of the card."""
    return {
        "name": "tiny-cross",
        "description": "Random numbers in the shape of a cross-encoder, for tests.",
        "method": "cross-encoder",
        "abilities": ["classify"],
        "languages": ["en"],
        "parameters": sum(p.numel() for p in model.parameters()),
        "template": {"pair": template(CLS, SEP, "query", "passage")},
        "limits": {"query": 32, "passage": 64, "pair": LIMIT},
        "tokenizer": file_reference(folder, "tokenizer.json"),
        "variants": [variant(folder, device) for device in ("wasm", "webgpu")],
        "golden": entries,
        "licence": "Apache-2.0",
        "provenance": ["Random numbers from a fixed seed; tokenizer trained on sentences of our own."],
    }


def variant(folder: Path, device: str) -> dict:
    """Returns the card's entry for a variant."""
    graphs = [file_reference(folder, "model.onnx")]
    return {"device": device, "dtype": "fp32", "graphs": graphs, "data": [], "batching": "padded", "tolerance": 0.005}
